"""One cost of one initiative, with its bounds: planned beforehand, once or every month."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from csi_lib.register.benefits.benefit import Rhythm
from csi_lib.register.benefits.days import say_far
from csi_lib.register.benefits.spread import Spread
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Register
from csi_lib.register.role import MaybeOneRole

Category = Literal["labour", "licence", "hardware", "service", "training", "other"]


class Cost(Record):
    """One cost of one initiative.

    Examples
    --------
    ::

        version: 1
        id: mail-scripts
        initiative: mailbox-self-repair
        what: scripts written and tested
        category: labour            # labour | licence | hardware | service | training | other
        counts_as: cash             # cash | internal: hours of people who are paid anyway
        amount: {low: 22000, base: 24000, high: 27000}
        currency: EUR
        rhythm: once                # once | monthly
        when: 2025-03-15            # the day; of a monthly cost the first one
    """

    KIND = "cost"
    FOLDER = "costs"
    TITLE = "Costs"

    initiative: str = Field(min_length=1)
    what: str = Field(min_length=1)
    category: Category
    counts_as: Literal["cash", "internal"] = "cash"
    amount: Spread
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    rhythm: Rhythm
    when: dt.date
    until: dt.date | None = None  # last day of a monthly cost; default: as far as is looked ahead
    evidence: str = ""
    service: str = ""
    owner: MaybeOneRole = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Cost:
        if self.until is not None and self.rhythm == "once":
            raise ValueError("'until' is for a monthly cost; what is paid once has one day")
        if self.until is not None and self.until < self.when:
            raise ValueError(f"'until' {self.until} lies before 'when' {self.when}")
        return self

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its initiative."""
        return (Reference("initiative", self.initiative, ("initiative",)),)

    def check(self, register: Register) -> tuple[str, ...]:
        """Say whether it is paid so far from go-live that the year has to be a slip."""
        entry = register.entry("initiative", self.initiative)
        return say_far("when", self.when, getattr(entry.record, "date", None) if entry else None)
