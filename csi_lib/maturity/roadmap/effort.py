"""What it takes to raise an outcome: a declared rule that a project replaces by its own estimates."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from csi_lib.maturity.framework import Exact
from csi_lib.settings import Settings, list_kit, load

HALF_DAY = Fraction(1, 2)


class Days(Settings):
    """A range of person-days."""

    low: Exact
    high: Exact

    @model_validator(mode="after")
    def _in_order(self) -> Days:
        if not 0 < self.low <= self.high:
            raise ValueError("'low' must be above 0 and not above 'high'")
        return self


class Effort(Settings):
    """The rule for effort and the impact of the ten steps; see ``params/maturity/roadmap.yml``."""

    version: Literal[1]
    says: str
    days: dict[int, Days] = Field(min_length=1)
    least: Days
    questions: dict[str, Days] = {}
    steps: dict[str, int] = {}

    @model_validator(mode="after")
    def _impact_in_range(self) -> Effort:
        for step, impact in self.steps.items():
            if not 1 <= impact <= 3:
                raise ValueError(f"the impact of step {step} is 1, 2 or 3 (given: {impact})")
        return self

    def estimate(self, question: str, level: int, percent: Fraction) -> Days:
        """Estimate what raising one outcome takes.

        Parameters
        ----------
        question : str
            Its id; an own estimate goes before the rule.
        level : int
            Level of its attribute; a level without a rule is read by the highest one that has one.
        percent : Fraction
            Achieved now, 0..100.

        Returns
        -------
        Days
            Rounded up to half days.
        """
        if question in self.questions:
            return self.questions[question]
        whole = self.days[max((item for item in self.days if item <= level), default=min(self.days))]
        missing = (100 - percent) / 100
        low, high = (
            _round_up(max(share * missing, least))
            for share, least in ((whole.low, self.least.low), (whole.high, self.least.high))
        )
        return Days.model_construct(low=low, high=high)


def _round_up(days: Fraction) -> Fraction:
    return -(-days // HALF_DAY) * HALF_DAY


def load_effort(home: Path | None = None) -> Effort:
    """Read the rule for effort: the project's own ``params/maturity/roadmap.yml``, else the kit's.

    Parameters
    ----------
    home : Path, optional
        The project's root.

    Returns
    -------
    Effort
        The rule.

    Raises
    ------
    SettingsError
        When the file is malformed.
    """
    return load(list_kit("params/maturity", ".yml", home)["roadmap"], Effort)
