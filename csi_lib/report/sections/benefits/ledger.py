"""The ledger: what was promised, what is evidenced, what is realised, and what is not added."""

from __future__ import annotations

from typing import Any

from csi_lib.register.benefits.ledger import Ledger
from csi_lib.register.benefits.line import Line
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.benefits.words import KINDS, name_initiative, say_nothing
from csi_lib.study import Study
from csi_lib.study.worth import value_benefits

NOTE = (
    "Realised: there is evidence, and the month has passed. An effect counts only where the verdict claims it, so "
    "never while its 95 % interval holds no effect, and only with a guard KPI beside it that was not seen to get "
    "worse. Amount: effect × volume of the month × cost of one unit × its paid part. From and to are the ends of the "
    "effect's 95 % interval or of what a paper leaves open, added end to end. Cost avoided is no cash: nobody pays it "
    "out. An effect that is claimed is on average somewhat too large, the more so the less its months could have "
    "seen."
)


def benefit_ledger(study: Study) -> Blocks:
    """Show the totals by kind of money, then every benefit that is money and counts."""
    ledger = value_benefits(study)
    lines = [line for line in ledger.lines if line.is_money and line.counted]
    if not lines:
        return say_nothing(study)
    totals = (
        Column("kind", "Kind of money"),
        Column("currency", "Currency"),
        Column("promised", "Promised to date", kind="number"),
        Column("realised", "Realised", kind="number"),
        Column("low", "From", kind="number"),
        Column("high", "To", kind="number"),
        Column("monthly", "A month to come", kind="number"),
        Column("lines", "Benefits", kind="number"),
    )
    amounts = (
        Column("title", "Benefit"),
        Column("kind", "Kind of money"),
        Column("state", "State"),
        Column("promised", "Promised to date", kind="number"),
        Column("realised", "Realised", kind="number"),
        Column("low", "From", kind="number"),
        Column("high", "To", kind="number"),
        Column("currency", "Currency"),
    )
    basis = (
        Column("title", "Benefit"),
        Column("initiative", "Initiative"),
        Column("why", "Why"),
        Column("guards", "Guards"),
        Column("first", "First month", kind="stamp"),
        Column("last", "Last month", kind="stamp"),
    )
    rows = [_line(study, line) for line in lines]
    return Blocks(
        [
            Table("Money realised, by kind", totals, tuple(_list_totals(ledger))),
            Table("Benefits that are money", amounts, _keep(rows, amounts), note=NOTE),
            Table("What the benefits rest on", basis, _keep(rows, basis)),
        ]
    )


def _keep(rows: list[dict[str, Any]], columns: tuple[Column, ...]) -> tuple[dict[str, Any], ...]:
    return tuple({column.key: row[column.key] for column in columns} for row in rows)


def _list_totals(ledger: Ledger) -> list[dict[str, Any]]:
    return [
        {
            "kind": KINDS[total.counts_as],
            "currency": total.currency,
            "promised": total.promised_to_date,
            "realised": total.realised.base,
            "low": total.realised.low,
            "high": total.realised.high,
            "monthly": total.monthly.base,
            "lines": total.lines,
        }
        for total in ledger.totals()
    ]


def _line(study: Study, line: Line) -> dict[str, Any]:
    realised = line.realised if line.months else None
    return {
        "title": line.title,
        "initiative": name_initiative(study, line.initiative),
        "kind": KINDS[line.counts_as],
        "state": line.state,
        "promised": line.promised_to_date if line.promised else None,
        "realised": realised.base if realised else 0,
        "low": realised.low if realised else None,
        "high": realised.high if realised else None,
        "currency": line.currency,
        "first": line.months[0].end if line.months else None,
        "last": line.months[-1].end if line.months else None,
        "why": line.why[:1].upper() + line.why[1:],
        "guards": say_guards(study, line),
    }


def say_guards(study: Study, line: Line) -> str:
    """Say what is known of each KPI that must not get worse."""
    titles = {kpi.id: kpi.title for kpi in study.kpis}
    return "; ".join(f"{titles.get(kpi, kpi)}: {answer}" for kpi, answer in line.guards)


def benefit_left_out(study: Study) -> Blocks:
    """Show what is said twice and added once: other sources, effects that two benefits claim, and doubts."""
    ledger = value_benefits(study)
    known = {line.id: line for line in ledger.lines}
    columns = (
        Column("title", "Benefit or cost"),
        Column("initiative", "Initiative"),
        Column("amount", "Amount to date", kind="number"),
        Column("currency", "Currency"),
        Column("why", "Why it is not added"),
    )
    source = {
        "booking": "the initiative's records count",
        "initiative": "in the initiative's file, and better known elsewhere",
    }
    lines = [
        {
            "title": line.title,
            "initiative": name_initiative(study, line.initiative),
            "amount": line.promised_to_date,
            "currency": line.currency,
            "why": source[line.source],
        }
        for line in ledger.lines
        if line.is_money and not line.counted
    ]
    lines += [
        {
            "title": cost.what,
            "initiative": name_initiative(study, cost.initiative),
            "amount": cost.to_date.base,
            "currency": cost.currency,
            "why": source[cost.source],
        }
        for cost in ledger.costs
        if not cost.counted
    ]
    note = (
        "Of benefits, records count before bookings, and bookings before what stands in an initiative's file. Of "
        "costs, the larger of plan and bookings counts up to the last day of the data, and the plan after it."
    )
    blocks: list[Block] = [Table("Said more than once, added once", columns, tuple(lines), note=note)] if lines else []
    for clash in ledger.clashes:
        if clash.paper:
            body = (
                f"{known[clash.left_out].title} names the same paper as {known[clash.counted].title} and adds nothing "
                "to it, until both say which share is theirs."
            )
            blocks.append(Text(body, role="warning"))
            continue
        body = (
            f"{known[clash.left_out].title} rests on the same effect as {known[clash.counted].title} in "
            f"{clash.months} months and adds nothing to it, until both say which share is theirs."
        )
        blocks.append(Text(body, role="warning"))
    for one, other in ledger.doubts:
        body = f"{known[one].title} and {known[other].title} may be the same money: nothing sets them apart."
        blocks.append(Text(body, role="warning"))
    return Blocks(blocks or [Text("Nothing is said twice.", role="note")])
