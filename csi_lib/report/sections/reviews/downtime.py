"""Recent downtime by service: minutes, causes and the longest outages."""

from __future__ import annotations

from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.study import Study
from csi_lib.study.downtime import list_downtime, sum_downtime

LONGEST = 15  # outages listed one by one


def downtime(study: Study) -> Blocks:
    """Show the downtime of the last twelve months by service and cause, then the longest outages."""
    found = list_downtime(study)
    if found.empty:
        return Blocks([Text("No unplanned downtime is noted in the last twelve months.", role="note")])
    named = found.assign(cause=found["cause"].replace("", "none noted"))
    sums = (
        Column("service", "Service"),
        Column("cause", "Cause"),
        Column("outages", "Outages", kind="number"),
        Column("minutes", "Minutes", kind="number"),
        Column("longest", "Longest, minutes", kind="number"),
    )
    ones = (
        Column("service", "Service"),
        Column("started_at", "Began", kind="stamp"),
        Column("minutes", "Minutes", kind="number"),
        Column("cause", "Cause"),
        Column("open", "Still down", kind="flag"),
    )
    note = (
        "Unplanned downtime of the last twelve months as it was noted; overlapping outages stand here one by one and "
        "count once in the availability."
    )
    longest = named.head(LONGEST)
    title = f"The {len(longest):,} longest outages" if len(longest) > 1 else "The outage"
    return Blocks(
        [
            Table.from_frame("Downtime by service and cause", sum_downtime(named), sums, note=note),
            Table.from_frame(title, longest, ones),
        ]
    )
