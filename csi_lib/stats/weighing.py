"""The noise models weighed: their prior and posterior, and the tails, quantiles and interval of what they mix to."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, stdtr, stdtrit

from csi_lib.stats.grid import Grid
from csi_lib.stats.likelihood import Array, Likelihoods
from csi_lib.stats.student import student_cdf

ALPHA = 0.05  # two-sided; the interval is the 95 % interval of the same mixture
TAILS = (ALPHA / 2, 1 - ALPHA / 2)
EM_STEPS = 60  # ten times as many change no cell of the calibration by more than .1 point
PRIOR_WEIGHT = 1.0  # pseudo-series of the prior in the pool
_NEWTON_STEPS = 100  # halving alone would need about 60
_NO_WEIGHT = 1e-13
_NEWTON_NEAR = 1e-7  # of a standard error; what is left after such a step is its square


def pooled_prior(log_likelihood: ArrayLike, grid: Grid) -> Array:
    """Estimate the prior of the noise models from all series of a report, by expectation and maximisation.

    Parameters
    ----------
    log_likelihood : array, shape (..., K, g)
        REML log-likelihoods of the K series of each report.
    grid : Grid
        Its prior takes part as one more series.

    Returns
    -------
    ndarray, shape (..., g)
        Masses summing to one. One series alone has nothing to pool: K = 1 gives the prior of the grid.
    """
    log = np.asarray(log_likelihood, dtype=np.float64)
    count = log.shape[-2]
    mass = np.broadcast_to(grid.prior, (*log.shape[:-2], log.shape[-1])).copy()
    if count < 2:
        return mass
    likely = np.exp(log - log.max(axis=-1, keepdims=True))
    for _ in range(EM_STEPS):
        # sum over k of L_kg pi_g / (L pi)_k, as two products of a matrix and a vector
        inverse = 1 / (likely @ mass[..., None])[..., 0]
        shared = mass * (inverse[..., None, :] @ likely)[..., 0, :]
        mass = (shared + PRIOR_WEIGHT * grid.prior) / (count + PRIOR_WEIGHT)
    return mass


def posterior(likelihoods: Likelihoods, prior: Array) -> Array:
    """Return the posterior probability of every grid point, shape (..., g)."""
    log = likelihoods.log_likelihood
    mass = np.exp(log - log.max(axis=-1, keepdims=True)) * prior
    return np.asarray(mass / mass.sum(axis=-1, keepdims=True))


def two_sided_p(likelihoods: Likelihoods, weights: Array, value: ArrayLike = 0.0) -> Array:
    """Return the two-sided p of "the coefficient equals this value" under the mixture.

    Parameters
    ----------
    likelihoods : Likelihoods
        Arrays of shape (..., g).
    weights : ndarray, shape (..., g)
        From ``posterior``.
    value : float or array, shape (...)
        On the working scale.

    Returns
    -------
    ndarray, shape (...)
        Twice the smaller tail, at most one.
    """
    return fold_tails(weights, *find_tails(likelihoods, value))


def find_tails(likelihoods: Likelihoods, value: ArrayLike = 0.0) -> tuple[Array, Array]:
    """Return the probability above and below a value under every noise model, each to full precision when small."""
    t = (likelihoods.b - np.asarray(value, dtype=np.float64)[..., None]) / likelihoods.se
    near = stdtr(likelihoods.nu, -np.abs(t))
    return np.where(t > 0, 1 - near, near), np.where(t > 0, near, 1 - near)


def fold_tails(weights: Array, above: Array, below: Array) -> Array:
    """Return twice the smaller tail of the mixture, at most one."""
    smaller = np.minimum((weights * above).sum(axis=-1), (weights * below).sum(axis=-1))
    return np.asarray(np.minimum(1.0, 2 * smaller))


def quantiles(likelihoods: Likelihoods, weights: Array, q: float) -> Array:
    """Return one quantile of the mixture for every series.

    Parameters
    ----------
    likelihoods : Likelihoods
        Arrays of shape (..., g).
    weights : ndarray, shape (..., g)
        From ``posterior``.
    q : float
        Between 0 and 1.

    Returns
    -------
    ndarray, shape (...)
        Working scale. Newton's method, kept within a bracket that halves whenever a step would leave it.
    """
    b, se, nu = likelihoods.b, likelihoods.se, likelihoods.nu
    height = weights / se * np.exp(gammaln((nu + 1) / 2) - gammaln(nu / 2)) / np.sqrt(nu * np.pi)
    ends = b + stdtrit(nu, q) * se
    low, high = ends.min(axis=-1), ends.max(axis=-1)  # a quantile of a mixture lies between those of its components
    x = (weights * ends).sum(axis=-1)
    near = _NEWTON_NEAR * se.min(axis=-1) + 4 * np.spacing(np.abs(x))
    for _ in range(_NEWTON_STEPS):
        t = (x[..., None] - b) / se
        excess = (weights * student_cdf(t, nu)).sum(axis=-1) - q
        density = (height * np.exp(-(nu + 1) / 2 * np.log1p(t**2 / nu))).sum(axis=-1)
        low, high = np.where(excess < 0, x, low), np.where(excess < 0, high, x)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = x - excess / density
        new = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        if (np.abs(new - x) <= near).all():
            return np.asarray(new)
        x = new
    return np.asarray(x)


def find_interval(likelihoods: Likelihoods, weights: Array) -> tuple[Array, Array]:
    """Return both ends of the interval of every series, shapes (...)."""
    # What is dropped cannot move a tail by as much as rounding does; every row keeps as many points as the fullest one.
    most = int((weights > _NO_WEIGHT).sum(axis=-1).max())
    kept = np.argsort(-weights, axis=-1, kind="stable")[..., :most]
    fewer = likelihoods.pick(lambda part: np.take_along_axis(part, kept, axis=-1))
    heavy = np.take_along_axis(weights, kept, axis=-1)
    lo, hi = (quantiles(fewer, heavy, q) for q in TAILS)
    return lo, hi
