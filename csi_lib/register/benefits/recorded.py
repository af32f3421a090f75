"""Benefits with a record of their own: from the effect of a verdict, or from a paper, to money by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.register.benefits.benefit import Benefit
from csi_lib.register.benefits.days import list_month_ends, list_payments
from csi_lib.register.benefits.evidence import Evidence, find_evidence
from csi_lib.register.benefits.facts import Facts
from csi_lib.register.benefits.flow import Factor, Flow
from csi_lib.register.benefits.gain import Gain, find_basis, find_gain, list_amounts
from csi_lib.register.benefits.line import UNATTRIBUTED, Input, Line, Money, Month, add_up
from csi_lib.register.benefits.overlap import PAPER, WHOLE, Stake
from csi_lib.register.benefits.seen import look_at
from csi_lib.register.benefits.spread import Spread
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.signals import Verdict, pick_series
from csi_lib.signals.verdicts.sides import split
from csi_lib.stats import Refused
from csi_lib.stats.money import Pert, two_sided_of

YEAR = 12  # months whose volume stands for those to come
Parts = Mapping[dt.date, float]  # first day of a month -> which part of it counts


@dataclass(frozen=True, eq=False)
class Claim:
    """A benefit before it is known what others claim of the same effect.

    Parameters
    ----------
    benefit : Benefit
        The record.
    initiative : Initiative
        Whose it is.
    kpi : Kpi
        On which it is seen.
    verdict : Verdict or None
        On that KPI.
    evidence : Evidence
        Whether it is borne out.
    amounts : DataFrame or None
        ``period_start, period_end, amount, n`` of every month it counts so far; None where none follows.
    first, last : date
        Days between which it counts.
    """

    benefit: Benefit
    initiative: Initiative
    kpi: Kpi
    verdict: Verdict | None
    evidence: Evidence
    amounts: pd.DataFrame | None
    first: dt.date
    last: dt.date

    def stake(self, group: tuple[str, ...], as_of: dt.date, *, promised: bool) -> Stake:
        """Say what it rests on, for the evidence or for the promise."""
        item = self.benefit
        ends = list_month_ends(self.first, self.last)
        past = () if self.amounts is None else tuple(day.date() for day in self.amounts["period_start"])
        later = tuple(end.replace(day=1) for end in ends if end > as_of)
        months = tuple(end.replace(day=1) for end in ends) if promised or self.amounts is None else (*past, *later)
        live = self.initiative.date or dt.date.max
        where = dict(self.initiative.where)
        # a promise is its own already; of one effect each takes its share
        share = 1.0 if promised else item.share
        if item.proof is not None:
            return Stake(item.id, name_paper(item.proof.document), where, item.saves, live, (WHOLE,), group, share)
        kpi = self.kpi.id if item.rests_on == "verdict" else f"promise:{item.id}"
        return Stake(item.id, kpi, where, item.saves, live, months, group, share)


def name_paper(document: str) -> str:
    """Return what stands for a document: the same for every way to write its name with other cases and spaces."""
    return PAPER + " ".join(document.casefold().split())


def open_claim(item: Benefit, facts: Facts) -> Claim | None:
    """Look up what a benefit rests on; None where its initiative is not in this report."""
    initiative = facts.initiatives.get(item.initiative)
    kpi = facts.kpis.get(item.kpi or (initiative.kpi if initiative else ""))
    if initiative is None or kpi is None:
        return None
    verdict = facts.verdict_of(item.initiative, kpi.id)
    first = item.since or facts.start_of(item.initiative)
    last = min(item.until or dt.date.max, facts.end_of(item.initiative), _find_stop(initiative))
    evidence, amounts = find_evidence(item, verdict, facts.as_of), None
    if evidence.holds and item.rests_on == "verdict" and item.counts_as != "quality":
        try:
            amounts = _list_months(item, initiative, kpi, facts, (first, last))
        except Refused as refusal:
            evidence = Evidence(False, f"{refusal}")
    return Claim(item, initiative, kpi, verdict, evidence, amounts, first, last)


def _find_stop(initiative: Initiative) -> dt.date:
    """Return the day an initiative was stopped: what it brought ends there, until a record says otherwise."""
    closing = initiative.closing
    return closing.on if closing is not None and closing.result == "stopped" else dt.date.max


def _list_months(
    item: Benefit, initiative: Initiative, kpi: Kpi, facts: Facts, span: tuple[dt.date, dt.date]
) -> pd.DataFrame:
    """List the amounts of the usable months after the transition in which the benefit counts."""
    basis = find_basis(kpi, item.currency)
    if item.per != basis.per:
        raise Refused(f"its unit cost is per '{item.per}', and the effect on {kpi.title} is counted per '{basis.per}'")
    assert initiative.date is not None
    where = dict(initiative.where)
    series = pick_series(facts.measures, kpi, where)
    sides = split(series, initiative.date, initiative.transition)
    after = series.rows.loc[sides.after & series.usable, "period_start"]
    found = list_amounts(facts.measures, kpi, where, basis)
    first, last = (pd.Timestamp(day) for day in span)
    counts = found["period_start"].isin(after) & (found["period_start"] >= first) & (found["period_end"] <= last + _DAY)
    return found[counts].reset_index(drop=True)


_DAY = pd.Timedelta(days=1)


def write_line(claim: Claim, facts: Facts, promised: Parts, counted: Parts) -> Line:
    """Turn a claim into a line of the ledger.

    Parameters
    ----------
    claim : Claim
        What it rests on.
    facts : Facts
        Of the report.
    promised, counted : mapping of date to float
        First day of a month -> the part of it that this benefit may count, of the promise and of the evidence.

    Returns
    -------
    Line
        Its money month by month, and as flows for draws.
    """
    item = claim.benefit
    line = Line(
        id=item.id, title=item.title, initiative=item.initiative, source="record", counts_as=item.counts_as,
        state="claimed", why=claim.evidence.why, type=item.type, saves=item.saves, rests_on=item.rests_on,
        kpi=claim.kpi.id, currency=item.currency if item.counts_as != "quality" else "", rhythm=item.rhythm,
        guards=tuple((guard.kpi, guard.answer) for guard in claim.verdict.guards) if claim.verdict else (),
        seen=look_at(claim.kpi, claim.initiative, facts),
    )  # fmt: skip
    if not line.is_money:
        return replace(line, state="realised" if claim.evidence.holds else "claimed")
    line = _add_promise(line, claim, facts, promised)
    if claim.evidence.unattributed:
        return _set_apart(line, claim, facts)
    if not claim.evidence.holds:
        return line
    if item.rests_on == "verdict":
        return _add_effect(line, claim, facts, counted)
    return _add_paper(line, claim, facts, counted)


def _add_promise(line: Line, claim: Claim, facts: Facts, parts: Parts) -> Line:
    item = claim.benefit
    if item.promised is None:
        return line
    days = _list_due(claim)
    weights = _weigh_days(item, days, parts)
    name = f"promise:{item.id}"
    flow = Flow(days, weights, (Factor(name),))
    entry = Input(f"{item.title}, as promised", _unit(item), make_pert(item.promised))
    passed = sum(weight for day, weight in zip(days, weights, strict=True) if day <= facts.as_of)
    return replace(
        line,
        promised=money_of(item.promised),
        promised_to_date=item.promised.base * passed,
        promise=(flow,),
        inputs={**line.inputs, name: entry},
    )


def _weigh_days(item: Benefit, days: tuple[dt.date, ...], parts: Parts) -> tuple[float, ...]:
    """Return which part of each payment counts: a paper as a whole, an effect month by month."""
    if item.proof is not None:
        return (parts.get(WHOLE, 0.0),) * len(days)
    return tuple(1.0 if item.rhythm == "once" else parts.get(day.replace(day=1), 0.0) for day in days)


def _list_due(claim: Claim) -> tuple[dt.date, ...]:
    item = claim.benefit
    if item.rhythm == "once":
        day = item.since or (item.proof.on if item.proof else claim.first)
        return list_payments("once", day, claim.last)
    return list_month_ends(claim.first, claim.last)


def _add_effect(line: Line, claim: Claim, facts: Facts, parts: Parts) -> Line:
    """Effect of the verdict × amount of the month × unit cost × its paid part."""
    item, verdict, amounts = claim.benefit, claim.verdict, claim.amounts
    assert verdict is not None and amounts is not None and item.unit_cost is not None and item.part is not None
    assert verdict.effect is not None and verdict.lo is not None and verdict.hi is not None
    gain = find_gain(claim.kpi, verdict.effect_kind)
    try:
        chance = two_sided_of(verdict.effect, verdict.lo, verdict.hi, verdict.effect_kind)
    except Refused as refusal:
        return replace(line, why=f"{refusal}")
    if amounts.empty:
        return replace(line, state="evidenced", why=f"{line.why}; no month after it counts yet")
    inputs = {
        f"effect:{item.initiative}:{claim.kpi.id}": Input(
            f"Effect on {claim.kpi.title}, {claim.initiative.title}", verdict.effect_kind, chance
        ),
        f"unit:{item.id}": Input(f"Cost of one {item.per}, {item.title}", item.currency, make_pert(item.unit_cost)),
        f"part:{item.id}": Input(f"Paid part of each {item.per}, {item.title}", "", make_pert(item.part)),
    }
    names = tuple(inputs)
    factors = (Factor(names[0], gain), Factor(names[1]), Factor(names[2]))
    each = _price(verdict, gain, item)
    weights = [parts.get(start.date(), 0.0) for start in amounts["period_start"]]
    ends = [(end - _DAY).date() for end in amounts["period_end"]]
    units = [float(unit) for unit in amounts["amount"].to_numpy(dtype=np.float64) * np.array(weights)]
    months = tuple(Month(end, each.times(unit)) for end, unit in zip(ends, units, strict=True) if unit)
    past = Flow(tuple(ends), tuple(units), factors)
    later, volume = _look_ahead(claim, facts, parts, factors)
    inputs |= {f"volume:{item.id}": Input(f"{_amount_word(item)} a month to come, {item.title}", item.per, volume)}
    if item.fades.high:
        inputs |= {f"fades:{item.id}": Input(f"Effect lost in a year, {item.title}", "", make_pert(item.fades))}
    taken = not any(weights) and not any(later.quantity)
    return replace(
        line,
        state="realised" if months else "evidenced",
        why=f"{line.why}, but another benefit counts the same effect" if taken else line.why,
        monthly=each.times(volume.base * later.quantity[0]) if later.days else None,
        months=months,
        evidence=(past, later),
        inputs={**line.inputs, **inputs},
    )


def _price(verdict: Verdict, gain: Gain, item: Benefit) -> Money:
    """Return the money of one unit of a month's amount at the effect and at both ends of its interval."""
    assert item.unit_cost is not None and item.part is not None
    one = item.unit_cost.base * item.part.base
    effects = np.array([verdict.effect, verdict.lo, verdict.hi], dtype=np.float64)
    base, *ends = (float(value) * one for value in gain.of(effects))
    return Money(min(ends), base, max(ends))


