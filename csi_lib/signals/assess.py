"""Is it moving? One row for every series: its limits, what the last points say, and whether it has a trend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from csi_lib.periods import period_name
from csi_lib.signals.points import MIN_POINTS, limits_of
from csi_lib.signals.series import KpiLike, Season, Series, each_series, slice_columns
from csi_lib.signals.trends import TREND_COLUMNS, Member, find_trends, say_short
from csi_lib.stats import FALSE_ALARMS, XmrLimits, scale_of

RECENT = 3  # usable periods at the end in which a point outside is news
SIGNAL_COLUMNS = (
    "n", "last", "center", "lower", "upper", "variation", "rule", *TREND_COLUMNS[:-1], "effect_kind", "reason", "note",
)  # fmt: skip

_BETTER = {"lower": -1, "higher": 1}
_SIDES = {-1: "below the lower", 1: "above the upper"}


def assess(measures: pd.DataFrame, kpis: Iterable[KpiLike], *, season: Season = "yearly") -> pd.DataFrame:
    """Say of every series whether its last points stand out and whether it has a trend.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it, one grain.
    kpis : iterable of Kpi
        Which KPIs.
    season : {"yearly", "none"}
        Whether a yearly season is possible; below two years no trend is told then.

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
    members = [
        Member(kpi, where, series) for kpi in kpis for where, series in each_series(measures, kpi, season=season)
    ]
    rows = [
        {"kpi": member.kpi.id} | {column: member.where.get(column) for column in slices} | _describe(member) | found
        for member, found in zip(members, find_trends(members), strict=True)
    ]
    return pd.DataFrame(rows, columns=["kpi", *slices, *SIGNAL_COLUMNS])


def _describe(member: Member) -> dict[str, Any]:
    series, kpi = member.series, member.kpi
    limits = limits_of(series)
    variation, rule = _read_variation(series, limits, kpi.better)
    row: dict[str, Any] = {
        "n": series.n,
        "last": float(series.sample.value[series.usable][-1]) if series.n else np.nan,
        "variation": variation,
        "rule": rule,
        "effect_kind": scale_of(kpi.kind).kind,
        "note": "; ".join(series.caveats),
    }
    return row | _last_limits(series, limits)


def _last_limits(series: Series, limits: XmrLimits | None) -> dict[str, float]:
    if limits is None:
        return dict.fromkeys(("center", "lower", "upper"), np.nan)
    last = np.flatnonzero(series.usable)[-1]
    edges = {"center": limits.center, "lower": limits.lower, "upper": limits.upper}
    return {name: float(series.scale.backward(edge, series.sample)[last]) for name, edge in edges.items()}


def _read_variation(series: Series, limits: XmrLimits | None, better: str) -> tuple[str, str]:
    """Look for a point outside its limits among the last three usable periods; the newest one speaks."""
    if limits is None:
        return "not assessed", f"no limits: {_say_unlimited(series)}"
    rate = limits.false_alarm
    often = f"at most {rate.worst:g} %" if rate else f"more than {FALSE_ALARMS[-1].worst:g} %"
    false = f"3 sigma; {often} of stable charts of this length have any point outside"
    recent = limits.outside(series.working(series.usable))[-RECENT:]
    found = np.flatnonzero(recent)
    if not found.size:
        return "no signal", f"the last {RECENT} points lie within their limits ({false})"
    row = series.rows[series.usable].iloc[-RECENT:].iloc[found[-1]]
    side = int(recent[found[-1]])
    place = f"{period_name(row['period_start'], row['period_end'])} lies {_SIDES[side]} limit"
    if better not in _BETTER:
        return "no signal", f"{place}, but this KPI has no better direction ({false})"
    return "improvement" if side == _BETTER[better] else "deterioration", f"{place} ({false})"


def _say_unlimited(series: Series) -> str:
    if series.n >= MIN_POINTS:
        return "the series does not vary, or its scale cannot take its values"
    return say_short(series)
