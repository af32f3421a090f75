"""TOPdesk with Dutch headings; the headings themselves are unverified (exports.md 9)."""

from __future__ import annotations

import csv
import io


def write_csv(headings: list[str], rows: list[list[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([headings, *rows])
    return stream.getvalue().encode("utf-16")


EXPORTS = [
    {
        "name": "topdesk.csv",
        "source": {"zone": "Europe/Amsterdam"},
        "headings": [
            "Meldingnummer",
            "Soort melding",
            "Aanmelddatum",
            "Gereeddatum",
            "Afsluitdatum",
            "Streefdatum",
            "Afhandelingsstatus",
            "Prioriteit",
            "Categorie",
            "Subcategorie",
            "Behandelaarsgroep",
            "Behandelaar",
            "Aanmelder",
            "Vestiging",
            "Soort binnenkomst",
            "Wijzigingsdatum",
        ],
        "rows": [
            [
                "M2503 001",
                "Storing",
                "25-03-2025 09:15",
                "25-03-2025 11:15",
                "01-04-2025 11:15",
                "25-03-2025 17:00",
                "Afgesloten",
                "P2",
                "Werkplek",
                "Laptop",
                "Servicedesk",
                "Ann",
                "Uwe",
                "Utrecht",
                "Telefonisch",
                "01-04-2025 11:15",
            ],
            [
                "M2503 002",
                "Aanvraag",
                "31-03-2025 16:00",
                "",
                "",
                "",
                "In behandeling",
                "P4",
                "Toegang",
                "",
                "",
                "",
                "Vera",
                "",
                "Portal",
                "31-03-2025 16:00",
            ],
            [
                "M2503 003",
                "Storing",
                "28-03-2025 08:00",
                "28-03-2025 09:30",
                "",
                "28-03-2025 12:00",
                "Gereed",
                "P1",
                "Netwerk",
                "Wifi",
                "Netwerk",
                "Bob",
                "Vera",
                "Delft",
                "E-mail",
                "28-03-2025 09:30",
            ],
        ],
        "write": write_csv,
        "expected": [
            {
                "id": "M2503 001",
                "kind": "incident",
                "opened_at": "2025-03-25 08:15:00",
                "resolved_at": "2025-03-25 10:15:00",
                "closed_at": "2025-04-01 09:15:00",
                "sla_due_at": "2025-03-25 16:00:00",
                "state": "closed",
                "priority": "2",
                "category": "Werkplek",
                "item": "Laptop",
                "team": "Servicedesk",
                "organisation": "Utrecht",
                "channel": "phone",
                "updated_at": "2025-04-01 09:15:00",
            },
            {
                "id": "M2503 002",
                "kind": "request",
                "opened_at": "2025-03-31 14:00:00",
                "state": "open",
                "priority": "4",
                "category": "Toegang",
                "channel": "self-service",
                "updated_at": "2025-03-31 14:00:00",
            },
            {
                "id": "M2503 003",
                "kind": "incident",
                "opened_at": "2025-03-28 07:00:00",
                "resolved_at": "2025-03-28 08:30:00",
                "sla_due_at": "2025-03-28 11:00:00",
                "state": "resolved",
                "priority": "1",
                "category": "Netwerk",
                "item": "Wifi",
                "team": "Netwerk",
                "organisation": "Delft",
                "channel": "email",
                "updated_at": "2025-03-28 08:30:00",
            },
        ],
    }
]
