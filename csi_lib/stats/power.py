"""What a series could have shown: the smallest change that a headline test finds in four of five cases, now and later.

The noise is taken as a fit has learned it: series are drawn from it, put through the test that a headline claim has to
pass (the pooled prior and the series' own, both), and the change is sought that four of five of them show. A change
shifts interval and estimate by just itself, so it is claimed where it is larger than the interval reaches across zero.
For other periods than those at hand the change is carried over by the ratio of two closed forms, noncentral t
distributions averaged over the noise models.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import nctdtr, stdtr, stdtrit

from csi_lib.stats.designs import Design
from csi_lib.stats.grid import Grid
from csi_lib.stats.likelihood import MIN_FREEDOM, Likelihoods, log_likelihoods, project
from csi_lib.stats.mixture import MixtureFit
from csi_lib.stats.refused import Refused
from csi_lib.stats.weighing import ALPHA, posterior, quantiles

Array = NDArray[np.float64]

POWER = 0.8  # chance to find the change, the usual convention
MOST_PERIODS = 60  # further periods beyond which nobody waits
DRAWS = 200  # both signs count, so that a share of .8 has an error of .02
_SEED = 20  # any would do; fixed, so that a report says the same twice
_NEGLIGIBLE = 0.002  # share of the noise models that is left out of the closed form, for speed
_HALVINGS = 30


@dataclass(frozen=True, eq=False)
class Noise:
    """What a fit has learned of the noise of a series.

    Parameters
    ----------
    grid : Grid
        The noise models.
    pooled, own : ndarray, shape (g,)
        The priors that a headline claim is held against: that of all series of the report, and the series' own.
    weights : ndarray, shape (g,)
        Posterior probability of each model, with the pooled prior.
    sigma : ndarray, shape (g,)
        Scale of the noise under each model, on the working scale.
    """

    grid: Grid
    pooled: Array
    own: Array
    weights: Array
    sigma: Array


def learn_noise(fit: MixtureFit, design: Design, *, cases: ArrayLike | None = None) -> Noise:
    """Read off a fit what it has learned of the noise.

    Parameters
    ----------
    fit : MixtureFit
        Of one series.
    design : Design
        The one it was fitted with.
    cases : array, shape (n,), optional
        The weights it was fitted with.

    Returns
    -------
    Noise
        To be put to any other design.
    """
    found = fit.likelihoods
    sigma = found.se / np.sqrt(project(design, fit.grid, weights=cases).spread)
    pooled, own = (_take_out(found, weights) for weights in (fit.weights, fit.own_weights))
    return Noise(fit.grid, pooled, own, fit.weights, sigma)


def _take_out(likelihoods: Likelihoods, weights: Array) -> Array:
    """Return the prior of a posterior: what is left of it when the likelihood is taken out."""
    likely = np.exp(likelihoods.log_likelihood - likelihoods.log_likelihood.max())
    prior = np.divide(weights, likely, out=np.zeros_like(likely), where=likely > 0)
    return np.asarray(prior / prior.sum())


def find_minimal(noise: Noise, design: Design, *, cases: ArrayLike | None = None, power: float = POWER) -> float:
    """Return the smallest change that a headline test finds with the given chance.

    Parameters
    ----------
    noise : Noise
        As it was learned.
    design : Design
        Periods and question the change is to be seen with.
    cases : array, shape (n,), optional
        Cases behind each period.
    power : float
        Chance to find it, between .05 and 1.

    Returns
    -------
    float
        Working scale, above zero; the same up and down.

    Raises
    ------
    Refused
        When the design has too few periods or does not identify the change.
    """
    stable = _draw(noise, design, cases)
    both = [posterior(stable, prior) for prior in (noise.pooled, noise.own)]
    up = np.max([-quantiles(stable, weights, ALPHA / 2) for weights in both], axis=0)
    down = np.max([quantiles(stable, weights, 1 - ALPHA / 2) for weights in both], axis=0)
    return float(np.quantile(np.concatenate([up, down]), power))


def find_ratio(noise: Noise, now: Design, later: Design) -> float:
    """Return by which factor the minimal detectable change differs with other periods.

    Parameters
    ----------
    noise : Noise
        As it was learned; taken to stay as it is.
    now, later : Design
        The periods at hand, and those to compare with.

    Returns
    -------
    float
        Below 1 where the other periods show more.

    Raises
    ------
    Refused
        When one of the designs has too few periods or does not identify the change.
    """
    return _solve(noise, later) / _solve(noise, now)


def count_periods(
    size: Callable[[int], float], enough: float, *, least: int = 0, most: int = MOST_PERIODS
) -> int | None:
    """Count the further periods until the minimal detectable change is small enough.

    Parameters
    ----------
    size : callable
        Number of further periods -> minimal detectable change, falling.
    enough : float
        Size to come down to.
    least, most : int
        Where to look.

    Returns
    -------
    int or None
        From ``least`` to ``most``; None when even ``most`` are not enough, as where the periods before are too few.
    """
    if size(most) > enough:
        return None
    low, high = least - 1, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if size(middle) <= enough else (middle, high)
    return high


def _draw(noise: Noise, design: Design, cases: ArrayLike | None) -> Likelihoods:
    """Draw series without any change from the noise and fit them."""
    projection = project(design, noise.grid, weights=cases)
    rng = np.random.default_rng(_SEED)
    which = rng.choice(len(noise.weights), DRAWS, p=noise.weights)
    weights = None if cases is None else np.asarray(cases, dtype=np.float64)
    models, place = np.unique(which, return_inverse=True)
    lower = np.linalg.cholesky(noise.grid.correlations(design.dates, weights)[models])
    normal = rng.standard_normal((DRAWS, len(design.dates)))
    return log_likelihoods(noise.sigma[which, None] * np.einsum("dij,dj->di", lower[place], normal), projection)


def _solve(noise: Noise, design: Design) -> float:
    """Return the closed form of the minimal change: interval of typical width, statistic noncentral t."""
    kept = _matters(noise.weights)
    se = noise.sigma[kept] * np.sqrt(_spread(design, noise.grid, kept))
    weights = noise.weights[kept] / noise.weights[kept].sum()
    nu = design.matrix.shape[0] - design.matrix.shape[1]
    half = _half_width(weights, se, nu)
    low, high = half, half + stdtrit(nu, POWER) * float(se.max()) * 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        found = weights @ (1 - nctdtr(nu, middle / se, half / se))
        low, high = (middle, high) if found < POWER else (low, middle)
    return (low + high) / 2


def _matters(weights: Array) -> NDArray[np.bool_]:
    """Mark the models that hold all but a negligible part of the probability."""
    order = np.argsort(weights)
    kept = np.zeros(len(weights), dtype=bool)
    kept[order[np.cumsum(weights[order]) > _NEGLIGIBLE]] = True
    return kept


def _spread(design: Design, grid: Grid, kept: NDArray[np.bool_]) -> Array:
    """Return the variance of the tested coefficient under some models, in units of its scale; as ``project`` does."""
    matrix = design.matrix
    n, k = matrix.shape
    if n - k < MIN_FREEDOM:
        raise Refused(f"{n} periods are too few for {k} unknowns; {k + MIN_FREEDOM} are needed")
    if np.linalg.matrix_rank(matrix) < k:
        raise Refused("the periods do not tell the course and the change apart")
    phi, share, season = (values[kept] for values in (grid.phi, grid.noise, grid.season))
    part = Grid(phi, share, season, np.full(len(phi), 1 / len(phi)), cycle=grid.cycle)  # only covariances are asked for
    covariance = part.correlations(design.dates)
    information = matrix.T @ np.linalg.solve(covariance, np.broadcast_to(matrix, (len(part.phi), n, k)))
    return np.asarray(np.linalg.inv(information)[:, design.tested, design.tested])


def _half_width(weights: Array, se: Array, nu: int) -> float:
    """Return where the mixture centred on zero has 2.5 % above."""
    ends = stdtrit(nu, 1 - ALPHA / 2) * se
    low, high = float(ends.min()), float(ends.max())
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if weights @ stdtr(nu, middle / se) < 1 - ALPHA / 2 else (low, middle)
    return (low + high) / 2
