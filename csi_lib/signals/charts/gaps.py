"""Rare events: the chart of what lies between one and the next, where a month holds fewer than three."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.signals.charts.alarms import find_alarm
from csi_lib.signals.charts.icons import read_variation
from csi_lib.signals.charts.sheet import MIN_POINTS, POINT_COLUMNS, Sheet
from csi_lib.signals.series import KpiLike, Series
from csi_lib.stats import Chart, Refused, choose_chart, draw_g, draw_t

GAP_UNITS = {"t": "days", "g": "cases"}


def is_rare(series: Series, kpi: KpiLike) -> bool:
    """Return whether a period holds so few events that the distance between them says more than their number.

    Parameters
    ----------
    series : Series
        The KPI by period.
    kpi : Kpi
        A count or a proportion; any other is never rare.

    Returns
    -------
    bool
        Of a proportion the rarer outcome is counted.
    """
    if kpi.kind not in ("count", "proportion") or not series.n:
        return False
    sample = series.sample.only(series.usable)
    if kpi.kind == "count":
        events = float(sample.value.mean())
    else:
        events = float(min(sample.numerator.sum(), (sample.denominator - sample.numerator).sum()) / series.n)
    return events > 0 and choose_chart(kpi.kind, events) in GAP_UNITS


def draw_gaps(
    cases: pd.DataFrame, kpi: KpiLike, *, zone: str, rules: str = "three_sigma", rates: pd.DataFrame | None = None
) -> Sheet | None:
    """Chart the time (of a count) or the cases (of a proportion) between rare events.

    Parameters
    ----------
    cases : DataFrame
        As ``kpi.read_cases`` reads them: ``counted_at`` (UTC) and ``value`` (1 or 0).
    kpi : Kpi
        A count or a proportion.
    zone : str
        Whose days are counted.
    rules : str
        Rule set.
    rates : DataFrame, optional
        Measured false-alarm rates.

    Returns
    -------
    Sheet or None
        One point an event, on its day, the distance from the one before; None where there are fewer than 12 distances
        or the events are not rare after all. A longer distance is better where the event is bad.
    """
    known = cases[cases["value"].notna() & cases["counted_at"].notna()].sort_values("counted_at", kind="stable")
    wanted = 1.0 if kpi.kind == "count" or known["value"].mean() <= 0.5 else 0.0
    hits = np.flatnonzero((known["value"] == wanted).to_numpy())
    if len(hits) <= MIN_POINTS:
        return None
    days = known["counted_at"].dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    happened = days.iloc[hits].reset_index(drop=True)
    name = "t" if kpi.kind == "count" else "g"
    between = np.diff(happened.to_numpy()) / np.timedelta64(1, "D") if name == "t" else np.diff(hits) - 1
    try:
        chart = (draw_t if name == "t" else draw_g)(between, rules=rules)
    except Refused:
        return None
    return _make_sheet(chart, kpi, happened, between, _direction(kpi, wanted), rates)


def _direction(kpi: KpiLike, wanted: float) -> str:
    """Return which way the distance is better: longer, where the event is what there should be less of."""
    if kpi.better not in ("lower", "higher"):
        return "none"
    return "higher" if (kpi.better == "lower") == (wanted == 1.0) else "lower"


def _make_sheet(
    chart: Chart,
    kpi: KpiLike,
    happened: pd.Series,
    between: NDArray[np.float64],
    better: str,
    rates: pd.DataFrame | None,
) -> Sheet:
    variation, found = read_variation(chart, better)
    day = "" if found is None else f"{happened.iloc[found.place + 1]:%Y-%m-%d}"
    return Sheet(
        points=_lay_points(chart, happened, between),
        name=chart.name,
        rules=chart.rules,
        n=chart.n,
        sigma=float(chart.sigma),
        rho=float(chart.rho),
        variation=variation,
        found=found,
        said="no signal among the last 3 distances" if found is None else f"{day}: {found.words}",
        assurance=None,
        alarm=find_alarm(kpi.kind, chart.name, chart.rules, chart.n, float(chart.rho), rates=rates),
        rebases=(),
        remarks=(_say_measure(chart, better),),
    )


def _say_measure(chart: Chart, better: str) -> str:
    what = "days" if chart.name == "t" else "cases"
    good = {"higher": "; more are better", "lower": "; fewer are better"}.get(better, "")
    return f"Each point is the number of {what} from one event to the next{good}."


def _lay_points(chart: Chart, happened: pd.Series, between: NDArray[np.float64]) -> pd.DataFrame:
    points = pd.DataFrame(
        {
            "period_start": happened.iloc[1:].to_numpy(),
            "period_end": (happened.iloc[1:] + pd.Timedelta(days=1)).to_numpy(),
            "value": np.asarray(between, dtype=np.float64),
            "n": 1,
            "enough": True,
            "reason": "",
            "usable": True,
            "center": chart.center,
            "lower": chart.lower,
            "upper": chart.upper,
            "outside": chart.outside != 0,
            "signal": pd.array(chart.named.tolist(), dtype="str"),
            "segment": 0,
            "original_center": np.nan,
            "original_lower": np.nan,
            "original_upper": np.nan,
        }
    )
    return points[list(POINT_COLUMNS)]
