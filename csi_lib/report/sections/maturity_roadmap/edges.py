"""Ratings that little would turn."""

from __future__ import annotations

from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections.maturity.said import make_plain_number
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
        Column("attribute", "PA", kind="mark"),
        Column("title", "Attribute"),
        Column("letter", "Rating", kind="mark"),
        Column("percent", "Achieved", unit="%", kind="number"),
        Column("other", "Beyond it", kind="mark"),
        Column("level", "Level then", kind="number"),
        Column("one", "One answer turns it"),
        Column("interval", "95 % interval", unit="%"),
    )
    lines = tuple(
        {
            "process": item.title,
            "attribute": item.attribute,
            "title": item.attribute_title,
            "letter": item.letter,
            "percent": make_plain_number(item.percent),
            "other": item.other,
            "level": item.level,
            "one": "yes" if item.one_answer else "no",
            "interval": f"{item.interval[0]:.0f} to {item.interval[1]:.0f}" if item.interval else "",
        }
        for item in found.near
    )
    note = (
        "Only edges that decide a level: those whose 95 % interval holds the edge, or that one answer by one person, a "
        "letter higher or lower, would carry across."
    )
    return Blocks([Table("Near misses", columns, lines, note=note)])
