"""How much the register is used: what was raised, decided and done, by whom it was raised, and how old it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import get_args

from csi_lib.register.initiatives.initiative import Initiative, Source
from csi_lib.register.initiatives.opportunity import Opportunity

NO_TEAM = "(no team named)"


@dataclass(frozen=True)
class Activity:
    """What became of the opportunities of one group.

    Parameters
    ----------
    group : str
        A source, a team, a month, or ``all``.
    raised, decided, done, declined : int
        How many were raised; of these decided on, taken up or not; of the decided carried out, and turned down for
        good.
    open : int
        Raised and not decided yet.
    age : float or None
        Median days since they were raised, of those open; None without one.
    waited : float or None
        Median days from raised to decided; None without one.
    """

    group: str
    raised: int
    decided: int
    done: int
    declined: int
    open: int
    age: float | None
    waited: float | None


@dataclass(frozen=True)
class Course:
    """One opportunity with the days that count, as they were known at one date.

    Parameters
    ----------
    item : Opportunity
        The record.
    raised, decided, done, declined : date or None
        When; done: carried out; declined: turned down for good or withdrawn; None where it had not happened by then.
    """

    item: Opportunity
    raised: dt.date
    decided: dt.date | None
    done: dt.date | None
    declined: dt.date | None


def follow(
    opportunities: Iterable[Opportunity], initiatives: Iterable[Initiative], as_of: dt.date
) -> tuple[Course, ...]:
    """Follow every opportunity up to a day.

    Parameters
    ----------
    opportunities : iterable of Opportunity
        The register.
    initiatives : iterable of Initiative
        An opportunity that is done was so when the last initiative that answers it ended.
    as_of : date
        Nothing later counts.

    Returns
    -------
    tuple of Course
        Those raised by then, in their order.
    """
    tried = tuple(initiatives)
    return tuple(_follow(item, tried, as_of) for item in opportunities if item.raised <= as_of)


def _follow(item: Opportunity, initiatives: Sequence[Initiative], as_of: dt.date) -> Course:
    decided = item.decision.on if item.decision and item.status != "raised" else None
    ends = [one.closing.on for one in initiatives if item.id in one.opportunities and one.closing]
    done = max(ends, default=decided) if item.status == "done" else None
    declined = decided if item.status in ("declined", "withdrawn") else None
    return Course(item, item.raised, *(day if day and day <= as_of else None for day in (decided, done, declined)))


def measure_activity(courses: Sequence[Course], as_of: dt.date) -> Activity:
    """Count all opportunities; ages are those at ``as_of``."""
    return _count("all", courses, as_of)


def split_by_source(courses: Sequence[Course], as_of: dt.date) -> tuple[Activity, ...]:
    """Count by where the opportunities come from, every source there is: one that nobody uses is a finding too."""
    return tuple(_count(name, [one for one in courses if one.item.source == name], as_of) for name in get_args(Source))


def split_by_team(courses: Sequence[Course], as_of: dt.date) -> tuple[Activity, ...]:
    """Count by the team that raised them, the busiest first."""
    return _split(courses, as_of, lambda one: one.item.team or NO_TEAM)


def _split(courses: Sequence[Course], as_of: dt.date, key: Callable[[Course], str]) -> tuple[Activity, ...]:
    names = sorted({key(one) for one in courses})
    found = (_count(name, [one for one in courses if key(one) == name], as_of) for name in names)
    return tuple(sorted(found, key=lambda item: (-item.raised, item.group)))


def _count(group: str, courses: Sequence[Course], as_of: dt.date) -> Activity:
    waiting = [one for one in courses if one.decided is None]
    ages = [(as_of - one.raised).days for one in waiting]
    waits = [(one.decided - one.raised).days for one in courses if one.decided is not None]
    return Activity(
        group=group,
        raised=len(courses),
        decided=len(courses) - len(waiting),
        done=sum(one.done is not None for one in courses),
        declined=sum(one.declined is not None for one in courses),
        open=len(waiting),
        age=float(median(ages)) if ages else None,
        waited=float(median(waits)) if waits else None,
    )
