"""Where a heap of single values lies: mean, median and 90th percentile together, never a mean alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from csi_lib.stats.description.values import take_values


@dataclass(frozen=True)
class Level:
    """Four ways to say where values lie, and how many there are.

    Parameters
    ----------
    mean, median, p90 : float
        Arithmetic mean, median and 90th percentile (linear between neighbours, as SQL's ``percentile_cont``).
    geomean : float or None
        Geometric mean, smaller values counted as ``least``; None without a positive ``least`` among values of zero.
    n, zeros : int
        Number of values, and of those that are zero.
    """

    mean: float
    median: float
    p90: float
    geomean: float | None
    n: int
    zeros: int


def describe_level(values: ArrayLike, *, least: float = 0.0, what: str = "to describe") -> Level:
    """Say where values lie.

    Parameters
    ----------
    values : array, shape (n,)
        Single values, such as hours a ticket took.
    least : float
        What a smaller value counts as in the geometric mean, in the unit of the values.
    what : str
        How a refusal names the cases.

    Returns
    -------
    Level
        In the unit of the values.

    Raises
    ------
    Refused
        When there is no value, or one is not finite.
    """
    taken = take_values(values, what)
    lifted = np.maximum(taken, least)
    positive = bool((lifted > 0).all())
    return Level(
        mean=float(taken.mean()),
        median=float(np.quantile(taken, 0.5)),
        p90=float(np.quantile(taken, 0.9)),
        geomean=float(np.exp(np.log(lifted).mean())) if positive else None,
        n=len(taken),
        zeros=int((taken == 0).sum()),
    )
