"""What it costs, who uses it and what it could carry."""

from __future__ import annotations

from csi_lib.tables.column import flag, number, stamp, text
from csi_lib.tables.table import Table

COSTS = Table(
    "costs",
    "one cost booking",
    ("id",),
    (
        text("id", "identity", needed=True),
        stamp("booked_at", "booking month", needed=True),
        number("amount", "currency", "what was spent", needed=True),
        text("currency", "one currency a report", needed=True),
        text("category", "labour, licences, ...: categories sum to the total"),
        text(
            "activity",
            "what it was spent on",
            values=("incident", "request", "change", "problem", "service", "project"),
        ),
        text("service", "cost by service"),
    ),
)

HEADCOUNT = Table(
    "headcount",
    "how many users or staff there were on one day",
    ("id",),
    (
        text("id", "identity", needed=True),
        stamp("counted_at", "when they were counted", needed=True),
        number("users", "people", "exposure and cost per user", low=0),
        number("staff", "people", "capacity", low=0),
        text("service", "by service; empty: all"),
    ),
)

USAGE = Table(
    "usage",
    "one user's use of one service on one day",
    ("id",),
    (
        text("id", "identity", needed=True),
        stamp("used_at", "retention from period to period", needed=True),
        text("user", "pseudonym", needed=True),
        text("service", "which service", needed=True),
        flag("choice", "its users can go elsewhere, as the portfolio says", derived=True),
    ),
)

CAPACITY = Table(
    "capacity",
    "working hours that were there, by group and month or day",
    ("id",),
    (
        text("id", "identity", needed=True),
        stamp("worked_on", "assigns the hours to a period", needed=True),
        number("available_hours", "h", "paid hours less leave and training", needed=True, low=0),
        text("team", "whose hours"),
        text("service", "for which service; empty: all"),
    ),
)

BENEFITS = Table(
    "benefits",
    "one cost or benefit of one initiative, with its bounds",
    ("id",),
    (
        text("id", "identity", needed=True),
        text("initiative", "which initiative it belongs to", needed=True),
        stamp("booked_at", "when it falls due: discounting", needed=True),
        text("kind", "what is set against what", needed=True, values=("cost", "benefit")),
        number("amount", "currency", "best estimate, positive", needed=True, low=0),
        number("low", "currency", "least plausible; empty: the amount", low=0),
        number("high", "currency", "most plausible; empty: the amount", low=0),
        text("currency", "one currency a report", needed=True),
        text(
            "evidence",
            "realised benefits have a verdict behind them; claimed ones do not",
            values=("realised", "claimed"),
        ),
        text("service", "by service"),
    ),
)
