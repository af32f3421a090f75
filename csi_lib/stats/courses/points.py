"""What a series must be before its course is asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]

MIN_POINTS = 3


def check_values(values: ArrayLike) -> Array:
    """Return a series as floats, missing values kept as NaN.

    Parameters
    ----------
    values : array, shape (n,)
        NaN where a value is missing.

    Returns
    -------
    ndarray, shape (n,)
        A float array.

    Raises
    ------
    Refused
        When fewer than 3 values are known, one is infinite, or all are equal.
    ValueError
        When the array has not one dimension.
    """
    y = np.asarray(values, dtype=np.float64)
    if y.ndim != 1:
        raise ValueError("a series has one dimension")
    known = y[~np.isnan(y)]
    if np.isinf(known).any():
        raise Refused("a value is infinite")
    if len(known) < MIN_POINTS:
        raise Refused(f"{len(known)} known values are too few for a course; {MIN_POINTS} are needed")
    if (known == known[0]).all():
        raise Refused("the series does not vary, so it has no course")
    return y


def check_points(values: ArrayLike, times: ArrayLike | None = None) -> tuple[Array, Array]:
    """Return the known values and their times.

    Parameters
    ----------
    values : array, shape (n,)
        NaN where a value is missing.
    times : array, shape (n,), optional
        Rising; default 0, 1, 2 …

    Returns
    -------
    tuple of ndarray, shape (known,)
        Values and times.

    Raises
    ------
    Refused
        As ``check_values``.
    ValueError
        When shapes do not agree or the times do not rise.
    """
    y = check_values(values)
    t = np.arange(len(y), dtype=np.float64) if times is None else np.asarray(times, dtype=np.float64)
    if t.shape != y.shape or not np.isfinite(t).all() or (np.diff(t) <= 0).any():
        raise ValueError("every value needs a time, each after the one before")
    known = ~np.isnan(y)
    return y[known], t[known]


def split_seasons(times: Array, cycle: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the season of every point, and say in which order the points lie season after season.

    Parameters
    ----------
    times : ndarray, shape (n,)
        Numbers of the periods, rising.
    cycle : int
        Periods of one cycle.

    Returns
    -------
    tuple of ndarray of int, shape (n,)
        Season of each point, and the order.

    Raises
    ------
    ValueError
        When the cycle is shorter than 2.
    """
    if cycle < 2:
        raise ValueError("a cycle has at least two periods")
    season = times.astype(np.int64) % cycle
    return season, np.argsort(season, kind="stable")
