"""Benefits that are no money, and which kinds of benefit there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from csi_lib.register.benefits.line import UNATTRIBUTED, Line
from csi_lib.register.benefits.types import MEANINGS
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.benefits.words import name_initiative
from csi_lib.report.wording import count_words
from csi_lib.study import Study
from csi_lib.study.aligned import align
from csi_lib.study.worth import value_benefits

SOURCES = {
    "improvement": "service improvement",
    "plan": "improvement plan",
    "design": "service design",
    "strategy": "service strategy",
    "business": "business metrics",
}


def benefit_quality(study: Study) -> Blocks:
    """Show the quality beside every claim on money, benefits that are no money, and all KPIs before and after."""
    lines = [line for line in value_benefits(study).lines if line.counted]
    quality = [line for line in lines if not line.is_money]
    money = [line for line in lines if line.is_money]
    blocks: list[Block] = []
    if money:
        blocks.append(_show_cards(study, money))
    if quality:
        blocks.append(_show_quality(study, quality))
    levels = [row for line in lines if (row := _level_line(study, line))]
    if levels:
        blocks.append(_show_levels(levels))
    return Blocks(blocks or [Text("No benefit is noted that is no money.", role="note")])


def _show_cards(study: Study, money: list[Line]) -> Table:
    titles = {kpi.id: kpi.title for kpi in study.kpis}
    columns = (
        Column("title", "Benefit"),
        Column("initiative", "Initiative"),
        Column("kpi", "KPI"),
        Column("guard", "Guard"),
        Column("answer", "Guard is"),
        Column("claim", "Money may be claimed", kind="flag"),
    )
    lines = tuple(
        {
            "title": line.title,
            "initiative": name_initiative(study, line.initiative),
            "kpi": titles.get(line.kpi, line.kpi),
            "guard": titles.get(guard, guard) if guard else "none named",
            "answer": answer,
            "claim": line.adds_money,
        }
        for line in money
        for guard, answer in line.guards or (("", "no guard"),)
    )
    note = "No money is claimed without a guard KPI beside it, nor where a guard was seen to get worse."
    return Table("Quality beside the money", columns, lines, note=note)


def _show_quality(study: Study, lines: list[Line]) -> Table:
    columns = (
        Column("title", "Benefit"),
        Column("initiative", "Initiative"),
        Column("type", "Type"),
        Column("state", "State"),
        Column("why", "Why"),
    )
    rows = tuple(
        {
            "title": line.title,
            "initiative": name_initiative(study, line.initiative),
            "type": line.type,
            "state": line.state,
            "why": line.why[:1].upper() + line.why[1:],
        }
        for line in lines
    )
    return Table("Benefits that are no money", columns, rows, note="Never summed with money.")


def _show_levels(rows: list[dict[str, Any]]) -> Table:
    columns = (
        Column("title", "Benefit"),
        Column("kpi", "KPI"),
        Column("before", "Before", kind="number"),
        Column("after", "After", kind="number"),
        Column("unit", "Unit"),
        Column("n_before", "n before", kind="number"),
        Column("n_after", "n after", kind="number"),
        Column("answered_before", "Answered before", unit="%", kind="number"),
        Column("answered_after", "Answered after", unit="%", kind="number"),
    )
    note = "Means of the usable months, weighed by cases: where the KPI stood, and no verdict."
    return Table("Their KPIs before and after", columns, tuple(rows), note=note)


def _level_line(study: Study, line: Line) -> dict[str, Any]:
    """Return where the KPI of a benefit stood and stands; empty for what rests on no KPI."""
    seen, kpi = line.seen, next((kpi for kpi in study.kpis if kpi.id == line.kpi), None)
    if seen is None or kpi is None or line.rests_on not in ("verdict", "survey"):
        return {}
    return {
        "title": line.title,
        "kpi": kpi.title,
        "unit": kpi.unit,
        "before": seen.before,
        "after": seen.after,
        "n_before": seen.n_before,
        "n_after": seen.n_after,
        "answered_before": seen.answered_before,
        "answered_after": seen.answered_after,
    }


def benefit_types(study: Study) -> Blocks:
    """Show every kind of benefit there is with how many are claimed, evidenced and realised, and what serves a goal."""
    columns = (
        Column("type", "Type"),
        Column("says", "Meaning"),
        Column("of", "From the lists of"),
        Column("money", "Money may stand for it", kind="flag"),
        Column("claimed", "Claimed", kind="number"),
        Column("apart", "Evidenced, not attributed", kind="number"),
        Column("evidenced", "Evidenced", kind="number"),
        Column("realised", "Realised", kind="number"),
    )
    table = Table("Kinds of benefit", columns, tuple(_list_types(study)))
    found = align(study)
    body = (
        f"{len(found.kpis)} of {count_words(len(study.kpis), 'KPI')} and {len(found.initiatives)} of "
        f"{count_words(len(study.initiatives), 'initiative')} serve an objective."
    )
    return Blocks([table, Text(body, role="note")])


def _list_types(study: Study) -> Iterator[dict[str, Any]]:
    lines = [line for line in value_benefits(study).lines if line.counted]
    for name, meaning in MEANINGS.items():
        own = [line.state for line in lines if line.type == name]
        yield {
            "type": name,
            "says": meaning.says,
            "of": ", ".join(SOURCES[item] for item in meaning.of),
            "money": meaning.money,
            "apart": own.count(UNATTRIBUTED),
            **{state: own.count(state) for state in ("claimed", "evidenced", "realised")},
        }
