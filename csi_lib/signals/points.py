"""The chart of one series: its points, its centre line and its natural limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.errors import UsageError
from csi_lib.signals.series import KpiLike, Series, pick_series
from csi_lib.stats import Refused, XmrLimits, xmr_limits

MIN_POINTS = 12  # usable periods below which neither limits are drawn nor a trend is tested
POINT_COLUMNS = (
    *("period_start", "period_end", "value", "n", "enough", "reason", "usable"),
    *("center", "lower", "upper", "outside"),
)


class LimitsLike(Protocol):
    """Limits that were frozen earlier, on the natural scale."""

    @property
    def center(self) -> float:
        """Centre line."""

    @property
    def lower(self) -> float:
        """Lower limit."""

    @property
    def upper(self) -> float:
        """Upper limit."""


def limits_of(series: Series) -> XmrLimits | None:
    """Return the limits of a series on its working scale, or None below 12 usable periods or without variation."""
    if series.n < MIN_POINTS:
        return None
    try:
        return xmr_limits(series.working(series.usable), series.numbers[series.usable])
    except Refused:
        return None


def draw_points(
    measures: pd.DataFrame,
    kpi: KpiLike,
    where: Mapping[str, str] | None = None,
    baseline: LimitsLike | None = None,
) -> pd.DataFrame:
    """Make the chart of one series: its points, centre line and limits.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it.
    kpi : Kpi
        Which one.
    where : mapping of str to str, optional
        Slice column to value; columns not named are "all".
    baseline : object with center, lower and upper, optional
        Frozen limits on the natural scale, drawn instead of those of the series itself.

    Returns
    -------
    DataFrame
        One row a period: ``period_start, period_end, value, n, enough, reason, usable, center, lower, upper,
        outside``. Limits are found on the working scale and taken back period by period, so those of a share or a
        count move a little with the size of the month; missing below 12 usable periods. Only a usable period can be
        outside.

    Raises
    ------
    UsageError
        When the measures hold no such series.
    """
    try:
        series = pick_series(measures, kpi, where)
    except Refused as refusal:
        raise UsageError(str(refusal), where="draw_points", do="Measure this slice, or choose another") from None
    center, lower, upper = _natural_limits(series, baseline)
    points = series.rows.reindex(columns=["period_start", "period_end", "value", "n", "enough", "reason"])
    points = points.assign(value=series.sample.value, usable=series.usable, center=center, lower=lower, upper=upper)
    points["outside"] = _find_outside(series, baseline)
    return points[list(POINT_COLUMNS)]


def _natural_limits(series: Series, baseline: LimitsLike | None) -> tuple[NDArray[np.float64], ...]:
    if baseline is not None:
        return tuple(np.full(len(series.rows), edge) for edge in (baseline.center, baseline.lower, baseline.upper))
    limits = limits_of(series)
    if limits is None:
        return tuple(np.full(len(series.rows), np.nan) for _ in range(3))
    return tuple(series.scale.backward(edge, series.sample) for edge in (limits.center, limits.lower, limits.upper))


def _find_outside(series: Series, baseline: LimitsLike | None) -> NDArray[np.bool_]:
    outside = np.zeros(len(series.rows), dtype=bool)
    limits = limits_of(series)
    if baseline is not None:
        value = series.sample.value[series.usable]
        outside[series.usable] = (value > baseline.upper) | (value < baseline.lower)
    elif limits is not None:
        outside[series.usable] = limits.outside(series.working(series.usable)) != 0
    return outside
