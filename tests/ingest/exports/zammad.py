"""Zammad as documented in exports.md 6: the workbook of the report download, date cells and whole numbers."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl


def write_book(headings: list[str], rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append([make_cell(cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def make_cell(text: str) -> object:
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text):
        return dt.datetime.fromisoformat(text)
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else text or None


REPORT = {
    "name": "tickets-2026-7-all-Created.xlsx",
    "source": {"zone": "Europe/Berlin", "kind": "request"},
    "headings": [
        "#", "Title", "State", "Priority", "Group", "Owner", "Customer", "Organization", "Create Channel", "Sender",
        "Tags", "Time Units Total", "Type", "Created At", "Updated At", "Closed At", "Close Escalation At",
        "Close In Min", "Close Diff In Min", "First Response At", "First Response Escalation At",
        "First Response In Min", "First Response Diff In Min", "Update Escalation At", "Update In Min",
        "Update Diff In Min", "Last Contact At", "Last Contact Agent At", "Last Contact Customer At", "Article Count",
        "Escalation At",
    ],
    "rows": [
        ["67001", "Printer", "closed", "2 normal", "Desk", "Ann Agent", "Uwe User", "ACME", "phone", "Customer", "a,b",
         "15", "Incident", "2026-03-02 09:00:00", "2026-03-19 15:30:00", "2026-03-02 15:30:00", "2026-03-02 17:00:00",
         "390", "90", "2026-03-02 09:10:00", "2026-03-02 10:00:00", "10", "50", "", "", "", "", "", "", "4", ""],
        ["67002", "Down", "pending close", "3 high", "Net", "-", "Vera User", "", "web", "Customer", "", "",
         "Incident", "2026-07-02 09:30:00", "2026-07-04 09:30:00", "", "2026-07-02 17:30:00", "", "-1", "", "", "", "",
         "", "", "", "", "", "", "1", "2026-07-02 17:30:00"],
        ["67003", "Chair", "merged", "1 low", "Desk", "-", "Uwe User", "ACME", "email", "Customer", "", "", "",
         "2026-07-04 12:00:00", "2026-07-04 13:00:00", "2026-07-04 13:00:00", "", "60", "", "", "", "", "", "", "", "",
         "", "", "", "2", ""],
    ],
    "write": write_book,
    "expected": [
        {"id": "67001", "kind": "incident", "opened_at": "2026-03-02 08:00:00",
         "first_response_at": "2026-03-02 08:10:00", "resolved_first_at": "2026-03-02 14:30:00",
         "resolved_at": "2026-03-02 14:30:00", "closed_at": "2026-03-02 14:30:00", "state": "closed", "priority": "3",
         "organisation": "ACME", "team": "Desk", "channel": "phone", "made_sla": True,
         "sla_due_at": "2026-03-02 16:00:00", "made_response_sla": True, "response_due_at": "2026-03-02 09:00:00",
         "tool_hours": 6.5, "updated_at": "2026-03-19 14:30:00"},
        {"id": "67002", "kind": "incident", "opened_at": "2026-07-02 07:30:00", "state": "hold", "priority": "2",
         "team": "Net", "channel": "self-service", "made_sla": False, "sla_due_at": "2026-07-02 15:30:00",
         "updated_at": "2026-07-04 07:30:00"},
        {"id": "67003", "kind": "request", "opened_at": "2026-07-04 10:00:00",
         "resolved_first_at": "2026-07-04 11:00:00", "resolved_at": "2026-07-04 11:00:00",
         "closed_at": "2026-07-04 11:00:00", "state": "cancelled", "priority": "4", "organisation": "ACME",
         "team": "Desk", "channel": "email", "tool_hours": 1.0, "updated_at": "2026-07-04 11:00:00"},
    ],
}  # fmt: skip

EXPORTS = [REPORT]
