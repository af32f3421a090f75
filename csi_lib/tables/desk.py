"""What people ask, answer and meet: contacts, surveys, outages."""

from __future__ import annotations

from csi_lib.tables.column import flag, number, stamp, text
from csi_lib.tables.table import Table

SURVEYS = Table(
    "surveys",
    "one answer to one survey",
    ("id",),
    (
        text("id", "identity", needed=True),
        text("kind", "two scales that are never mixed", needed=True, values=("csat", "nps")),
        stamp("responded_at", "assigns the answer to a period; empty: sent, not answered"),
        stamp("sent_at", "response rate"),
        number("score", "points", "1 to 5 for csat, 0 to 10 for nps", low=0, high=10),
        text("ticket_id", "which ticket it is about"),
        text("service", "satisfaction by service"),
        text("team", "satisfaction by group"),
        text("respondent", "pseudonym; one answer a person and period"),
        number("nps_points", "points", "100 promoter (9-10), 0 passive, -100 detractor (0-6)", derived=True),
        flag("top_box", "4 or 5 of 5", derived=True),
    ),
)

OUTAGES = Table(
    "outages",
    "one outage or planned maintenance of one service",
    ("id",),
    (
        text("id", "identity", needed=True),
        text("service", "what was down", needed=True),
        stamp("started_at", "begin of the downtime", needed=True),
        stamp("ended_at", "end; empty: still down when the data end"),
        text("kind", "planned maintenance is not downtime", needed=True, values=("unplanned", "maintenance")),
        text("cause", "what to mend"),
        number("weight", "share", "part of the service or users hit; empty: all", low=0, high=1),
        number("started_second", "s", "started_at since 1970", derived=True),
        number("ended_second", "s", "ended_at since 1970", derived=True),
    ),
)

CONTACTS = Table(
    "contacts",
    "one call or chat at the desk",
    ("id",),
    (
        text("id", "identity", needed=True),
        stamp("offered_at", "assigns the contact to a period", needed=True),
        stamp("answered_at", "empty: not answered"),
        stamp("ended_at", "end of the contact"),
        flag("abandoned", "caller hung up"),
        number("wait_seconds", "s", "short hang-ups are left out by parameter", low=0),
        text("channel", "phone or chat"),
        text("service", "what it was about"),
    ),
)
