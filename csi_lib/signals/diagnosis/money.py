"""The rule about cost: cheaper is only better while its guards stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.signals.diagnosis.movement import Movement, read_movement
from csi_lib.signals.diagnosis.proposal import Answer, Exhibit, Facts, Proposal, Silence

COSTS = ("cost_per_incident", "cost_per_user", "cost_per_change")


@dataclass(frozen=True, eq=False)
class Paired:
    """A cost with one of the KPIs that would show what it was paid with; values of the last usable month of each."""

    cost: Kpi
    guard: Kpi | None
    cost_row: pd.Series
    guard_row: pd.Series | None


def pair_costs(facts: Facts) -> Iterator[Paired]:
    """Set every cost KPI that has a number beside its guards; one without any guard comes with none."""
    for name in COSTS:
        kpi = facts.kpi(name)
        months = facts.months(kpi) if kpi is not None else pd.DataFrame()
        if kpi is None or months.empty:
            continue
        found = [guard for item in kpi.guard if (guard := facts.kpi(item)) is not None]
        known = [(guard, rows.iloc[-1]) for guard in found if len(rows := facts.months(guard))]
        if not known:
            yield Paired(kpi, None, months.iloc[-1], None)
        for guard, row in known:
            yield Paired(kpi, guard, months.iloc[-1], row)


def look_at_cost(facts: Facts) -> Answer:
    """DR13: a cost moves; read it beside its guards."""
    kpi = facts.kpi(*COSTS)
    seen = read_movement(facts, kpi, "a cost per incident, user or change")
    if kpi is None or not seen.any:
        return Silence("DR13", seen.words)
    guards = [guard for name in kpi.guard if (guard := facts.kpi(name)) is not None]
    said = [read_movement(facts, guard, guard.title) for guard in guards]
    broken = [item for item in said if item.worse]
    rows = pd.DataFrame([_row(facts, item, read_movement(facts, item, item.title)) for item in (kpi, *guards)])
    step = (
        "The cost and a guard go apart: look at what was left out or put off before calling this a saving."
        if broken and seen.better
        else "Read the cost beside its guards, and check first whether the bookings or the number of tickets moved: "
        "fixed cost over fewer tickets raises it."
    )
    return Proposal(
        rule="DR13",
        kpi=kpi.id,
        seen=" ".join([seen.words, *(f"Guard: {item.words}." for item in said)]).replace("..", "."),
        next_step=step,
        priority="high" if broken and seen.better else seen.priority if seen.worse else "low",
        exhibits=(Exhibit("Cost beside its guards", rows, "Last usable month of each."),),
    )


def _row(facts: Facts, kpi: Kpi, seen: Movement) -> dict[str, object]:
    months = facts.months(kpi)
    last = months.iloc[-1] if len(months) else None
    return {
        "KPI": kpi.title,
        "Last value": None if last is None else float(last["value"]),
        "Unit": kpi.unit if last is None else str(last["unit"]),
        "Month": "" if last is None else f"{last['period_start']:%Y-%m}",
        "Chart": seen.chart or "no signal",
        "Trend": seen.trend or "no clear change",
    }
