"""BMC Remedy / Helix as documented in exports.md 7 and headings.yaml: marks, titles, footers, the epoch, codes."""

from __future__ import annotations

import csv
import io

NEVER = "1/1/1970 12:00:00 AM"


def write_report(headings: list[str], rows: list[list[str]]) -> bytes:
    """Put two titles above the headings and two lines below the rows."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([["Incident report"], ["All companies"], headings, *rows])
    writer.writerows([["Total: 3"], ["Generated on 7/5/2026 9:30:00 AM"]])
    return stream.getvalue().encode("utf-8")


def write_csv(headings: list[str], rows: list[list[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
    return stream.getvalue().encode("cp1252")


CONSOLE = {
    "name": "incidents.csv",
    "source": {"zone": "America/New_York"},
    "headings": [
        "Incident ID*+", "Incident Type*", "Company*+", "First Name*+", "Last Name*+", "Assigned Group*+", "Assignee+",
        "Priority*", "Impact*", "Urgency*", "Status*", "Status Reason", "Summary*", "Reported Date+", "Submit Date",
        "Responded Date+", "Last Resolved Date", "Closed Date", "Re-Opened Date", "Last Modified Date",
        "SLM Real Time Status", "Operational Categorization Tier 1", "Owner Group+", "Escalated?", "Service*+",
        "Reported Source*", "Target Date", "Inbound:",
    ],
    "rows": [
        ["INC000000000101", "User Service Restoration", "ACME", "Uwe", "User", "Desk", "Ann Agent", "Medium",
         "3000 3-Moderate/Limited", "3000 3-Medium", "Closed", "", "Printer", "3/13/2026 9:00:00 AM",
         "3/13/2026 9:05:00 AM", "3/13/2026 9:10:00 AM", "3/13/2026 3:30:00 PM", "3/18/2026 3:30:00 PM", NEVER,
         "3/18/2026 3:30:00 PM", "All Service Targets Met", "Hardware", "Desk", "No", "Office", "Phone",
         "3/14/2026 9:00:00 AM", "0"],
        ["INC000000000102", "User Service Request", "ACME", "Vera", "User", "Net", "Bob Agent", "Critical",
         "1-Extensive/Widespread", "1000 1-Critical", "Pending", "Supplier Delivery", "Down", "7/2/2026 12:00:00 AM",
         "7/2/2026 12:01:00 AM", NEVER, NEVER, NEVER, "7/3/2026 8:00:00 AM", "7/4/2026 9:30:00 AM",
         "Service Targets Breached", "", "Desk", "Yes", "", "Self Service", NEVER, "2"],
        ["INC000000000103", "Infrastructure Event", "", "", "", "Net", "", "Low", "4000 4-Minor/Localized",
         "4000 4-Low", "Cancelled", "", "Test", "7/4/2026 11:59:59 PM", "7/4/2026 11:59:59 PM", NEVER, NEVER,
         "7/5/2026 1:00:00 AM", NEVER, "7/5/2026 1:00:00 AM", "Service Target Not Attached", "Network", "", "No",
         "Net", "Systems Management", "", ""],
    ],
    "write": write_report,
    "expected": [
        {"id": "INC000000000101", "kind": "incident", "opened_at": "2026-03-13 13:00:00",
         "first_response_at": "2026-03-13 13:10:00", "reopened_at": None, "resolved_at": "2026-03-13 19:30:00",
         "closed_at": "2026-03-18 19:30:00", "state": "closed", "priority": "3", "impact": "3", "urgency": "3",
         "category": "Hardware", "service": "Office", "organisation": "ACME", "team_first": "Desk", "team": "Desk",
         "channel": "phone", "escalated": False, "made_sla": True, "sla_due_at": "2026-03-14 13:00:00",
         "updated_at": "2026-03-18 19:30:00"},
        {"id": "INC000000000102", "kind": "request", "opened_at": "2026-07-02 04:00:00",
         "reopened_at": "2026-07-03 12:00:00", "state": "hold", "priority": "1", "impact": "1", "urgency": "1",
         "organisation": "ACME", "team_first": "Desk", "team": "Net", "channel": "self-service", "escalated": True,
         "made_sla": False, "updated_at": "2026-07-04 13:30:00"},
        {"id": "INC000000000103", "kind": "incident", "opened_at": "2026-07-05 03:59:59",
         "closed_at": "2026-07-05 05:00:00", "state": "cancelled", "priority": "4", "impact": "4", "urgency": "4",
         "category": "Network", "service": "Net", "team": "Net", "channel": "monitoring", "escalated": False,
         "updated_at": "2026-07-05 05:00:00"},
    ],
    "issues": ["sentinel"],
}  # fmt: skip

REPORT = {
    "name": "report.csv",
    "source": {"zone": "UTC"},
    "headings": [
        "Incident Number", "Support Group Name", "Submit Date", "Summary", "Priority", "Service Type",
        "Assigned Group", "Status", "Status Reason", "Cause", "Estimated Resolution Date",
        "Required Resolution Datetime", "Service", "Closed Date", "Last Resolved Date", "Last Modified Date",
        "Categorization Tier 1", "Categorization Tier 2", "Categorization Tier 3", "Product Categorization Tier 1",
        "Product Categorization Tier 2", "Product Categorization Tier 3", "Reported Source", "Reported Date",
        "Re Opened Date",
    ],
    "rows": [
        ["INC000000000201", "Desk", "13/03/2026 09:05:00", "x", "High", "Infrastructure Restoration", "Net",
         "Resolved", "", "", "", "14/03/2026 09:00:00", "Office", "", "13/03/2026 15:30:00", "13/03/2026 15:30:00",
         "Repair", "", "", "Printer", "", "", "Email", "13/03/2026 09:00:00", "14/03/2026 08:00:00"],
        ["INC000000000202", "Desk", "02/07/2026 09:05:00", "x", "Low", "User Service Request", "Desk", "In Progress",
         "", "", "", "", "", "", "", "02/07/2026 10:00:00", "", "", "", "", "", "", "Walk In",
         "02/07/2026 09:00:00", ""],
    ],
    "write": write_csv,
    "expected": [
        {"id": "INC000000000201", "kind": "incident", "opened_at": "2026-03-13 09:00:00",
         "reopened_at": "2026-03-14 08:00:00", "resolved_at": "2026-03-13 15:30:00", "state": "resolved",
         "priority": "2", "category": "Repair", "service": "Office", "team": "Net", "channel": "email",
         "sla_due_at": "2026-03-14 09:00:00", "updated_at": "2026-03-13 15:30:00"},
        {"id": "INC000000000202", "kind": "request", "opened_at": "2026-07-02 09:00:00", "state": "open",
         "priority": "4", "team": "Desk", "channel": "walk-in", "updated_at": "2026-07-02 10:00:00"},
    ],
}  # fmt: skip

CHANGES = {
    "name": "changes.csv",
    "table": "changes",
    "source": {"zone": "UTC"},
    "headings": [
        "Change ID*+", "Class*", "Submit Date", "Scheduled Start Date+", "Scheduled End Date+", "Actual Start Date+",
        "Actual End Date+", "Closed Date", "Status*", "Status Reason", "Risk Level*", "Service+", "Coordinator Group*+",
        "Priority*", "Last Modified Date",
    ],
    "rows": [
        ["CRQ000000000301", "Normal", "3/2/2026 9:00:00 AM", "3/13/2026 10:00:00 PM", "3/14/2026 2:00:00 AM",
         "3/13/2026 10:05:00 PM", "3/14/2026 1:00:00 AM", "3/16/2026 9:00:00 AM", "Closed", "Successful with Issues",
         "Risk Level 2", "Office", "Net", "High", "3/16/2026 9:00:00 AM"],
        ["CRQ000000000302", "Emergency", "3/15/2026 9:00:00 AM", NEVER, NEVER, NEVER, NEVER, NEVER,
         "Scheduled For Approval", "", "", "", "Net", "", "3/15/2026 9:01:00 AM"],
    ],
    "write": write_csv,
    "expected": [
        {"id": "CRQ000000000301", "kind": "normal", "opened_at": "2026-03-02 09:00:00",
         "planned_start_at": "2026-03-13 22:00:00", "planned_end_at": "2026-03-14 02:00:00",
         "started_at": "2026-03-13 22:05:00", "implemented_at": "2026-03-14 01:00:00",
         "closed_at": "2026-03-16 09:00:00", "state": "closed", "outcome": "issues", "risk": "Risk Level 2",
         "service": "Office", "team": "Net", "priority": "2", "updated_at": "2026-03-16 09:00:00"},
        {"id": "CRQ000000000302", "kind": "emergency", "opened_at": "2026-03-15 09:00:00", "state": "open",
         "team": "Net", "updated_at": "2026-03-15 09:01:00"},
    ],
}  # fmt: skip

PROBLEMS = {
    "name": "problems.csv",
    "table": "problems",
    "source": {"zone": "UTC"},
    "headings": [
        "Problem ID*+", "Submit Date", "Last Completed Date", "Closed Date", "Status*", "Status Reason", "Priority*",
        "Service+", "Assigned Group*+", "Categorization Tier 1", "Last Modified Date",
    ],
    "rows": [
        ["PBI000000000401", "3/2/2026 9:00:00 AM", "3/13/2026 9:00:00 AM", "3/20/2026 9:00:00 AM", "Closed",
         "Known Error", "Critical", "Office", "Net", "Network", "3/20/2026 9:00:00 AM"],
        ["PBI000000000402", "3/15/2026 9:00:00 AM", NEVER, NEVER, "Under Investigation", "", "Low", "", "Net", "",
         "3/15/2026 9:01:00 AM"],
    ],
    "write": write_csv,
    "expected": [
        {"id": "PBI000000000401", "opened_at": "2026-03-02 09:00:00", "resolved_at": "2026-03-13 09:00:00",
         "closed_at": "2026-03-20 09:00:00", "state": "closed", "outcome": "solved", "service": "Office",
         "team": "Net", "category": "Network", "priority": "1", "updated_at": "2026-03-20 09:00:00"},
        {"id": "PBI000000000402", "opened_at": "2026-03-15 09:00:00", "state": "open", "team": "Net", "priority": "4",
         "updated_at": "2026-03-15 09:01:00"},
    ],
}  # fmt: skip

EXPORTS = [CONSOLE, REPORT, CHANGES, PROBLEMS]
