"""Costs with a record of their own, and which source of costs counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from csi_lib.register.benefits.booked import list_booked_costs
from csi_lib.register.benefits.cost import Cost
from csi_lib.register.benefits.days import list_payments
from csi_lib.register.benefits.facts import Facts
from csi_lib.register.benefits.flow import Factor, Flow
from csi_lib.register.benefits.line import SOURCES, CostLine, Input
from csi_lib.register.benefits.noted import list_noted_costs
from csi_lib.register.benefits.recorded import make_pert, money_of


def list_costs(costs: Iterable[Cost], facts: Facts) -> tuple[CostLine, ...]:
    """List every cost of every initiative: records, bookings, and what stands in the initiatives' files.

    Parameters
    ----------
    costs : iterable of Cost
        Records that are not withdrawn.
    facts : Facts
        Of the report.

    Returns
    -------
    tuple of CostLine
        By initiative. Of one initiative only the best source counts: records before bookings before its own file.
    """
    recorded = [_write_line(item, facts) for item in costs if item.initiative in facts.initiatives]
    noted = [line for item in facts.initiatives.values() for line in list_noted_costs(item, facts)]
    lines = [*recorded, *list_booked_costs(facts), *noted]
    best = {name: min((line.source for line in lines if line.initiative == name), key=SOURCES.index) for name in
            {line.initiative for line in lines}}  # fmt: skip
    kept = [replace(line, counted=line.source == best[line.initiative]) for line in lines]
    return tuple(sorted(kept, key=lambda line: (line.initiative, SOURCES.index(line.source), line.id)))


def _write_line(item: Cost, facts: Facts) -> CostLine:
    last = facts.end_of(item.initiative)
    days = list_payments(item.rhythm, item.when, min(item.until or last, last))
    name, money = f"cost:{item.id}", money_of(item.amount)
    return CostLine(
        id=item.id,
        what=item.what,
        initiative=item.initiative,
        source="record",
        category=item.category,
        currency=item.currency,
        rhythm=item.rhythm,
        is_cash=item.counts_as == "cash",
        payment=money,
        to_date=money.times(sum(1 for day in days if day <= facts.as_of)),
        flows=(Flow(days, (1.0,) * len(days), (Factor(name),)),),
        inputs={name: Input(f"Cost: {item.what}", item.currency, make_pert(item.amount))},
    )
