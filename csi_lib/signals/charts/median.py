"""The run chart of one series: its median instead of limits, for who asks only whether it wanders."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csi_lib.periods import period_name
from csi_lib.signals.charts.alarms import Alarm, find_alarm
from csi_lib.signals.charts.icons import RECENT, read_variation
from csi_lib.signals.charts.sheet import MIN_POINTS, POINT_COLUMNS, Sheet, draw_usable
from csi_lib.signals.series import KpiLike, Series
from csi_lib.stats import Chart, Refused, draw_run
from csi_lib.stats.charts.run import RUN_RULES

NO_MEDIAN = "no median is drawn"
MEASURED = "score"  # runs about a median are the same on every scale that keeps the order, so one kind was measured
READING = "Points are held against their median; a run chart has no limits."


def make_run_sheet(series: Series, kpi: KpiLike, *, rates: pd.DataFrame | None = None) -> Sheet:
    """Chart a series against its median and read it by the Anhøj rules.

    Parameters
    ----------
    series : Series
        The complete grid of its periods.
    kpi : Kpi
        Its better direction reads the chart.
    rates : DataFrame, optional
        Measured false-alarm rates; default those that ship with the kit.

    Returns
    -------
    Sheet
        ``lower`` and ``upper`` are missing everywhere and no point is outside; no median below 12 usable periods, or
        where the series does not vary.
    """
    chart, rho = _draw(series), _read_rho(series, kpi)
    variation, found = read_variation(chart, kpi.better) if chart is not None else ("not assessed", None)
    said = NO_MEDIAN if chart is None else f"no signal among the last {RECENT} {series.noun}s"
    if found is not None:
        row = series.rows[series.usable].iloc[found.place]
        said = f"{period_name(row['period_start'], row['period_end'])}: {found.words}"
    return Sheet(
        points=_lay_points(series, chart),
        name=chart.name if chart is not None else "",
        rules=RUN_RULES,
        n=chart.n if chart is not None else 0,
        sigma=None,
        rho=rho,
        variation=variation,
        found=found,
        said=said,
        assurance=None,
        alarm=_look_up(chart, rho, rates),
        rebases=(),
        remarks=(READING,) if chart is not None else (),
    )


def _draw(series: Series) -> Chart | None:
    try:
        return draw_run(series.sample.value[series.usable]) if series.n >= MIN_POINTS else None
    except Refused:
        return None


def _read_rho(series: Series, kpi: KpiLike) -> float | None:
    """Return the autocorrelation that the chart by kind would find; None where it cannot be drawn."""
    chart = draw_usable(series, kpi.kind)
    return None if chart is None else float(chart.rho)


def _look_up(chart: Chart | None, rho: float | None, rates: pd.DataFrame | None) -> Alarm | None:
    """Look up the rate for the points off the median: those on it are no part of a run; None where few are left."""
    useful = 0 if chart is None else int(np.count_nonzero(chart.score))
    if chart is None or rho is None or useful < MIN_POINTS:
        return None
    return find_alarm(MEASURED, chart.name, chart.rules, useful, rho, rates=rates)


def _lay_points(series: Series, chart: Chart | None) -> pd.DataFrame:
    signal = np.full(len(series.rows), "", dtype=object)
    if chart is not None:
        signal[series.usable] = chart.named
    points = series.rows.reindex(columns=["period_start", "period_end", "value", "n", "enough", "reason"])
    unknown = dict.fromkeys(("lower", "upper", "original_center", "original_lower", "original_upper"), np.nan)
    return points.assign(
        value=series.sample.value, usable=series.usable, center=np.nan if chart is None else float(chart.level),
        outside=False, signal=pd.array(signal.tolist(), dtype="str"), segment=0, **unknown,
    )[list(POINT_COLUMNS)]  # fmt: skip
