"""What comes next: a prediction with an interval, and how such predictions would have done so far.

Model: y = level + u. The covariance of u is that of the kit's noise models (short memory, slow drift under noise, a
season of unknown strength), with a course of unknown steepness beside them: slope t t'. Under every point of the grid
the conditional distribution of the coming periods is an exact t; likelihood times prior averages over the points, the
prior is estimated from all series of a report. Nothing is chosen by looking, and nothing is drawn at random.

Measured on 112 simulated series a cell (n = 24 and 36, six periods ahead; stable, seasonal, trending, mixed, stepped,
wandering): the mean absolute error was below that of the last value and of last year's value in every cell, by 4 to
53 %, and the 95 % interval held 93 to 97 % of what came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats.grid import Grid
from csi_lib.stats.likelihood import Likelihoods
from csi_lib.stats.refused import Refused
from csi_lib.stats.together import check_span
from csi_lib.stats.weighing import TAILS, pooled_prior, posterior, quantiles

Array = NDArray[np.float64]
Int = NDArray[np.int64]

MIN_POINTS = 12
ORIGINS = 12  # most dates from which a back-test looks ahead
# A coarser grid than that of the tests: a prediction needs the shape of the noise, not the tail of a p-value.
_AR = np.linspace(-0.60, 0.95, 12)
_DRIFTS = ((0.8, 0.3), (0.8, 0.6), (0.95, 0.3), (0.95, 0.6))
_DRIFT_MASS = 0.1
_SEASONS, _SEASON_PRIOR = (0.0, 0.2, 0.8, 3.0), (0.5, 1 / 6, 1 / 6, 1 / 6)
# Variance of the rise over the window, relative to the noise: half of the prior is on "no course".
_SLOPES, _SLOPE_PRIOR = (0.0, 1.0, 4.0, 16.0), (0.5, 0.2, 0.15, 0.15)


@dataclass(frozen=True, eq=False)
class Past:
    """What is known of one series.

    Parameters
    ----------
    y : ndarray, shape (n,)
        Values on the working scale.
    dates : ndarray of int, shape (n,)
        Numbers of their periods, rising; numbers left out are missing periods.
    """

    y: Array
    dates: Int

    def until(self, date: int) -> Past:
        """Return what was known at the end of a period."""
        known = self.dates <= date
        return Past(self.y[known], self.dates[known])


@dataclass(frozen=True, eq=False)
class Forecast:
    """The coming periods of one series, on the working scale.

    Parameters
    ----------
    dates : ndarray of int, shape (h,)
        Numbers of the periods.
    middle, lo, hi : ndarray, shape (h,)
        Prediction and its 95 % interval for each period on its own.
    course, seasonal : float
        Posterior probability of a course and of a season.
    pooled : int
        Number of series that made the prior.
    """

    dates: Int
    middle: Array
    lo: Array
    hi: Array
    course: float
    seasonal: float
    pooled: int


@dataclass(frozen=True, eq=False)
class Hindsight:
    """What would have been predicted at one earlier date, beside what came.

    Parameters
    ----------
    origin : int
        Number of the last period that was known.
    dates : ndarray of int, shape (m,)
        Periods after it that have a value.
    actual, middle, lo, hi : ndarray, shape (m,)
        What came, the prediction and its interval.
    last, last_cycle : ndarray, shape (m,)
        The two plain predictions: the last known value, and the value of the same season of the last known cycle (NaN
        where that is missing).
    """

    origin: int
    dates: Int
    actual: Array
    middle: Array
    lo: Array
    hi: Array
    last: Array
    last_cycle: Array


def forecast_together(pasts: Sequence[Past], ahead: Sequence[int], cycle: int) -> tuple[Forecast | Refused, ...]:
    """Predict the coming periods of all series of a report, each with the help of the others.

    Parameters
    ----------
    pasts : sequence of Past
        The series. Their lengths and gaps may differ.
    ahead : sequence of int
        Numbers of the periods wanted, rising, after the last known one of every series.
    cycle : int
        Periods of a possible season; 0 declares that there is none.

    Returns
    -------
    tuple of Forecast or Refused
        In the order of the series. Refused below two whole seasons, below 12 values, and without variation.

    Raises
    ------
    ValueError
        When a period wanted is not after a series' last one, or a value is not finite.
    """
    reasons = [_find_reason(past, cycle) for past in pasts]
    places = [place for place, reason in enumerate(reasons) if reason is None]
    plans = {place: _plan(tuple(pasts[place].dates.tolist()), tuple(ahead), cycle) for place in places}
    answers: list[Forecast | Refused] = [reason or Refused("") for reason in reasons]
    if places:
        seen = {place: plans[place].read(pasts[place].y) for place in places}
        mass = pooled_prior(np.stack([found.log_likelihood for found in seen.values()]), _grid(cycle))
        for place in places:
            answers[place] = _predict(plans[place], seen[place], mass, len(places))
    return tuple(answers)


def back_test(pasts: Sequence[Past], horizon: int, cycle: int) -> tuple[tuple[Hindsight, ...], ...]:
    """Predict again from earlier dates, with what was known then, and lay it beside what came.

    Parameters
    ----------
    pasts : sequence of Past
        The series of a report.
    horizon : int
        How many periods ahead, at least 1.
    cycle : int
        Periods of a possible season; 0 for none.

    Returns
    -------
    tuple of tuple of Hindsight
        For every series its dates of origin: the last 12 from which a forecast was possible and after which at least
        one value came. Empty where there are none.
    """
    found: list[list[Hindsight]] = [[] for _ in pasts]
    for origin in _list_origins(pasts, cycle):
        then = [past.until(origin) for past in pasts]
        ahead = range(origin + 1, origin + 1 + horizon)
        for place, answer in enumerate(forecast_together(then, ahead, cycle)):
            if isinstance(answer, Forecast):
                found[place] += _look_back(pasts[place], then[place], answer, origin, cycle)
    return tuple(tuple(items) for items in found)


def _find_reason(past: Past, cycle: int) -> Refused | None:
    if past.y.shape != past.dates.shape or not np.isfinite(past.y).all() or (np.diff(past.dates) <= 0).any():
        raise ValueError("a series needs finite values and rising dates, one for each")
    if len(past.y) < MIN_POINTS:
        return Refused(f"{len(past.y)} known values are too few for a forecast; {MIN_POINTS} are needed")
    try:
        check_span(past.dates, cycle)
    except Refused as refusal:
        return refusal
    spread = float(np.ptp(past.y))
    return Refused("the series does not vary") if spread <= 1e-10 * float(np.abs(past.y).max()) else None


def _list_origins(pasts: Sequence[Past], cycle: int) -> list[int]:
    ends = {int(date) for past in pasts for date in past.dates[:-1]}
    able = [end for end in ends if any(_find_reason(past.until(end), cycle) is None for past in pasts)]
    return sorted(able)[-ORIGINS:]


def _look_back(past: Past, then: Past, answer: Forecast, origin: int, cycle: int) -> Iterator[Hindsight]:
    came = np.isin(answer.dates, past.dates)
    if not came.any():
        return
    dates = answer.dates[came]
    known = dict(zip(then.dates.tolist(), then.y.tolist(), strict=True))
    step = cycle or 1
    earlier = [date - step * -(-(date - origin) // step) for date in dates.tolist()]
    yield Hindsight(
        origin=origin,
        dates=dates,
        actual=past.y[np.isin(past.dates, dates)],
        middle=answer.middle[came],
        lo=answer.lo[came],
        hi=answer.hi[came],
        last=np.full(len(dates), then.y[-1]),
        last_cycle=np.array([known.get(date, np.nan) for date in earlier]),
    )


@dataclass(frozen=True, eq=False)
class _Seen:
    """What one series says at every grid point: noise, likelihood, and the coming periods about its mean."""

    mean: float
    variance: Array
    log_likelihood: Array
    ahead: Array


@dataclass(frozen=True, eq=False)
class _Plan:
    """All of a prediction that does not depend on the values: one for every pattern of known periods."""

    dates: Int
    n: int
    grid: Grid
    residual: Array  # (g, n, n): whitened residuals
    ahead: Array  # (g, h, n): values to predictions
    spread: Array  # (g, h): variance of a prediction relative to that of the noise
    log_volume: Array  # (g,)
    slope: Array  # (g,)

    def read(self, y: Array) -> _Seen:
        """Put the values in."""
        mean = float(y.mean())  # taken off first, so that a high level costs no digits
        rest = y - mean
        squares = ((self.residual @ rest) ** 2).sum(axis=1)
        nu = self.n - 1
        return _Seen(mean, squares / nu, self.log_volume - nu / 2 * np.log(squares), self.ahead @ rest)


def _predict(plan: _Plan, seen: _Seen, mass: Array, pooled: int) -> Forecast:
    error = np.sqrt(seen.variance[:, None] * plan.spread)
    parts = Likelihoods(seen.ahead.T, error.T, seen.log_likelihood, seen.ahead.T, plan.n, 1)
    weights = posterior(parts, mass)
    spread_out = np.broadcast_to(weights, parts.b.shape)
    lo, hi = (seen.mean + quantiles(parts, spread_out, q) for q in TAILS)
    return Forecast(
        dates=plan.dates,
        middle=seen.mean + parts.b @ weights,
        lo=lo,
        hi=hi,
        course=float(weights[plan.slope > 0].sum()),
        seasonal=float(weights[plan.grid.season > 0].sum()),
        pooled=pooled,
    )


@lru_cache(maxsize=32)  # the KPIs of a report share their months; 36 of them take 4 MB
def _plan(dates: tuple[int, ...], ahead: tuple[int, ...], cycle: int) -> _Plan:
    n, grid = len(dates), _grid(cycle)
    if not ahead or ahead[0] <= dates[-1] or any(np.diff(ahead) <= 0):
        raise ValueError("a forecast is asked for rising periods after the last known one")
    days = np.array([*dates, *ahead], dtype=np.int64)
    t = (days - (days[0] + days[n - 1]) / 2) / (days[n - 1] - days[0])  # rises by one over the known window
    slope = np.repeat(_SLOPES, len(grid.phi) // len(_SLOPES))
    covariance = grid.correlations(days) + slope[:, None, None] * np.outer(t, t)
    known, between, coming = covariance[:, :n, :n], covariance[:, n:, :n], covariance[:, n:, n:]
    lower = np.linalg.cholesky(known)
    whiten = np.linalg.inv(lower)
    ones = whiten.sum(axis=2)  # the whitened column of the level
    length = np.sqrt((ones**2).sum(axis=1))
    basis = ones / length[:, None]
    turned = np.einsum("gi,gij->gj", basis, whiten)
    level = turned / length[:, None]  # values to the fitted level, shape (g, n)
    gain = between @ whiten.transpose(0, 2, 1) @ whiten
    left = 1 - gain.sum(axis=2)  # of the level, what the known values do not already bring along
    spread = np.diagonal(coming - gain @ between.transpose(0, 2, 1), axis1=1, axis2=2) + (left / length[:, None]) ** 2
    log_volume = -np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1) - np.log(length)
    return _Plan(
        dates=days[n:],
        n=n,
        grid=grid,
        residual=whiten - basis[:, :, None] * turned[:, None, :],
        ahead=gain + left[:, :, None] * level[:, None, :],
        spread=spread,
        log_volume=log_volume,
        slope=slope,
    )


@lru_cache(maxsize=8)
def _grid(cycle: int) -> Grid:
    """Return the noise models of a forecast, once for every steepness of a course."""
    phi = np.concatenate([_AR, [phi for phi, _ in _DRIFTS]])
    noise = np.concatenate([np.zeros(len(_AR)), [share for _, share in _DRIFTS]])
    u = (1 + _AR) / 2
    density = u**3 * (1 - u)  # Beta(4, 2), as in the tests
    prior = np.concatenate(
        [(1 - _DRIFT_MASS) * density / density.sum(), np.full(len(_DRIFTS), _DRIFT_MASS / len(_DRIFTS))]
    )
    seasons, season_prior = (_SEASONS, _SEASON_PRIOR) if cycle else ((0.0,), (1.0,))
    count = len(seasons) * len(_SLOPES)
    return Grid(
        phi=np.tile(phi, count),
        noise=np.tile(noise, count),
        season=np.tile(np.repeat(seasons, len(phi)), len(_SLOPES)),
        prior=np.outer(_SLOPE_PRIOR, np.outer(season_prior, prior).ravel()).ravel(),
        cycle=cycle,
    )
