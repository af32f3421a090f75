"""The five reasons why a lifecycle is kept as the headings under which an assessment is summed up."""

from __future__ import annotations

from collections.abc import Iterator

from csi_lib.report.blocks import Block, Blocks, Heading, Text
from csi_lib.report.sections.maturity.said import say_level
from csi_lib.study import Study
from csi_lib.study.reasons import Reason, show_reasons

NOT_ASSESSED = "No process that speaks of it was assessed."


def reasons(study: Study) -> Blocks:
    """Sum up the assessment, and what data and records show beside it, under the five reasons for a lifecycle."""
    blocks: list[Block] = [Heading(2, "Why a lifecycle is kept, and what shows it")]
    for item in show_reasons(study):
        blocks += [Heading(3, item.title), Text(_say_levels(item)), Text(_say_shown(item))]
    note = "Better and worse than usual: of the last three months, a reason to look and not a verdict."
    return Blocks([*blocks, Text(note, role="note")])


def _say_levels(item: Reason) -> str:
    """Say the levels of the processes that speak of a reason, the highest first."""
    return f"By the answers: {'; '.join(_list_levels(item))}." if item.levels else NOT_ASSESSED


def _list_levels(item: Reason) -> Iterator[str]:
    known = sorted({-1 if level is None else level for _, level in item.levels}, reverse=True)
    for rank in known:
        level = None if rank < 0 else rank
        yield f"{say_level(level)} ({', '.join(title for title, own in item.levels if own == level)})"


def _say_shown(item: Reason) -> str:
    return f"{item.shown}: {', '.join(item.kpis)}." if item.kpis else f"{item.shown}."
