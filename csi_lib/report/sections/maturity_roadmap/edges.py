"""Ratings that little would turn."""

from __future__ import annotations

from csi_lib.maturity.roadmap import Near
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections.maturity.said import make_plain_number, say_level
from csi_lib.report.wording import say_value
from csi_lib.study import Study


def near_misses(study: Study) -> Blocks:
    """Show the attributes close to an edge that decides a level, the nearest first."""
    found = study.assessment.roadmap
    if found is None:
        return Blocks()
    if not found.near:
        return Blocks([Text("No rating stands near an edge that would change a level.", role="paragraph")])
    columns = (
        Column("process", "Process"),
        Column("attribute", "Attribute"),
        Column("letter", "Rating", kind="mark"),
        Column("percent", "Achieved", unit="%", kind="number"),
        Column("edge", "Edge", unit="%", kind="number"),
        Column("other", "Beyond it", kind="mark"),
        Column("level", "The level would be"),
        Column("turns", "What could turn it"),
    )
    lines = tuple(
        {
            "process": item.title,
            "attribute": f"{item.attribute} {item.attribute_title}",
            "letter": item.letter,
            "percent": make_plain_number(item.percent),
            "edge": float(item.edge),
            "other": item.other,
            "level": say_level(item.level),
            "turns": _say_turns(item),
        }
        for item in found.near
    )
    return Blocks([Table("Near misses", columns, lines)])


def _say_turns(item: Near) -> str:
    said = ["one answer, one letter off"] if item.one_answer else []
    if item.interval:
        said.append(f"chance: 95 % interval {say_value(item.interval[0])} to {say_value(item.interval[1], '%')}")
    return "; ".join(said)
