"""The ledger of benefits: what was claimed, what is evidenced, what is realised, and what it cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from csi_lib.register.benefits.benefit import Benefit
from csi_lib.register.benefits.booked import list_booked_benefits
from csi_lib.register.benefits.cost import Cost
from csi_lib.register.benefits.costing import list_costs
from csi_lib.register.benefits.facts import Facts
from csi_lib.register.benefits.line import SOURCES, CostLine, Line, Money, add_up
from csi_lib.register.benefits.noted import list_noted_benefits
from csi_lib.register.benefits.overlap import Clash, weigh
from csi_lib.register.benefits.recorded import Claim, open_claim, write_line
from csi_lib.register.benefits.sharing import find_group
from csi_lib.register.register import Register


@dataclass(frozen=True)
class Total:
    """Money of one currency and one kind, added up.

    Parameters
    ----------
    currency, counts_as : str
        What is added; cash, avoided and revenue are never one sum here.
    promised_to_date : float
        What was said it would have brought by now.
    realised : Money
        What there is to show.
    monthly : Money
        What the evidence says a month to come will bring.
    lines : int
        How many benefits.
    """

    currency: str
    counts_as: str
    promised_to_date: float
    realised: Money
    monthly: Money
    lines: int


@dataclass(frozen=True)
class PlanGap:
    """Planned and booked cost of one initiative up to the last day of the data.

    Parameters
    ----------
    initiative, currency : str
        Of the costs.
    planned, booked : float
        Records at their best guess, and bookings.
    more : float or None
        Booked above plan, percent; None where nothing was planned by then.
    """

    initiative: str
    currency: str
    planned: float
    booked: float
    more: float | None


@dataclass(frozen=True, eq=False)
class Ledger:
    """All benefits and costs of a report.

    Parameters
    ----------
    lines : tuple of Line
        Benefits, by initiative.
    costs : tuple of CostLine
        Costs, by initiative.
    clashes : tuple of Clash
        Benefits that rest on one effect and did not share it out: the second counts nothing.
    doubts : tuple of (str, str)
        Ids of benefits that save the same by different KPIs of one initiative: they may be the same money.
    as_of : date
        Last day of the data.
    rate : float
        Yearly discount rate.
    years : int
        How far returns look ahead from go-live.
    """

    lines: tuple[Line, ...]
    costs: tuple[CostLine, ...]
    clashes: tuple[Clash, ...]
    doubts: tuple[tuple[str, str], ...]
    as_of: dt.date
    rate: float
    years: int

    def totals(self) -> tuple[Total, ...]:
        """Add up the money that counts, each currency and kind by itself."""
        counted = [line for line in self.lines if line.is_money and line.counted]
        keys = sorted({(line.currency, line.counts_as) for line in counted})
        return tuple(_total(key, [line for line in counted if (line.currency, line.counts_as) == key]) for key in keys)

    def lines_of(self, initiative: str) -> tuple[Line, ...]:
        """Return the benefits of one initiative."""
        return tuple(line for line in self.lines if line.initiative == initiative)

    def costs_of(self, initiative: str) -> tuple[CostLine, ...]:
        """Return the costs of one initiative."""
        return tuple(line for line in self.costs if line.initiative == initiative)

    def plan_gaps(self) -> tuple[PlanGap, ...]:
        """Lay planned costs beside booked ones, for every initiative that has both in one currency."""
        keys = sorted({(cost.initiative, cost.currency) for cost in self.costs if cost.source == "record"})
        return tuple(gap for key in keys if (gap := _compare_costs(key, self.costs)) is not None)


def _compare_costs(key: tuple[str, str], costs: Sequence[CostLine]) -> PlanGap | None:
    own = [cost for cost in costs if (cost.initiative, cost.currency) == key]
    booked = [cost.to_date.base for cost in own if cost.source == "booking"]
    planned = sum(cost.to_date.base for cost in own if cost.source == "record")
    more = 100 * (sum(booked) - planned) / planned if planned else None
    return PlanGap(*key, planned, sum(booked), more) if booked else None


def _total(key: tuple[str, str], lines: Sequence[Line]) -> Total:
    return Total(
        *key,
        promised_to_date=sum(line.promised_to_date for line in lines),
        realised=add_up(line.realised for line in lines),
        monthly=add_up(line.monthly for line in lines if line.monthly),
        lines=len(lines),
    )


def keep_ledger(records: Register, facts: Facts) -> Ledger:
    """Work out what every benefit is: claimed, evidenced or realised, and what everything cost.

    Parameters
    ----------
    records : Register
        Benefits and costs with records of their own; withdrawn ones do not count.
    facts : Facts
        Numbers, verdicts, bookings.

    Returns
    -------
    Ledger
        Nothing without evidence is realised, and no effect is counted twice.
    """
    benefits = [item for item in records.of(Benefit) if not item.withdrawn]
    claims = [claim for item in benefits if (claim := open_claim(item, facts)) is not None]
    money = [claim for claim in claims if claim.benefit.counts_as != "quality"]
    groups = {claim.benefit.id: find_group(claim.benefit.id, benefits) for claim in money}
    promised, _ = weigh([claim.stake(groups[claim.benefit.id], facts.as_of, promised=True) for claim in money])
    borne = [claim for claim in money if claim.evidence.holds]
    counted, clashes = weigh([claim.stake(groups[claim.benefit.id], facts.as_of, promised=False) for claim in borne])
    recorded = [
        write_line(claim, facts, promised.get(claim.benefit.id, {}), counted.get(claim.benefit.id, {}))
        for claim in claims
    ]
    noted = [line for item in facts.initiatives.values() for line in list_noted_benefits(item, facts)]
    lines = _choose_sources([*recorded, *list_booked_benefits(facts), *noted])
    costs = list_costs((item for item in records.of(Cost) if not item.withdrawn), facts)
    doubts = tuple(_list_doubts(money, groups))
    return Ledger(lines, costs, clashes, doubts, facts.as_of, facts.rate, facts.years)


def _choose_sources(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Count only the best source of each initiative's money: the others are the same money said before."""
    best: dict[str, str] = {}
    for line in lines:
        known = best.get(line.initiative, SOURCES[-1])
        if line.is_money:
            best[line.initiative] = min(known, line.source, key=SOURCES.index)
    kept = (
        line if not line.is_money or line.source == best[line.initiative] else replace(line, counted=False)
        for line in lines
    )
    return tuple(sorted(kept, key=lambda line: (line.initiative, SOURCES.index(line.source), line.id)))


def _list_doubts(claims: Sequence[Claim], groups: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(claims):
        for other in claims[place + 1 :]:
            a, b = one.benefit, other.benefit
            alike = (a.initiative, a.saves) == (b.initiative, b.saves) and a.saves != "other"
            seen_apart = (one.kpi.id, a.rests_on) != (other.kpi.id, b.rests_on)
            if alike and seen_apart and b.id not in groups[a.id]:
                yield a.id, b.id
