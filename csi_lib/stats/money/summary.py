"""A distribution in a few figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Summary:
    """What many draws of one figure say.

    Parameters
    ----------
    mean, median, lo, hi : float
        ``lo`` and ``hi`` are the quantiles .05 and .95; infinite where so many draws are.
    above_zero : float
        Share of draws above zero.
    finite : float
        Share of draws that are finite.
    draws : int
        How many.
    """

    mean: float
    median: float
    lo: float
    hi: float
    above_zero: float
    finite: float
    draws: int


def summarise(values: ArrayLike) -> Summary:
    """Sum up draws.

    Parameters
    ----------
    values : array, shape (k,)
        At least one; infinite ones count as larger than all others.

    Returns
    -------
    Summary
        Quantiles are values that were drawn, so that infinite ones do no harm.
    """
    found = np.asarray(values, dtype=np.float64)
    lo, median, hi = (float(np.quantile(found, q, method="inverted_cdf")) for q in (0.05, 0.5, 0.95))
    finite = np.isfinite(found)
    mean = float(found.mean()) if finite.all() else float("inf")
    return Summary(mean, median, lo, hi, float((found > 0).mean()), float(finite.mean()), len(found))
