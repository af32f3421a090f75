"""Which levels hang on a choice: mean or median, the reading of "not applicable", method, ties, weights."""

from __future__ import annotations

from typing import Any

from csi_lib.maturity.rule import Rule
from csi_lib.maturity.sensitivity import Reading, Sensitivity, say_level
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.study import Study


def other_readings(study: Study) -> Blocks:
    """Show the level of each process under every other reading of the same answers, one choice changed at a time."""
    found = study.assessment.sensitivity
    if not found:
        return Blocks([])
    keys = {(item.choice, item.reading): f"{item.choice}: {item.reading}" for item in found[0].readings}
    columns = (
        Column("process", "Process"),
        Column("now", "As in this report"),
        *(Column(label, label) for label in keys.values()),
    )
    lines = tuple(_lay(item) for item in found)
    blocks: list[Block] = [Text(_say(found)), Table("Level by reading", columns, lines, _say_rule(study))]
    return Blocks([*blocks, *_say_weights(found)])


def _lay(item: Sensitivity) -> dict[str, Any]:
    shown = {f"{one.choice}: {one.reading}": _mark(one, item.level) for one in item.readings}
    return {"process": item.title, "now": say_level(item.level), **shown}


def _mark(reading: Reading, level: int | None) -> str:
    if reading.used:
        return "in use"
    return "same" if reading.level == level else say_level(reading.level)


def _say(found: tuple[Sensitivity, ...]) -> str:
    moved = [item for item in found if item.moved]
    if not moved:
        return "No level hangs on how the answers are read: every reading gives the same."
    named = ", ".join(item.title for item in moved)
    return f"The level hangs on how the answers are read in {len(moved)} of {len(found)} processes: {named}."


def _say_rule(study: Study) -> str:
    rule, framework = Rule.read(study.assessment.settings), study.assessment.framework
    said = f"In this report: {rule.says}. One choice is changed at a time."
    return f"{said} {framework.instances}" if rule.instances and framework else said


def _say_weights(found: tuple[Sensitivity, ...]) -> list[Block]:
    weighted = [item for item in found if item.effective is not None]
    if not weighted:
        return []
    said = ", ".join(f"{item.title} {item.people} ({float(item.effective or 0):.1f})" for item in weighted)
    return [
        Text(
            f"Groups are weighted. Respondents, and in brackets how many equally weighted ones they are worth: {said}.",
            role="note",
        )
    ]