def _look_ahead(claim: Claim, facts: Facts, parts: Parts, factors: tuple[Factor, ...]) -> tuple[Flow, Pert]:
    """Return the flow of the months to come, and their amount a month: that of the last year, or as the record says."""
    item, amounts = claim.benefit, claim.amounts
    assert amounts is not None
    last = amounts.tail(YEAR)
    monthly = last["amount"].to_numpy(dtype=np.float64)
    if item.volume is None:
        volume = Pert(float(monthly.min()), float(monthly.mean()), float(monthly.max()))
    else:
        one = float(monthly.sum() / max(float(last["n"].sum()), 1.0))  # amount of one case
        volume = Pert(item.volume.low * one, item.volume.base * one, item.volume.high * one)
    ends = tuple(end for end in list_month_ends(claim.first, claim.last) if end > facts.as_of)
    flow = Flow(
        ends,
        tuple(parts.get(end.replace(day=1), 0.0) for end in ends),
        (*factors, Factor(f"volume:{item.id}")),
        fades=f"fades:{item.id}" if item.fades.high else "",
        ages=tuple((end - facts.as_of).days / 365 for end in ends) if item.fades.high else (),
    )
    return flow, volume


def _amount_word(item: Benefit) -> str:
    return {"h": "Hours", "d": "Days", "min": "Minutes", "case": "Cases", "minute": "Minutes"}.get(item.per, "Amount")


