"""One coefficient of a short, autocorrelated series: a mixture of t distributions over the unknown autocorrelation.

Model: y = X beta + u, u a stationary AR(1). For every rho on a grid the generalised least squares estimate, its t
distribution and its REML likelihood are exact; weighting them by likelihood times prior leaves rho out of the answer.

Measured with the own prior (Gaussian AR(1), rho 0 to .6, 11 200 series a cell): size 2.2 to 6.6 % at a nominal 5 %,
highest at rho .6. It does not hold under slow drift or AR(2) (12 to 20 %), nor, for an interrupted series, under a
season (9 %).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from csi_lib.stats.likelihood import RHO_GRID, Array, Likelihoods, log_likelihoods, project

PRIOR_SHAPE = (4, 2)  # Beta(4, 2) on (1 + rho)/2: mean rho 1/3, mode 1/2
ALPHA = 0.05  # two-sided; the interval is the 95 % interval of the same mixture
_BISECTIONS = 80  # halves any bracket below the spacing of doubles


@dataclass(frozen=True, eq=False)
class Prior:
    """What is believed of the autocorrelation before the series is seen.

    Parameters
    ----------
    rho : ndarray, shape (g,)
        Lag-1 autocorrelation of each grid point.
    mass : ndarray, shape (g,)
        Probability of each grid point, summing to one.
    """

    rho: Array
    mass: Array

    def __post_init__(self) -> None:
        if self.rho.shape != self.mass.shape or self.rho.ndim != 1:
            raise ValueError("a prior needs one mass for every grid point")
        if (np.abs(self.rho) >= 1).any() or (self.mass < 0).any() or not np.isclose(self.mass.sum(), 1):
            raise ValueError("a prior needs |rho| < 1 and masses from 0 up that sum to 1")


@cache
def beta_prior() -> Prior:
    """Return the prior of a KPI that stands alone: the density of Beta(4, 2) at the grid points, normalised.

    Returns
    -------
    Prior
        66 grid points.
    """
    a, b = PRIOR_SHAPE
    u = (1 + RHO_GRID) / 2
    density = u ** (a - 1) * (1 - u) ** (b - 1)
    return Prior(RHO_GRID, _frozen(density / density.sum()))


@dataclass(frozen=True, eq=False)
class MixtureFit:
    """The tested coefficient of one series, with the autocorrelation averaged out.

    Parameters
    ----------
    b : float
        Estimate on the working scale: the weighted mean over the grid.
    lo, hi : float
        Equal-tailed 95 % interval; it excludes b0 exactly when ``p_at(b0)`` is below .05.
    p : float
        Two-sided p of "the coefficient is zero".
    rho : float
        Posterior mean of the lag-1 autocorrelation.
    level : float
        Fitted level at the midpoint of the design: where an effect is turned into units.
    n, k, nu : int
        Periods, columns of the design, and n - k.
    weights : ndarray, shape (g,)
        Posterior probability of each grid point.
    likelihoods : Likelihoods
        The components that were mixed.
    """

    b: float
    lo: float
    hi: float
    p: float
    rho: float
    level: float
    n: int
    k: int
    nu: int
    weights: Array
    likelihoods: Likelihoods

    def p_at(self, value: float) -> float:
        """Return the two-sided p of "the coefficient equals this value" (working scale)."""
        return float(two_sided_p(self.likelihoods, self.weights, value))


def fit_mixture(
    y: ArrayLike,
    X: ArrayLike,
    tested: int,
    dates: ArrayLike,
    *,
    prior: Prior | None = None,
    midpoint: ArrayLike | None = None,
) -> MixtureFit:
    """Estimate one coefficient of a series with unknown AR(1) noise, with its p and 95 % interval.

    Parameters
    ----------
    y : array, shape (n,)
        The series on its working scale, observed periods only.
    X : array, shape (n, k)
        Design matrix.
    tested : int
        Index of the column whose coefficient is wanted.
    dates : array of int, shape (n,)
        Number of each period on the complete grid, rising; numbers left out are missing periods.
    prior : Prior, optional
        Default ``beta_prior()``; a prior pooled over the KPIs of a report goes here.
    midpoint : array, shape (k,), optional
        Where on the design the level is read; default the means of the columns.

    Returns
    -------
    MixtureFit
        All on the working scale.

    Raises
    ------
    Refused
        When fewer than 4 degrees of freedom are left, the design does not identify its columns, or the series does
        not vary around its course.
    ValueError
        When shapes do not agree, a value is not finite, or the dates do not rise.
    """
    prior = prior or beta_prior()
    return mix(log_likelihoods(y, project(X, tested, dates, rho=prior.rho, midpoint=midpoint)), prior)


def mix(likelihoods: Likelihoods, prior: Prior) -> MixtureFit:
    """Put a prior to the likelihoods of one series and read the answer off the mixture.

    Parameters
    ----------
    likelihoods : Likelihoods
        Of one series: arrays of shape (g,).
    prior : Prior
        On the same grid.

    Returns
    -------
    MixtureFit
        Estimate, interval, p and posterior mean of rho.
    """
    weights = posterior(likelihoods, prior)
    lo, hi = _quantiles(likelihoods, weights, np.array([ALPHA / 2, 1 - ALPHA / 2]))
    return MixtureFit(
        b=float(weights @ likelihoods.b),
        lo=float(lo),
        hi=float(hi),
        p=float(two_sided_p(likelihoods, weights)),
        rho=float(weights @ prior.rho),
        level=float(weights @ likelihoods.level),
        n=likelihoods.n,
        k=likelihoods.k,
        nu=likelihoods.nu,
        weights=_frozen(weights),
        likelihoods=likelihoods,
    )


def posterior(likelihoods: Likelihoods, prior: Prior) -> Array:
    """Return the posterior probability of every grid point, shape (..., g)."""
    log = likelihoods.log_likelihood
    mass: Array = np.exp(log - log.max(axis=-1, keepdims=True)) * prior.mass
    return np.asarray(mass / mass.sum(axis=-1, keepdims=True))


def two_sided_p(likelihoods: Likelihoods, weights: Array, value: float = 0.0) -> Array:
    """Return the two-sided p of "the coefficient equals this value" under the mixture.

    Parameters
    ----------
    likelihoods : Likelihoods
        Arrays of shape (..., g).
    weights : ndarray, shape (..., g)
        From ``posterior``.
    value : float
        On the working scale.

    Returns
    -------
    ndarray, shape (...)
        Twice the smaller tail, at most one.
    """
    t = (likelihoods.b - value) / likelihoods.se
    above = (weights * stdtr(likelihoods.nu, t)).sum(axis=-1)
    below = (weights * stdtr(likelihoods.nu, -t)).sum(axis=-1)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(above, below)))


def _quantiles(likelihoods: Likelihoods, weights: Array, q: Array) -> Array:
    # A quantile of a mixture lies between the quantiles of its components.
    ends = likelihoods.b + stdtrit(likelihoods.nu, q)[:, None] * likelihoods.se
    low, high = ends.min(axis=1), ends.max(axis=1)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        t = (middle[:, None] - likelihoods.b) / likelihoods.se
        short = (weights * stdtr(likelihoods.nu, t)).sum(axis=1) < q
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.asarray((low + high) / 2)


def _frozen(values: Array) -> Array:
    values.setflags(write=False)
    return values
