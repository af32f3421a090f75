"""What a series says about one coefficient at every autocorrelation of a grid: exact generalised least squares.

Nothing here depends on a prior, so the likelihoods of many KPIs can be pooled before any of them is mixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]

RHO_GRID: Array = np.linspace(-0.90, 0.98, 66)  # uniform, so that a prior needs no width factor
RHO_GRID.setflags(write=False)
MIN_FREEDOM = 4  # n - k below this is refused
_EXACT_FIT = 1e-20  # residual sum of squares relative to y'y that is rounding, not noise


@dataclass(frozen=True, eq=False)
class Projection:
    """Everything of the fit that depends on the design and the grid, and not on the series.

    Parameters
    ----------
    whiten : ndarray, shape (g, n, n)
        W with W V W' = I for the correlation matrix V of each grid point.
    basis : ndarray, shape (g, n, k)
        Orthonormal basis of the columns of W X.
    solve : ndarray, shape (g, k, n)
        Takes the whitened series to its coefficients.
    spread : ndarray, shape (g,)
        Diagonal element of (X' V^-1 X)^-1 for the tested column.
    log_volume : ndarray, shape (g,)
        log|W| - 1/2 log|X' V^-1 X|: the part of the REML likelihood without the series.
    tested : int
        Index of the tested column.
    midpoint : ndarray, shape (k,)
        Where on the design the level is read.
    """

    whiten: Array
    basis: Array
    solve: Array
    spread: Array
    log_volume: Array
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


def project(
    X: ArrayLike, tested: int, dates: ArrayLike, *, rho: Array = RHO_GRID, midpoint: ArrayLike | None = None
) -> Projection:
    """Work out, for every grid point, all of the fit that depends on the design alone.

    Parameters
    ----------
    X : array, shape (n, k)
        Design matrix.
    tested : int
        Index of the tested column.
    dates : array of int, shape (n,)
        Numbers of the observed periods, rising.
    rho : ndarray, shape (g,)
        Grid of autocorrelations.
    midpoint : array, shape (k,), optional
        Where on the design the level is read; default the means of the columns.

    Returns
    -------
    Projection
        Shared by every series with this design and these dates.

    Raises
    ------
    Refused
        When n - k < 4 or the columns are linearly dependent.
    ValueError
        When shapes do not agree or the dates are not rising whole numbers.
    """
    design = np.ascontiguousarray(X, dtype=np.float64)
    days = _check_dates(dates)
    if design.ndim != 2 or len(design) != len(days):
        raise ValueError("the design needs one row for every date")
    where = design.mean(axis=0) if midpoint is None else np.asarray(midpoint, dtype=np.float64)
    if where.shape != design.shape[1:] or not 0 <= tested < design.shape[1]:
        raise ValueError("tested column and midpoint must fit the columns of the design")
    _check_identified(design)
    rows = tuple(map(tuple, design.tolist()))
    return _project(rows, tested, tuple(days.tolist()), tuple(rho.tolist()), tuple(where.tolist()))


@lru_cache(maxsize=16)  # the KPIs of a report share a few designs; a projection of 36 periods takes 1.4 MB
def _project(
    rows: tuple[tuple[float, ...], ...],
    tested: int,
    dates: tuple[int, ...],
    rho: tuple[float, ...],
    where: Sequence[float],
) -> Projection:
    design = np.array(rows)
    lower: Array = np.asarray(np.linalg.cholesky(correlations(np.array(rho), np.array(dates))), dtype=np.float64)
    whiten: Array = np.asarray(np.linalg.inv(lower), dtype=np.float64)
    basis, upper = (np.asarray(part, dtype=np.float64) for part in np.linalg.qr(whiten @ design))
    inverse = np.linalg.inv(upper)
    log_volume = -_log_diagonal(lower) - _log_diagonal(upper)
    spread = (inverse[:, tested, :] ** 2).sum(axis=1)
    solve = inverse @ basis.transpose(0, 2, 1)
    midpoint = np.array(where)
    for part in (whiten, basis, solve, spread, log_volume, midpoint):
        part.setflags(write=False)  # shared through the cache
    return Projection(whiten, basis, solve, spread, log_volume, tested, midpoint)


def correlations(rho: Array, dates: NDArray[np.int64]) -> Array:
    """Return the AR(1) correlation matrix of the observed periods for every rho.

    Parameters
    ----------
    rho : ndarray, shape (g,)
        Lag-1 autocorrelations.
    dates : ndarray of int, shape (n,)
        Numbers of the observed periods.

    Returns
    -------
    ndarray, shape (g, n, n)
        rho to the power of the distance in periods. The distance stays a whole number, so that a negative rho keeps
        its sign over gaps.
    """
    distance = np.abs(dates[:, None] - dates[None, :])
    return np.asarray(np.power(np.asarray(rho)[:, None, None], distance[None]), dtype=np.float64)


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
    n, k = projection.basis.shape[1:]
    if series.shape[-1:] != (n,) or not np.isfinite(series).all():
        raise ValueError(f"a series needs {n} finite values, one for every row of the design")
    white = np.einsum("gij,...j->...gi", projection.whiten, series, optimize=True)
    fitted = np.einsum("gij,...gj->...gi", projection.basis, np.einsum("gij,...gi->...gj", projection.basis, white))
    rss = ((white - fitted) ** 2).sum(axis=-1)
    if (rss <= _EXACT_FIT * (series**2).sum(axis=-1, keepdims=True)).any():
        raise Refused("the series does not vary around its course")
    beta = np.einsum("gij,...gj->...gi", projection.solve, white)
    nu = n - k
    return Likelihoods(
        b=beta[..., projection.tested],
        se=np.sqrt(rss / nu * projection.spread),
        log_likelihood=projection.log_volume - nu / 2 * np.log(rss),
        level=beta @ projection.midpoint,
        n=n,
        k=k,
    )


def _check_dates(dates: ArrayLike) -> NDArray[np.int64]:
    given = np.asarray(dates)
    days = given.astype(np.int64)
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
