"""Has a series a course over the window? All totals of a report are one pool and one family, all slices another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from csi_lib.settings import Event
from csi_lib.signals.amounts import find_amount
from csi_lib.signals.charts.points import MIN_POINTS
from csi_lib.signals.series import KpiLike, Series
from csi_lib.signals.verdicts.judge import decide
from csi_lib.signals.verdicts.rivals import find_rivals, say_broken
from csi_lib.signals.wording import say_count
from csi_lib.stats import ALPHA, Effect, MixtureFit, Question, Refused, false_discovery, fit_together, trend

TREND_COLUMNS = (
    "rho", "trend", "trend_effect", "trend_lo", "trend_hi", "trend_p", "trend_own_p", "trend_q", "trend_pooled",
    "headline", "trend_amount", "trend_amount_lo", "trend_amount_hi", "amount_unit", "reason",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Member:
    """One series of a report, in its slice; the total has none."""

    kpi: KpiLike
    where: Mapping[str, str]
    series: Series


def find_trends(members: Sequence[Member], events: Iterable[Event] = ()) -> list[dict[str, Any]]:
    """Say of every series whether it has a trend.

    Parameters
    ----------
    members : sequence of Member
        All series of the report.
    events : iterable of Event
        The engagement's calendar: no trend is told across an event that blocks.

    Returns
    -------
    list of dict
        ``TREND_COLUMNS`` of every member, in the same order. A claim needs an adjusted p below .05 and an interval
        without "no change"; ``headline`` says that the series' own p is below .05 as well.
    """
    total = np.array([not member.where for member in members], dtype=bool)
    calendar = list(events)
    asked = [_ask(member, calendar) for member in members]
    found: list[MixtureFit | Refused] = [item if isinstance(item, Refused) else Refused("") for item in asked]
    q = np.full(len(members), np.nan)
    for family in (np.flatnonzero(total), np.flatnonzero(~total)):
        places = [place for place in family if isinstance(asked[place], Question)]
        put = [item for place in places if isinstance(item := asked[place], Question)]
        for place, fit in zip(places, fit_together(put), strict=True):
            found[place] = fit
        q[family] = false_discovery([_p_of(found[place]) for place in family])
    sizes = [int((np.isfinite(q) & (total == mine)).sum()) for mine in total]
    return [_row(*item) for item in zip(members, found, q, sizes, strict=True)]


def say_short(series: Series) -> str:
    """Say how many usable periods there are, how many are needed, and why others are left out."""
    lost = series.left_out()
    have = say_count(series.n, f"usable {series.noun}")
    return f"{have}, {MIN_POINTS} are needed" + (f" ({lost})" if lost else "")


def _ask(member: Member, events: list[Event]) -> Question | Refused:
    series = member.series
    if series.n < MIN_POINTS:
        return Refused(say_short(series))
    broken = say_broken(series, find_rivals(events, [member.kpi.id], [member.where]))
    if broken:
        return Refused(broken)
    try:
        return series.ask(series.usable, trend(series.numbers[series.usable]))
    except Refused as refusal:
        return refusal


def _p_of(fit: MixtureFit | Refused) -> float:
    return fit.p if isinstance(fit, MixtureFit) else np.nan


def _row(member: Member, fit: MixtureFit | Refused, q: float, family: int) -> dict[str, Any]:
    if isinstance(fit, Refused):
        return _say_nothing(str(fit))
    try:
        effect = member.series.scale.effect(fit)
    except Refused as refusal:
        return _say_nothing(str(refusal))
    claim, reason = _say_trend(effect, member.kpi.better, fit, q, family)
    return {
        "rho": fit.rho,
        "trend": claim,
        "trend_effect": effect.estimate,
        "trend_lo": effect.lo,
        "trend_hi": effect.hi,
        "trend_p": fit.p,
        "trend_own_p": fit.own_p,
        "trend_q": q,
        "trend_pooled": fit.pooled,
        "headline": claim in ("improved", "worse") and fit.own_p < ALPHA,
        "reason": reason,
        **_list_amount(member, fit),
    }


def _say_nothing(reason: str) -> dict[str, Any]:
    numbers = dict.fromkeys(TREND_COLUMNS, np.nan)
    words = {"trend": "not enough evidence", "headline": False, "trend_pooled": 0, "amount_unit": ""}
    return numbers | words | {"reason": reason}


def _list_amount(member: Member, fit: MixtureFit) -> dict[str, Any]:
    found = find_amount(member.series, member.kpi, fit)
    amount, unit = found if found is not None else (Effect(np.nan, np.nan, np.nan, "difference"), "")
    edges = (amount.estimate, amount.lo, amount.hi)
    return dict(zip(("trend_amount", "trend_amount_lo", "trend_amount_hi"), edges, strict=True)) | {"amount_unit": unit}


def _say_trend(effect: Effect, better: str, fit: MixtureFit, q: float, family: int) -> tuple[str, str]:
    tested = f"tested together with {family - 1} other series" if family > 1 else "tested alone"
    if not effect.excludes_none:
        return "no clear change", "the interval also allows no change"
    if not q < ALPHA:
        return "no clear change", f"not clear enough for one of many: adjusted p {q:.2g}, {tested}"
    if better not in ("lower", "higher"):
        return "no clear change", "this KPI has no better direction"
    claim, said = decide(effect, better, 0.0), f"adjusted p {q:.2g}, {tested}"
    if fit.own_p < ALPHA:
        return claim, said
    return claim, f"{said}; too weak for a headline: from this series alone p is {fit.own_p:.2g}"
