"""The canonical tables, column by column, each with its reason: the declaration is the check and the manual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["text", "stamp", "number", "integer", "flag"]

DTYPES: dict[str, str] = {
    "text": "str",
    "stamp": "datetime64[us]",  # UTC without a zone mark: no engine's zone function is ever needed
    "number": "float64",
    "integer": "Int64",
    "flag": "boolean",
}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    Parameters
    ----------
    name : str
        Name of the column, the same in every room.
    kind : {"text", "stamp", "number", "integer", "flag"}
        Type of its values; a stamp is UTC without a zone mark, microseconds.
    why : str
        What the column is needed for.
    unit : str
        Unit of a number; empty for others.
    needed : bool
        A row without a value here cannot be kept.
    values : tuple of str
        The only texts allowed; empty when any is.
    low, high : float or None
        Least and greatest number allowed.
    derived : bool
        Computed by ingest from other columns, never read from an export.
    """

    name: str
    kind: Kind
    why: str
    unit: str = ""
    needed: bool = False
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    derived: bool = False

    def rules(self) -> Iterator[tuple[str, str]]:
        """Yield each rule of this column as (code, sentence); the sentence is the manual's."""
        if self.needed:
            yield "missing", "must have a value"
        if self.values:
            yield "unknown_value", f"is one of: {', '.join(self.values)}"
        if self.low is not None or self.high is not None:
            yield "out_of_range", self._range_sentence()

    def broken(self, values: pd.Series, code: str) -> np.ndarray:
        """Mark the values that break one rule.

        Parameters
        ----------
        values : Series, shape (n,)
            The column in its canonical type.
        code : str
            The rule, as ``rules`` names it.

        Returns
        -------
        ndarray of bool, shape (n,)
            True where the rule is broken; a missing value breaks only "missing".
        """
        absent = values.isna()
        if code == "missing":
            marked = absent
        elif code == "unknown_value":
            marked = ~values.isin(self.values) & ~absent
        else:
            low = -np.inf if self.low is None else self.low
            high = np.inf if self.high is None else self.high
            marked = ~values.between(low, high) & ~absent
        return marked.fillna(False).to_numpy(dtype=bool)

    def _range_sentence(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if self.high is None:
            return f"is at least {self.low:g}{unit}"
        if self.low is None:
            return f"is at most {self.high:g}{unit}"
        return f"lies between {self.low:g} and {self.high:g}{unit}"


@dataclass(frozen=True)
class Table:
    """One canonical table: what a row is, its key, and its columns."""

    name: str
    row: str  # what one row is
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError when there is none."""
        return next(item for item in self.columns if item.name == name) if name in self.names else self._absent(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(item.name for item in self.columns)

    @property
    def stamps(self) -> tuple[str, ...]:
        """Names of the stamp columns, in order."""
        return tuple(item.name for item in self.columns if item.kind == "stamp")

    def _absent(self, name: str) -> Column:
        raise KeyError(f"table {self.name} has no column {name}")

    def empty(self) -> pd.DataFrame:
        """Return the table without rows, every column in its canonical type."""
        return pd.DataFrame({item.name: pd.Series(dtype=DTYPES[item.kind]) for item in self.columns})

    def conform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with exactly the canonical columns, in order and in their types.

        Parameters
        ----------
        frame : DataFrame, shape (n, any)
            Values already in the canonical units; absent columns become missing values.

        Returns
        -------
        DataFrame, shape (n, columns)
            A new frame; the given one is not changed.
        """
        out = {}
        for item in self.columns:
            if item.name in frame:
                out[item.name] = frame[item.name].astype(DTYPES[item.kind])
            else:
                out[item.name] = pd.Series(None, index=frame.index, dtype=DTYPES[item.kind])
        return pd.DataFrame(out, index=frame.index)


def _text(name: str, why: str, **more: object) -> Column:
    return Column(name, "text", why, **more)  # type: ignore[arg-type]


def _stamp(name: str, why: str, **more: object) -> Column:
    return Column(name, "stamp", why, **more)  # type: ignore[arg-type]


def _number(name: str, unit: str, why: str, **more: object) -> Column:
    return Column(name, "number", why, unit=unit, **more)  # type: ignore[arg-type]


def _integer(name: str, why: str, **more: object) -> Column:
    return Column(name, "integer", why, **more)  # type: ignore[arg-type]


def _flag(name: str, why: str, **more: object) -> Column:
    return Column(name, "flag", why, **more)  # type: ignore[arg-type]


TICKETS = Table(
    "tickets",
    "one incident or service request, as last seen",
    ("id",),
    (
        _text("id", "identity: the newest row per id wins", needed=True),
        _text("kind", "incidents and requests are never mixed in silence", needed=True, values=("incident", "request")),
        _stamp("opened_at", "start of every duration; assigns a ticket to its opening period", needed=True),
        _stamp("first_response_at", "end of the time to respond: first human answer"),
        _stamp("resolved_first_at", "first resolve: what a reopen rate is counted from"),
        _stamp("reopened_at", "when the fix did not hold: a reopened call was not solved at first contact"),
        _stamp("resolved_at", "last resolve: end of the time to resolve, never the close stamp"),
        _stamp("closed_at", "administrative end; auto-close adds days, so no time to restore"),
        _text(
            "state", "where the ticket stands", values=("open", "hold", "resolved", "closed", "cancelled", "unknown")
        ),
        _text(
            "outcome",
            "cancelled, duplicate and test tickets leave every KPI, with a count",
            values=("solved", "cancelled", "duplicate", "spam", "test"),
        ),
        _text("priority", "stratification; 1 is the most urgent", values=("1", "2", "3", "4", "5")),
        _text("impact", "one half of the priority", values=("1", "2", "3", "4", "5")),
        _text("urgency", "the other half of the priority", values=("1", "2", "3", "4", "5")),
        _text("category", "what kind of fault; Pareto and mix"),
        _text("item", "catalogue item of a request"),
        _text("service", "whose users are hit; every service is reported"),
        _text("organisation", "customer or department the ticket came from"),
        _text("ci", "configuration item; recurrence by item"),
        _text("team_first", "assignment group that took the ticket first"),
        _text("team", "assignment group that has or had it last"),
        _text("assignee", "pseudonym of the agent; no ranking of people"),
        _text("requester", "pseudonym of the user"),
        _text("channel", "phone tickets answer in zero time; self-service share"),
        _integer("reassign_count", "hand-overs after the first assignment; proxy for first-call resolution", low=0),
        _integer("reopen_count", "how often the fix did not hold", low=0),
        _integer("agent_replies", "answers of the desk; one is a proxy for first-contact resolution", low=0),
        _integer("customer_replies", "answers of the user; none is a proxy for first-contact resolution", low=0),
        _flag("first_contact", "the tool's own mark: solved at the first contact"),
        _flag("escalated", "handed up to a higher level or a manager, as the tool marks it"),
        _flag("made_sla", "the tool's own mark; a default of true is no evidence"),
        _stamp("sla_due_at", "agreed end; an open ticket past it has missed"),
        _flag("made_response_sla", "the tool's own mark of the first response"),
        _stamp("response_due_at", "agreed first response; unanswered past it is missed"),
        _number("hold_hours", "h", "time waiting for the user, in or out by parameter", low=0),
        _text("problem_id", "link to the problem: recurrence"),
        _text("change_id", "change that fixes it"),
        _text("caused_by_change", "change that caused it: change failure"),
        _flag("major", "major incidents are counted apart"),
        _flag("knowledge_used", "share solved with an article"),
        _number("work_hours", "h", "time worked; cost and utilisation", low=0),
        _number("tool_hours", "h", "the tool's own time to resolve: what the stamps are checked against"),
        _stamp("updated_at", "which of two rows of one id is the newer"),
        # derived: computed once by ingest, so that every engine reads the same numbers
        _flag("in_scope", "not cancelled, duplicate, spam or test", derived=True),
        _number("hours_to_respond", "h", "opened to first response, calendar time", low=0, derived=True),
        _number("hours_to_resolve", "h", "opened to last resolve, calendar time", low=0, derived=True),
        _number("hours_to_first_resolve", "h", "opened to first resolve, calendar time", low=0, derived=True),
        _number("hours_to_close", "h", "opened to closed, calendar time; auto-close adds days", low=0, derived=True),
        _number("hours_without_hold", "h", "as hours_to_resolve, without the time on hold", low=0, derived=True),
        _number("minutes_to_respond", "min", "as hours_to_respond, for the desk", low=0, derived=True),
        _number("minutes_to_resolve", "min", "as hours_to_resolve, for short calls", low=0, derived=True),
        _number("days_to_close", "d", "as hours_to_close, for requests", low=0, derived=True),
        _number("business_hours_to_respond", "h", "opened to first response, business clock", low=0, derived=True),
        _number("business_hours_to_resolve", "h", "opened to last resolve, business clock", low=0, derived=True),
        _number("business_minutes_to_respond", "min", "as above, for the desk", low=0, derived=True),
        _number(
            "sla_hours", "h", "time on the SLA clock: of the tool, else business time less hold", low=0, derived=True
        ),
        _flag("sla_met", "met or missed; open and late is missed; open and in time is neither", derived=True),
        _stamp("sla_decided_at", "resolve stamp, or the due stamp of a ticket that is open and late", derived=True),
        _flag("response_met", "answered in time or not; unanswered past the due stamp is missed", derived=True),
        _flag("open_at_end", "still open when the data end", derived=True),
        _flag("solved_by_desk", "the group that resolved it is one of the desk", derived=True),
        _stamp("resolved_once_at", "first resolve, else the last: what a reopen is counted from", derived=True),
        _flag("reopened_soon", "reopened within the engagement's reopen_days of its first resolve", derived=True),
        _flag("recurring", "linked to a problem that an earlier ticket names, too", derived=True),
        _flag("recurring_proxy", "same item and category as a ticket of the 30 days before", derived=True),
        _flag("suspect", "a stamp out of order, from a mass close, or an age beyond 999 of 1,000", derived=True),
        _number("opened_second", "s", "opened_at since 1970: engines differ in subtracting stamps", derived=True),
    ),
)

TICKET_HISTORY = Table(
    "ticket_history",
    "one change of status, hold or group of a ticket",
    ("ticket_id", "at", "field"),
    (
        _text("ticket_id", "whose history", needed=True),
        _stamp("at", "when it changed", needed=True),
        _text("field", "what changed", needed=True, values=("state", "hold", "team", "assignee", "priority")),
        _text("old", "value before"),
        _text("new", "value after"),
    ),
)

CHANGES = Table(
    "changes",
    "one change request, as last seen",
    ("id",),
    (
        _text("id", "identity: the newest row per id wins", needed=True),
        _text("kind", "standard changes dominate a rate: stratify", values=("standard", "normal", "emergency")),
        _stamp("opened_at", "start of the lead time; enters the backlog", needed=True),
        _stamp("approved_at", "default start of the time to implement"),
        _stamp("planned_start_at", "agreed window"),
        _stamp("planned_end_at", "agreed window"),
        _stamp("started_at", "actual start"),
        _stamp("implemented_at", "actual end of the work"),
        _stamp("closed_at", "administrative end, stands in where the actual end is missing"),
        _text(
            "state",
            "where the change stands",
            values=("draft", "open", "approved", "implementing", "closed", "cancelled", "unknown"),
        ),
        _text(
            "outcome",
            "three buckets: success and failure rates are no complements",
            values=("successful", "issues", "unsuccessful", "cancelled"),
        ),
        _text("risk", "stratification"),
        _text("service", "whose users are hit"),
        _text("team", "who does the work"),
        _text("priority", "stratification", values=("1", "2", "3", "4", "5")),
        _stamp("updated_at", "which of two rows of one id is the newer"),
        _stamp("ended_at", "actual end, else closed; a cancelled change leaves at its close", derived=True),
        _integer("caused_incidents", "incidents that name this change as cause, 7 days after it", low=0, derived=True),
        _flag("failed", "unsuccessful, or caused an incident: each change once", derived=True),
        _number("days_to_implement", "d", "approved to end, calendar time", low=0, derived=True),
        _number("days_from_start", "d", "actual start to end, calendar time", low=0, derived=True),
        _number("lead_days", "d", "opened to end, calendar time", low=0, derived=True),
        _number("opened_second", "s", "opened_at since 1970", derived=True),
    ),
)

PROBLEMS = Table(
    "problems",
    "one problem record, as last seen",
    ("id",),
    (
        _text("id", "identity: the newest row per id wins", needed=True),
        _stamp("opened_at", "identification by default", needed=True),
        _stamp("root_cause_at", "root cause known: end of the time to identify"),
        _stamp("resolved_at", "end of the resolution time"),
        _stamp("closed_at", "administrative end"),
        _text(
            "state",
            "where the problem stands",
            values=("open", "known_error", "resolved", "closed", "cancelled", "unknown"),
        ),
        _text(
            "outcome",
            "risk accepted closes fast: kept apart",
            values=("solved", "risk_accepted", "cancelled", "duplicate"),
        ),
        _text("service", "whose users are hit"),
        _text("team", "who does the work"),
        _text("category", "what kind of fault"),
        _text("priority", "stratification", values=("1", "2", "3", "4", "5")),
        _stamp("updated_at", "which of two rows of one id is the newer"),
        _number("days_to_resolve", "d", "opened to resolved, calendar time", low=0, derived=True),
        _number("days_to_root_cause", "d", "opened to root cause known, calendar time", low=0, derived=True),
        _number("days_from_root_cause", "d", "root cause known to resolved, calendar time", low=0, derived=True),
        _integer("linked_incidents", "tickets in scope that name this problem", low=0, derived=True),
        _number("opened_second", "s", "opened_at since 1970", derived=True),
    ),
)

TASK_SLAS = Table(
    "task_slas",
    "one SLA clock of one ticket (a ticket may have three)",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _text("ticket_id", "whose clock", needed=True),
        _text("sla", "name of the agreed target"),
        _text("target", "what is timed", values=("response", "resolution")),
        _text("stage", "where the clock stands", values=("running", "paused", "met", "missed", "cancelled")),
        _flag("breached", "missed the target"),
        _stamp("started_at", "start of the clock"),
        _stamp("ended_at", "end of the clock"),
        _stamp("due_at", "agreed end"),
        _number("business_hours", "h", "elapsed on the agreed calendar, pauses out", low=0),
        _number("pause_hours", "h", "pauses", low=0),
        _flag("met", "met or missed: by stage, else by the mark; cancelled and running are neither", derived=True),
        _stamp("decided_at", "end of the clock, or the due stamp of one that runs and is late", derived=True),
    ),
)

