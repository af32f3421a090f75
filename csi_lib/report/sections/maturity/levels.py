"""Where the processes stand: levels around a centre, and letters by lifecycle stage."""

from __future__ import annotations

import pandas as pd

from csi_lib.report.blocks import Block, Blocks, Text
from csi_lib.report.maturity import letter_grid, radar_chart
from csi_lib.report.maturity.radar import LEAST_SPOKES
from csi_lib.report.sections.maturity.said import MEANINGS, find_stage, find_target, make_plain_number
from csi_lib.study import Study


def level_radar(study: Study) -> Blocks:
    """Draw the level of each process around a centre, with the target and the round before."""
    if len(study.ratings) < LEAST_SPOKES:
        return Blocks([])
    before = (
        {item.process: item.level_before for item in study.assessment.change.moved} if study.assessment.change else {}
    )
    levels = pd.DataFrame(
        {
            "name": [item.title for item in study.ratings],
            "now": _number([item.level for item in study.ratings]),
            "before": _number([before.get(item.process) for item in study.ratings]),
            "target": _number([find_target(study, item.process) for item in study.ratings]),
        }
    )
    names = {"now": "this round", "before": "round before", "target": "target"}
    framework = study.assessment.framework
    highest = max(item.level for item in framework.levels) if framework else 5
    blocks: list[Block] = [radar_chart(levels, "Level by process", names, highest)]
    if before:
        blocks.append(
            Text(
                "A level is a step: a few points in one attribute can move it. Whether a process has really moved is "
                "tested on the page about the round before.",
                role="note",
            )
        )
    return Blocks(blocks)


def level_map(study: Study) -> Blocks:
    """Draw the letters of all attributes by process, grouped by lifecycle stage."""
    asked = {attribute.attribute for item in study.ratings for attribute in item.attributes}
    cells = pd.DataFrame(
        [
            {
                "group": find_stage(study, item.process),
                "name": item.title,
                "column": attribute,
                "letter": letter,
                "percent": make_plain_number(percent),
                "level": item.level,
            }
            for item in study.ratings
            for attribute, letter, percent in (
                *((one.attribute, one.letter, one.percent) for one in item.attributes),
                *((name, "", None) for name in item.not_assessed if name in asked),
            )
        ]
    )
    if cells.empty:
        return Blocks([])
    framework = study.assessment.framework
    known = [item.letter for item in framework.bands] if framework else list(MEANINGS)
    meanings = {letter: MEANINGS.get(letter, letter) for letter in known}
    return Blocks([letter_grid(cells, "Process attributes by lifecycle stage", meanings)])


def _number(values: list[int | None]) -> list[float]:
    return [float("nan") if value is None else float(value) for value in values]
