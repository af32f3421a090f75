"""What of the questionnaire was asked, what was left out beforehand and why, and what became of the rest."""

from __future__ import annotations

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.wording import count_words
from csi_lib.study import Study

NOT_ASSESSED = (
    "What is left out is not assessed: it has no letter, neither a low nor a high one, and no level is reached that "
    "needs it."
)
_FOLDED = 25
_FEW = 3  # processes that are named one by one


def questions_asked(study: Study) -> Blocks:
    """Show per process how many questions were asked, left out, answered, not applicable and open."""
    coverage = study.assessment.coverage
    if not coverage:
        return Blocks([])
    columns = [
        Column("process", "Process"),
        Column("left_out", "Left out", kind="number"),
        Column("asked", "Asked", kind="number"),
        Column("answered", "Answered", kind="number"),
        Column("not_applicable", "Not applicable", kind="number"),
        Column("unanswered", "Without an answer", kind="number"),
        Column("not_assessed", "Not assessed"),
    ]
    omissions = study.assessment.omissions
    if not omissions:
        columns = [column for column in columns if column.key not in ("left_out", "not_assessed")]
    lines = tuple(
        {"process": item.title}
        | {column.key: getattr(item, column.key) for column in columns if column.key not in ("process", "not_assessed")}
        | ({"not_assessed": ", ".join(f"PA {name}" for name in item.not_assessed)} if omissions else {})
        for item in coverage
    )
    note = "Answered: somebody said N, P, L or F. Not applicable: everybody who replied said so."
    table = Table("What was asked", tuple(columns), lines, note=note, folded=len(lines) > _FOLDED)
    return Blocks([Text(_sum_up(study)), table, *_list_omissions(study)])


def _sum_up(study: Study) -> str:
    asked, left_out, answered, not_applicable, unanswered = (
        sum(getattr(item, name) for item in study.assessment.coverage)
        for name in ("asked", "left_out", "answered", "not_applicable", "unanswered")
    )
    return (
        f"Of {asked + left_out:,} questions {asked:,} were asked and {left_out:,} left out beforehand. "
        f"Of those asked {answered:,} have an answer, {not_applicable:,} are not applicable, "
        f"{unanswered:,} have no answer."
    )


def _list_omissions(study: Study) -> list[Block]:
    omissions = study.assessment.omissions
    if not omissions:
        return []
    columns = (
        Column("what", "Left out"),
        Column("processes", "Processes"),
        Column("questions", "Questions", kind="number"),
        Column("reason", "Reason given"),
    )
    lines = tuple(
        {
            "what": item.what,
            "processes": ", ".join(item.processes)
            if len(item.processes) <= _FEW
            else count_words(len(item.processes), "process", "processes"),
            "questions": item.questions,
            "reason": item.reason,
        }
        for item in omissions
    )
    return [Table("What was left out beforehand", columns, lines, note=NOT_ASSESSED)]
