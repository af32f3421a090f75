"""What the noise of a KPI series may look like: short memory, slow drift under noise, and a season of unknown strength.

A grid of noise models takes the place of one guess. Each point is a correlation matrix

    V = (1 - noise) phi^|i - j| + noise I + season S,    S_ij = sum over h of h^-2 cos(2 pi h (i - j)/cycle),

and a prior says how likely each point is before any series is seen. The prior is updated from all series of a report.
Masses and points were chosen on other simulations than those that measure the kit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

AR_POINTS = np.linspace(-0.80, 0.96, 33)
PRIOR_SHAPE = (4, 2)  # Beta(4, 2) on (1 + phi)/2: mean of phi 1/3, mode 1/2
OWN_SHAPE = (5, 1.8)  # of a series that stands for itself: mean .47, mode .67
OWN_SHAPE_BESIDE_COURSE = (4, 2)  # a fitted course takes slow movements off already
DRIFTS = (0.7, 0.8, 0.9, 0.97)  # coefficient of a slow part that lies under independent noise
NOISES = (0.25, 0.5, 0.75)  # share of that noise in the variance
DRIFT_MASS = 0.1
SEASONS = (0.0, 0.1, 0.4, 1.5, 6.0)  # variance of the yearly pattern relative to the rest
SEASON_PRIOR = (0.5, 0.125, 0.125, 0.125, 0.125)
OWN_CALM = 0.8  # of a series that stands for itself: no season
HARMONICS = 3
CYCLES_NEEDED = 2  # whole seasons below which a pattern cannot be told from a change


@dataclass(frozen=True, eq=False)
class Grid:
    """The noise models a series may follow, with what is believed of them beforehand.

    Parameters
    ----------
    phi : ndarray, shape (g,)
        Coefficient of the AR(1) part.
    noise : ndarray, shape (g,)
        Share of independent noise in the variance without season; 0 is a pure AR(1).
    season : ndarray, shape (g,)
        Variance of the yearly pattern relative to the rest; 0 is none.
    prior : ndarray, shape (g,)
        Probability of each point before the series of a report are seen, summing to one.
    cycle : int
        Periods of one season; 0 where the grid holds none.
    """

    phi: Array
    noise: Array
    season: Array
    prior: Array
    cycle: int = 0

    def __post_init__(self) -> None:
        shapes = {part.shape for part in (self.phi, self.noise, self.season, self.prior)}
        if len(shapes) != 1 or self.phi.ndim != 1:
            raise ValueError("a grid needs phi, noise, season and prior of one length")
        if (np.abs(self.phi) >= 1).any() or (self.noise < 0).any() or (self.noise > 1).any():
            raise ValueError("a grid needs |phi| < 1 and noise shares from 0 to 1")
        if (self.season < 0).any() or (self.cycle < 2 and (self.season > 0).any()):
            raise ValueError("a season needs a strength above 0 and a cycle of 2 periods or more")
        if (self.prior < 0).any() or not np.isclose(self.prior.sum(), 1):
            raise ValueError("a grid needs prior masses from 0 up that sum to 1")
        for part in (self.phi, self.noise, self.season, self.prior):
            part.setflags(write=False)

    @property
    def rho(self) -> Array:
        """Lag-1 autocorrelation of each point, its season left aside, shape (g,)."""
        return np.asarray(self.phi * (1 - self.noise))

    @property
    def key(self) -> bytes:
        """What makes two grids the same to a projection: everything but the prior."""
        return b"".join(part.tobytes() for part in (self.phi, self.noise, self.season)) + str(self.cycle).encode()

    def correlations(self, dates: NDArray[np.int64], weights: Array | None = None) -> Array:
        """Return the covariance of the observed periods at every point, up to a common factor.

        Parameters
        ----------
        dates : ndarray of int, shape (n,)
            Numbers of the observed periods.
        weights : ndarray, shape (n,), optional
            Cases behind each period: independent noise is then larger where there are few, in proportion to 1/weights.

        Returns
        -------
        ndarray, shape (g, n, n)
            The distance stays a whole number, so that a negative phi keeps its sign over gaps.
        """
        distance = np.abs(dates[:, None] - dates[None, :])
        lags = np.arange(distance.max() + 1)
        slow = np.power(self.phi[:, None], lags)[:, distance]
        own = np.ones(len(dates)) if weights is None else (1 / weights) / (1 / weights).mean()
        matrices = (1 - self.noise)[:, None, None] * slow + self.noise[:, None, None] * np.diag(own)
        if self.cycle:
            matrices = matrices + self.season[:, None, None] * _season(lags, self.cycle)[distance]
        return np.asarray(matrices, dtype=np.float64)


@cache
def noise_grid(cycle: int = 0) -> Grid:
    """Return the kit's grid: 33 AR(1) models and 12 of a slow drift under noise, each with five strengths of season.

    Parameters
    ----------
    cycle : int
        Periods of one season (12 for months of a year); 0 leaves the season out.

    Returns
    -------
    Grid
        45 points without a season, 225 with one. AR(1) models share 90 % of the prior in proportion to the density of
        Beta(4, 2) on (1 + phi)/2, the others have equal parts of the rest; half of the prior is on "no season".
    """
    drifts = [(phi, noise) for phi in DRIFTS for noise in NOISES]
    phi = np.concatenate([AR_POINTS, [drift for drift, _ in drifts]])
    noise = np.concatenate([np.zeros(len(AR_POINTS)), [share for _, share in drifts]])
    density = _density(AR_POINTS, PRIOR_SHAPE)
    prior = np.concatenate([(1 - DRIFT_MASS) * density / density.sum(), np.full(len(drifts), DRIFT_MASS / len(drifts))])
    if not cycle:
        return Grid(phi, noise, np.zeros(len(phi)), prior)
    count = len(SEASONS)
    return Grid(
        phi=np.tile(phi, count),
        noise=np.tile(noise, count),
        season=np.repeat(SEASONS, len(phi)),
        prior=np.outer(SEASON_PRIOR, prior).ravel(),
        cycle=cycle,
    )


def own_prior(grid: Grid, *, beside_course: bool) -> Array:
    """Return the prior of a series that no other one vouches for: stricter, and never updated.

    Parameters
    ----------
    grid : Grid
        The noise models.
    beside_course : bool
        Whether the design holds a course beside what is tested, as an interrupted series does.

    Returns
    -------
    ndarray, shape (g,)
        Masses summing to one, all of them on the AR(1) models: Beta(5, 1.8) on (1 + phi)/2, beside a course Beta(4, 2);
        80 % on "no season" where the grid holds one. With it a single series of rho .8 among 27 calm ones stays near
        its level, which a prior that the calm ones have made cannot give.
    """
    shape = OWN_SHAPE_BESIDE_COURSE if beside_course else OWN_SHAPE
    mass = np.where(grid.noise == 0, _density(grid.phi, shape), 0.0)
    if grid.cycle:
        calm = grid.season == 0
        mass = np.where(calm, OWN_CALM * mass / mass[calm].sum(), (1 - OWN_CALM) * mass / mass[~calm].sum())
    return np.asarray(mass / mass.sum())


def _density(phi: Array, shape: tuple[float, float]) -> Array:
    a, b = shape
    u = (1 + phi) / 2
    return np.asarray(u ** (a - 1) * (1 - u) ** (b - 1))


def _season(lags: NDArray[np.int64], cycle: int) -> Array:
    # A harmonic beyond half the cycle is another one in disguise.
    orders = range(1, min(HARMONICS, cycle // 2) + 1)
    return np.asarray(sum(np.cos(2 * np.pi * h * lags / cycle) / h**2 for h in orders), dtype=np.float64)
