"""How much effort lifts how many processes."""

from __future__ import annotations

import pandas as pd

from csi_lib.report.blocks import Blocks, Text
from csi_lib.report.maturity.front import front_chart
from csi_lib.study import Study


def effort_front(study: Study) -> Blocks:
    """Show what the first process takes, the first two, and so on, the cheapest first."""
    found = study.assessment.roadmap
    if found is None or not found.front:
        return Blocks()
    points = pd.DataFrame(
        [(len(item.processes), item.titles[-1], float(item.low), float(item.high)) for item in found.front],
        columns=["count", "added", "low", "high"],
    )
    note = "No other choice lifts as many processes to their target with their smallest sets for fewer person-days."
    return Blocks(
        [front_chart(points, "Effort by number of processes lifted", float(found.capacity)), Text(note, role="note")]
    )
