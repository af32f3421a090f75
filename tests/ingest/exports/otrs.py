"""OTRS and Znuny as documented in exports.md 6: the columns of SearchCSVData, ';', English and German headings.

'Age' is text; the differences in minutes are what was to spare, negative where it was late; priorities count upwards.
"""

from __future__ import annotations


def write_csv(headings: list[str], rows: list[list[str]]) -> bytes:
    lines = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (headings, *rows)]
    return ("\n".join(lines) + "\n").encode("utf-8")


ENGLISH = {
    "name": "ticket_search_2026-07-05_09-30.csv",
    "source": {"zone": "Europe/Berlin"},
    "headings": [
        "Ticket Number", "Age", "Created", "Closed", "FirstLock", "FirstResponse", "State", "Priority", "Queue", "Lock",
        "Owner", "UserFirstname", "UserLastname", "CustomerID", "CustomerName", "From", "Subject", "AccountedTime",
        "ArticleTree", "SolutionInMin", "SolutionDiffInMin", "FirstResponseInMin", "FirstResponseDiffInMin", "Type",
        "Service", "Changed",
    ],
    "rows": [
        ["2026030210000015", "125 d 23 h", "2026-03-02 09:00:00", "2026-03-02 15:30:00", "2026-03-02 09:05:00",
         "2026-03-02 09:10:00", "closed successful", "3 normal", "Desk::Level 1", "unlock", "agent1", "Ann", "Agent",
         "ACME", "Uwe User", "uwe@example.com", "Printer; jammed", "15", "", "390", "90", "10", "50", "Incident",
         "Office::Print", "2026-03-02 15:30:00"],
        ["2026070210000024", "3 d 0 h", "2026-07-02 09:30:00", "2026-07-04 09:30:00", "", "2026-07-02 12:00:00",
         "closed unsuccessful", "5 very high", "Net", "lock", "agent2", "Bob", "Agent", "ACME", "Vera User", "", "Down",
         "", "", "1440", "-960", "150", "-90", "Incident", "", "2026-07-04 09:30:00"],
        ["2026070410000033", "21 h 30 m", "2026-07-04 12:00:00", "", "", "", "pending auto close+", "1 very low",
         "Desk::Level 1", "unlock", "root@localhost", "", "", "", "Uwe User", "", "Keyboard", "", "", "", "", "", "",
         "Service Request", "Office", "2026-07-04 13:00:00"],
    ],
    "write": write_csv,
    "expected": [
        {"id": "2026030210000015", "kind": "incident", "opened_at": "2026-03-02 08:00:00",
         "first_response_at": "2026-03-02 08:10:00", "resolved_at": "2026-03-02 14:30:00",
         "closed_at": "2026-03-02 14:30:00", "state": "closed", "priority": "3", "service": "Office::Print",
         "organisation": "ACME", "team": "Desk::Level 1", "made_sla": True, "made_response_sla": True,
         "tool_hours": 6.5, "updated_at": "2026-03-02 14:30:00"},
        {"id": "2026070210000024", "kind": "incident", "opened_at": "2026-07-02 07:30:00",
         "first_response_at": "2026-07-02 10:00:00", "resolved_at": "2026-07-04 07:30:00",
         "closed_at": "2026-07-04 07:30:00", "state": "closed", "priority": "1", "organisation": "ACME", "team": "Net",
         "made_sla": False, "made_response_sla": False, "tool_hours": 24.0, "updated_at": "2026-07-04 07:30:00"},
        {"id": "2026070410000033", "kind": "request", "opened_at": "2026-07-04 10:00:00", "state": "hold",
         "priority": "5", "service": "Office", "team": "Desk::Level 1", "updated_at": "2026-07-04 11:00:00"},
    ],
}  # fmt: skip

GERMAN = {
    "name": "ticket_search_2026-07-05_09-31.csv",
    "source": {"zone": "Europe/Berlin", "kind": "incident"},
    "headings": [
        "Ticketnummer", "Alter", "Erstellt", "Geschlossen", "FirstLock", "Erste Antwort", "Status", "Priorität",
        "Queue", "Sperren", "Besitzer", "Vorname", "Nachname", "Kundennummer", "Kundenname", "Von", "Betreff",
        "SolutionInMin", "SolutionDiffInMin", "FirstResponseInMin", "FirstResponseDiffInMin", "Geändert",
    ],
    "rows": [
        ["2026030210000015", "125 T 23 Std", "13.03.2026 09:00:00", "13.03.2026 15:30:00", "", "13.03.2026 09:10:00",
         "erfolgreich geschlossen", "4 hoch", "Desk", "frei", "agent1", "", "", "ACME", "Uwe User", "", "Größe", "390",
         "0", "10", "50", "13.03.2026 15:30:00"],
        ["2026070210000024", "3 T", "02.07.2026 09:30:00", "", "", "", "zusammengefügt", "2 niedrig", "Netz", "frei",
         "agent2", "", "", "", "", "", "", "", "", "", "", "02.07.2026 10:00:00"],
        ["2026070210000033", "3 T", "02.07.2026 09:30:00", "", "", "", "warten zur Erinnerung", "1 sehr niedrig",
         "Netz", "frei", "agent2", "", "", "", "", "", "", "", "-30", "", "", "02.07.2026 10:00:00"],
    ],
    "write": write_csv,
    "expected": [
        {"id": "2026030210000015", "kind": "incident", "opened_at": "2026-03-13 08:00:00",
         "first_response_at": "2026-03-13 08:10:00", "resolved_at": "2026-03-13 14:30:00", "state": "closed",
         "priority": "2", "organisation": "ACME", "team": "Desk", "made_sla": True, "made_response_sla": True,
         "tool_hours": 6.5, "updated_at": "2026-03-13 14:30:00"},
        {"id": "2026070210000024", "kind": "incident", "opened_at": "2026-07-02 07:30:00", "state": "cancelled",
         "priority": "4", "team": "Netz", "updated_at": "2026-07-02 08:00:00"},
        {"id": "2026070210000033", "kind": "incident", "opened_at": "2026-07-02 07:30:00", "state": "hold",
         "priority": "5", "team": "Netz", "made_sla": False, "updated_at": "2026-07-02 08:00:00"},
    ],
}  # fmt: skip

EXPORTS = [ENGLISH, GERMAN]
