"""Business time in SQL: each stamp's UTC day is looked up among the days of its service's calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from csi_lib.clocks import SECONDS_PER_DAY, Calendar, business_days, load_calendar
from csi_lib.ingest.derived.tables import add_frame, between, quote_text
from csi_lib.settings import Engagement

HOUR = "3600e0"  # seconds
STAMPS = ("opened_at", "first_response_at", "resolved_at")
# A stamp outside these years is a slip or a sentinel; no business time is computed for it.
FIRST, LAST = dt.date(1970, 1, 1), dt.date(2099, 12, 31)

_MICRO = 1_000_000
_ENDS = {"respond": "first_response_at", "resolve": "resolved_at"}


@dataclass(frozen=True)
class Clocks:
    """The calendars of one engagement, the default first, and which service goes by which.

    Parameters
    ----------
    calendars : tuple of Calendar
        The default first, each once.
    services : dict of str to int
        Service -> place of its calendar, where it is not the default.
    """

    calendars: tuple[Calendar, ...]
    services: dict[str, int]

    @property
    def always(self) -> bool:
        """No clock ever stops, so that business time is elapsed time."""
        return all(calendar.always for calendar in self.calendars)


def load_clocks(engagement: Engagement, home: Path | None) -> Clocks:
    """Load the calendars an engagement names.

    Parameters
    ----------
    engagement : Engagement
        ``calendar`` and ``service_calendars``.
    home : Path or None
        The project's root.

    Returns
    -------
    Clocks
        Ready for SQL.

    Raises
    ------
    SettingsError
        When a calendar is unknown or does not hold together.
    """
    wheres = {engagement.calendar: "calendar"}
    for service, name in engagement.service_calendars.items():
        wheres.setdefault(name, f"service_calendars.{service}")
    names = list(wheres)
    calendars = tuple(load_calendar(name, home, where=where) for name, where in wheres.items())
    services = {service: names.index(name) for service, name in engagement.service_calendars.items()}
    return Clocks(calendars, services)


def add_clocks(connection: duckdb.DuckDBPyConnection, clocks: Clocks) -> tuple[str, dict[str, str]]:
    """Make the days of all calendars known, and say how to count business time with them.

    The days are looked up in constant lists and not joined: a join would lose the order of the rows.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the view ``raw_tickets``.
    clocks : Clocks
        The calendars.

    Returns
    -------
    tuple of (str, dict of str to str)
        Further columns of ``t`` (empty where no clock ever stops); and SQL for the business hours from the opening to
        the first response and to the last resolve, missing where negative.
    """
    span = None if clocks.always else _find_span(connection)
    if span is None:
        return "", {name: between("t.opened_at", f"t.{end}", HOUR) for name, end in _ENDS.items()}
    days = _list_days(clocks, *span)
    add_frame(connection, "csi_days", days)
    lists = [str(name) for name in days if name not in ("day", "cal")]
    for name in lists:
        connection.execute(f"SET VARIABLE csi_{name} = (SELECT list({name} ORDER BY cal, day) FROM csi_days)")
    width, length = sum(name.startswith("open_") for name in lists), (span[1] - span[0]).days + 1
    places = " ".join(f"WHEN {quote_text(service)} THEN {place * length}" for service, place in clocks.services.items())
    offset = f"CASE t.service {places} ELSE 0 END" if clocks.services else "0"
    columns = "".join(f", {_write_at(name, span[0], length, offset, width)} AS business_{name}" for name in STAMPS)
    hours = {name: f"(t.business_{end} - t.business_opened_at) / 1e6 / {HOUR}" for name, end in _ENDS.items()}
    return columns, {name: f"CASE WHEN t.{_ENDS[name]} >= t.opened_at THEN {text} END" for name, text in hours.items()}


def _write_at(name: str, first: dt.date, length: int, offset: str, width: int) -> str:
    """Write the business microseconds at a stamp; missing for one outside the days."""
    micros = f"epoch_us(t.{name})"
    day = f"({micros} // {SECONDS_PER_DAY * _MICRO} - {(first - FIRST).days})"
    # place 0 is no place of a list; and a CASE around the look-ups would make them several times slower
    place = f"CASE WHEN {micros} >= 0 AND {day} BETWEEN 0 AND {length - 1} THEN {day} + {offset} + 1 ELSE 0 END"

    def look(column: str) -> str:
        return f"list_extract(getvariable('csi_{column}'), {place})"

    parts = [f"least(greatest({micros} - {look(f'open_{k}')}, 0), {look(f'long_{k}')})" for k in range(1, width + 1)]
    # least() and greatest() skip a missing value, but a sum with one is missing
    return " + ".join([look("before"), *parts])


def _find_span(connection: duckdb.DuckDBPyConnection) -> tuple[dt.date, dt.date] | None:
    edges = ", ".join(
        f"{side}(CAST({name} AS DATE)) FILTER (WHERE {name} >= '{FIRST}' AND {name} < '{LAST}')"
        for side in ("min", "max")
        for name in STAMPS
    )
    found = connection.execute(f"SELECT {edges} FROM raw_tickets").fetchall()[0]
    known = [day for day in found if day is not None]
    return (min(known), max(known)) if known else None


def _list_days(clocks: Clocks, first: dt.date, last: dt.date) -> pd.DataFrame:
    """List all days of all calendars, in microseconds since 1970."""
    frames = [business_days(calendar, first, last) for calendar in clocks.calendars]
    # a segment that no day of any calendar has would be looked up for nothing
    width = max(_count_segments(frame) for frame in frames)
    return pd.concat([_in_micros(frame, width).assign(cal=place) for place, frame in enumerate(frames)])


def _count_segments(frame: pd.DataFrame) -> int:
    names = [str(name) for name in frame if str(name).startswith("shut_")]
    return max(1, sum(bool((frame[name] > 0).any()) for name in names))


def _in_micros(frame: pd.DataFrame, width: int) -> pd.DataFrame:
    number = frame["utc_day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    out = {"day": frame["utc_day"].dt.date, "before": frame["seconds_before"] * _MICRO}
    nothing = pd.Series(0, index=frame.index, dtype="int64")
    for k in range(1, width + 1):
        opens, shuts = frame.get(f"open_{k}", nothing), frame.get(f"shut_{k}", nothing)
        out[f"open_{k}"] = (number * SECONDS_PER_DAY + opens) * _MICRO
        out[f"long_{k}"] = (shuts - opens) * _MICRO
    return pd.DataFrame(out)
