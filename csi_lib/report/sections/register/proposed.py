"""What was proposed, by whom and from where, what became of it, and what deserves work next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csi_lib.register import Opportunity
from csi_lib.register.initiatives.activity import Activity, measure_activity, split_by_source, split_by_team
from csi_lib.register.initiatives.priority import EXPLAINED, FORMULA
from csi_lib.register.initiatives.saying import say_range, say_stake, say_worked
from csi_lib.register.initiatives.unheard import find_slice
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.sections.effects import say_where
from csi_lib.report.sections.part import choose_words
from csi_lib.report.wording import count_words
from csi_lib.study import Study
from csi_lib.study.priorities import follow_opportunities, list_signals, rank_opportunities

NOTHING_RAISED = (
    "No opportunity is in the register.",
    "No opportunity of the register is about this {part} alone.",
)


def _say_nothing(study: Study) -> Blocks:
    return Blocks([Text(choose_words(study, *NOTHING_RAISED), role="note")])


def register_answer(study: Study) -> Blocks:
    """Say how many opportunities were raised, decided and done, and how many initiatives there are."""
    tried = count_words(len(study.initiatives), "initiative is", "initiatives are")
    over = sum(item.is_over for item in study.initiatives)
    second = f"{tried} in the register; {over:,} of them ended." if study.initiatives else ""
    courses = follow_opportunities(study)
    if not courses:
        return Blocks([Text(" ".join(filter(None, (choose_words(study, *NOTHING_RAISED), second))), role="answer")])
    found = measure_activity(courses, study.as_of)
    raised = count_words(found.raised, "opportunity was raised", "opportunities were raised")
    became = f"{found.decided:,} decided on, {found.done:,} done, {found.declined:,} turned down"
    first = f"{raised}, {became}; {found.open:,} open."
    blocks = [Text(first, role="answer"), *([Text(second, role="answer")] if second else [])]
    if found.age is not None:
        blocks.append(Text(f"Half of the open ones wait for {found.age:,.0f} days or longer.", role="answer"))
    return Blocks(blocks)


def opportunities(study: Study) -> Blocks:
    """Show every opportunity with its source, decision and what it led to, and the signals that none is about."""
    courses = follow_opportunities(study)
    if not courses:
        return Blocks([*_say_nothing(study), *_show_unheard(study)])
    columns = (
        Column("title", "Opportunity"),
        Column("source", "Comes from"),
        Column("raised", "Raised", kind="stamp"),
        Column("by", "By"),
        Column("status", "Status"),
        Column("reason", "Reason"),
        Column("initiative", "Initiative"),
        Column("evidence", "Evidence"),
    )
    ordered = sorted(courses, key=lambda one: (one.item.source, one.raised, one.item.id))
    table = Table("Opportunities", columns, tuple(_line(study, one.item) for one in ordered))
    return Blocks([table, *_show_unheard(study)])


def _line(study: Study, item: Opportunity) -> dict[str, Any]:
    answers = [one.title for one in study.initiatives if item.id in one.opportunities]
    return {
        "title": item.title,
        "source": item.source,
        "evidence": item.evidence,
        "raised": item.raised,
        "by": item.by,
        "status": item.status,
        "reason": item.decision.reason if item.decision else "",
        "initiative": "; ".join(answers),
    }


def _show_unheard(study: Study) -> list[Block]:
    found = list_signals(study)
    if not found:
        return []
    columns = (
        Column("kpi", "KPI"),
        Column("where", "Where"),
        Column("last", "Last month", kind="number"),
        Column("lower", "Usual from", kind="number"),
        Column("upper", "Usual to", kind="number"),
        Column("unit", "Unit"),
    )
    lines = tuple(
        {
            "kpi": rows.name_series(study.kpi(str(row["kpi"]))),
            "where": say_where(find_slice(row)).removeprefix(", "),
            "last": row["last"],
            "lower": row["lower"],
            "upper": row["upper"],
            "unit": rows.unit_of(study.measures, study.kpi(str(row["kpi"]))),
        }
        for row in found
    )
    note = "Worse than usual in the last three months: a reason to look and not a verdict."
    return [Table("Signals that no opportunity is about", columns, lines, note=note)]


def opportunity_sources(study: Study) -> Blocks:
    """Show by source and by team how many were raised, decided and done, and how long they take."""
    courses = follow_opportunities(study)
    if not courses:
        return _say_nothing(study)
    by_source, by_team = split_by_source(courses, study.as_of), split_by_team(courses, study.as_of)
    return Blocks(
        [
            _count(by_source, "By where they come from", "Comes from"),
            _count(by_team, "By the team that raised them", "Team"),
        ]
    )


def _count(found: Sequence[Activity], title: str, heading: str) -> Table:
    columns = (
        Column("group", heading),
        Column("raised", "Raised", kind="number"),
        Column("decided", "Decided on", kind="number"),
        Column("done", "Done", kind="number"),
        Column("declined", "Turned down", kind="number"),
        Column("open", "Open", kind="number"),
        Column("age", "Age of the open ones (days)", kind="number"),
        Column("waited", "Raised to decided (days)", kind="number"),
    )
    note = "Ages are medians. Done: carried out. Turned down: for good, or withdrawn; both were decided on."
    lines = tuple({column.key: getattr(one, column.key) for column in columns} for one in found)
    return Table(title, columns, lines, note=note)


def priorities(study: Study) -> Blocks:
    """Show the order of what waits to be taken up, with the formula and its numbers."""
    found = rank_opportunities(study)
    if not found:
        return Blocks([Text("No opportunity waits to be taken up, so there is no order to show.", role="note")])
    columns = (
        Column("place", "Place", kind="number"),
        Column("range", "Could be"),
        Column("title", "Opportunity"),
        Column("worked", "Priority"),
        Column("rests_on", "Rests on"),
        Column("stake", "At stake"),
    )
    lines = tuple(
        {
            "place": one.place,
            "range": say_range(one),
            "title": one.title,
            "worked": say_worked(one),
            "rests_on": one.rests_on,
            "stake": say_stake(one.stake),
        }
        for one in found
    )
    note = "Could be: the place if every judged score were one point off, for it or against it."
    return Blocks([Text(FORMULA), Text(EXPLAINED), Table("What to take up next", columns, lines, note=note)])
