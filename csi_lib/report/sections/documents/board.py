"""Two pages for whoever decides: what improvement brought, where the objectives stand, what is to be decided."""

from __future__ import annotations

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.benefits import benefits_answer
from csi_lib.report.sections.effects import say_answer
from csi_lib.report.sections.part import NO_OBJECTIVE, choose_words
from csi_lib.report.sections.plan import say_next
from csi_lib.report.sections.register import overrides
from csi_lib.report.sections.review import DECIDE
from csi_lib.report.wording import count_words
from csi_lib.study import Study

MOST = 8  # rows of a table on two pages


def board_answer(study: Study) -> Blocks:
    """Say in three sentences what was gained, what is to be decided and where the objectives stand."""
    gained = [item for item in study.verdicts if item.verdict == "improved"]
    ready = [item for item in study.verdicts if item.verdict in DECIDE]
    reached = sum(goal.state == "achieved" for goal in study.goals)
    said = [
        f"{len(gained)} of {count_words(len(study.initiatives), 'initiative')} show an improvement in the figures.",
        f"{count_words(len(ready), 'initiative is', 'initiatives are')} ready for a decision.",
    ]
    said += [f"{reached} of {count_words(len(study.goals), 'objective')} reached."] if study.goals else []
    return Blocks([Text(" ".join(said), role="answer")])


def board_initiatives(study: Study) -> Blocks:
    """Show each initiative with what the figures say and what is to be decided; those ready for a decision first."""
    if not study.initiatives:
        return Blocks([Text(choose_words(study, "No initiative is registered yet.", "None for this {part}."))])
    columns = (
        Column("title", "Initiative"),
        Column("answer", "What the figures say"),
        Column("next", "To be decided"),
        Column("owner", "Owner"),
    )
    found = sorted(study.initiatives, key=lambda item: not _is_ready(study, item.id))
    lines = tuple(
        {
            "title": item.title,
            "answer": say_answer(verdict) if (verdict := study.verdict_of(item.id)) else "not live yet",
            "next": say_next(study, item),
            "owner": item.owner,
        }
        for item in found[:MOST]
    )
    rest = len(found) - len(lines)
    blocks: list[Block] = [Table("Initiatives and decisions", columns, lines)]
    blocks += [Text(f"{count_words(rest, 'more initiative')} in the status report.", role="note")] if rest else []
    return Blocks(blocks)


def _is_ready(study: Study, initiative: str) -> bool:
    verdict = study.verdict_of(initiative)
    return verdict is not None and verdict.verdict in DECIDE


def board_benefits(study: Study) -> Blocks:
    """Say what was realised and what it returns, and which success nothing but an override bears out."""
    said = [Text(block.body) for block in benefits_answer(study) if isinstance(block, Text)]
    return Blocks([*said, *overrides(study)])


def board_objectives(study: Study) -> Blocks:
    """Show the objectives with level, target and state."""
    if not study.goals:
        whole = "No objective with a target is set for this engagement."
        return Blocks([Text(choose_words(study, whole, NO_OBJECTIVE), role="note")])
    columns = (
        Column("objective", "Objective"),
        Column("level", "Last year", kind="number"),
        Column("target", "Target", kind="number"),
        Column("unit", "Unit"),
        Column("state", "State"),
    )
    lines = tuple({column.key: getattr(goal, column.key) for column in columns} for goal in study.goals[:MOST])
    return Blocks([Table("Objectives", columns, lines)])
