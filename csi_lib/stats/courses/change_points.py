"""Where a series looks as if its level had moved: a description, never a claim.

Nobody holds 5 % for an unknown date under autocorrelation: of stable series with rho .4 the usual penalty
3 sigma² log n, sigma from neighbours, marks 43 to 61 %. Here sigma² is the variance of the whole series. A real shift
hides a part of itself in it, but a series that wanders is cut less often; how often is in ``RATES``. A season or a
steady course is cut into steps too. Whether something changed is answered by the test at a declared date.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.courses.points import check_values
from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]

PENALTY = 3.0  # times variance times log n, for every cut
LEAST = 3  # periods a level has to last
MIN_POINTS = 12


@dataclass(frozen=True)
class Changes:
    """The levels a series is best described by.

    Parameters
    ----------
    starts : tuple of int
        Index (in the series as given) of the first period of every level but the first; empty: one level does.
    levels : tuple of float
        Mean of each level, one more than ``starts``.
    n : int
        Known values.
    """

    starts: tuple[int, ...]
    levels: tuple[float, ...]
    n: int


def find_changes(values: ArrayLike) -> Changes:
    """Describe a series by as few levels as its spread allows.

    Parameters
    ----------
    values : array, shape (n,)
        The series on its working scale, in the order of time; NaN where a value is missing.

    Returns
    -------
    Changes
        The cuts that minimise the squared deviations from the levels + 3 s² log n for every cut, s² the variance of
        the whole series; each level lasts at least 3 known periods. Found by optimal partitioning, O(n²).

    Raises
    ------
    Refused
        When fewer than 12 values are known, one is infinite, or all are equal.

    Source
    ------
    Optimal partitioning with squared error: Maidstone et al. (2017), Stat. Comput. 27, 519-533,
    doi 10.1007/s11222-016-9636-3, section 2.
    """
    given = check_values(values)
    places = np.flatnonzero(~np.isnan(given))
    y = given[places]
    if len(y) < MIN_POINTS:
        raise Refused(f"{len(y)} known values are too few for a change point; {MIN_POINTS} are needed")
    y_centred = y - y.mean()
    cuts = _partition(y_centred, PENALTY * float(y_centred.var(ddof=1)) * np.log(len(y)))
    levels = tuple(float(part.mean()) for part in np.split(y, cuts))
    return Changes(tuple(int(place) for place in places[cuts]), levels, len(y))


def _partition(y: Array, penalty: float) -> list[int]:
    """Return the first index of every segment but the first."""
    total, squares = (np.concatenate([[0.0], np.cumsum(part)]) for part in (y, y**2))
    n = len(y)
    least_cost = np.full(n + 1, np.inf)  # of the first e values
    least_cost[0] = -penalty  # the first segment is no cut
    last_cut = np.zeros(n + 1, dtype=np.int64)
    for end in range(LEAST, n + 1):
        begin = np.arange(end - LEAST + 1)
        spread = squares[end] - squares[begin] - (total[end] - total[begin]) ** 2 / (end - begin)
        cost = least_cost[begin] + spread + penalty
        last_cut[end] = int(np.argmin(cost))
        least_cost[end] = cost[last_cut[end]]
    cuts, end = [], n
    while (end := int(last_cut[end])) > 0:
        cuts.append(end)
    return cuts[::-1]
