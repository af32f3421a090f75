"""On which column of the tickets a promised time is read, and until when an open ticket is not late yet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from csi_lib.clocks import business_seconds, load_calendar, to_utc
from csi_lib.register.sla import Sla
from csi_lib.settings import Engagement

ALWAYS = "24x7"
COLUMNS = {
    ("response", True, False): "hours_to_respond",
    ("response", False, False): "business_hours_to_respond",
    ("resolution", True, False): "hours_to_resolve",
    ("resolution", False, False): "business_hours_to_resolve",
    ("resolution", True, True): "hours_without_hold",
    ("resolution", False, True): "sla_hours",
}
_HALVINGS = 48  # ten years halved so often are a millisecond
_LONGEST = pd.Timedelta(days=3653)


def find_column(sla: Sla, times: str, engagement: Engagement) -> str:
    """Return the column of the tickets that holds the elapsed hours, or nothing where the clock was not measured.

    Parameters
    ----------
    sla : Sla
        Its calendar and whether waiting for the user counts; a first answer is waited for by the user alone.
    times : {"response", "resolution"}
        What is timed.
    engagement : Engagement
        Says on which calendar the business hours of a service were measured.
    """
    if sla.calendar not in (ALWAYS, clock_of(sla, engagement)):
        return ""
    return COLUMNS[times, sla.calendar == ALWAYS, sla.pauses and times == "resolution"]


def clock_of(sla: Sla, engagement: Engagement) -> str:
    """Return the calendar on which the business hours of an agreement's service were measured."""
    return engagement.service_calendars.get(sla.service, engagement.calendar)


def find_cutoff(hours: float, sla: Sla, engagement: Engagement, as_of: dt.date, home: Path) -> float:
    """Return the second since 1970 before which an open ticket was opened when it is late by now.

    Parameters
    ----------
    hours : float
        The promised time on the agreement's clock.
    sla, engagement, home
        Say which clock.
    as_of : date
        Last local day; now is its end.
    """
    now = to_utc(pd.Timestamp(as_of) + pd.Timedelta(days=1), engagement.zone)
    if sla.calendar == ALWAYS:
        return _seconds(now) - 3600 * hours
    calendar = load_calendar(sla.calendar, home, where=f"{sla.KIND} '{sla.id}', key calendar")
    early, late = now - _LONGEST, now
    for _ in range(_HALVINGS):
        middle = early + (late - early) / 2
        if business_seconds(calendar, middle, now) > 3600 * hours:
            early = middle
        else:
            late = middle
    return _seconds(early)


def _seconds(stamp: pd.Timestamp) -> float:
    return float((stamp - pd.Timestamp("1970-01-01")) / pd.Timedelta(seconds=1))
