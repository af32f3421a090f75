"""The chart of one series: its points, its centre line and its natural limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from csi_lib.errors import UsageError
from csi_lib.signals.charts.median import make_run_sheet
from csi_lib.signals.charts.sheet import (
    MIN_POINTS,
    POINT_COLUMNS,
    LimitsLike,
    RebaseLike,
    Sheet,
    draw_usable,
    make_sheet,
)
from csi_lib.signals.series import KpiLike, main_stat, pick_series
from csi_lib.stats import Refused, freeze_chart, limits_at

__all__ = ["MIN_POINTS", "POINT_COLUMNS", "draw_points", "draw_sheet", "fix_limits"]


def draw_points(
    measures: pd.DataFrame,
    kpi: KpiLike,
    where: Mapping[str, str] | None = None,
    baseline: LimitsLike | None = None,
    *,
    rules: str = "three_sigma",
    rebases: Iterable[RebaseLike] = (),
    run: bool = False,
) -> pd.DataFrame:
    """Make the chart of one series: its points, centre line, limits and signals.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it.
    kpi : Kpi
        Which one.
    where : mapping of str to str, optional
        Slice column to value; columns not named are "all".
    baseline : object with center, lower, upper, frozen and last, optional
        Frozen limits, drawn instead of those of the series itself.
    rules : str
        Rule set.
    rebases : iterable of RebaseLike
        Dates with a reason from which the limits begin anew.
    run : bool
        Whether to draw the median alone, read by the Anhøj rules; rules, baseline and rebases are not asked then.

    Returns
    -------
    DataFrame
        One row a period: ``sheet.POINT_COLUMNS``. Limits are found on the working scale and taken back period by
        period, so those of a share or a count move with the size of the month; missing below 12 usable periods. Only
        a usable period can be outside.

    Raises
    ------
    UsageError
        When the measures hold no such series.
    """
    return draw_sheet(measures, kpi, where, baseline=baseline, rules=rules, rebases=rebases, run=run).points


def draw_sheet(
    measures: pd.DataFrame,
    kpi: KpiLike,
    where: Mapping[str, str] | None = None,
    *,
    baseline: LimitsLike | None = None,
    rules: str = "three_sigma",
    target: float | None = None,
    rebases: Iterable[RebaseLike] = (),
    rates: pd.DataFrame | None = None,
    run: bool = False,
) -> Sheet:
    """Make the chart of one series with its icons, its false-alarm rate and what has to be said beside it.

    Parameters
    ----------
    measures, kpi, where, baseline, rules, rebases, run
        As for ``draw_points``.
    target : float, optional
        From the engagement's objectives, in the KPI's unit.
    rates : DataFrame, optional
        Measured false-alarm rates; default those that ship with the kit.

    Returns
    -------
    Sheet
        Frozen.

    Raises
    ------
    UsageError
        When the measures hold no such series.
    """
    try:
        series = pick_series(measures, kpi, where)
    except Refused as refusal:
        raise UsageError(str(refusal), where="draw_points", do="Measure this slice, or choose another") from None
    if run:
        return make_run_sheet(series, kpi, rates=rates)
    return make_sheet(series, kpi, rules=rules, baseline=baseline, target=target, rebases=rebases, rates=rates)


def fix_limits(measures: pd.DataFrame, kpi: KpiLike) -> dict[str, Any] | None:
    """Fix the limits of a KPI's total series for points to come.

    Parameters
    ----------
    measures : DataFrame
        The months of a baseline window.
    kpi : Kpi
        Which one.

    Returns
    -------
    dict or None
        ``kpi, stat, periods``, ``center, lower, upper`` (prediction limits in a month of common size, natural scale)
        and ``frozen`` (the same on the working scale); None below 12 usable periods or without variation.
    """
    try:
        series = pick_series(measures, kpi)
    except Refused:
        return None
    chart = draw_usable(series, kpi.kind)
    if chart is None:
        return None
    frozen = freeze_chart(chart, typical=series.sample.typical)
    edges = limits_at(replace(chart, frozen=frozen), series.sample.only(series.usable), kpi.kind)
    center, lower, upper = (float(np.median(edge)) for edge in edges)
    row = {"kpi": kpi.id, "stat": main_stat(kpi), "periods": frozen.n, "frozen": frozen}
    return row | {"center": center, "lower": lower, "upper": upper}
