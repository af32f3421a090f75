"""Costs with a record of their own, and which source of costs counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
        By initiative. Up to the last day of the data the larger of plans (records) and bookings counts, and after it
        the plans; what stands in an initiative's own file counts where there is neither.
    """
    recorded = [_write_line(item, facts) for item in costs if item.initiative in facts.initiatives]
    noted = [line for item in facts.initiatives.values() for line in list_noted_costs(item, facts)]
    lines = [*recorded, *list_booked_costs(facts), *noted]
    names = sorted({line.initiative for line in lines})
    kept = [own for name in names for own in _choose([line for line in lines if line.initiative == name], facts)]
    return tuple(sorted(kept, key=lambda line: (line.initiative, SOURCES.index(line.source), line.id)))


def _choose(lines: list[CostLine], facts: Facts) -> Iterator[CostLine]:
    """Count plans or bookings, whichever is more by now; what is planned for later counts with either of them."""
    sums = {source: sum(line.to_date.base for line in lines if line.source == source) for source in SOURCES}
    there = {line.source for line in lines}
    booked = "booking" in there and ("record" not in there or sums["booking"] > sums["record"])
    for line in lines:
        if line.source == "booking":
            yield replace(line, counted=booked)
        elif line.source == "record" and booked:
            yield replace(line, flows=tuple(flow.after(facts.as_of) for flow in line.flows), only_later=True)
        else:
            yield replace(line, counted=line.source == "record" or there == {"initiative"})


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
