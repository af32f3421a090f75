"""The services themselves."""

from __future__ import annotations

from csi_lib.tables.column import flag, number, text
from csi_lib.tables.table import Table

SERVICES = Table(
    "services",
    "one service of the portfolio",
    ("id",),
    (
        text("id", "identity", needed=True),
        text("name", "the name tickets carry", needed=True),
        text("owner", "exactly one owner a service"),
        text("state", "retired services keep their history", values=("pipeline", "operational", "retired")),
        number("agreed_hours_per_day", "h", "agreed service time", low=0, high=24),
        flag("choice", "can its users go elsewhere: retention is only then a number"),
    ),
)
