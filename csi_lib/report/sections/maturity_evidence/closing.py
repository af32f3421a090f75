"""Whether the assessment can be closed, and what is still open."""

from __future__ import annotations

from csi_lib.maturity.closing import list_open_points
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.study import Study


def closing(study: Study) -> Blocks:
    """Say whether the assessment is or can be closed, and list what is still open."""
    if not study.assessment:
        return Blocks()
    baseline = study.baseline.id if study.baseline else ""
    points = list_open_points(study.assessment, baseline)
    closed = study.assessment.settings.closed
    blocks: list[Block] = []
    if any(item.blocks for item in points):
        blocks.append(Text("This assessment cannot be closed yet: no baseline is frozen.", role="warning"))
    elif closed is not None:
        blocks.append(Text(f"Closed on {closed}, with the frozen baseline ‘{baseline}’.", role="paragraph"))
    else:
        blocks.append(Text(f"This assessment can be closed: the baseline ‘{baseline}’ is frozen.", role="paragraph"))
    if points:
        columns = (Column("what", "What is open"), Column("do", "What to do"), Column("blocks", "Keeps it open"))
        lines = tuple({"what": item.what, "do": item.do, "blocks": "yes" if item.blocks else "no"} for item in points)
        blocks.append(Table("Before this assessment is closed", columns, lines, folded=True))
    return Blocks(blocks)
