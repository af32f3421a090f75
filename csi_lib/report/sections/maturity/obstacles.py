"""What stops the next level, process by process."""

from __future__ import annotations

from csi_lib.report.blocks import Blocks, Column, Table
from csi_lib.report.sections.maturity.said import GROUPS_DIFFER, find_target, say_rating
from csi_lib.study import Study


def obstacles(study: Study) -> Blocks:
    """Show per process what stops the next level: the shortest way up."""
    columns = [
        Column("process", "Process"),
        Column("level", "Level"),
        Column("target", "Target level", kind="number"),
        Column("why", "What stops the next level"),
        Column("coverage", "Questions answered", unit="%", kind="number"),
        Column("flags", "Remarks"),
    ]
    lines = [
        {
            "process": item.title,
            "level": say_rating(item),
            "target": find_target(study, item.process),
            "why": item.why,
            "coverage": 100 * float(item.coverage),
            "flags": "; ".join(flag for flag in item.flags if not flag.startswith(GROUPS_DIFFER)),
        }
        for item in study.ratings
    ]
    if all(line["target"] is None for line in lines):
        columns = [column for column in columns if column.key != "target"]
        lines = [{key: value for key, value in line.items() if key != "target"} for line in lines]
    return Blocks([Table("What stops the next level", tuple(columns), tuple(lines))])
