"""The days on which money falls due."""

from __future__ import annotations

import calendar
import datetime as dt

DAYS_OF_A_MONTH = 365 / 12
FARTHEST = 20  # years from go-live: no engagement looks ahead further, and what is paid so long before is a slip


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, the last one of a month that is too short."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def say_far(key: str, day: dt.date | None, live: dt.date | None) -> tuple[str, ...]:
    """Say that a day lies too far from an initiative's go-live to enter any return; nothing where it does not.

    Parameters
    ----------
    key : str
        Of the day.
    day, live : date or None
        The day, and go-live; None: not stated.

    Returns
    -------
    tuple of str
        One clause, or none.
    """
    if day is None or live is None or abs(day - live).days <= FARTHEST * 366:
        return ()
    return (f"'{key}' {day} lies more than {FARTHEST} years from the go-live of its initiative on {live}",)


def end_of_month(day: dt.date) -> dt.date:
    """Return the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def list_month_ends(since: dt.date, until: dt.date) -> tuple[dt.date, ...]:
    """List the last days of the whole months from one day to another, both inclusive."""
    first = since if since.day == 1 else add_months(since.replace(day=1), 1)
    found = []
    while (end := end_of_month(first)) <= until:
        found.append(end)
        first = add_months(first, 1)
    return tuple(found)


def list_payments(rhythm: str, when: dt.date, until: dt.date) -> tuple[dt.date, ...]:
    """List the days of a payment: one, or the same day of every month until a day, inclusive."""
    if rhythm == "once":
        return (when,) if when <= until else ()
    found, months = [], 0
    while (day := add_months(when, months)) <= until:
        found.append(day)
        months += 1
    return tuple(found)
