"""What else happened: events that forbid a verdict, and events that mark it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from csi_lib.settings import Event
from csi_lib.signals.series import Series
from csi_lib.signals.verdicts.sides import Sides


def find_rivals(events: Iterable[Event], kpis: Collection[str], wheres: Iterable[Mapping[str, str]]) -> list[Event]:
    """Pick the events that touch a series or the one it is compared with, in the order of time.

    Parameters
    ----------
    events : iterable of Event
        The engagement's calendar.
    kpis : collection of str
        Ids of the KPIs of both.
    wheres : iterable of mapping
        Slices of both; an event about one service also touches the total of all.

    Returns
    -------
    list of Event
        By date and text.
    """
    services = {where.get("service") for where in wheres}
    found = [
        item
        for item in events
        if (not item.kpis or set(kpis) & set(item.kpis))
        and (not item.services or None in services or services & set(item.services))
    ]
    return sorted(found, key=lambda item: (item.date, item.what))


def say_blocked(sides: Sides, rivals: Iterable[Event]) -> str:
    """Say which blocking event lies between the first and the last period used; empty where none does."""
    said = _name_blocking(sides.series.rows[sides.used], rivals)
    return f"the periods before and after cannot be compared: {said}" if said else ""


def say_broken(series: Series, rivals: Iterable[Event]) -> str:
    """Say which blocking event forbids to follow a series over the window; empty where none does."""
    said = _name_blocking(series.rows[series.usable], rivals)
    return f"the {series.noun}s of the window cannot be compared: {said}" if said else ""


def _name_blocking(used: pd.DataFrame, rivals: Iterable[Event]) -> str:
    if used.empty:
        return ""
    first, end = used["period_start"].iloc[0], used["period_end"].iloc[-1]
    return "; ".join(f"{item.what} on {item.date}" for item in rivals if item.blocks and _overlaps(item, first, end))


def mark_rivals(sides: Sides, rivals: Iterable[Event]) -> list[str]:
    """Name the other events from the period before the change to the one after the gap."""
    numbers = sides.series.numbers
    near = sides.series.rows[(numbers >= sides.change - 1) & (numbers <= sides.change + sides.gap)]
    first, end = near["period_start"].iloc[0], near["period_end"].iloc[-1]
    return [f"also on {item.date}: {item.what}" for item in rivals if not item.blocks and _overlaps(item, first, end)]


def _overlaps(event: Event, first: pd.Timestamp, end: pd.Timestamp) -> bool:
    return pd.Timestamp(event.date) < end and pd.Timestamp(event.until or event.date) >= first
