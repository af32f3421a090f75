"""What improvements cost: planned and booked."""

from __future__ import annotations

from typing import Any

from csi_lib.register.benefits.line import CostLine
from csi_lib.report.blocks import Block, Blocks, Column, Table
from csi_lib.report.sections.benefits.words import name_initiative, say_nothing
from csi_lib.study import Study
from csi_lib.study.worth import value_benefits


def benefit_costs(study: Study) -> Blocks:
    """Show every cost that counts, and what was planned beside what was booked."""
    ledger = value_benefits(study)
    if not ledger.costs:
        return say_nothing(study)
    columns = (
        Column("what", "Cost"),
        Column("initiative", "Initiative"),
        Column("category", "Kind"),
        Column("cash", "Cash", kind="flag"),
        Column("amount", "Each time", kind="number"),
        Column("low", "From", kind="number"),
        Column("high", "To", kind="number"),
        Column("rhythm", "Rhythm"),
        Column("to_date", "To date", kind="number"),
        Column("currency", "Currency"),
        Column("counts", "Counts"),
    )
    lines = tuple(
        {
            "what": cost.what,
            "initiative": name_initiative(study, cost.initiative),
            "category": cost.category,
            "cash": cost.is_cash,
            "amount": cost.payment.base,
            "low": cost.payment.low,
            "high": cost.payment.high,
            "rhythm": cost.rhythm,
            "to_date": None if cost.only_later else cost.to_date.base,
            "currency": cost.currency,
            "counts": _say_counts(cost),
        }
        for cost in ledger.costs
        if cost.counted and any(flow.days for flow in cost.flows)
    )
    note = "No cash: hours of people who are paid anyway."
    blocks: list[Block] = [Table("Costs", columns, lines, note=note)]
    beside = _compare(study)
    if beside:
        blocks.append(beside)
    return Blocks(blocks)


def _say_counts(cost: CostLine) -> str:
    if cost.source == "booking":
        return "as booked"
    return "as planned, after the data end" if cost.only_later else "as planned"


def _compare(study: Study) -> Table | None:
    """Lay the planned cost of each initiative to date beside what was booked for it."""
    ledger = value_benefits(study)
    lines: list[dict[str, Any]] = [
        {
            "title": name_initiative(study, gap.initiative),
            "planned": gap.planned,
            "booked": gap.booked,
            "more": gap.more,
            "currency": gap.currency,
        }
        for gap in ledger.plan_gaps()
    ]
    columns = (
        Column("title", "Initiative"),
        Column("planned", "Planned to date", kind="number"),
        Column("booked", "Booked to date", kind="number"),
        Column("more", "Booked above plan", unit="%", kind="number"),
        Column("currency", "Currency"),
    )
    return Table("Planned and booked costs", columns, tuple(lines)) if lines else None
