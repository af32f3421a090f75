"""The rule about agreed times: too many breaches ask for an action, with date and evidence."""

from __future__ import annotations

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.signals.diagnosis.movement import say_number
from csi_lib.signals.diagnosis.proposal import Action, Answer, Exhibit, Facts, Proposal, Silence
from csi_lib.stats.description import Span, span_share

# Percent of tickets that miss the agreed time. Convention of this kit, for engagements without an objective for SLA
# breach or compliance: nine of ten in time is the least that agreements commonly ask for.
DEFAULT_BREACH = 10.0


def look_at_breaches(facts: Facts) -> Answer:
    """DR11: the breach rate is over its line; propose a row for the register of actions."""
    kpi = facts.kpi("sla_breach", "sla_compliance")
    if kpi is None:
        return Silence("DR11", "no data: neither SLA breach nor SLA compliance is among the KPIs of this report")
    months = facts.months(kpi)
    if months.empty:
        return Silence("DR11", f"no data: {kpi.title} has no usable month")
    line, source = find_line(facts)
    last = months["period_start"].iloc[-1]
    lines = [("all", _span(kpi, months.iloc[-1]))]
    lines += [(name, span) for name in _services(facts, kpi) if (span := _span_of(facts, kpi, name, last)) is not None]
    over = [(name, span) for name, span in lines if 100 * span.point > line]
    said = f"{last:%Y-%m}; line {say_number(line, '%')} ({source})"
    if not over:
        return Silence("DR11", f"no signal: breach rate {say_number(100 * lines[0][1].point, '%')} in {said}")
    owner = kpi.owner
    return Proposal(
        rule="DR11",
        kpi=kpi.id,
        seen=f"Breach rate over its line in {said}: {'; '.join(_say(name, span) for name, span in over)}.",
        next_step=(
            "Enter the proposed action below in the register, with a person and a date; look at the missed tickets of "
            "the services named, by team and by hour of opening."
        ),
        priority="high",
        exhibits=(_show(lines, line, last),),
        actions=tuple(
            Action(
                date=facts.as_of,
                kpi=kpi.id,
                where="all" if name == "all" else f"service {name}",
                seen=f"{_say(name, span)}, line {say_number(line, '%')}",
                evidence=f"{kpi.id} version {kpi.version}, month {last:%Y-%m}, by ticket",
                action="Agree what is done about the missed tickets, by whom and until when",
                owner=owner,
            )
            for name, span in over
        ),
    )


def find_line(facts: Facts) -> tuple[float, str]:
    """Return the breach rate in percent above which an action is due, and where it comes from."""
    if "sla_breach" in facts.targets:
        return facts.targets["sla_breach"], "target of an objective"
    if "sla_compliance" in facts.targets:
        return 100.0 - facts.targets["sla_compliance"], "from the target for SLA compliance"
    return DEFAULT_BREACH, "no target is agreed; the kit's default"


def _services(facts: Facts, kpi: Kpi) -> list[str]:
    if "service" not in facts.measures:
        return []
    names = facts.measures.loc[facts.measures["kpi"] == kpi.id, "service"].dropna()
    return sorted(str(name) for name in names.unique())


def _span_of(facts: Facts, kpi: Kpi, service: str, month: pd.Timestamp) -> Span | None:
    rows = facts.months(kpi, {"service": service})
    rows = rows[rows["period_start"] == month]
    return _span(kpi, rows.iloc[0]) if len(rows) else None


def _span(kpi: Kpi, row: pd.Series) -> Span:
    hits, cases = float(row["numerator"]), float(row["denominator"])
    return span_share(hits if kpi.id == "sla_breach" else cases - hits, cases)


def _say(name: str, span: Span) -> str:
    interval = f"95 % interval {say_number(100 * span.lo)} to {say_number(100 * span.hi, '%')}"
    return f"{name} {say_number(100 * span.point, '%')} of {span.n:,} tickets ({interval})"


def _show(lines: list[tuple[str, Span]], line: float, month: pd.Timestamp) -> Exhibit:
    frame = pd.DataFrame(
        [
            {
                "Service": name,
                "Tickets": span.n,
                "Missed [%]": 100 * span.point,
                "95 % from": 100 * span.lo,
                "95 % to": 100 * span.hi,
                "Over the line": 100 * span.point > line,
            }
            for name, span in lines
        ]
    )
    note = (
        f"Line: {say_number(line, '%')}. Services with too few tickets in the month are left out; where the interval "
        "holds the line, the month may be chance."
    )
    return Exhibit(f"Breach rate by service, {month:%Y-%m}", frame, note)
