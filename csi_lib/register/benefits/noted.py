"""Benefits and costs noted in an initiative's own file, from before they had records: claims, never more."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from csi_lib.register.benefits.days import list_month_ends, list_payments
from csi_lib.register.benefits.facts import Facts
from csi_lib.register.benefits.flow import Factor, Flow
from csi_lib.register.benefits.line import CostLine, Input, Line, Money
from csi_lib.register.initiatives.initiative import Amount, Initiative
from csi_lib.stats.money import Pert

_UNIT = re.compile(r"([A-Z]{3})(?:\s+(?:(per|a|each)\s+(month|quarter|year)|once))?")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def read_unit(unit: str) -> tuple[str, int] | None:
    """Read ``EUR per month``, ``EUR a year``, ``EUR once`` or ``EUR``.

    Returns
    -------
    tuple of (str, int), or None
        Currency and months between two payments, 0 for once; None where it is no money, such as person-days.
    """
    found = _UNIT.fullmatch(unit.strip())
    if found is None:
        return None
    return found[1], _MONTHS[found[3]] if found[3] else 0


def list_noted_benefits(item: Initiative, facts: Facts) -> Iterator[Line]:
    """Yield a line for every benefit in an initiative's file; what is worth no money is a matter of quality."""
    verdict = facts.verdict_of(item.id)
    guards = tuple((guard.kpi, guard.answer) for guard in verdict.guards) if verdict else ()
    for place, amount in enumerate(item.benefits, 1):
        found, name = read_unit(amount.unit), f"{item.id}-benefit-{place}"
        if amount.value is None or found is None:
            why = "noted in the initiative's file" if amount.value is None else f"'{amount.unit}' is no money"
            yield Line(name, amount.what, item.id, "initiative", "quality", "claimed", why, kpi=item.kpi, guards=guards)
            continue
        currency, _ = found
        each, days = _spread_over(amount, found[1], item, facts)
        flow, key = Flow(days, (1.0,) * len(days), (Factor(f"promise:{name}"),)), f"promise:{name}"
        passed = sum(1 for day in days if day <= facts.as_of)
        yield Line(
            id=name,
            title=amount.what,
            initiative=item.id,
            source="initiative",
            counts_as="avoided",
            state="claimed",
            why=_say_claim(amount),
            kpi=item.kpi,
            currency=currency,
            rhythm="monthly" if found[1] else "once",
            promised=Money(each, each, each),
            promised_to_date=each * passed,
            guards=guards,
            promise=(flow,),
            inputs={key: Input(f"{amount.what}, as promised", currency, Pert(each, each, each))},
        )


def list_noted_costs(item: Initiative, facts: Facts) -> Iterator[CostLine]:
    """Yield a line for every cost in an initiative's file that is money."""
    for place, amount in enumerate(item.costs, 1):
        found, name = read_unit(amount.unit), f"cost:{item.id}-cost-{place}"
        if amount.value is None or found is None:
            continue
        currency, months = found
        each, days = amount.value / max(months, 1), _list_cost_days(months, item, facts)
        flow = Flow(days, (1.0,) * len(days), (Factor(name),))
        money = Money(each, each, each)
        yield CostLine(
            f"{item.id}-cost-{place}", amount.what, item.id, "initiative", "", currency,
            "monthly" if months else "once", True, money, money.times(sum(1 for day in days if day <= facts.as_of)),
            (flow,), {name: Input(f"Cost: {amount.what}", currency, Pert(each, each, each))},
        )  # fmt: skip


def _say_claim(amount: Amount) -> str:
    said = f", by {amount.evidence}" if amount.evidence else ""
    if amount.state == "realised":
        return f"its file says 'realised'{said}; nothing measured or paid stands behind it"
    return f"noted in the initiative's file{said}"


def _spread_over(amount: Amount, months: int, item: Initiative, facts: Facts) -> tuple[float, tuple[dt.date, ...]]:
    first, last = facts.start_of(item.id), facts.end_of(item.id)
    value = amount.value or 0.0
    if not months:
        return value, (first,)
    return value / months, list_month_ends(first, last)


def _list_cost_days(months: int, item: Initiative, facts: Facts) -> tuple[dt.date, ...]:
    return list_payments("monthly" if months else "once", facts.start_of(item.id), facts.end_of(item.id))
