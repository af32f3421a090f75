"""How initiatives are carried out: plan, roles, risks, obstacles, tests and training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from csi_lib.register import Initiative
from csi_lib.register.initiatives.plan import Planned, list_issues, list_milestones, list_risks
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.gantt import gantt_chart
from csi_lib.report.sections.part import NOTHING_REGISTERED, choose_words
from csi_lib.report.wording import count_words
from csi_lib.study import Study

TOP = 10  # risks shown in sight; the rest is folded


def milestones(study: Study) -> Blocks:
    """Show the milestones of every initiative along time, what is overdue, and what stands in the way."""
    found = list_milestones(study.initiatives, study.as_of)
    issues = _show_issues(study)
    if not found:
        return Blocks([Text("No milestone is in the register.", role="note"), *issues])
    columns = (
        Column("title", "Initiative"),
        Column("what", "Milestone"),
        Column("start", "Begin", kind="stamp"),
        Column("due", "Due", kind="stamp"),
        Column("done", "Done", kind="stamp"),
        Column("state", "State"),
        Column("late", "Days late", kind="number"),
        Column("days", "Effort (person-days)", kind="number"),
        Column("owner", "Owner"),
    )
    lines = tuple(
        {
            "title": one.title,
            "what": one.milestone.what,
            "start": one.milestone.start,
            "due": one.milestone.due,
            "done": one.milestone.done if one.state == "done" else None,
            "state": one.state,
            "late": one.late or None,
            "days": one.milestone.days,
            "owner": one.milestone.owner,
        }
        for one in found
    )
    late = sum(one.state == "overdue" for one in found)
    blocks: list[Block] = [_draw(study, found), Table("Milestones", columns, lines), *issues]
    if late:
        said = f"{count_words(late, 'milestone is', 'milestones are')} overdue on {study.as_of}."
        blocks.insert(0, Text(said, role="warning"))
    return Blocks(blocks)


def _draw(study: Study, found: Sequence[Planned]) -> Block:
    rows = pd.DataFrame(
        [
            (one.milestone.what, one.milestone.start, one.milestone.due,
             one.milestone.done if one.state == "done" else None, one.state)
            for one in found
        ],
        columns=["name", "start", "due", "done", "state"],
    )  # fmt: skip
    return gantt_chart(rows, "Milestones along time", study.as_of)


def risks(study: Study) -> Blocks:
    """Show the open risks, the highest first, and which should have been looked at again."""
    found = list_risks(study.initiatives, study.as_of)
    if not found:
        return Blocks([Text("No open risk of an initiative is in the register.", role="note")])
    columns = (
        Column("what", "Risk"),
        Column("title", "Initiative"),
        Column("probability", "Probability", kind="number"),
        Column("impact", "Impact", kind="number"),
        Column("score", "Score", kind="number"),
        Column("mitigation", "What is done about it"),
        Column("owner", "Owner"),
        Column("review_by", "Look again by", kind="stamp"),
        Column("overdue", "Overdue", kind="flag"),
    )
    lines = [
        {
            "what": one.risk.what,
            "title": one.title,
            "probability": one.risk.probability,
            "impact": one.risk.impact,
            "score": one.risk.score,
            "mitigation": one.risk.mitigation,
            "owner": one.risk.owner,
            "review_by": one.risk.review_by,
            "overdue": one.overdue,
        }
        for one in found
    ]
    note = "Score: probability × impact, each from 1, very small, to 5, very large."
    blocks: list[Block] = [Table("Top risks", columns, tuple(lines[:TOP]), note=note)]
    if lines[TOP:]:
        blocks.append(Table("Other risks", columns, tuple(lines[TOP:]), folded=True))
    late = sum(one.overdue for one in found)
    if late:
        said = f"{count_words(late, 'risk', 'risks')} should have been looked at again before {study.as_of}."
        blocks.insert(0, Text(said, role="warning"))
    return Blocks(blocks)


def _show_issues(study: Study) -> list[Block]:
    found = list_issues(study.initiatives, study.as_of)
    if not found:
        return []
    columns = (
        Column("title", "Initiative"),
        Column("what", "Issue"),
        Column("raised", "Raised", kind="stamp"),
        Column("owner", "Owner"),
        Column("answer", "Answer"),
        Column("closed", "Closed", kind="stamp"),
        Column("age", "Days open", kind="number"),
    )
    lines = tuple(
        {
            "title": one.title,
            "what": one.issue.what,
            "raised": one.issue.raised,
            "owner": one.issue.owner,
            "answer": one.issue.answer,
            "closed": one.closed,
            "age": one.age,
        }
        for one in found
    )
    return [Table("Issues", columns, lines)]


def readiness(study: Study) -> Blocks:
    """Show who leads every initiative, the tests before go-live, and who was trained or given a say."""
    if not study.initiatives:
        return Blocks([Text(choose_words(study, *NOTHING_REGISTERED), role="note")])
    tables: list[Block] = [*_show_tests(study), *_show_training(study)]
    nothing = Text("No test and no training of an initiative is in the register.", role="note")
    return Blocks([_show_roles(study), *(tables or [nothing])])


def _show_tests(study: Study) -> list[Table]:
    columns = (
        Column("title", "Initiative"),
        Column("what", "Test"),
        Column("result", "Result"),
        Column("on", "On", kind="stamp"),
        Column("by", "By"),
        Column("evidence", "Evidence"),
    )
    keys = [column.key for column in columns[1:]]
    rows = [{"title": item.title, **{key: getattr(one, key) for key in keys}} for item, one in _walk(study, "tests")]
    return [Table("Tests", columns, tuple(rows))] if rows else []


def _show_training(study: Study) -> list[Table]:
    columns = (
        Column("title", "Initiative"),
        Column("who", "Who"),
        Column("what", "What"),
        Column("kind", "Kind"),
        Column("on", "On", kind="stamp"),
        Column("people", "People", kind="number"),
        Column("hours", "Hours each", kind="number"),
    )
    keys = [column.key for column in columns[1:]]
    rows = [{"title": item.title, **{key: getattr(one, key) for key in keys}} for item, one in _walk(study, "training")]
    return [Table("Training", columns, tuple(rows))] if rows else []


def _walk(study: Study, field: str) -> list[tuple[Initiative, Any]]:
    return [(item, one) for item in study.initiatives for one in getattr(item, field)]


def _show_roles(study: Study) -> Block:
    columns = (
        Column("title", "Initiative"),
        Column("owner", "Owner"),
        Column("pm", "Project manager"),
        Column("manager", "Service manager"),
        Column("aims", "Aims at"),
    )
    lines = tuple(
        {
            "title": item.title,
            "owner": item.owner,
            "pm": item.pm,
            "manager": item.manager,
            "aims": ", ".join(item.aims),
        }
        for item in study.initiatives
    )
    return Table("Who leads it", columns, lines)
