"""Is it moving? One row for every series: its limits, what the last points say, and whether it has a trend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from csi_lib.settings import Event
from csi_lib.signals.charts.charting import Charting, with_rates
from csi_lib.signals.charts.median import NO_MEDIAN, make_run_sheet
from csi_lib.signals.charts.sheet import MIN_POINTS, Sheet, make_sheet
from csi_lib.signals.series import KpiLike, Season, Series, each_series, slice_columns
from csi_lib.signals.trends import TREND_COLUMNS, Member, find_trends, say_short
from csi_lib.stats import scale_of

SIGNAL_COLUMNS = (
    "n", "last", "center", "lower", "upper", "variation", "rule", *TREND_COLUMNS[:-1], "effect_kind", "reason", "note",
)  # fmt: skip

_SAID = ("improvement", "deterioration", "not assessed")


def assess(
    measures: pd.DataFrame,
    kpis: Iterable[KpiLike],
    *,
    season: Season = "yearly",
    charting: Charting | None = None,
    events: Iterable[Event] = (),
) -> pd.DataFrame:
    """Say of every series whether its last points stand out and whether it has a trend.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it, one grain.
    kpis : iterable of Kpi
        Which KPIs.
    season : {"yearly", "none"}
        Whether a yearly season is possible; below two years no trend is told then.
    charting : Charting, optional
        Rules, frozen limits and rebasings of the charts; default three sigma and neither of the others.
    events : iterable of Event
        The engagement's calendar: no trend is told across an event that blocks.

    Returns
    -------
    DataFrame
        One row a series, for each KPI the total first: ``kpi``, the slice columns (missing: all), ``n`` (usable
        periods), ``last`` (last usable value), ``center, lower, upper`` (at the last usable period, natural scale),
        ``variation`` (improvement, deterioration, no signal, not assessed) and ``rule`` (what fired, with its
        false-alarm rate), ``rho`` (posterior mean of the trend fit), ``trend`` (improved, worse, no clear change, not
        enough evidence), ``trend_effect, trend_lo, trend_hi`` (change from the first to the last usable period, with
        its own 95 % interval), ``trend_p`` (noise pooled over ``trend_pooled`` series: all totals are one pool, all
        slices the other), ``trend_own_p`` (noise of the series alone), ``trend_q`` (trend_p adjusted by
        Benjamini-Hochberg within its pool), ``headline`` (a claim that the series alone supports), ``trend_amount,
        trend_amount_lo, trend_amount_hi, amount_unit`` (the change in plain units), ``effect_kind``, ``reason`` and
        ``note``. A trend is claimed only when trend_q is below .05.
    """
    slices = slice_columns(measures)
    chosen = with_rates(charting or Charting())
    members = [
        Member(kpi, where, series) for kpi in kpis for where, series in each_series(measures, kpi, season=season)
    ]
    rows = [
        {"kpi": member.kpi.id}
        | {column: member.where.get(column) for column in slices}
        | _describe(member, chosen)
        | found
        for member, found in zip(members, find_trends(members, events), strict=True)
    ]
    return pd.DataFrame(rows, columns=["kpi", *slices, *SIGNAL_COLUMNS])


def _describe(member: Member, charting: Charting) -> dict[str, Any]:
    series, kpi = member.series, member.kpi
    sheet = _draw(member, charting)
    row: dict[str, Any] = {
        "n": series.n,
        "last": float(series.sample.value[series.usable][-1]) if series.n else np.nan,
        "variation": sheet.variation if sheet.variation in _SAID else "no signal",
        "rule": _say_rule(series, sheet),
        "effect_kind": scale_of(kpi.kind).kind,
        "note": "; ".join(series.caveats),
    }
    last = sheet.points[sheet.points["usable"]].tail(1)
    edges = ("center", "lower", "upper")
    return row | {name: float(last[name].iloc[0]) if len(last) else np.nan for name in edges}


def _draw(member: Member, charting: Charting) -> Sheet:
    if charting.run:
        return make_run_sheet(member.series, member.kpi, rates=charting.rates)
    return make_sheet(
        member.series,
        member.kpi,
        rules=charting.rules,
        # A baseline is frozen for the total alone; a new definition is new for every slice.
        baseline=None if member.where else charting.baselines.get(member.kpi.id),
        rebases=charting.rebases,
        rates=charting.rates,
    )


def _say_rule(series: Series, sheet: Sheet) -> str:
    if sheet.variation == "not assessed":
        return f"{'no median' if sheet.said == NO_MEDIAN else 'no limits'}: {_say_unlimited(series)}"
    aimless = ", which has no good or bad direction" if sheet.variation == "no direction" else ""
    alarm = f" ({sheet.alarm.words})" if sheet.alarm is not None else ""
    return f"{sheet.said}{aimless}{alarm}"


def _say_unlimited(series: Series) -> str:
    if series.n >= MIN_POINTS:
        return "the series does not vary, or its scale cannot take its values"
    return say_short(series)