SURVEYS = Table(
    "surveys",
    "one answer to one survey",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _text("kind", "two scales that are never mixed", needed=True, values=("csat", "nps")),
        _stamp("responded_at", "assigns the answer to a period; empty: sent, not answered"),
        _stamp("sent_at", "response rate"),
        _number("score", "points", "1 to 5 for csat, 0 to 10 for nps", low=0, high=10),
        _text("ticket_id", "which ticket it is about"),
        _text("service", "satisfaction by service"),
        _text("team", "satisfaction by group"),
        _text("respondent", "pseudonym; one answer a person and period"),
        _number("nps_points", "points", "100 promoter (9-10), 0 passive, -100 detractor (0-6)", derived=True),
        _flag("top_box", "4 or 5 of 5", derived=True),
    ),
)

OUTAGES = Table(
    "outages",
    "one outage or planned maintenance of one service",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _text("service", "what was down", needed=True),
        _stamp("started_at", "begin of the downtime", needed=True),
        _stamp("ended_at", "end; empty: still down when the data end"),
        _text("kind", "planned maintenance is not downtime", needed=True, values=("unplanned", "maintenance")),
        _text("cause", "what to mend"),
        _number("weight", "share", "part of the service or users hit; empty: all", low=0, high=1),
        _number("started_second", "s", "started_at since 1970", derived=True),
        _number("ended_second", "s", "ended_at since 1970", derived=True),
    ),
)

