"""Which two series move together from month to month: association only, in neither direction a cause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray
from scipy import special

from csi_lib.stats.description.values import Array
from csi_lib.stats.refused import Refused

MIN_STEPS = 8  # steps from one period to the next that both series have; fewer give an interval of nearly -1 to 1


@dataclass(frozen=True)
class Association:
    """Rank correlation of the steps of two series.

    Parameters
    ----------
    rho : float
        Spearman's, between -1 and 1.
    lo, hi : float
        95 % interval, widened for autocorrelation.
    n : int
        Steps that both series have.
    n_effective : float
        Independent steps that are worth as much; at most ``n``.
    """

    rho: float
    lo: float
    hi: float
    n: int
    n_effective: float


def associate(one: ArrayLike, other: ArrayLike) -> Association:
    """Correlate the steps from period to period of two series, so that a common trend is no association.

    Parameters
    ----------
    one, other : array, shape (periods,)
        Values on the complete grid of periods; NaN where there is none.

    Returns
    -------
    Association
        Of first differences between adjacent periods that both series have.

    Raises
    ------
    Refused
        When both series share fewer than 8 steps, or one of them does not vary.

    Source
    ------
    Interval: Bonett and Wright (2000), Psychometrika 65, 23-28, doi 10.1007/BF02294183. Effective n: Bartlett (1935),
    JRSS 98, 536-543, doi 10.2307/2342284, at lag one, where differencing leaves its mark.
    """
    steps = np.diff(np.vstack([np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)]), axis=1)
    known = np.asarray(np.isfinite(steps).all(axis=0), dtype=np.bool_)
    n = int(known.sum())
    if n < MIN_STEPS:
        raise Refused(f"the two share {n} steps from period to period, {MIN_STEPS} are needed")
    ranks = np.full(steps.shape, np.nan)
    ranks[:, known] = scipy.stats.rankdata(steps[:, known], axis=1)
    centred = ranks - np.nanmean(ranks, axis=1, keepdims=True)
    sizes = np.sqrt(np.nansum(centred**2, axis=1))
    if not (sizes > 0).all():
        raise Refused("one of the two does not vary from period to period")
    rho = float(np.clip(np.nansum(centred[0] * centred[1]) / sizes.prod(), -1.0, 1.0))
    own, others = (float(value) for value in _lag_one(centred, known))
    effective = n / max(1.0, 1 + 2 * own * others)
    lo, hi = _interval(rho, effective)
    return Association(rho, lo, hi, n, effective)


def _lag_one(centred: Array, known: NDArray[np.bool_]) -> Array:
    """Autocorrelation of each row between adjacent steps."""
    neighbours = known[1:] & known[:-1]
    return (centred[:, 1:] * centred[:, :-1])[:, neighbours].sum(axis=1) / np.nansum(centred**2, axis=1)


def _interval(rho: float, n: float) -> tuple[float, float]:
    if abs(rho) == 1:
        return rho, rho
    half = float(special.ndtri(0.975)) * np.sqrt((1 + rho**2 / 2) / max(n - 3, 1.0))
    centre = np.arctanh(rho)
    return float(np.tanh(centre - half)), float(np.tanh(centre + half))
