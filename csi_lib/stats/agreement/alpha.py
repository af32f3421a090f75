"""Krippendorff's alpha: how far raters agree beyond chance, with gaps, for any number of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.stats.agreement.units import Coincidences, Floats, find_plain_agreement, pair_values

Metric = Literal["nominal", "ordinal", "interval"]
RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff (2004), Content Analysis, 2nd ed., 241: rely on; tentative conclusions


@dataclass(frozen=True)
class Alpha:
    """Agreement of several raters.

    Parameters
    ----------
    metric : {"nominal", "ordinal", "interval"}
        How far apart two values are taken to be. Coefficients of different metrics do not compare.
    value : float or None
        1 is full agreement, 0 that of chance, below 0 worse; None where all values are the same or nothing is paired.
    plain : float or None
        Share of pairs of raters with the same value, 0..1.
    raters, units, pairable : int
        What it rests on: raters, units with at least two values, values in them.
    """

    metric: Metric
    value: float | None
    plain: float | None
    raters: int
    units: int
    pairable: int


def find_alpha(ratings: ArrayLike, metric: Metric = "ordinal") -> Alpha:
    """Find Krippendorff's alpha.

    Parameters
    ----------
    ratings : array, shape (raters, units)
        Numbers; NaN where a rater gave none.
    metric : {"nominal", "ordinal", "interval"}
        Ordinal is Krippendorff's own (by the frequencies between two values), not "ordinal weights" after Gwet.

    Returns
    -------
    Alpha
        Without a value, but with plain agreement, where alpha is undefined.

    Raises
    ------
    UsageError
        When the metric is unknown.

    Source
    ------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, repository.upenn.edu/asc_papers/43.
    """
    if metric not in get_args(Metric):
        raise UsageError(f"unknown metric '{metric}'", do=did_you_mean(metric, get_args(Metric)).capitalize())
    pairs = pair_values(ratings)
    return Alpha(
        metric, _compare(pairs, metric), find_plain_agreement(ratings), pairs.raters, pairs.units, pairs.pairable
    )


def _compare(pairs: Coincidences, metric: Metric) -> float | None:
    counts = pairs.matrix.sum(axis=1)
    total = counts.sum()
    if len(pairs.values) < 2:
        return None
    distance = _measure(pairs.values, counts, metric)
    observed = float((pairs.matrix * distance).sum())
    expected = float((np.outer(counts, counts) * distance).sum()) / (total - 1)
    return 1 - observed / expected


def _measure(values: Floats, counts: Floats, metric: Metric) -> Floats:
    """Return the squared distance of every two values."""
    if metric == "nominal":
        return (values[:, None] != values[None, :]).astype(float)
    if metric == "interval":
        return (values[:, None] - values[None, :]) ** 2
    middle = np.cumsum(counts) - counts / 2  # from the middle of one value's answers to the middle of the other's
    return (middle[:, None] - middle[None, :]) ** 2
