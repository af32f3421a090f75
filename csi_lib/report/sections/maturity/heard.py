"""Whether people agree, what they do not know, and how many more have to be asked."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from csi_lib.maturity import Sheet
from csi_lib.maturity.agreement import Unknown
from csi_lib.maturity.needs import BAND
from csi_lib.maturity.privacy import FEWEST_PEOPLE
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.chart import Chart, Line
from csi_lib.report.maturity import share_grid
from csi_lib.report.sections.maturity.said import say_left_out
from csi_lib.study import Study

MUCH = 0.2  # share of "don't know" that is said in words
LEAST_REPLIES = 5  # ours: of fewer replies a single "don't know" is a quarter or more
INSIDE = ("agents", "staff", "managers")  # groups that work in a process; users and stakeholders see it from outside


def agreement(study: Study) -> Blocks:
    """Show how far the respondents agree on each process."""
    columns = (
        Column("process", "Process"),
        Column("alpha", "Krippendorff's alpha (ordinal)", kind="number"),
        Column("plain", "Same answer in pairs", unit="%", kind="number"),
        Column("raters", "Respondents", kind="number"),
        Column("units", "Questions", kind="number"),
        Column("pairable", "Answers", kind="number"),
        Column("says", "What that allows"),
    )
    lines = tuple(
        {
            "process": item.title,
            "alpha": item.alpha.value,
            "plain": None if item.alpha.plain is None else 100 * item.alpha.plain,
            "raters": item.alpha.raters,
            "units": item.alpha.units,
            "pairable": item.alpha.pairable,
            "says": item.says,
        }
        for item in study.assessment.agreement
    )
    if not lines:
        return Blocks([])
    note = (
        "1 is full agreement, 0 that of chance. From 0.8 up Krippendorff relies on answers, from 0.667 up he draws "
        "tentative conclusions. Questions answered by one person alone are left out. People who see different parts of "
        "the work may differ with good reason."
    )
    return Blocks([Table("Agreement of the respondents", columns, lines, note=note)])


def unknown_map(study: Study) -> Blocks:
    """Draw who does not know what: the share of "don't know" by process and group."""
    unknown = study.assessment.unknown
    if not unknown:
        return Blocks([])
    if not any(item.unknown for item in unknown):
        return Blocks([Text("Nobody answered that they do not know.")])
    groups = sorted({item.group for item in unknown if item.group and not _is_few(study, item)})
    rows = []
    for process in dict.fromkeys(item.process for item in unknown):
        own = {item.group: item for item in unknown if item.process == process and not _is_few(study, item)}
        rows.append(
            {
                "name": own[""].title,
                **{group: own[group].share if group in own else None for group in groups},
                "all": own[""].share,
                "percent": 100 * own[""].share,
                "replies": own[""].replies,
                "framed": "",
            }
        )
    columns = {**{group: group for group in groups}, "all": "all groups"}
    chart = Chart("bars", "name", (Line("percent", "do not know, all groups"),), "%")
    blocks: list[Block] = [
        share_grid(pd.DataFrame(rows), "Share of answers that are “don't know”", columns, chart=chart)
    ]
    few = sum(_is_few(study, item) for item in unknown)
    if few:
        blocks.append(Text(say_left_out(few, sum(1 for item in unknown if item.group)), role="note"))
    return Blocks([*blocks, *_say_much([item for item in unknown if not _is_few(study, item)])])


def _is_few(study: Study, item: Unknown) -> bool:
    """Whether so few people of a group replied that a share of theirs would point at them."""
    people = {
        sheet.respondent
        for sheet in study.assessment.asked.sheets
        if sheet.group == item.group and _replies(study, sheet, item.process)
    }
    return bool(item.group) and len(people) < FEWEST_PEOPLE


def _replies(study: Study, sheet: Sheet, process: str) -> bool:
    questions = next((one.rated for one in study.assessment.asked.processes if one.process == process), [])
    return any(question.id in sheet.answers for question in questions)


def _say_much(unknown: list[Unknown]) -> Iterator[Block]:
    """Say which groups do not know a process: a finding where they work in it, and plain news where they do not."""
    much = [item for item in unknown if item.group and item.share > MUCH and item.replies >= LEAST_REPLIES]
    for own, lead in (
        (True, "A process that its own people do not know is a finding"),
        (False, "Asked from outside the process, and often not known there, which is no finding about it"),
    ):
        found = [item for item in much if (item.group in INSIDE) == own]
        if found:
            named = ", ".join(f"{item.title} ({item.group}, {item.unknown} of {item.replies})" for item in found)
            yield Text(f"{lead}: {named}.", role="note")


def interviews(study: Study) -> Blocks:
    """Show how many more interviews each process needs, and where to stop."""
    columns = (
        Column("process", "Process"),
        Column("respondents", "Asked", kind="number"),
        Column("attribute", "Widest interval"),
        Column("width", "Points", kind="number"),
        Column("chance", "Likeliest level has", unit="%", kind="number"),
        Column("says", "Interviews still needed"),
    )
    lines = tuple(
        {
            "process": item.title,
            "respondents": item.respondents,
            "attribute": f"PA {item.attribute}" if item.attribute else "",
            "width": round(item.width, 1),
            "chance": 100 * item.level_chance,
            "says": item.says,
        }
        for item in study.assessment.needs
    )
    if not lines:
        return Blocks([])
    note = (
        "Interviews stop when every interval of an attribute up to the level above the probable ones is narrower than "
        f"a band ({BAND:g} points), or one level has 95 %. The number assumes that further answers vary like those so "
        "far."
    )
    return Blocks([Table("Interviews still needed", columns, lines, note=note)])
