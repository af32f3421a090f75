"""How answers are read where a framework leaves the choice open: method, mean, ties, "not applicable", weights."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from csi_lib.errors import SettingsError, did_you_mean
from csi_lib.maturity.bank import GROUPS
from csi_lib.settings.assessment import Assessment as Settings

Method = Literal["R1", "R2", "R3"]
Aggregate = Literal["mean", "median", "minimum"]
Half = Literal["down", "up"]
NotApplicable = Literal["left out", "not achieved", "achieved"]
Instances = Literal["", "respondents", "roles"]


@dataclass(frozen=True)
class Rule:
    """How answers are read.

    Parameters
    ----------
    method : str
        ``R1``: each outcome is rated, outcomes are joined to their attribute. ``R2``: each attribute is rated per
        instance, instances are joined. ``R3``: each attribute is rated once over everything, nothing is joined.
    aggregate : str
        What joins them. ``minimum`` serves the comparison of readings, no settings file can choose it.
    half : str
        Where letters are joined as numbers: x.5 falls or rises.
    refined : bool
        Whether letters are joined on N, P-, P+, L-, L+, F instead of N, P, L, F.
    not_applicable : str
        ``left out`` of every mean, read as ``not achieved``, or (for the comparison alone) as ``achieved``.
    weights : tuple of (str, Fraction)
        Weight of a respondent of that group; 1 where none is given.
    instances : str
        Who speaks for an instance of the process: each of the ``respondents``, all of one of the ``roles``, or, when
        empty, nobody: the organisation is one instance.

    Source
    ------
    ISO/IEC 33020:2015, rating methods and aggregation, as reproduced in Automotive SPICE PAM 3.1, section 5.2.
    """

    method: Method = "R1"
    aggregate: Aggregate = "mean"
    half: Half = "down"
    refined: bool = False
    not_applicable: NotApplicable = "left out"
    weights: tuple[tuple[str, Fraction], ...] = ()
    instances: Instances = ""

    def __post_init__(self) -> None:
        if self.method == "R2" and not self.instances:
            raise SettingsError(
                "method R2 rates each attribute per instance, and nothing says what an instance is",
                where="assessment.method",
                do="Set assessment.instances to 'roles' or 'respondents', or choose R1",
            )

    @classmethod
    def read(cls, settings: Settings) -> Rule:
        """Take the rule from the settings of an engagement.

        Raises
        ------
        SettingsError
            When method R2 is asked for and no instances are named, or a weight is negative or all are zero.
        """
        return cls(
            method=settings.method,
            aggregate=settings.aggregate,
            half=settings.half,
            refined=settings.refined,
            not_applicable=settings.not_applicable,
            weights=_read_weights(settings.weights),
            instances=settings.instances,
        )

    @property
    def joins_letters(self) -> bool:
        """Whether letters of instances are joined; otherwise percents are, and no tie can arise."""
        return bool(self.instances) and self.method != "R3"

    @property
    def says(self) -> str:
        """The rule in one clause, for the report."""
        return "; ".join([_METHODS[self.method], *self._details()])

    def _details(self) -> list[str]:
        found = [f"{self.aggregate} of {'letters' if self.joins_letters else 'percents'}"] * (self.method != "R3")
        if self.joins_letters:
            found.append(f"instances are the {self.instances}")
            found.append(f"a half is rounded {self.half}")
        if self.not_applicable != "left out":
            found.append(f"'not applicable' counts as {self.not_applicable}")
        if self.weights:
            given = ", ".join(f"{name} {float(weight):g}" for name, weight in self.weights)
            found.append(f"weighted by group ({given})")
        return found


_METHODS = {
    "R1": "method R1, outcomes joined to their attribute",
    "R2": "method R2, attributes rated per instance and joined",
    "R3": "method R3, attributes rated once over all answers",
}


def _read_weights(weights: dict[str, float]) -> tuple[tuple[str, Fraction], ...]:
    for name in weights:
        if name not in GROUPS:
            raise SettingsError(
                f"unknown group '{name}'", where="assessment.weights", do=did_you_mean(name, GROUPS).capitalize()
            )
    found = tuple((name, Fraction(str(weight))) for name, weight in sorted(weights.items()))
    if any(weight < 0 for _, weight in found) or (found and not any(weight for _, weight in found)):
        raise SettingsError(
            "weights are numbers from 0 up, and one of them is above 0",
            where="assessment.weights",
            do="Give each group a weight such as 1 or 0.5",
        )
    return found


PLAIN = Rule()
