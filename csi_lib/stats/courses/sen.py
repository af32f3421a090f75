"""The median of all slopes between two points (Theil and Sen), exact, without computing all slopes.

How many slopes lie below a value is a number of inversions: of the order of ``y - value * t`` against that of time.
So a bracket around the wanted ranks is taken from a sample of slopes and verified by counting, and only the slopes
inside it are computed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from csi_lib.stats.courses.points import check_points, split_seasons
from csi_lib.stats.courses.slopes import Slopes
from csi_lib.stats.courses.ties import variance_of_score
from csi_lib.stats.refused import Refused


@dataclass(frozen=True)
class SenSlope:
    """The Theil-Sen line of a series.

    Parameters
    ----------
    slope : float
        Median of all slopes between two points: units of the series per unit of time.
    lo, hi : float
        Interval for the slope by the ranks of Kendall's score. It holds its level for independent noise only.
    intercept : float
        Median of the values - slope x median of the times.
    n : int
        Number of points.
    """

    slope: float
    lo: float
    hi: float
    intercept: float
    n: int


def sen_slope(values: ArrayLike, times: ArrayLike | None = None, *, level: float = 0.95) -> SenSlope:
    """Find the median slope of a series, with an interval.

    Parameters
    ----------
    values : array, shape (n,)
        The series; NaN where a value is missing.
    times : array, shape (n,), optional
        When each value was taken, rising; default 0, 1, 2 …
    level : float
        Level of the interval, between 0 and 1.

    Returns
    -------
    SenSlope
        Equal to sorting all n(n - 1)/2 slopes, in a few rounds of O(n log n) time and in O(n) memory.

    Raises
    ------
    Refused
        When fewer than 3 values are known, one is infinite, or all are equal.
    ValueError
        When shapes do not agree, the times do not rise, or the level is not between 0 and 1.

    Source
    ------
    Sen (1968), J. Am. Stat. Assoc. 63, 1379-1389, doi 10.1080/01621459.1968.10480934; ranks of the interval as
    scipy.stats.theilslopes and sens.slope of the R package trend take them.
    """
    _check_level(level)
    y, t = check_points(values, times)
    slopes = Slopes(y, t)
    lo, slope, hi = _pick_median(slopes, variance_of_score(y), level)
    return SenSlope(slope, lo, hi, float(np.median(y) - np.median(t) * slope), len(y))


def seasonal_sen_slope(values: ArrayLike, cycle: int, *, level: float = 0.95) -> SenSlope:
    """Find the median slope between points of the same season, which a yearly pattern does not disturb.

    Parameters
    ----------
    values : array, shape (n,)
        One value a period; NaN where it is missing.
    cycle : int
        Periods of one cycle, at least 2.
    level : float
        Level of the interval, between 0 and 1; 0 asks for none, which takes half the time.

    Returns
    -------
    SenSlope
        Slope and interval per cycle; the intercept is read at the first period.

    Raises
    ------
    Refused
        When fewer than 3 values are known, one is infinite, all are equal, or no season has two known values.
    ValueError
        When the cycle is shorter than 2 or the level is not between 0 and 1.

    Source
    ------
    Hirsch, Slack & Smith (1982), Water Resour. Res. 18, 107-121, doi 10.1029/WR018i001p00107.
    """
    _check_level(level)
    y, t = check_points(values)
    season, order = split_seasons(t, cycle)
    slopes = Slopes(y[order], t[order] // cycle, season[order])
    if not slopes.count:
        raise Refused("no season is seen twice")
    variance = sum(variance_of_score(y[season == here]) for here in np.unique(season))
    lo, slope, hi = _pick_median(slopes, variance, level)
    return SenSlope(slope, lo, hi, float(np.median(y) - np.median(t) / cycle * slope), len(y))


def _pick_median(slopes: Slopes, variance: float, level: float) -> tuple[float, float, float]:
    spread = float(-ndtri((1 - level) / 2)) * math.sqrt(variance)
    low = max(round((slopes.count - spread) / 2) - 1, 0)
    high = min(round((slopes.count + spread) / 2), slopes.count - 1)
    lo, left, right, hi = slopes.pick((low, (slopes.count - 1) // 2, slopes.count // 2, high))
    return lo, left + (right - left) / 2, hi


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError("the level of an interval lies between 0 and 1")
