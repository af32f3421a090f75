"""How an initiative is carried out: milestones, tests, training, risks and issues."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from csi_lib.register.initiatives.choice import Score
from csi_lib.register.role import MaybeOneRole, MaybeRole, OneRole
from csi_lib.settings import Settings


class Milestone(Settings):
    """One step of the project plan."""

    what: str = Field(min_length=1)
    start: dt.date | None = None
    due: dt.date
    done: dt.date | None = None
    owner: MaybeOneRole = ""
    days: float | None = Field(default=None, ge=0)  # person-days it takes

    @model_validator(mode="after")
    def _in_order(self) -> Milestone:
        if self.start is not None and self.start > self.due:
            raise ValueError("'start' is after 'due'")
        return self

    def is_overdue(self, today: dt.date) -> bool:
        """Tell whether it was due before a day and is not done on it."""
        return self.due < today and (self.done is None or self.done > today)


class Test(Settings):
    """Evidence that the change works, from before it went live."""

    __test__ = False  # pytest: not a class of tests

    what: str = Field(min_length=1)
    result: Literal["passed", "failed"]
    on: dt.date
    by: MaybeRole = ""
    evidence: str = ""


class Training(Settings):
    """Who learned what, or was given a say; a group, never a person. Where none is needed, ``what`` says why."""

    who: str = Field(min_length=1)
    what: str = Field(min_length=1)
    kind: Literal["skills", "knowledge", "authority", "update", "none needed"] = "skills"
    on: dt.date
    people: int | None = Field(default=None, ge=0)
    hours: float | None = Field(default=None, ge=0)


class Risk(Settings):
    """What could go wrong: probability and impact from 1, very small, to 5, very large."""

    what: str = Field(min_length=1)
    probability: Score
    impact: Score
    mitigation: str = Field(min_length=1)
    owner: OneRole
    review_by: dt.date
    state: Literal["open", "closed", "happened"] = "open"

    @property
    def score(self) -> int:
        """Probability times impact, 1 to 25."""
        return self.probability * self.impact

    def is_overdue(self, today: dt.date) -> bool:
        """Tell whether an open risk should have been looked at again before a day."""
        return self.state == "open" and self.review_by < today


class Issue(Settings):
    """Something that stands in the way now."""

    what: str = Field(min_length=1)
    raised: dt.date
    owner: OneRole
    answer: str = ""
    closed: dt.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Issue:
        if self.closed is not None and self.closed < self.raised:
            raise ValueError("'closed' is before 'raised'")
        if self.closed is not None and not self.answer:
            raise ValueError("a closed issue needs its 'answer': what was done")
        return self
