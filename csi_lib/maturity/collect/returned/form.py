"""One filled-in form, whatever format it came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from csi_lib.maturity.answers import Answer
from csi_lib.maturity.collect.packet import Seal


@dataclass(frozen=True)
class Reply:
    """What stands in the form for one question.

    Parameters
    ----------
    answer : Answer or None
        None for blank.
    place : str
        Sheet and cell, or key.
    left : str
        What was written beside a blank answer; it is kept as a remark in the answer file.
    """

    answer: Answer | None
    place: str
    left: str = ""


@dataclass(frozen=True)
class Returned:
    """A form that came back.

    Parameters
    ----------
    file : str
        Where it was read from, as messages name it.
    seal : Seal
        What it was made of.
    respondent, role : str
        Pseudonym and role, from the form or filled in.
    date : date or None
        Day it was filled in.
    saved : datetime or None
        When the program last saved it.
    replies : mapping of str to Reply
        One per question that was asked.
    """

    file: str
    seal: Seal
    respondent: str
    role: str
    date: dt.date | None
    saved: dt.datetime | None
    replies: Mapping[str, Reply]

    @property
    def group(self) -> str:
        """The group whose questions were asked."""
        return self.seal.group

    @property
    def day(self) -> dt.date | None:
        """The day it was filled in, as the person says or else as the file does."""
        return self.date or (self.saved.date() if self.saved else None)
