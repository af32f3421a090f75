"""The days on which money falls due."""

from __future__ import annotations

import calendar
import datetime as dt

DAYS_OF_A_MONTH = 365 / 12


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, the last one of a month that is too short."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


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
