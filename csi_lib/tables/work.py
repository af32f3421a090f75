"""The work behind the desk: changes and problems."""

from __future__ import annotations

from csi_lib.tables.column import flag, integer, number, stamp, text
from csi_lib.tables.table import Table

CHANGES = Table(
    "changes",
    "one change request, as last seen",
    ("id",),
    (
        text("id", "identity: the newest row per id wins", needed=True),
        text("kind", "standard changes dominate a rate: stratify", values=("standard", "normal", "emergency")),
        stamp("opened_at", "start of the lead time; enters the backlog", needed=True),
        stamp("approved_at", "default start of the time to implement"),
        stamp("planned_start_at", "agreed window"),
        stamp("planned_end_at", "agreed window"),
        stamp("started_at", "actual start"),
        stamp("implemented_at", "actual end of the work"),
        stamp("closed_at", "administrative end, stands in where the actual end is missing"),
        text(
            "state",
            "where the change stands",
            values=("draft", "open", "approved", "implementing", "closed", "cancelled", "unknown"),
        ),
        text(
            "outcome",
            "three buckets: success and failure rates are no complements",
            values=("successful", "issues", "unsuccessful", "cancelled"),
        ),
        text("risk", "stratification"),
        text("service", "whose users are hit"),
        text("team", "who does the work"),
        text("priority", "stratification", values=("1", "2", "3", "4", "5")),
        stamp("updated_at", "which of two rows of one id is the newer"),
        stamp("ended_at", "actual end, else closed; a cancelled change leaves at its close", derived=True),
        integer("caused_incidents", "incidents that name this change as cause, 7 days after it", low=0, derived=True),
        flag("failed", "unsuccessful, or caused an incident: each change once", derived=True),
        number("days_to_implement", "d", "approved to end, calendar time", low=0, derived=True),
        number("days_from_start", "d", "actual start to end, calendar time", low=0, derived=True),
        number("lead_days", "d", "opened to end, calendar time", low=0, derived=True),
        number("opened_second", "s", "opened_at since 1970", derived=True),
    ),
)

PROBLEMS = Table(
    "problems",
    "one problem record, as last seen",
    ("id",),
    (
        text("id", "identity: the newest row per id wins", needed=True),
        stamp("opened_at", "identification by default", needed=True),
        stamp("root_cause_at", "root cause known: end of the time to identify"),
        stamp("resolved_at", "end of the resolution time"),
        stamp("closed_at", "administrative end"),
        text(
            "state",
            "where the problem stands",
            values=("open", "known_error", "resolved", "closed", "cancelled", "unknown"),
        ),
        text(
            "outcome",
            "risk accepted closes fast: kept apart",
            values=("solved", "risk_accepted", "cancelled", "duplicate"),
        ),
        text("service", "whose users are hit"),
        text("team", "who does the work"),
        text("category", "what kind of fault"),
        text("priority", "stratification", values=("1", "2", "3", "4", "5")),
        stamp("updated_at", "which of two rows of one id is the newer"),
        number("days_to_resolve", "d", "opened to resolved, calendar time", low=0, derived=True),
        number("days_to_root_cause", "d", "opened to root cause known, calendar time", low=0, derived=True),
        number("days_from_root_cause", "d", "root cause known to resolved, calendar time", low=0, derived=True),
        integer("linked_incidents", "tickets in scope that name this problem", low=0, derived=True),
        number("opened_second", "s", "opened_at since 1970", derived=True),
    ),
)
