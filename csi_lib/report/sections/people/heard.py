"""Feedback: how much came from whom, how much was answered and how soon, and what still waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from csi_lib.register.initiatives.opportunity import Opportunity
from csi_lib.register.people import Feedback, count_heard, list_waiting
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.part import choose_words
from csi_lib.report.sections.people.answer import NOTHING_HEARD
from csi_lib.study import Study

NOT_NAMED = "not named"
COUNTED = "As of the last day of the data; days from coming to answer are the median of those answered."


def feedback_loop(study: Study) -> Blocks:
    """Show by group of people and by kind what came, what was answered and how soon, and what led to a change."""
    found = study.records.of(Feedback)
    if not count_heard(found, study.as_of).n:
        return Blocks([Text(choose_words(study, *NOTHING_HEARD), role="note")])
    by_group = _count(study, "Feedback by group", "Group", sorted({item.group for item in found}), found, "group")
    kinds = sorted({item.source for item in found})
    by_kind = _count(study, "Feedback by kind", "Kind", kinds, found, "source")
    return Blocks([by_group, by_kind])


def _count(study: Study, title: str, head: str, names: Iterable[str], found: Iterable[Feedback], key: str) -> Table:
    given = tuple(found)
    columns = (
        Column("name", head),
        Column("n", "n", kind="number"),
        Column("answered", "Answered", kind="number"),
        Column("share", "Share answered", unit="%", kind="number"),
        Column("days", "Days to answer", kind="number"),
        Column("oldest", "Oldest waits", unit="days", kind="number"),
        Column("changed", "Led to a change", kind="number"),
    )
    lines = []
    for name in names:
        heard = count_heard([item for item in given if getattr(item, key) == name], study.as_of)
        if heard.n:
            line = {"n": heard.n, "answered": heard.answered, "share": heard.share, "days": heard.days}
            lines.append({"name": name, **line, "oldest": heard.oldest, "changed": heard.changed})
    return Table(title, columns, tuple(lines), note=COUNTED)


def feedback_waiting(study: Study) -> Blocks:
    """List what nobody has answered yet, the oldest first."""
    found = list_waiting(study.records.of(Feedback), study.as_of)
    if not found:
        return Blocks([Text("No feedback waits for an answer.", role="note")])
    columns = (
        Column("received", "Came on", kind="stamp"),
        Column("kind", "Kind"),
        Column("group", "Group"),
        Column("team", "Team"),
        Column("service", "Service"),
        Column("comment", "What was said"),
        Column("days", "Waits", unit="days", kind="number"),
        Column("ref", "Id"),
    )
    lines = tuple(
        {
            "received": item.received,
            "kind": item.source,
            "group": item.group,
            "team": item.team,
            "service": item.service,
            "comment": item.said,
            "days": (study.as_of - item.received).days,
            "ref": item.id,
        }
        for item in found
    )
    return Blocks([Table("Waiting for an answer", columns, lines)])


def ideas(study: Study) -> Blocks:
    """Count the ideas of those who do the work, by team."""
    said = [item for item in study.records.of(Feedback) if item.source == "idea" and item.received <= study.as_of]
    raised = [
        item
        for item in study.records.of(Opportunity)
        if item.source == "employee feedback" and item.raised <= study.as_of
    ]
    counts = Counter(item.team or NOT_NAMED for item in said)
    taken = Counter(item.team or NOT_NAMED for item in said if item.led_to)
    chances = Counter(item.team or NOT_NAMED for item in raised)
    blocks: list[Block] = [Text("No idea of an employee is in the register.", role="note")]
    if counts or chances:
        columns = (
            Column("team", "Team"),
            Column("n", "Ideas", kind="number"),
            Column("taken", "Led to a change", kind="number"),
            Column("raised", "Opportunities raised", kind="number"),
        )
        lines = tuple(
            {"team": name, "n": counts[name], "taken": taken[name], "raised": chances[name]}
            for name in sorted({*counts, *chances}, key=str.casefold)
        )
        blocks = [Table("Ideas of those who do the work", columns, lines)]
    return Blocks(blocks)
