"""How much Kendall's score varies when nothing is going on, ties allowed for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def variance_of_score(values: NDArray[np.float64]) -> float:
    """Return the variance of Kendall's score of independent values against time.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Finite values; equal ones are ties.

    Returns
    -------
    float
        (n(n-1)(2n+5) - sum over the groups of equal values of c(c-1)(2c+5)) / 18; zero when all are equal.

    Source
    ------
    Kendall (1975), Rank Correlation Methods, 4th ed., section 4; scipy.stats.theilslopes uses the same.
    """
    n = len(values)
    _, counts = np.unique(values, return_counts=True)
    tied = counts[counts > 1]
    return (n * (n - 1) * (2 * n + 5) - int((tied * (tied - 1) * (2 * tied + 5)).sum())) / 18


def count_ties(values: NDArray[np.float64]) -> int:
    """Count the pairs of equal values.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Finite values.

    Returns
    -------
    int
        Sum over the groups of equal values of c(c-1)/2.
    """
    _, counts = np.unique(values, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())
