"""What the register holds beside the answers on four of the ten steps: reviewed, met, trained, answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.people.feedback import Feedback
from csi_lib.register.people.stakeholder import Stakeholder
from csi_lib.register.register import Register
from csi_lib.register.reviews.review import Review

MONTHS = 12


@dataclass(frozen=True)
class OnRecord:
    """What was done in the last twelve months, as far as it was written down.

    Parameters
    ----------
    since : date
        First day that counts.
    reviews, reviewed : int
        Reviews held, and records of the register that they decided on, each once.
    meetings : int
        Talks with stakeholders.
    trainings : int
        Trainings of initiatives; where none was needed none is counted.
    complaints, answered : int
        Complaints received, and those of them that were answered.
    days : float or None
        Mean days to the answer of those.
    """

    since: dt.date
    reviews: int
    reviewed: int
    meetings: int
    trainings: int
    complaints: int
    answered: int
    days: float | None


def count_on_record(register: Register, as_of: dt.date) -> OnRecord:
    """Count what was reviewed, talked about, trained and answered in the last twelve months.

    Parameters
    ----------
    register : Register
        All records.
    as_of : date
        Last day that counts.

    Returns
    -------
    OnRecord
        Zeros where the register has no such records.
    """
    since = (pd.Timestamp(as_of) - pd.DateOffset(months=MONTHS) + pd.DateOffset(days=1)).date()

    def counts(day: dt.date | None) -> bool:
        return day is not None and since <= day <= as_of

    held = [item for item in register.of(Review) if counts(item.held)]
    decided = {(said.about, said.id) for item in held for said in item.decisions if said.about not in ("page", "other")}
    complaints = [item for item in register.of(Feedback) if item.source == "complaint" and counts(item.received)]
    waits = [(item.answered - item.received).days for item in complaints if item.answered and item.answered <= as_of]
    return OnRecord(
        since=since,
        reviews=len(held),
        reviewed=len(decided),
        meetings=sum(counts(talk.on) for item in register.of(Stakeholder) for talk in item.log),
        trainings=sum(
            counts(lesson.on) and lesson.kind != "none needed"
            for item in register.of(Initiative)
            for lesson in item.training
        ),
        complaints=len(complaints),
        answered=len(waits),
        days=sum(waits) / len(waits) if waits else None,
    )
