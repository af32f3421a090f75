"""Centre, spread and autocorrelation of stable points, for one series or a stack of them at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

D2 = 1.128  # mean range of two normal values in standard deviations (Montgomery, Introduction to SQC, appendix VI)
RHO_CAP = 0.9  # an estimate above is noise of a short series; the limits would leave the page
MIN_POINTS = 5  # the bias correction divides by n - 4


@dataclass(frozen=True, eq=False)
class Spread:
    """What the stable part of a series is made of, on the working scale.

    Parameters
    ----------
    center : ndarray, shape (...)
        Mean, weighted by how exact each point is.
    sigma : ndarray, shape (...)
        Standard deviation of a point in its own units; NaN where the series does not vary.
    rho : ndarray, shape (...)
        Bias-corrected lag-1 autocorrelation, between 0 and .9.
    """

    center: Array
    sigma: Array
    rho: Array


def estimate_spread(y: ArrayLike, unit: ArrayLike = 1.0, dates: ArrayLike | None = None) -> Spread:
    """Estimate centre, spread and autocorrelation from the moving range of neighbours.

    Parameters
    ----------
    y : array, shape (..., n)
        Series on the working scale.
    unit : array, broadcastable to (..., n)
        Standard deviation that each point would have by its size alone (Laney's sigma of a month); 1: all alike.
    dates : array of int, shape (n,), optional
        Number of each period, rising; only values of adjacent periods make a moving range. Default: no gaps.

    Returns
    -------
    Spread
        sigma is the mean moving range of (y - center)/unit, divided by 1.128 sqrt(1 - rho). The autocorrelation is
        (n r + 1)/(n - 4), r the sample lag-1 autocorrelation about the mean, taken back from its bias
        -(1 + 4 rho)/n, not below 0 and not above .9.

    Raises
    ------
    ValueError
        When there are fewer than 5 points or no two adjacent ones.

    Source
    ------
    Bias: Kendall (1954), Biometrika 41, 403-404, doi 10.1093/biomet/41.3-4.403. Scores by size: Laney (2002), Quality
    Engineering 14, 531-537, doi 10.1081/QEN-120003555. That the moving range of AR(1) is short by sqrt(1 - rho) follows
    from var(y_t - y_(t-1)) = 2 sigma^2 (1 - rho).
    """
    values = np.asarray(y, dtype=np.float64)
    own = np.broadcast_to(np.asarray(unit, dtype=np.float64), values.shape)
    near = find_neighbours(values.shape[-1], dates)
    if values.shape[-1] < MIN_POINTS or not near.any():
        raise ValueError(f"{values.shape[-1]} points, or none next to another, are too few for limits")
    weight = 1 / own**2
    center = (values * weight).sum(axis=-1) / weight.sum(axis=-1)
    score = (values - center[..., None]) / own
    mean_range = np.abs(np.diff(score, axis=-1))[..., near].mean(axis=-1)
    moves = np.abs(np.diff(values, axis=-1))[..., near].mean(axis=-1)
    still = moves <= 1e-12 * np.abs(values).max(axis=-1)
    rho = _autocorrelation(score, near, still)
    return Spread(center, np.where(still, np.nan, mean_range / (D2 * np.sqrt(1 - rho))), rho)


def find_neighbours(n: int, dates: ArrayLike | None = None) -> Mask:
    """Return which of the n - 1 steps lead to the very next period, shape (n - 1,)."""
    return np.diff(np.arange(n) if dates is None else np.asarray(dates, dtype=np.int64)) == 1


def _autocorrelation(score: Array, near: Mask, still: Mask) -> Array:
    n, pairs = score.shape[-1], int(near.sum())
    deviation = score - score.mean(axis=-1, keepdims=True)
    products = (deviation[..., 1:] * deviation[..., :-1])[..., near].sum(axis=-1)
    squares = np.where(still, 1.0, (deviation**2).sum(axis=-1))
    # Scaled up to the n - 1 pairs of a series without gaps, so that the bias is the same.
    r = products * (n - 1) / pairs / squares
    return np.where(still, 0.0, np.clip((n * r + 1) / (n - 4), 0.0, RHO_CAP))