CONTACTS = Table(
    "contacts",
    "one call or chat at the desk",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _stamp("offered_at", "assigns the contact to a period", needed=True),
        _stamp("answered_at", "empty: not answered"),
        _stamp("ended_at", "end of the contact"),
        _flag("abandoned", "caller hung up"),
        _number("wait_seconds", "s", "short hang-ups are left out by parameter", low=0),
        _text("channel", "phone or chat"),
        _text("service", "what it was about"),
    ),
)

COSTS = Table(
    "costs",
    "one cost booking",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _stamp("booked_at", "booking month", needed=True),
        _number("amount", "currency", "what was spent", needed=True),
        _text("currency", "one currency a report", needed=True),
        _text("category", "labour, licences, ...: categories sum to the total"),
        _text(
            "activity",
            "what it was spent on",
            values=("incident", "request", "change", "problem", "service", "project"),
        ),
        _text("service", "cost by service"),
    ),
)

HEADCOUNT = Table(
    "headcount",
    "how many users or staff there were on one day",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _stamp("counted_at", "when they were counted", needed=True),
        _number("users", "people", "exposure and cost per user", low=0),
        _number("staff", "people", "capacity", low=0),
        _text("service", "by service; empty: all"),
    ),
)

USAGE = Table(
    "usage",
    "one user's use of one service on one day",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _stamp("used_at", "retention from period to period", needed=True),
        _text("user", "pseudonym", needed=True),
        _text("service", "which service", needed=True),
        _flag("choice", "its users can go elsewhere, as the portfolio says", derived=True),
    ),
)

