"""What the client booked as costs and benefits of initiatives: a table of the export, beside the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from csi_lib.register.benefits.evidence import read_verdict, watch_quality
from csi_lib.register.benefits.facts import Facts
from csi_lib.register.benefits.flow import Factor, Flow
from csi_lib.register.benefits.line import CostLine, Input, Inputs, Line, Money, Month, add_up
from csi_lib.stats.money import Pert


def list_booked_benefits(facts: Facts) -> Iterator[Line]:
    """Yield a line for each initiative and evidence that benefits were booked with.

    A booking is realised only when it says so, the verdict claims an effect, no guard got worse, and its day has
    passed. It names no kind of money, so it is never taken for cash.
    """
    for (initiative, evidence, currency), rows in _group(facts, "benefit"):
        name = f"{initiative}-booked-{evidence}"
        days, amounts, money = _read(rows)
        holds, why = _judge(initiative, evidence, facts)
        flow, inputs = _make_flow(
            f"booked:{name}", f"Benefits booked, {_name(initiative, facts)}", days, amounts, money, currency
        )
        past = [Month(day, amount) for day, amount in zip(days, _each(rows), strict=True) if day <= facts.as_of]
        item, verdict = facts.initiatives.get(initiative), facts.verdict_of(initiative)
        yield Line(
            id=name,
            title=f"Booked as {evidence}",
            initiative=initiative,
            source="booking",
            counts_as="avoided",
            state="claimed" if not holds else ("realised" if past else "evidenced"),
            why=why,
            rests_on="booking",
            kpi=item.kpi if item else "",
            currency=currency,
            rhythm="",
            promised=money,
            promised_to_date=add_up(month.money for month in past).base,
            months=tuple(past) if holds else (),
            guards=tuple((guard.kpi, guard.answer) for guard in verdict.guards) if verdict else (),
            promise=(flow,),
            evidence=(flow,) if holds else (),
            inputs=inputs,
        )


def list_booked_costs(facts: Facts) -> Iterator[CostLine]:
    """Yield a line for each initiative that costs were booked for."""
    for (initiative, _, currency), rows in _group(facts, "cost"):
        days, amounts, money = _read(rows)
        name = f"{initiative}-booked-cost"
        flow, inputs = _make_flow(
            f"cost:{name}", f"Costs booked, {_name(initiative, facts)}", days, amounts, money, currency
        )
        to_date = add_up(amount for day, amount in zip(days, _each(rows), strict=True) if day <= facts.as_of)
        yield CostLine(
            name, "costs as booked", initiative, "booking", "", currency, "", True, money, to_date, (flow,), inputs
        )  # fmt: skip


def _name(initiative: str, facts: Facts) -> str:
    item = facts.initiatives.get(initiative)
    return item.title if item else initiative


def _group(facts: Facts, kind: str) -> Iterator[tuple[tuple[str, str, str], pd.DataFrame]]:
    rows = facts.bookings[facts.bookings["kind"] == kind]
    evidence = rows["evidence"].fillna("claimed") if kind == "benefit" else "cost"
    named = rows.assign(evidence=evidence, currency=rows["currency"].fillna(""))
    for key, part in named.groupby(["initiative", "evidence", "currency"], sort=True):
        initiative, word, currency = key
        yield (str(initiative), str(word), str(currency)), part.sort_values("day", kind="stable")


def _read(rows: pd.DataFrame) -> tuple[list[dt.date], list[float], Money]:
    return list(rows["day"]), [float(amount) for amount in rows["amount"]], add_up(_each(rows))


def _each(rows: pd.DataFrame) -> list[Money]:
    """Return every booking; without bounds it is known exactly."""
    amount = rows["amount"].to_numpy(dtype=np.float64)
    low, high = (rows[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("low", "high"))
    # fmin and fmax leave out what is missing; a bound on the wrong side of the amount bounds nothing
    bounds = zip(np.fmin(low, amount), amount, np.fmax(high, amount), strict=True)
    return [Money(*map(float, row)) for row in bounds]


def _judge(initiative: str, evidence: str, facts: Facts) -> tuple[bool, str]:
    if evidence != "realised":
        return False, "booked as claimed"
    if initiative not in facts.initiatives:
        return False, "booked as realised, but no initiative of this name is in the register"
    verdict = facts.verdict_of(initiative)
    found = read_verdict(verdict)
    if not found.holds:
        return False, f"booked as realised, but {found.why}"
    watched = watch_quality(verdict)
    return (False, f"booked as realised, but {watched}") if watched else (True, f"booked, and {found.why}")


def _make_flow(
    name: str, label: str, days: list[dt.date], amounts: list[float], money: Money, currency: str
) -> tuple[Flow, Inputs]:
    """All bookings of a line are off by one common part: nothing says that their errors cancel."""
    base = money.base or 1.0
    chance = Pert(money.low / base, 1.0, money.high / base) if money.base else Pert(1.0, 1.0, 1.0)
    flow = Flow(tuple(sorted(set(days))), _sum_by_day(days, amounts), (Factor(name),))
    return flow, {name: Input(f"{label}, as a part of the amount", currency, chance)}


def _sum_by_day(days: list[dt.date], amounts: list[float]) -> tuple[float, ...]:
    summed: dict[dt.date, float] = {}
    for day, amount in zip(days, amounts, strict=True):
        summed[day] = summed.get(day, 0.0) + amount
    return tuple(summed[day] for day in sorted(summed))
