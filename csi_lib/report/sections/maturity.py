"""How mature the processes are, and how we know."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pandas as pd

from csi_lib.maturity import Rating
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.figures import bar_chart
from csi_lib.study import Study

LETTERS = (
    "PA is a process attribute; the profile below says in words what each one asks. F: fully achieved (above 85 %), "
    "L: largely (above 50 %), P: partly (above 15 %), N: not achieved."
)  # Source: ISO/IEC 33020, rating scale of process attributes, in own words


def level_answer(study: Study) -> Blocks:
    """Say the level of each process, what stops the next one, and how few people were asked."""
    if not study.ratings:
        return Blocks([Text("No questionnaire has been answered yet: no level is given.", role="answer")])
    blocks: list[Block] = [
        Text(f"{item.title}: {_say_level(item)}. {_end(_say_why(item))}".strip(), role="answer")
        for item in study.ratings
    ]
    people = ", ".join(f"{item.title} {item.respondents}" for item in study.ratings)
    blocks.append(
        Text(
            f"These are answers of people, not measurements (respondents: {people}). Their spread is shown as lowest "
            "and highest respondent; so few people, not drawn at random, allow no interval.",
            role="note",
        )
    )
    blocks.append(Text(LETTERS, role="note"))
    return Blocks(blocks)


def levels(study: Study) -> Blocks:
    """Show the attribute profile of each process: percent, letter, answers, blanks and spread."""
    columns = (
        Column("process", "Process"),
        Column("attribute", "Attribute"),
        Column("title", "Title"),
        Column("percent", "Achieved", unit="%", kind="number"),
        Column("letter", "Rating"),
        Column("refined", "Refined"),
        Column("respondents", "Respondents", kind="number"),
        Column("answered", "Answers", kind="number"),
        Column("blank", "Blank", kind="number"),
        Column("dont_know", "Do not know", kind="number"),
        Column("not_applicable", "Not applicable", kind="number"),
        Column("lowest", "Lowest respondent", unit="%", kind="number"),
        Column("highest", "Highest respondent", unit="%", kind="number"),
    )
    lines = tuple(line for item in study.ratings for line in _lines(item, [column.key for column in columns]))
    blocks: list[Block] = []
    if study.ratings:
        blocks.append(bar_chart(_profile(study), "Achievement by process attribute", "%"))
    method = sorted(
        {
            f"Framework {item.framework}, version {item.framework_version}; answers combined by method {item.method}."
            for item in study.ratings
        }
    )
    blocks.append(Table("Process attributes", columns, lines, note=" ".join(method)))
    return Blocks(blocks)


def _lines(item: Rating, keys: list[str]) -> list[dict[str, Any]]:
    return [
        {"process": item.title} | {key: _plain(getattr(attribute, key)) for key in keys if key != "process"}
        for attribute in item.attributes
    ]


def _profile(study: Study) -> pd.DataFrame:
    bars = [
        {"name": f"{item.title} {attribute.attribute}", "value": _plain(attribute.percent)}
        for item in study.ratings
        for attribute in item.attributes
        if attribute.percent is not None
    ]
    return pd.DataFrame(bars, columns=["name", "value"])


def roadmap(study: Study) -> Blocks:
    """Show per process what stops the next level: the shortest way up."""
    columns = (
        Column("process", "Process"),
        Column("level", "Level"),
        Column("why", "What stops the next level"),
        Column("coverage", "Questions answered", unit="%", kind="number"),
        Column("flags", "Remarks"),
    )
    lines = tuple(
        {
            "process": item.title,
            "level": _say_level(item),
            "why": item.why,
            "coverage": 100 * float(item.coverage),
            "flags": "; ".join(item.flags),
        }
        for item in study.ratings
    )
    return Blocks([Table("What stops the next level", columns, lines)])


def respondents(study: Study) -> Blocks:
    """Show what each group of respondents thinks of process performance, with n."""
    columns = (
        Column("process", "Process"),
        Column("group", "Group"),
        Column("percent", "Achieved (process performance)", unit="%", kind="number"),
        Column("letter", "Rating"),
        Column("respondents", "Respondents", kind="number"),
    )
    lines = tuple(
        {
            "process": item.title,
            "group": group.group,
            "percent": _plain(group.percent),
            "letter": group.letter,
            "respondents": group.respondents,
        }
        for item in study.ratings
        for group in item.groups
    )
    return Blocks([Table("By group of respondents", columns, lines)])


def _say_level(item: Rating) -> str:
    return "not rated" if item.level is None else f"level {item.level} ({item.level_title})"


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def _say_why(item: Rating) -> str:
    """Say what stops the next level with the attributes' titles; what has another form stays as it is."""
    titles = {attribute.attribute: attribute.title for attribute in item.attributes}

    def name(found: re.Match[str]) -> str:
        return f"‘{titles[found[1]]}’ (PA {found[1]}) stands at {found[2]} and needs more than {found[3]}"

    said = _SHORT_OF.sub(lambda found: name(found) if found[1] in titles else found[0], item.why)
    return f"For the next level: {said}" if said != item.why else said


_SHORT_OF = re.compile(r"PA (\d\.\d) is [NPLF] at ([\d.]+ %), needs [NPLF] \(above ([\d.]+ %)\)")


def _end(sentence: str) -> str:
    return sentence if not sentence or sentence.endswith(".") else f"{sentence}."
