"""HP Service Manager as in headings.yaml (BPIC 2014): ';', 50 unnamed columns at the end, rows of nothing but ';'."""

from __future__ import annotations

SPARE = 50


def write_csv(headings: list[str], rows: list[list[str]]) -> bytes:
    """Put the unnamed columns behind every line, and rows without any text between and below."""
    nothing = ";" * (len(headings) + SPARE - 1)
    lines = [";".join([*row, *[""] * SPARE]) for row in (headings, *rows)]
    return "\r\n".join([*lines[:2], nothing, *lines[2:], nothing, nothing, ""]).encode("cp1252")


INCIDENTS = {
    "name": "Detail_Incident.csv",
    "source": {"zone": "Europe/Amsterdam"},
    "headings": [
        "CI Name (aff)", "CI Type (aff)", "CI Subtype (aff)", "Service Component WBS (aff)", "Incident ID", "Status",
        "Impact", "Urgency", "Priority", "Category", "KM number", "Alert Status", "# Reassignments", "Open Time",
        "Reopen Time", "Resolved Time", "Close Time", "Handle Time (Hours)", "Closure Code", "# Related Interactions",
        "Related Interaction", "# Related Incidents", "# Related Changes", "Related Change", "CI Name (CBy)",
        "CI Type (CBy)", "CI Subtype (CBy)", "ServiceComp WBS (CBy)",
    ],
    "rows": [
        ["SUB000508", "subapplication", "Web Based", "WBS000162", "IM0000004", "Closed", "4", "5 - Very Low", "4",
         "incident", "KM0000553", "closed", "26", "5/02/2012 13:32", "", "4/11/2013 13:50", "4/11/2013 13:51",
         "1.234,5", "Other", "1", "SD0000007", "2", "", "", "SUB000508", "subapplication", "Web Based", "WBS000162"],
        ["WBA000124", "application", "Web Based", "WBS000088", "IM0000005", "Closed", "NS", "3", "NA",
         "request for information", "KM0000611", "closed", "0", "13/03/2012 15:44", "2/12/2013 12:31",
         "2/12/2013 12:36", "2/12/2013 12:36", "0,75", "Software", "1", "SD0000011", "1", "2", "#MULTIVALUE", "", "",
         "", "#N/B"],
        ["DTA000024", "application", "Desktop", "WBS000092", "IM0000006", "Work in progress", "3 - Average",
         "5", "5 - Very Low", "incident", "", "", "33", "29/03/2012 12:36", "", "", "", "", "", "1", "SD0000017", "",
         "1", "C00000056", "", "", "", ""],
    ],
    "write": write_csv,
    "expected": [
        {"id": "IM0000004", "kind": "incident", "opened_at": "2012-02-05 12:32:00",
         "resolved_at": "2013-11-04 12:50:00", "closed_at": "2013-11-04 12:51:00", "state": "closed", "priority": "4",
         "impact": "4", "urgency": "5", "category": "Other", "service": "WBS000162", "ci": "SUB000508",
         "reassign_count": 26, "tool_hours": 1234.5},
        {"id": "IM0000005", "kind": "request", "opened_at": "2012-03-13 14:44:00", "reopened_at": "2013-12-02 11:31:00",
         "resolved_at": "2013-12-02 11:36:00", "closed_at": "2013-12-02 11:36:00", "state": "closed", "urgency": "3",
         "category": "Software", "service": "WBS000088", "ci": "WBA000124", "reassign_count": 0, "tool_hours": 0.75,
         "priority": None, "impact": None, "change_id": None},
        {"id": "IM0000006", "kind": "incident", "opened_at": "2012-03-29 10:36:00", "state": "open", "priority": "5",
         "impact": "3", "urgency": "5", "service": "WBS000092", "ci": "DTA000024", "reassign_count": 33,
         "change_id": "C00000056"},
    ],
}  # fmt: skip

EXPORTS = [INCIDENTS]
