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
from csi_lib.register.benefits.overlap import UNSAID, Clash, weigh
from csi_lib.register.benefits.recorded import Claim, name_paper, open_claim, write_line
from csi_lib.register.benefits.sharing import find_group
from csi_lib.register.register import Register

TWO_PEOPLE = {"agent time", "user time"}  # one hour can be both: somebody works, and somebody else waits


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
        Benefits that rest on one effect or one paper and did not share it out: the second counts nothing.
    doubts : tuple of (str, str)
        Ids of benefits of one initiative that may be the same money: they save the same, or do not say what, by
        different KPIs or papers; or they save different things by one effect.
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
    money = [line for line in lines if line.is_money]
    best: dict[str, str] = {}
    for line in money:
        best[line.initiative] = min(best.get(line.initiative, SOURCES[-1]), line.source, key=SOURCES.index)
    # a record that is a mere promise says of no amount that it came: what was booked says that
    shown = {line.initiative for line in money if line.source == "record" and line.rests_on != "none"}
    kept = (_choose(line, best[line.initiative], shown) if line.is_money else line for line in lines)
    return tuple(sorted(kept, key=lambda line: (line.initiative, SOURCES.index(line.source), line.id)))


def _choose(line: Line, best: str, shown: set[str]) -> Line:
    if line.source == best:
        return line
    if line.source == "booking" and line.is_borne and line.initiative not in shown:
        return replace(line, promised=None, promised_to_date=0.0, promise=())  # the record's promise is that one
    return replace(line, counted=False)


def _list_doubts(claims: Sequence[Claim], groups: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(claims):
        for other in claims[place + 1 :]:
            a, b = one.benefit, other.benefit
            if a.initiative == b.initiative and b.id not in groups[a.id] and _may_be_same(one, other):
                yield a.id, b.id


def _may_be_same(one: Claim, other: Claim) -> bool:
    """Tell whether two benefits may be the same money without anything that proves it: what is proven is a clash."""
    a, b = one.benefit, other.benefit
    alike = a.saves == b.saves or UNSAID in (a.saves, b.saves)
    if a.rests_on == b.rests_on == "verdict" and one.kpi.id == other.kpi.id:
        return not alike and {a.saves, b.saves} != TWO_PEOPLE
    papers = {name_paper(item.proof.document) for item in (a, b) if item.proof is not None}
    return alike and (len(papers) != 1 or a.proof is None or b.proof is None)
