"""The loop of feedback: who said how much, how much of it was answered, how soon, and what it changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from csi_lib.register.people.feedback import Feedback


@dataclass(frozen=True)
class Heard:
    """What a number of replies amount to on one day.

    Parameters
    ----------
    n : int
        How many had come by then.
    answered : int
        How many of them had been answered by then.
    changed : int
        How many led to a record: an initiative, an action, a new text of the plan.
    days : float or None
        Median of the days from coming to answer, over those answered; None without one.
    oldest : int or None
        Days the oldest unanswered one waits; None where none waits.
    """

    n: int
    answered: int
    changed: int
    days: float | None
    oldest: int | None

    @property
    def share(self) -> float | None:
        """Per cent answered; None where nothing came."""
        return 100 * self.answered / self.n if self.n else None


def count_heard(feedback: Iterable[Feedback], as_of: dt.date) -> Heard:
    """Count what came and what became of it, as it stood at the end of a day.

    Parameters
    ----------
    feedback : iterable of Feedback
        Any of it.
    as_of : date
        What came later is not counted, and what was answered later waits.

    Returns
    -------
    Heard
        The counts.
    """
    come = [item for item in feedback if item.received <= as_of]
    done = [(item.answered - item.received).days for item in come if item.answered and item.answered <= as_of]
    waits = [(as_of - item.received).days for item in list_waiting(come, as_of)]
    changed = sum(bool(item.led_to) for item in come)
    return Heard(len(come), len(done), changed, median(done) if done else None, max(waits, default=None))


def list_waiting(feedback: Iterable[Feedback], as_of: dt.date) -> tuple[Feedback, ...]:
    """List what had come by a day and had no answer then, the oldest first."""
    waiting = [item for item in feedback if item.received <= as_of and (item.answered is None or item.answered > as_of)]
    return tuple(sorted(waiting, key=lambda item: (item.received, item.id)))
