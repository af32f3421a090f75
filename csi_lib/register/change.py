"""What somebody wants to write into the register: records, each made on the revision that was seen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from csi_lib.register.record import Record

Source = Literal["hand", "elsewhere", "evaluation", "cycle", "screening"]


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
    """On what occasion changes are written, and what may be written on it alone.

    Parameters
    ----------
    source : {"hand", "elsewhere", "evaluation", "cycle", "screening"}
        What they come from: somebody's hand, another register or a file, a run that evaluates, ``csi cycle``, or ``csi
        register screen``.
    day : date, optional
        The day of writing, the earliest that it is anywhere; None: it is not asked.
    empty : bool
        Nothing was written before: what comes from elsewhere is a whole register.
    """

    source: Source = "hand"
    day: dt.date | None = None
    empty: bool = False

    def brings_past(self, was: Record | None) -> bool:
        """Tell whether a record is new here alone: it keeps the state, the days and the evaluations it had elsewhere.

        Parameters
        ----------
        was : Record or None
            The record before; None: it is new.
        """
        return was is None and self.source == "elsewhere"

    def may_evaluate(self) -> bool:
        """Tell whether evaluations may be added: a run alone writes what it found."""
        return self.source == "evaluation"

    def may_screen(self, was: Record | None) -> bool:
        """Tell whether it may be written what was found on a KPI: by the look at it, or with a whole register.

        Parameters
        ----------
        was : Record or None
            The record before; None: it is new.
        """
        return self.source == "screening" or (self.brings_past(was) and self.empty)

    def may_turn(self, was: Record | None) -> bool:
        """Tell whether cycles and entries of the programme may be written: by their command, or with a whole register.

        Parameters
        ----------
        was : Record or None
            The record before; None: it is new.
        """
        return self.source == "cycle" or (self.brings_past(was) and self.empty)


def find_day(at: dt.datetime | None = None) -> dt.date:
    """Return the earliest day that a moment, default now, is anywhere on earth: nobody's today is called yesterday."""
    return ((at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC) - dt.timedelta(hours=12)).date()
