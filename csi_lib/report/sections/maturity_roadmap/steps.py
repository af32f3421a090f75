"""The ten steps as an ordered roadmap."""

from __future__ import annotations

from collections.abc import Iterable

from csi_lib.maturity.roadmap import Step
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections.maturity.said import make_plain_number
from csi_lib.study import Study

HOW = (
    "Priority is the gap to 100 % times what the step weighs (1 to 3, by params/maturity/roadmap.yml), as a share of "
    "the most there can be."
)
ALIKE = (
    "All steps weigh the same, so the gap to 100 % alone makes the order; params/maturity/roadmap.yml can weigh them."
)
PLAIN = (Column("gap", "Gap to 100 %", unit="points", kind="number"),)
WEIGHED = (
    Column("impact", "Weighs", kind="number"),
    Column("priority", "Priority", unit="%", kind="number"),
)


def ordered_steps(study: Study) -> Blocks:
    """Show the ten steps by gap and impact, each with the reason why it matters."""
    found = study.assessment.roadmap
    if found is None:
        return Blocks()
    if not found.steps:
        body = "The ten steps are not read in this engagement: list ‘ten-steps’ under ‘assessment: also’."
        return Blocks([Text(body, role="note")])
    columns = (
        Column("place", "Place", kind="number"),
        Column("step", "Step", kind="mark"),
        Column("title", "What it is about"),
        Column("percent", "Achieved", unit="%", kind="number"),
        *(PLAIN if _weigh_alike(found.steps) else WEIGHED),
        Column("why", "Why it matters"),
    )
    rows = tuple(
        {
            "place": place if item.priority is not None else None,
            "step": item.step,
            "title": item.title,
            "percent": make_plain_number(item.percent),
            "gap": make_plain_number(item.gap),
            "impact": item.impact,
            "priority": make_plain_number(item.priority),
            "why": item.why,
        }
        for place, item in enumerate(found.steps, 1)
    )
    lines = tuple({column.key: row[column.key] for column in columns} for row in rows)
    how = ALIKE if _weigh_alike(found.steps) else HOW
    take = (
        f"‘csi assess roadmap {study.engagement.id} --steps --out steps.csv’ writes them for the improvement register."
    )
    return Blocks([Table("The ten steps, most urgent first", columns, lines, note=f"{how} {take}")])


def _weigh_alike(steps: Iterable[Step]) -> bool:
    """Tell whether all weigh the same: then the gap alone makes the order."""
    return len({item.impact for item in steps}) == 1