def _add_paper(line: Line, claim: Claim, facts: Facts, parts: Parts) -> Line:
    """Count what a paper shows: once, or month by month."""
    item = claim.benefit
    assert item.amount is not None
    days = _list_due(claim)
    weights = _weigh_days(item, days, parts)
    if not any(weights):
        return replace(line, state="evidenced", why=f"{line.why}; another benefit counts this paper")
    name = f"paper:{item.id}"
    amount = money_of(item.amount)
    months = tuple(
        Month(day, amount.times(weight)) for day, weight in zip(days, weights, strict=True) if day <= facts.as_of
    )
    coming = [weight for day, weight in zip(days, weights, strict=True) if day > facts.as_of]
    return replace(
        line,
        state="realised" if months else "evidenced",
        months=months,
        monthly=amount.times(coming[0]) if coming and item.rhythm == "monthly" else None,
        evidence=(Flow(days, weights, (Factor(name),)),),
        inputs={**line.inputs, name: Input(f"{item.title}, by its paper", _unit(item), make_pert(item.amount))},
    )


def _set_apart(line: Line, claim: Claim, facts: Facts) -> Line:
    """Say what a paper shows of an initiative whose verdict claims no improvement, and add none of it."""
    item = claim.benefit
    assert item.amount is not None
    shown = add_up(money_of(item.amount) for day in _list_due(claim) if day <= facts.as_of)
    why = (
        f"{line.why}, shows {shown.base:,.0f} {item.currency} to date, but the verdict claims no improvement: "
        "not attributed to the initiative, so in no sum and in no return"
    )
    return replace(line, state=UNATTRIBUTED, why=why)


def make_pert(spread: Spread) -> Pert:
    """Return the distribution of three figures."""
    return Pert(spread.low, spread.base, spread.high)


def money_of(spread: Spread) -> Money:
    """Return three figures as an amount."""
    return Money(spread.low, spread.base, spread.high)


def _unit(item: Benefit) -> str:
    return f"{item.currency} a month" if item.rhythm == "monthly" else item.currency
