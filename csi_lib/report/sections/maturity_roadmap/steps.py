"""The ten steps as an ordered roadmap."""

from __future__ import annotations

from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections.maturity.said import make_plain_number
from csi_lib.study import Study

HOW = (
    "Priority is the gap to 100 % times what the step weighs (1 to 3, by params/maturity/roadmap.yml), as a share of "
    "the most there can be."
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
        Column("impact", "Weighs", kind="number"),
        Column("priority", "Priority", unit="%", kind="number"),
        Column("why", "Why it matters"),
    )
    lines = tuple(
        {
            "place": place if item.priority is not None else None,
            "step": item.step,
            "title": item.title,
            "percent": make_plain_number(item.percent),
            "impact": item.impact,
            "priority": make_plain_number(item.priority),
            "why": item.why,
        }
        for place, item in enumerate(found.steps, 1)
    )
    take = (
        f"‘csi assess roadmap {study.engagement.id} --steps --out steps.csv’ writes them for the improvement register."
    )
    return Blocks([Table("The ten steps, most urgent first", columns, lines, note=f"{HOW} {take}")])
