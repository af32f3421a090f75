"""Is it moving? One row for every series: its limits, what the last points say, and whether it has a trend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from csi_lib.periods import period_name
from csi_lib.signals.judge import decide
from csi_lib.signals.points import MIN_POINTS, limits_of
from csi_lib.signals.series import KpiLike, Series, each_series, slice_columns
from csi_lib.signals.wording import say_count
from csi_lib.stats import ALPHA, FALSE_ALARMS, Effect, Refused, XmrLimits, false_discovery, fit_alone, scale_of, trend

RECENT = 3  # usable periods at the end in which a point outside is news
SIGNAL_COLUMNS = (
    "n", "last", "center", "lower", "upper", "variation", "rule", "rho", "trend", "trend_effect", "trend_lo",
    "trend_hi", "trend_p", "trend_q", "effect_kind", "reason", "note",
)  # fmt: skip

_BETTER = {"lower": -1, "higher": 1}
_SIDES = {-1: "below the lower", 1: "above the upper"}


def assess(measures: pd.DataFrame, kpis: Iterable[KpiLike]) -> pd.DataFrame:
    """Say of every series whether its last points stand out and whether it has a trend.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it, one grain.
    kpis : iterable of Kpi
        Which KPIs.

    Returns
    -------
    DataFrame
        One row a series, for each KPI the total first: ``kpi``, the slice columns (missing: all), ``n`` (usable
        periods), ``last`` (last usable value), ``center, lower, upper`` (at the last usable period, natural scale),
        ``variation`` (improvement, deterioration, no signal, not assessed) and ``rule`` (what fired, with its
        false-alarm rate), ``rho`` (posterior mean of the trend fit), ``trend`` (improved, worse, no clear change, not
        enough evidence), ``trend_effect, trend_lo, trend_hi`` (change from the first to the last usable period, with
        its own 95 % interval), ``trend_p``, ``trend_q`` (p adjusted by Benjamini-Hochberg within its family: all
        totals are one family, all slices the other), ``effect_kind``, ``reason`` and ``note``.
        A trend is claimed only when trend_q is below .05.
    """
    slices = slice_columns(measures)
    rows, effects, betters = [], [], []
    for kpi in kpis:
        for where, series in each_series(measures, kpi):
            row, effect = _assess_series(series, kpi)
            rows.append({"kpi": kpi.id} | {column: where.get(column) for column in slices} | row)
            effects.append(effect)
            betters.append(kpi.better)
    frame = pd.DataFrame(rows, columns=["kpi", *slices, *SIGNAL_COLUMNS])
    return _claim_trends(frame, slices, effects, betters)


def _assess_series(series: Series, kpi: KpiLike) -> tuple[dict[str, Any], Effect | None]:
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
    row |= _last_limits(series, limits)
    fitted, effect = _fit_trend(series)
    return row | fitted, effect


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
    return _say_short(series)


def _say_short(series: Series) -> str:
    lost = series.left_out()
    have = say_count(series.n, f"usable {series.noun}")
    return f"{have}, {MIN_POINTS} are needed" + (f" ({lost})" if lost else "")


def _fit_trend(series: Series) -> tuple[dict[str, Any], Effect | None]:
    nothing = dict.fromkeys(("rho", "trend_effect", "trend_lo", "trend_hi", "trend_p"), np.nan)
    if series.n < MIN_POINTS:
        return nothing | {"reason": _say_short(series)}, None
    design = trend(series.numbers[series.usable])
    try:
        y = series.working(series.usable)
        fit = fit_alone(y, design)
        effect = series.scale.effect(fit)
    except Refused as refusal:
        return nothing | {"reason": str(refusal)}, None
    numbers = {"trend_effect": effect.estimate, "trend_lo": effect.lo, "trend_hi": effect.hi, "trend_p": fit.p}
    return numbers | {"rho": fit.rho, "reason": ""}, effect


def _claim_trends(
    frame: pd.DataFrame, slices: list[str], effects: list[Effect | None], betters: list[str]
) -> pd.DataFrame:
    """Adjust the p-values within their families and say what is left of each trend."""
    total = frame[slices].isna().all(axis=1).to_numpy(dtype=bool) if slices else np.ones(len(frame), dtype=bool)
    p = frame["trend_p"].to_numpy(dtype=np.float64)
    q = np.full(len(frame), np.nan)
    for family in (total, ~total):
        q[family] = false_discovery(p[family])
    said = [_say_trend(*item) for item in zip(effects, betters, q, frame["reason"], _sizes(p, total), strict=True)]
    claims = [claim for claim, _ in said]
    return frame.assign(trend_q=q, trend=claims, reason=[reason for _, reason in said])


def _sizes(p: np.ndarray, total: np.ndarray) -> list[int]:
    tested = np.isfinite(p)
    return [int((tested & (total == mine)).sum()) for mine in total]


def _say_trend(effect: Effect | None, better: str, q: float, reason: str, family: int) -> tuple[str, str]:
    if effect is None:
        return "not enough evidence", reason
    tested = f"tested together with {family - 1} other series" if family > 1 else "tested alone"
    if not effect.excludes_none:
        return "no clear change", "the interval includes no change at all"
    if not q < ALPHA:
        return "no clear change", f"not clear enough for one of many: adjusted p {q:.2g}, {tested}"
    if better not in _BETTER:
        return "no clear change", "this KPI has no better direction"
    return decide(effect, better, 0.0), f"adjusted p {q:.2g}, {tested}"
