"""Findings about the kept rows, asked in SQL: what a reader has to know before trusting a number."""

from csi_lib.ingest.findings.durations import find_bulk_minutes, find_durations, find_longest
from csi_lib.ingest.findings.identity import find_links, find_twins
from csi_lib.ingest.findings.marks import find_marks, find_tool_hours
from csi_lib.ingest.findings.orders import find_orders
from csi_lib.ingest.findings.switches import find_switches
from csi_lib.ingest.findings.windows import find_calendar_years, find_strays, find_window_issues

__all__ = [
    "find_bulk_minutes",
    "find_calendar_years",
    "find_durations",
    "find_links",
    "find_longest",
    "find_marks",
    "find_orders",
    "find_strays",
    "find_switches",
    "find_tool_hours",
    "find_twins",
    "find_window_issues",
]
