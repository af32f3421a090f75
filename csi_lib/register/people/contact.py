"""Whether every stakeholder was heard as often as was agreed."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass

from csi_lib.register.people.feedback import Feedback
from csi_lib.register.people.stakeholder import Meeting, Stakeholder

MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


@dataclass(frozen=True)
class Contact:
    """How one stakeholder stands.

    Parameters
    ----------
    stakeholder : Stakeholder
        Who.
    last : date or None
        The newest talk or feedback by the day.
    due : date or None
        When the next talk is due; None where none was agreed, or nothing says from when on to count.
    overdue : int
        Days it is late; 0 where it is not.
    talks : tuple of Meeting
        All by the day, the newest first.
    replies : int
        How many pieces of feedback came by the stakeholder's channel.
    """

    stakeholder: Stakeholder
    last: dt.date | None
    due: dt.date | None
    overdue: int
    talks: tuple[Meeting, ...]
    replies: int


def follow_contacts(
    stakeholders: Iterable[Stakeholder], feedback: Iterable[Feedback], as_of: dt.date
) -> tuple[Contact, ...]:
    """Say of every stakeholder when it was heard last and when it is due again.

    Parameters
    ----------
    stakeholders : iterable of Stakeholder
        With their logs.
    feedback : iterable of Feedback
        What came by a stakeholder's channel counts as heard.
    as_of : date
        Today.

    Returns
    -------
    tuple of Contact
        One each, in order.
    """
    given = tuple(feedback)
    return tuple(_follow(item, given, as_of) for item in stakeholders)


def _follow(item: Stakeholder, feedback: Iterable[Feedback], as_of: dt.date) -> Contact:
    talks = tuple(sorted((talk for talk in item.log if talk.on <= as_of), key=lambda talk: talk.on, reverse=True))
    came = [one.received for one in feedback if one.stakeholder == item.id and one.received <= as_of]
    last = max([*(talk.on for talk in talks), *came], default=None)
    start = max((day for day in (last, item.since) if day is not None), default=None)
    due = None if start is None else find_next(start, item.frequency)
    late = 0 if due is None else max(0, (as_of - due).days)
    return Contact(item, last, due, late, talks, len(came))


def find_next(day: dt.date, frequency: str) -> dt.date | None:
    """Return the day one span after another; None where no span was agreed.

    A month ends where it ends: one month after 31 January is the last of February.
    """
    if frequency == "weekly":
        return day + dt.timedelta(days=7)
    if frequency not in MONTHS:
        return None
    total = day.year * 12 + day.month - 1 + MONTHS[frequency]
    year, month = divmod(total, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
