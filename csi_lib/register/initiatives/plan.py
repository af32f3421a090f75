"""The project plans of all initiatives in one list, and what in them is late at a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.initiatives.work import Issue, Milestone, Risk

State = Literal["done", "open", "overdue"]


@dataclass(frozen=True)
class Planned:
    """One milestone of one initiative.

    Parameters
    ----------
    initiative, title : str
        Whose.
    milestone : Milestone
        As written down.
    state : {"done", "open", "overdue"}
        At the day that was asked for.
    late : int
        Days it is overdue, or was done after it was due; 0 otherwise.
    """

    initiative: str
    title: str
    milestone: Milestone
    state: State
    late: int


@dataclass(frozen=True)
class Threat:
    """One risk of one initiative.

    Parameters
    ----------
    initiative, title : str
        Whose.
    risk : Risk
        As written down.
    overdue : bool
        Whether it should have been looked at again.
    """

    initiative: str
    title: str
    risk: Risk
    overdue: bool


@dataclass(frozen=True)
class Obstacle:
    """One issue of one initiative.

    Parameters
    ----------
    initiative, title : str
        Whose.
    issue : Issue
        As written down.
    age : int
        Days it has been open, or was.
    closed : date or None
        When, as far as it was known at the day that was asked for.
    """

    initiative: str
    title: str
    issue: Issue
    age: int
    closed: dt.date | None


def list_milestones(initiatives: Iterable[Initiative], today: dt.date) -> tuple[Planned, ...]:
    """List the milestones of all initiatives, by initiative and day they are due.

    Of an initiative that is over, what was never done is open and no longer overdue: nobody waits for it.
    """
    return tuple(
        _place(item, milestone, today)
        for item in initiatives
        for milestone in sorted(item.milestones, key=lambda one: (one.start or one.due, one.due, one.what))
    )


def _place(item: Initiative, milestone: Milestone, today: dt.date) -> Planned:
    done = milestone.done if milestone.done and milestone.done <= today else None
    if done:
        return Planned(item.id, item.title, milestone, "done", max(0, (done - milestone.due).days))
    late = 0 if item.is_over else max(0, (today - milestone.due).days)
    return Planned(item.id, item.title, milestone, "overdue" if late else "open", late)


def list_risks(initiatives: Iterable[Initiative], today: dt.date) -> tuple[Threat, ...]:
    """List the open risks of initiatives that are not over, the highest score first."""
    found = [
        Threat(item.id, item.title, risk, risk.is_overdue(today))
        for item in initiatives
        if not item.is_over
        for risk in item.risks
        if risk.state == "open"
    ]
    return tuple(sorted(found, key=lambda one: (-one.risk.score, one.risk.review_by, one.title, one.risk.what)))


def list_issues(initiatives: Iterable[Initiative], today: dt.date) -> tuple[Obstacle, ...]:
    """List the issues of all initiatives, the open ones first, the oldest first."""
    found = list(_walk_issues(initiatives, today))
    return tuple(sorted(found, key=lambda one: (one.closed is not None, one.issue.raised, one.title)))


def _walk_issues(initiatives: Iterable[Initiative], today: dt.date) -> Iterator[Obstacle]:
    for item in initiatives:
        for issue in item.issues:
            if issue.raised <= today:
                closed = issue.closed if issue.closed and issue.closed <= today else None
                yield Obstacle(item.id, item.title, issue, ((closed or today) - issue.raised).days, closed)
