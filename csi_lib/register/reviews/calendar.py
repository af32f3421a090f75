"""When the next reviews are due: those planned, and those that the cadence of the last one asks for."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from csi_lib.register.register import Register
from csi_lib.register.reviews.review import Review, ReviewType
from csi_lib.register.reviews.supplier import Cadence, Supplier

MONTHS: dict[Cadence, int] = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
# Regular reviews that improvement rests on, whatever the services are. Source: features.md AS08.
REGULAR: tuple[ReviewType, ...] = ("metrics", "feedback", "process audit")
AHEAD = 366  # days that a calendar looks ahead


@dataclass(frozen=True)
class Due:
    """One review that is due.

    Parameters
    ----------
    on : date
        The day.
    title, type, service, supplier : str
        What it is about.
    review : str
        Id of the record; empty where only a cadence asks for it.
    overdue : bool
        Its day is past and nobody has held it.
    basis : str
        Why it is due.
    """

    on: dt.date
    title: str
    type: ReviewType
    service: str
    supplier: str
    review: str
    overdue: bool
    basis: str


def list_due(register: Register, today: dt.date, ahead: int = AHEAD) -> tuple[Due, ...]:
    """List every review that is due, the earliest first.

    Parameters
    ----------
    register : Register
        Its reviews and suppliers.
    today : date
        What lies before it and was not held is overdue.
    ahead : int
        Days to look ahead.

    Returns
    -------
    tuple of Due
        Planned reviews; for every row of reviews without a planned one, the next by its cadence; for every supplier
        whose contract asks for reviews and that never had one, its first.
    """
    reviews = [item for item in register.of(Review) if item.status != "cancelled"]
    found = [_take_planned(item, today) for item in reviews if item.status == "planned"]
    found += _follow_up(reviews, today)
    found += _begin(register.of(Supplier), reviews, today)
    until = today + dt.timedelta(days=min(ahead, (dt.date.max - today).days))
    return tuple(
        sorted((item for item in found if item.on <= until), key=lambda item: (item.on, item.title, item.type))
    )


def list_later(register: Register, today: dt.date, ahead: int = AHEAD) -> tuple[Due, ...]:
    """List what is due only after the days that a calendar looks ahead; parameters as for ``list_due``."""
    return list_due(register, today, dt.date.max.toordinal())[len(list_due(register, today, ahead)) :]


def list_missing_types(register: Register) -> tuple[ReviewType, ...]:
    """List the regular reviews that nobody has planned or held: of metrics, of feedback, of processes."""
    known = {item.type for item in register.of(Review) if item.status != "cancelled"}
    return tuple(name for name in get_args(ReviewType) if name in REGULAR and name not in known)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later; the last of the month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _take_planned(item: Review, today: dt.date) -> Due:
    overdue = item.is_overdue(today)
    return Due(item.planned, item.title, item.type, item.service, item.supplier, item.id, overdue, "planned")


def _follow_up(reviews: Iterable[Review], today: dt.date) -> Iterator[Due]:
    rows: dict[tuple[str, str, str], list[Review]] = {}
    for item in reviews:
        rows.setdefault((item.type, item.service, item.supplier), []).append(item)
    for row in rows.values():
        newest = max(row, key=lambda item: (item.held or item.planned, item.id))
        if newest.cadence is None or any(item.status == "planned" for item in row):
            continue
        # counted from the day it was planned for: a late review does not shift all that follow
        after = newest.planned
        while after <= (newest.held or newest.planned):
            after = add_months(after, MONTHS[newest.cadence])
        yield Due(
            after,
            newest.title,
            newest.type,
            newest.service,
            newest.supplier,
            "",
            after < today,
            f"{newest.cadence}, the last one was on {newest.held}",
        )


def _begin(suppliers: Iterable[Supplier], reviews: Iterable[Review], today: dt.date) -> Iterator[Due]:
    seen = {item.supplier for item in reviews if item.supplier}
    for item in suppliers:
        if item.review is not None and item.id not in seen:
            basis = f"{item.review} by the supplier's record, and none was ever planned"
            yield Due(today, item.title, "supplier", "", item.id, "", False, basis)
