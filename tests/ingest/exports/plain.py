"""Any canonical table under its own headings, ISO 8601: here the plain tables of capacity and of benefits."""

from __future__ import annotations

import csv
import io


def write_csv(headings: list[str], rows: list[list[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([headings, *rows])
    return stream.getvalue().encode("utf-8")


CAPACITY = {
    "name": "capacity.csv",
    "table": "capacity",
    "source": {"zone": "Europe/Berlin"},
    "headings": ["id", "worked_on", "available_hours", "team", "service"],
    "rows": [
        ["c1", "2025-01-01", "152.5", "Desk", ""],
        ["c2", "2025-07-01", "140", "Network", "Mail"],
        ["c3", "2025-07-01T00:00:00+02:00", "0", "Desk", ""],
    ],
    "write": write_csv,
    "expected": [
        {"id": "c1", "worked_on": "2024-12-31 23:00:00", "available_hours": 152.5, "team": "Desk"},
        {
            "id": "c2",
            "worked_on": "2025-06-30 22:00:00",
            "available_hours": 140.0,
            "team": "Network",
            "service": "Mail",
        },
        {"id": "c3", "worked_on": "2025-06-30 22:00:00", "available_hours": 0.0, "team": "Desk"},
    ],
}

BENEFITS = {
    "name": "benefits.csv",
    "table": "benefits",
    "source": {"zone": "UTC"},
    "headings": ["id", "initiative", "booked_at", "kind", "amount", "low", "high", "currency", "evidence"],
    "rows": [
        ["b1", "faq", "2025-01-31", "cost", "1200.50", "", "", "EUR", ""],
        ["b2", "faq", "2025-12-31", "benefit", "5000", "3000", "8000", "EUR", "claimed"],
    ],
    "write": write_csv,
    "expected": [
        {
            "id": "b1",
            "initiative": "faq",
            "booked_at": "2025-01-31 00:00:00",
            "kind": "cost",
            "amount": 1200.5,
            "currency": "EUR",
        },
        {
            "id": "b2",
            "initiative": "faq",
            "booked_at": "2025-12-31 00:00:00",
            "kind": "benefit",
            "amount": 5000.0,
            "low": 3000.0,
            "high": 8000.0,
            "currency": "EUR",
            "evidence": "claimed",
        },
    ],
}

EXPORTS = [CAPACITY, BENEFITS]
