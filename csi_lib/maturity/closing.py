"""What keeps an assessment from being closed, and what a reader of a closed one would miss."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from csi_lib.errors import SettingsError
from csi_lib.maturity.assessment import Assessment

# features.md AS02 and AS04: the processes every assessment covers, and the groups that are heard
COVERED = {
    "incident": "incident management",
    "problem": "problem management",
    "change": "change management",
    "desk": "the service desk",
}
HEARD = ("users", "agents", "staff", "stakeholders")


@dataclass(frozen=True)
class OpenPoint:
    """One thing that is missing.

    Parameters
    ----------
    what : str
        In a sentence.
    do : str
        What to do about it.
    blocks : bool
        Whether the assessment cannot be closed without it.
    """

    what: str
    do: str
    blocks: bool = False


def list_open_points(assessment: Assessment, baseline: str) -> tuple[OpenPoint, ...]:
    """List what is missing for an assessment to be closed.

    Parameters
    ----------
    assessment : Assessment
        What was found.
    baseline : str
        Id of the frozen baseline that later numbers are compared with; empty where there is none.

    Returns
    -------
    tuple of OpenPoint
        What blocks first.
    """
    found = [] if baseline else [NO_BASELINE]
    return tuple([*found, *_list_gaps(assessment)])


NO_BASELINE = OpenPoint(
    "No baseline is frozen: improvements after this assessment would have nothing to be compared with.",
    "Freeze one with 'csi freeze'",
    blocks=True,
)


def check_closed(closed: dt.date | None, baseline: str, where: str) -> None:
    """Refuse an assessment that is said to be closed while no baseline is frozen.

    Raises
    ------
    SettingsError
        Naming the key and the command.
    """
    if closed is not None and not baseline:
        raise SettingsError(
            f"the assessment is closed on {closed}, but no baseline is frozen",
            where=f"{where}, assessment.closed",
            do="Freeze a baseline with 'csi freeze' first, or take 'closed' out",
        )


def _list_gaps(assessment: Assessment) -> Iterator[OpenPoint]:
    rated = {item.process for item in assessment.ratings if item.level is not None}
    missing = [title for name, title in COVERED.items() if name not in rated]
    if missing:
        yield OpenPoint(f"Not covered: {', '.join(missing)}.", "Ask about them too, or say in the report why not")
    heard = {sheet.group for sheet in assessment.asked.sheets}
    silent = [group for group in HEARD if group not in heard]
    if silent:
        yield OpenPoint(f"Nobody was heard from: {', '.join(silent)}.", "Interview at least one person of each group")
    blank = _count(item.blank for rating in assessment.ratings for item in rating.attributes)
    if blank:
        yield OpenPoint(f"Questions left blank: {blank:,}.", "Ask once more, or note 'don't know'")
    apart = [f"{item.title} PA {one.attribute}" for item in assessment.found for one in item.attributes if one.apart]
    if apart:
        yield OpenPoint(f"The assessors differ on {', '.join(apart)}.", "Let them agree and write stage 'agreed'")
    bare = [item.title for item in assessment.found if not item.assessed]
    if bare:
        yield OpenPoint(
            f"No assessor looked at: {', '.join(bare)}.", "Look at records, or say that it rests on opinion"
        )


def _count(numbers: Iterable[int]) -> int:
    return sum(numbers)
