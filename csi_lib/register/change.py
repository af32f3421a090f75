"""What somebody wants to write into the register: records, each made on the revision that was seen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from csi_lib.register.record import Record


@dataclass(frozen=True)
class Change:
    """One record as it shall be.

    Parameters
    ----------
    record : Record
        All of it, not only what changes.
    revision : int
        The revision it was made on; 0: it is new.
    """

    record: Record
    revision: int = 0


@dataclass(frozen=True)
class Occasion:
    """On what occasion changes are written.

    Parameters
    ----------
    imported : bool
        A new record may come in the state it had elsewhere, when it has what a way to that state needs.
    evaluating : bool
        A run writes what it found: it alone may add evaluations.
    day : date, optional
        The day of writing, the earliest that it is anywhere; None: it is not asked.
    whole : bool
        A whole register is taken over into an empty one.
    turning : bool
        ``csi cycle`` writes: it alone opens and closes cycles and makes entries of the programme.
    """

    imported: bool = False
    evaluating: bool = False
    day: dt.date | None = None
    whole: bool = False
    turning: bool = False


def find_day(at: dt.datetime | None = None) -> dt.date:
    """Return the earliest day that a moment, default now, is anywhere on earth: nobody's today is called yesterday."""
    return ((at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC) - dt.timedelta(hours=12)).date()
