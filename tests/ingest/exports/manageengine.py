"""ManageEngine ServiceDesk Plus as documented in exports.md 8: heading on row 2, '-' for nothing, dd-mm-yyyy."""

from __future__ import annotations

import csv
import io


def write_csv(headings: list[str], rows: list[list[str]]) -> bytes:
    """Put the title of the report above the headings, as wide as they are."""
    stream = io.StringIO()
    csv.writer(stream).writerows([["All Requests", *[""] * (len(headings) - 1)], headings, *rows])
    return stream.getvalue().encode("utf-8-sig")


REQUESTS = {
    "name": "Requests.csv",
    "source": {"zone": "Asia/Kolkata", "kind": "incident"},
    "headings": [
        "RequestID", "Subject", "Request Type", "Request Status", "Requester", "Technician", "Group", "Priority",
        "Created Time", "Due By Time", "Responded Date", "Resolved Time", "Completed Time", "Overdue Status",
        "First Response Overdue Status", "Category", "Item", "Department", "Service Category", "Request Mode", "FCR",
        "Time Elapsed", "Last Updated Time",
    ],
    "rows": [
        ["1001", "Printer", "Incident", "Closed", "Uwe User", "Ann Agent", "Desk", "Medium", "13-03-2026 09:00",
         "14-03-2026 09:00", "13-03-2026 09:10", "13-03-2026 12:30", "16-03-2026 12:30", "false", "false", "Hardware",
         "Printer", "Sales", "Office", "Phone Call", "true", "03:30", "16-03-2026 12:30"],
        ["1002", "Access", "Service Request", "Onhold", "Vera User", "-", "-", "Low", "02-04-2026 09:30",
         "03-04-2026 09:30", "-", "-", "-", "true", "true", "-", "-", "-", "-", "Web Form", "-", "-",
         "05-04-2026 10:00"],
        ["1003", "Mail", "-", "Open", "Uwe User", "Bob Agent", "Net", "High", "02-04-2026 23:30", "-", "-", "-", "-",
         "-", "-", "Mail", "-", "Sales", "Mail", "E-Mail", "-", "-", "02-04-2026 23:31"],
    ],
    "write": write_csv,
    "expected": [
        {"id": "1001", "kind": "incident", "opened_at": "2026-03-13 03:30:00",
         "first_response_at": "2026-03-13 03:40:00", "resolved_at": "2026-03-13 07:00:00",
         "closed_at": "2026-03-16 07:00:00", "state": "closed", "priority": "3", "category": "Hardware",
         "item": "Printer", "service": "Office", "organisation": "Sales", "team": "Desk", "channel": "phone",
         "first_contact": True, "made_sla": True, "sla_due_at": "2026-03-14 03:30:00", "made_response_sla": True,
         "tool_hours": 3.5, "updated_at": "2026-03-16 07:00:00"},
        {"id": "1002", "kind": "request", "opened_at": "2026-04-02 04:00:00", "state": "hold", "priority": "5",
         "channel": "self-service", "made_sla": False, "sla_due_at": "2026-04-03 04:00:00",
         "made_response_sla": False, "updated_at": "2026-04-05 04:30:00"},
        {"id": "1003", "kind": "incident", "opened_at": "2026-04-02 18:00:00", "state": "open", "priority": "2",
         "category": "Mail", "service": "Mail", "organisation": "Sales", "team": "Net", "channel": "email",
         "updated_at": "2026-04-02 18:01:00"},
    ],
}  # fmt: skip

EXPORTS = [REQUESTS]
