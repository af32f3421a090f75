"""What a piece of evidence is worth: its grade, unless it is too old, undated or cannot be looked up again."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from csi_lib.maturity.answers import DIRECT_EVIDENCE, EVIDENCE, Sheet
from csi_lib.maturity.evidence.findings import Findings

STATEMENT = "statement"  # what worn-out evidence still is: somebody says that it was so


@dataclass(frozen=True)
class Weighed:
    """One piece of evidence and what it counts as.

    Parameters
    ----------
    process, about : str
        Process, and the attribute or question that it bears on.
    by : str
        Pseudonym of the assessor or respondent who named it.
    assessor : bool
        Whether it was an assessor.
    grade, counts : str
        What it is, and what it counts as: ``none`` < ``statement`` < ``document`` < ``record`` < ``data``.
    date : date or None
        The day it is from.
    until : date or None
        The last day on which it counts as what it is; None where it does not.
    ref, note : str
        Where it can be looked up again, and what was said of it.
    why : str
        Why it counts as less than its grade; empty where it does not.
    """

    process: str
    about: str
    by: str
    assessor: bool
    grade: str
    counts: str
    date: dt.date | None
    until: dt.date | None
    ref: str
    note: str
    why: str

    @property
    def direct(self) -> bool:
        """Whether it counts as a record or as data."""
        return self.counts in DIRECT_EVIDENCE


def find_day(sheets: Iterable[Sheet], files: Iterable[Findings], default: dt.date | None = None) -> dt.date | None:
    """Return the day on which the age of evidence is counted: that of the last sheet or rating.

    Parameters
    ----------
    sheets : iterable of Sheet
        The answers.
    files : iterable of Findings
        What assessors found.
    default : date, optional
        The day where none of them has a date.

    Returns
    -------
    date or None
        None where no day is known; then nothing is too old.
    """
    days = [sheet.date for sheet in sheets if sheet.date is not None] + [file.date for file in files]
    return max(days, default=default)


def weigh_findings(files: Iterable[Findings], day: dt.date | None, months: int) -> tuple[Weighed, ...]:
    """Weigh the evidence that assessors name; it needs a date and a reference.

    Parameters
    ----------
    files : iterable of Findings
        What they found.
    day : date or None
        The day on which age is counted.
    months : int
        Older evidence is only a statement.

    Returns
    -------
    tuple of Weighed
        In the order of the files; a piece that an assessor names before and after the talk stands there once.
    """
    pieces = {
        _weigh(
            item.process, item.about, file.assessor, True, piece.grade, piece.date, piece.ref, piece.note, day, months
        )
        for file in files
        for item in file.ratings
        for piece in item.evidence
    }
    return tuple(sorted(pieces, key=lambda item: (item.process, item.about, item.by, str(item.date), item.ref)))


def weigh_answers(
    sheets: Iterable[Sheet], process_of: dict[str, str], day: dt.date | None, months: int
) -> tuple[Weighed, ...]:
    """Weigh the evidence that answers name; without a date of its own it is from the day of the sheet.

    Parameters
    ----------
    sheets : iterable of Sheet
        The answers.
    process_of : dict of str to str
        Question -> process; answers to other questions are left out.
    day : date or None
        The day on which age is counted.
    months : int
        Older evidence is only a statement.

    Returns
    -------
    tuple of Weighed
        One per answer that names any.
    """
    return tuple(
        _weigh(process_of[name], name, sheet.respondent, False, item.evidence, seen, item.ref, item.note, day, months)
        for sheet in sheets
        for name, item, seen in ((name, item, item.seen or sheet.date) for name, item in sheet.answers.items())
        if name in process_of and item.evidence != "none"
    )


def _weigh(
    process: str,
    about: str,
    by: str,
    assessor: bool,
    grade: str,
    date: dt.date | None,
    ref: str,
    note: str,
    day: dt.date | None,
    months: int,
) -> Weighed:
    until = None if date is None else add_months(date, months)
    why = ""
    if EVIDENCE.index(grade) > EVIDENCE.index(STATEMENT):
        if until is None:
            why = "no date"
        elif day is not None and until < day:
            why = f"older than {months} months"
        elif assessor and not ref:
            why = "no reference"
    counts = STATEMENT if why else grade
    return Weighed(process, about, by, assessor, grade, counts, date, None if why else until, ref, note, why)


@cache
def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
