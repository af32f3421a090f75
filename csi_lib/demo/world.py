"""The generated client: its window, services, groups and what its tickets are about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ZONE = "Europe/Berlin"
FIRST_DAY = dt.date(2024, 1, 1)
LAST_DAY = dt.date(2026, 6, 30)
MONTHS = 30
DAYS = (LAST_DAY - FIRST_DAY).days + 1
TICKETS = 60_000
USERS = 3_200

HUGE_CATEGORY = ("Lorem ipsum dolor sit amet " * 1_500)[: 40_000 - len("END40000")] + "END40000"


@dataclass(frozen=True)
class Service:
    """One service: its share of the tickets, how slow its tickets are, and who mends it."""

    name: str
    share: float
    slowness: float  # factor on every median time to resolve
    team: int  # place in TEAMS of its second line
    prefix: str  # of its configuration items
    hours_per_day: float
    state: str = "operational"
    choice: bool = False


SERVICES: tuple[Service, ...] = (
    Service("E-Mail & Kalender", 0.30, 1.0, 2, "MAIL", 24.0),
    Service("Büro-IT 🖨️", 0.20, 0.9, 3, "BUERO", 12.0),
    Service("Netzwerk & VPN", 0.18, 1.1, 4, "NET", 24.0),
    Service("ERP Finanzen", 0.16, 1.3, 5, "ERP", 16.0),
    Service("Self-Service-Portal", 0.10, 1.0, 6, "PORTAL", 24.0, choice=True),
    # A name that a spreadsheet would run: every export has to defuse it.
    Service('=HYPERLINK("http://example.invalid";"Payroll")', 0.06, 1.2, 6, "PAY", 12.0),
)

DESK_TEAMS = (0, 1)
STRAY_TEAM = 7
TEAMS: tuple[str, ...] = (
    "Service Desk",
    "Service Desk Süd ☎️",
    "Messaging & Collaboration",
    "Arbeitsplatz Köln",
    "Netzbetrieb",
    "ERP-Betreuung",
    "Anwendungsbetrieb",
    "<script>alert('csi')</script>",
)

# Name and share; the last is drawn for a handful of tickets, see tickets.HUGE_TICKETS.
CATEGORIES: tuple[tuple[str, float], ...] = (
    ("Hardware", 0.16),
    ("Software", 0.27),
    ("Network", 0.14),
    ("Inquiry / Help", 0.18),
    ("Zugriff & Rechte", 0.13),
    ("Datenbank", 0.05),
    ("Drucken 🖨️", 0.055),
    ("+SUM(A1:A9)", 0.01),
    ("@risk", 0.005),
)

CHANNELS: tuple[tuple[str, float], ...] = (
    ("Phone", 0.40),
    ("Email", 0.25),
    ("Self-service", 0.25),
    ("Chat", 0.07),
    ("Monitoring", 0.03),
)

DEPARTMENTS: tuple[tuple[str, float], ...] = (
    ("Produktion Köln", 0.24),
    ("Vertrieb", 0.18),
    ("Einkauf & Logistik", 0.15),
    ("Entwicklung", 0.14),
    ("Finanzen", 0.11),
    ("Personal", 0.07),
    ("Werk Süd – Montage", 0.11),
)

# What is ordered from the catalogue.
ITEMS: tuple[tuple[str, float], ...] = (
    ("Access to a shared folder", 0.22),
    ("New laptop", 0.16),
    ("Software licence", 0.18),
    ("Mailbox for a group", 0.10),
    ("VPN token", 0.12),
    ("Onboarding", 0.13),
    ("Möbel & Umzug 📦", 0.09),
)
