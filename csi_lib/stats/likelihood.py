"""What a series says about one coefficient under every noise model of a grid: exact generalised least squares.

Nothing here depends on a prior, so the likelihoods of many KPIs can be pooled before any of them is mixed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.designs import Design
from csi_lib.stats.grid import Grid
from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]

MIN_FREEDOM = 4  # n - k below this is refused
_EXACT_FIT = 1e-20  # residual sum of squares relative to y'y that is rounding, not noise
_CHUNK = 8_000_000  # numbers held at once while many series are fitted


@dataclass(frozen=True, eq=False)
class Projection:
    """Everything of the fit that depends on the design and the grid, and not on the series.

    Parameters
    ----------
    residual : ndarray, shape (g, n, n)
        Takes a series to its whitened residuals: their squares sum to the residual sum of squares.
    estimate : ndarray, shape (g, n)
        Takes a series to the tested coefficient.
    level : ndarray, shape (g, n)
        Takes a series to the fitted level at the midpoint.
    plain : ndarray, shape (k, n)
        Ordinary least squares: what is taken off a series before the fit, so that a high level costs no digits.
    spread : ndarray, shape (g,)
        Diagonal element of (X' V^-1 X)^-1 for the tested column.
    log_volume : ndarray, shape (g,)
        log|W| - 1/2 log|X' V^-1 X|, W V W' = I: the part of the REML likelihood without the series.
    matrix : ndarray, shape (n, k)
        The design.
    tested : int
        Index of the tested column.
    midpoint : ndarray, shape (k,)
        Where on the design the level is read.
    """

    residual: Array
    estimate: Array
    level: Array
    plain: Array
    spread: Array
    log_volume: Array
    matrix: Array
    tested: int
    midpoint: Array


@dataclass(frozen=True, eq=False)
class Likelihoods:
    """What a series (or a stack of series of one design) says at every grid point; any prior can be put to it.

    Parameters
    ----------
    b, se, log_likelihood, level : ndarray, shape (..., g)
        Estimate, its standard error, REML log-likelihood up to a constant, and the fitted level at the midpoint.
    n, k : int
        Number of periods and of columns of the design.
    """

    b: Array
    se: Array
    log_likelihood: Array
    level: Array
    n: int
    k: int

    @property
    def nu(self) -> int:
        """Degrees of freedom, n - k."""
        return self.n - self.k

    def __getitem__(self, index: int | tuple[int, ...] | slice) -> Likelihoods:
        """Return one series, or some, of a stack."""
        return self.pick(lambda part: part[index])

    def pick(self, take: Callable[[Array], Array]) -> Likelihoods:
        """Return the same part of all four arrays."""
        return Likelihoods(take(self.b), take(self.se), take(self.log_likelihood), take(self.level), n=self.n, k=self.k)


def project(design: Design, grid: Grid, *, weights: ArrayLike | None = None) -> Projection:
    """Work out, for every grid point, all of the fit that depends on the design alone.

    Parameters
    ----------
    design : Design
        Question, with its periods.
    grid : Grid
        Noise models.
    weights : array, shape (n,), optional
        Cases behind each period; default all alike.

    Returns
    -------
    Projection
        Shared by every series with this design and these dates.

    Raises
    ------
    Refused
        When n - k < 4 or the columns are linearly dependent.
    ValueError
        When shapes do not agree, the dates are not rising whole numbers, or a weight is not above zero.
    """
    matrix = np.ascontiguousarray(design.matrix, dtype=np.float64)
    days = _check_dates(design.dates)
    if matrix.ndim != 2 or len(matrix) != len(days):
        raise ValueError("the design needs one row for every date")
    midpoint = np.asarray(design.midpoint, dtype=np.float64)
    if midpoint.shape != matrix.shape[1:] or not 0 <= design.tested < matrix.shape[1]:
        raise ValueError("tested column and midpoint must fit the columns of the design")
    cases = None if weights is None else np.ascontiguousarray(weights, dtype=np.float64)
    if cases is not None and (cases.shape != days.shape or not (np.isfinite(cases) & (cases > 0)).all()):
        raise ValueError("weights need one number above zero for every date")
    return _project(_Key(matrix, design.tested, days, midpoint, grid, cases))


class _Alike(ABC):
    """Arguments of a cached function, alike when their numbers are."""

    @property
    @abstractmethod
    def text(self) -> tuple[object, ...]:
        """Everything the function reads, as something that can be compared."""

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Alike) and self.text == other.text


@dataclass(frozen=True, eq=False)
class _Noise(_Alike):
    """What the whitening depends on."""

    days: NDArray[np.int64]
    grid: Grid
    weights: Array | None

    @property
    def text(self) -> tuple[object, ...]:
        return self.days.tobytes(), self.grid.key, None if self.weights is None else self.weights.tobytes()


@dataclass(frozen=True, eq=False)
class _Key(_Alike):
    """What a projection depends on."""

    matrix: Array
    tested: int
    days: NDArray[np.int64]
    midpoint: Array
    grid: Grid
    weights: Array | None

    @property
    def text(self) -> tuple[object, ...]:
        own = (self.matrix.tobytes(), self.matrix.shape, self.tested, self.midpoint.tobytes())
        return (*own, *_Noise(self.days, self.grid, self.weights).text)


@lru_cache(maxsize=8)  # designs over the same periods share it
def _whiten(noise: _Noise) -> tuple[Array, Array]:
    """Return W with W V W' = I for every noise model, shape (g, n, n), and log|W|, shape (g,)."""
    lower = np.asarray(np.linalg.cholesky(noise.grid.correlations(noise.days, noise.weights)), dtype=np.float64)
    return np.asarray(np.linalg.inv(lower), dtype=np.float64), -_log_diagonal(lower)


@lru_cache(maxsize=16)  # the KPIs of a report share a few designs; a projection of 36 periods takes 2.5 MB
def _project(key: _Key) -> Projection:
    matrix, tested, midpoint = key.matrix, key.tested, key.midpoint
    _check_identified(matrix)
    whiten, log_whiten = _whiten(_Noise(key.days, key.grid, key.weights))
    basis, upper = (np.asarray(part, dtype=np.float64) for part in np.linalg.qr(whiten @ matrix))
    inverse = np.linalg.inv(upper)
    turned = basis.transpose(0, 2, 1) @ whiten
    solve = inverse @ turned
    parts = Projection(
        residual=whiten - basis @ turned,
        estimate=np.ascontiguousarray(solve[:, tested, :]),
        level=np.einsum("k,gkn->gn", midpoint, solve),
        plain=np.asarray(np.linalg.pinv(matrix), dtype=np.float64),
        spread=(inverse[:, tested, :] ** 2).sum(axis=1),
        log_volume=log_whiten - _log_diagonal(upper),
        matrix=matrix,
        tested=tested,
        midpoint=midpoint,
    )
    for part in (parts.residual, parts.estimate, parts.level, parts.plain, parts.spread, parts.log_volume):
        part.setflags(write=False)  # shared through the cache
    return parts


def log_likelihoods(y: ArrayLike, projection: Projection) -> Likelihoods:
    """Fit a series, or a stack of series of one design, at every grid point.

    Parameters
    ----------
    y : array, shape (..., n)
        One series, or many with the same dates.
    projection : Projection
        From ``project``.

    Returns
    -------
    Likelihoods
        Arrays of shape (..., g).

    Raises
    ------
    Refused
        When a series does not vary around its course.
    ValueError
        When the length does not fit or a value is not finite.
    """
    series = np.asarray(y, dtype=np.float64)
    if not varies(series, projection).all():
        raise Refused("the series does not vary around its course")
    n, k = projection.matrix.shape
    beta, rest = _take_course(series.reshape(-1, n), projection)
    shape = (*series.shape[:-1], len(projection.spread))
    nu = n - k
    rss = _residual_squares(rest, projection.residual)
    b = beta[:, [projection.tested]] + rest @ projection.estimate.T
    level = (beta @ projection.midpoint)[:, None] + rest @ projection.level.T
    return Likelihoods(
        b=b.reshape(shape),
        se=np.sqrt(rss / nu * projection.spread).reshape(shape),
        log_likelihood=(projection.log_volume - nu / 2 * np.log(rss)).reshape(shape),
        level=level.reshape(shape),
        n=n,
        k=k,
    )


def stack_likelihoods(found: Sequence[Likelihoods]) -> Likelihoods:
    """Put single series with as many periods and columns on top of each other.

    Parameters
    ----------
    found : sequence of Likelihoods
        Arrays of shape (g,).

    Returns
    -------
    Likelihoods
        Arrays of shape (series, g).
    """
    return Likelihoods(
        b=np.stack([item.b for item in found]),
        se=np.stack([item.se for item in found]),
        log_likelihood=np.stack([item.log_likelihood for item in found]),
        level=np.stack([item.level for item in found]),
        n=found[0].n,
        k=found[0].k,
    )


def varies(y: ArrayLike, projection: Projection) -> NDArray[np.bool_]:
    """Tell of every series whether it leaves anything over beside the columns of the design.

    Parameters
    ----------
    y : array, shape (..., n)
        One series, or many with the same dates.
    projection : Projection
        From ``project``.

    Returns
    -------
    ndarray of bool, shape (...)
        False for a constant series and for an exact line.

    Raises
    ------
    ValueError
        When the length does not fit or a value is not finite.
    """
    series = np.asarray(y, dtype=np.float64)
    n = len(projection.matrix)
    if series.shape[-1:] != (n,) or not np.isfinite(series).all():
        raise ValueError(f"a series needs {n} finite values, one for every row of the design")
    _, rest = _take_course(series, projection)
    return np.asarray((rest**2).sum(axis=-1) > _EXACT_FIT * (series**2).sum(axis=-1))


def _take_course(series: Array, projection: Projection) -> tuple[Array, Array]:
    """Return the ordinary least squares coefficients, and what they leave, so that a high level costs no digits."""
    beta = series @ projection.plain.T
    return beta, series - beta @ projection.matrix.T


def _residual_squares(rest: Array, residual: Array) -> Array:
    """Return the residual sum of squares of every series at every point, shape (series, g)."""
    g, n, _ = residual.shape
    rows = residual.reshape(g * n, n)
    step = max(1, _CHUNK // (g * n))
    out = np.empty((len(rest), g))
    for start in range(0, len(rest), step):
        white = rest[start : start + step] @ rows.T
        out[start : start + step] = np.square(white, out=white).reshape(-1, g, n).sum(axis=2)
    return out


def _check_dates(dates: ArrayLike) -> NDArray[np.int64]:
    given = np.asarray(dates)
    days = np.ascontiguousarray(given.astype(np.int64))
    if given.ndim != 1 or (days != given).any() or (np.diff(days) <= 0).any():
        raise ValueError("dates must be whole period numbers, each above the one before")
    return days


def _check_identified(design: Array) -> None:
    n, k = design.shape
    if n - k < MIN_FREEDOM:
        raise Refused(f"{n} periods are too few for {k} unknowns; {k + MIN_FREEDOM} are needed")
    if np.linalg.matrix_rank(design / np.maximum(np.abs(design).max(axis=0), np.finfo(float).tiny)) < k:
        raise Refused("the periods do not tell the course and the change apart")


def _log_diagonal(matrices: Array) -> Array:
    return np.asarray(np.log(np.abs(np.diagonal(matrices, axis1=1, axis2=2))).sum(axis=1))