CAPACITY = Table(
    "capacity",
    "working hours that were there, by group and month or day",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _stamp("worked_on", "assigns the hours to a period", needed=True),
        _number("available_hours", "h", "paid hours less leave and training", needed=True, low=0),
        _text("team", "whose hours"),
        _text("service", "for which service; empty: all"),
    ),
)

BENEFITS = Table(
    "benefits",
    "one cost or benefit of one initiative, with its bounds",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _text("initiative", "which initiative it belongs to", needed=True),
        _stamp("booked_at", "when it falls due: discounting", needed=True),
        _text("kind", "what is set against what", needed=True, values=("cost", "benefit")),
        _number("amount", "currency", "best estimate, positive", needed=True, low=0),
        _number("low", "currency", "least plausible; empty: the amount", low=0),
        _number("high", "currency", "most plausible; empty: the amount", low=0),
        _text("currency", "one currency a report", needed=True),
        _text(
            "evidence",
            "realised benefits have a verdict behind them; claimed ones do not",
            values=("realised", "claimed"),
        ),
        _text("service", "by service"),
    ),
)

SERVICES = Table(
    "services",
    "one service of the portfolio",
    ("id",),
    (
        _text("id", "identity", needed=True),
        _text("name", "the name tickets carry", needed=True),
        _text("owner", "exactly one owner a service"),
        _text("state", "retired services keep their history", values=("pipeline", "operational", "retired")),
        _number("agreed_hours_per_day", "h", "agreed service time", low=0, high=24),
        _flag("choice", "can its users go elsewhere: retention is only then a number"),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        TICKETS,
        TICKET_HISTORY,
        CHANGES,
        PROBLEMS,
        TASK_SLAS,
        SURVEYS,
        OUTAGES,
        CONTACTS,
        COSTS,
        HEADCOUNT,
        USAGE,
        CAPACITY,
        BENEFITS,
        SERVICES,
    )
}


def manual() -> pd.DataFrame:
    """Return the manual of all canonical tables, generated from the declarations.

    Returns
    -------
    DataFrame
        One row per column: ``table, column, kind, unit, why, rules, derived``.
    """
    rows = [
        {
            "table": table.name,
            "column": item.name,
            "kind": item.kind,
            "unit": item.unit,
            "why": item.why,
            "rules": "; ".join(sentence for _, sentence in item.rules()),
            "derived": item.derived,
        }
        for table in TABLES.values()
        for item in table.columns
    ]
    return pd.DataFrame(rows)
