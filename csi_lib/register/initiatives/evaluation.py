"""What a run found of an initiative, what people say of it, and how it ended."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from csi_lib.register.role import Role
from csi_lib.settings import Settings

State = Literal["achieved", "not achieved", "not enough evidence"]


class Heard(Settings):
    """What customers and employees say of the change; where nobody was heard, that."""

    customers: str = Field(min_length=1)
    employees: str = Field(min_length=1)


class Evaluation(Settings):
    """What one run said of an initiative; appended, never altered.

    ``effect``, ``lo`` and ``hi`` are the step beside the earlier course with its 95 % interval, of the kind
    ``effect_kind``; ``fingerprint`` is that of the study, so that the run can be found again.
    """

    as_of: dt.date
    verdict: Literal["improved", "worse", "no clear change", "not enough evidence"]
    state: State
    effect: float | None = None
    lo: float | None = None
    hi: float | None = None  # none also where the upper end is without bound
    effect_kind: str = ""
    unit: str = ""
    reason: str = ""
    fingerprint: str = ""
    feedback: Heard

    @model_validator(mode="after")
    def _fits_itself(self) -> Evaluation:
        if self.state == "achieved" and self.verdict != "improved":
            raise ValueError(f"a target is not 'achieved' by a change whose verdict is '{self.verdict}'")
        if self.verdict in ("improved", "worse") and (self.effect is None or (self.lo is None and self.hi is None)):
            raise ValueError(f"the verdict '{self.verdict}' needs 'effect' and its interval, 'lo' and 'hi'")
        if self.effect is not None and not self._holds(self.effect):
            raise ValueError(f"the interval from {self.lo} to {self.hi} does not hold the effect {self.effect}")
        return self

    def _holds(self, effect: float) -> bool:
        """Tell whether the interval holds a value; an end that is not there is without bound."""
        slack = 1e-9 * max(1.0, abs(effect))  # rounding alone
        above = self.lo is None or self.lo <= effect + slack
        return above and (self.hi is None or effect <= self.hi + slack)


class SignOff(Settings):
    """What one group of stakeholders says of the outcome."""

    group: str = Field(min_length=1)
    role: Role
    on: dt.date
    says: Literal["effective", "not effective", "no view"]
    note: str = ""


class Override(Settings):
    """Why an initiative is called a success without evidence; every report prints it."""

    reason: str = Field(min_length=1)
    by: Role
    on: dt.date


class Closing(Settings):
    """How an initiative ended."""

    result: Literal["standardised", "restarted", "stopped"]
    reason: str = Field(min_length=1)
    by: Role
    on: dt.date
    override: Override | None = None
