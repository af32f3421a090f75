"""Days or minutes at which far more cases ended than is usual: a hand that closed many at once.

Such a sweep moves a mean without a single user being served sooner; the description is made again without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.refused import Refused

TIMES_USUAL = 3.0  # so many times the usual count ...
SPREADS = 6.0  # ... and so many robust standard deviations above it
MAD_TO_SD = 1.4826  # median absolute deviation of a normal distribution, inverted (Hampel 1974, JASA 69, 383)


@dataclass(frozen=True, eq=False)
class Bursts:
    """The cases that ended in a burst.

    Parameters
    ----------
    inside : ndarray of bool, shape (n,)
        Whether each case ended in a slot with a burst.
    slots : ndarray of int, shape (k,)
        The slots (days or minutes) with a burst, rising.
    counts : ndarray of int, shape (k,)
        Cases that ended in each.
    usual : float
        Count of the slot in which the typical case ended.
    limit : float
        A slot with more than this is a burst.
    """

    inside: NDArray[np.bool_]
    slots: NDArray[np.int64]
    counts: NDArray[np.int64]
    usual: float
    limit: float


def find_bursts(slots: ArrayLike, *, least: int = 10) -> Bursts:
    """Find the slots of time in which far more cases ended than is usual.

    A slot is a burst when its count is above ``least``, above three times the usual count, and above the usual count
    plus six robust standard deviations (1.4826 times the median absolute deviation, at least the square root of the
    usual count, which is chance alone). Usual is the count of the slot in which the typical case ended: medians are
    taken over cases and not over slots, so that a long thin tail, or a weekend, does not make bursts of working days.

    Parameters
    ----------
    slots : array of int, shape (n,)
        Number of the day, or minute, at which each case ended.
    least : int
        A count that is never a burst, however unusual.

    Returns
    -------
    Bursts
        Perhaps none; never more than half of the cases, because the median case is usual.

    Raises
    ------
    Refused
        When no case has ended.
    """
    numbers = np.asarray(slots, dtype=np.int64).ravel()
    if not len(numbers):
        raise Refused("no case has ended")
    found, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    of_case = counts[places].astype(np.float64)
    usual = float(np.median(of_case))
    spread = max(MAD_TO_SD * float(np.median(np.abs(of_case - usual))), usual**0.5)
    limit = max(float(least), TIMES_USUAL * usual, usual + SPREADS * spread)
    burst = counts > limit
    return Bursts(burst[places], found[burst], counts[burst].astype(np.int64), usual, limit)
