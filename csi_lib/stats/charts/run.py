"""The run chart: a median and no limits, for who asks only whether a series wanders."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from csi_lib.stats.charts.chart import Chart
from csi_lib.stats.charts.rules import find_signals
from csi_lib.stats.charts.spread import MIN_POINTS
from csi_lib.stats.refused import Refused

RUN_RULES = "anhoej"


def draw_run(y: ArrayLike, rules: str = RUN_RULES) -> Chart:
    """Chart values against their median, without limits.

    Parameters
    ----------
    y : array, shape (..., n)
        Values as they are drawn.
    rules : str
        Rule set; of it only what needs no limits is asked: runs, crossings, rising and falling.

    Returns
    -------
    Chart
        ``lower``, ``upper``, ``sigma`` and ``rho`` are NaN; scores are the distances from the median, in its unit.

    Raises
    ------
    Refused
        When a value is not finite, or a single series has fewer than 5 points or does not vary.

    Source
    ------
    Anhøj and Olesen (2014), PLoS ONE 9, e113825, doi 10.1371/journal.pone.0113825.
    """
    values = np.asarray(y, dtype=np.float64)
    if not np.isfinite(values).all():
        raise Refused("a value is missing or not finite")
    if values.shape[-1] < MIN_POINTS:
        raise Refused(f"{values.shape[-1]} points are too few for a run chart")
    median = np.median(values, axis=-1)
    if values.ndim == 1 and not np.ptp(values):
        raise Refused("the series does not vary, so there is nothing to see")
    score = values - median[..., None]
    center = np.broadcast_to(median[..., None], values.shape)
    nothing, unknown = np.full(values.shape, np.nan), np.full(median.shape, np.nan)
    flags = find_signals(score, rules, limits=False)
    return Chart("run", values, center, nothing, nothing, score, unknown, unknown, median, rules, flags)
