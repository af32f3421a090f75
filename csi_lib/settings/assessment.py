"""How the answers on maturity are read: framework, the rule where the standard leaves one open, target."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from csi_lib.settings.model import Id, Settings


def _read_attribute(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value  # 1.1 without quotes is a number to YAML


AttributeId = Annotated[str, BeforeValidator(_read_attribute), Field(pattern=r"^[1-9]\.[1-9]$")]
_NARROWED = ("question", "indicator", "attribute", "from_level")


class LeftOut(Settings):
    """Something that nobody is asked: one of question, indicator, attribute and from_level, or a whole process."""

    question: str = Field(default="", description="Id of a question; a generic one is meant in every process")
    indicator: str = Field(
        default="", description="Id of a practice or work product: the questions that it serves or shows"
    )
    attribute: AttributeId | None = Field(default=None, description="A process attribute, such as 2.2")
    from_level: int | None = Field(default=None, ge=1, le=9, description="The first level that nothing is asked on")
    process: Id | None = Field(default=None, description="In this process alone; without another key the whole of it")
    reason: str = Field(description="Why; printed wherever it shows")

    @model_validator(mode="after")
    def _names_one_thing(self) -> LeftOut:
        named = [key for key in _NARROWED if getattr(self, key)]
        if len(named) > 1 or not (named or self.process):
            raise ValueError("name one of question, indicator, attribute and from_level, or a process alone")
        if not self.reason:
            raise ValueError("'reason' is empty; say why it is left out")
        return self

    @property
    def key(self) -> str:
        """The key that says what is left out."""
        return next((key for key in _NARROWED if getattr(self, key)), "process")

    @property
    def says(self) -> str:
        """What is left out, in words: ``PA 2.2``, ``level 4 and above``, ``question 2.1-planned``, ``the process``."""
        if self.attribute:
            return f"PA {self.attribute}"
        if self.from_level:
            return f"level {self.from_level} and above"
        return f"{self.key} {getattr(self, self.key)}" if self.key != "process" else "the process"


class Assessment(Settings):
    """The block ``assessment:`` of an engagement."""

    processes: list[Id] = Field(
        default=[], description="Which processes; default: every one that somebody was asked about"
    )
    framework: str = Field(
        default="iso33020", description="The ladder of the report: a file of params/maturity/frameworks"
    )
    also: list[str] = Field(default=[], description="Frameworks read from the same answers, beside it")
    method: Literal["R1", "R2", "R3"] = Field(
        default="R1", description="Rating method of ISO/IEC 33020; named in the report"
    )
    aggregate: Literal["mean", "median"] = Field(
        default="mean", description="How the questions of an attribute are joined"
    )
    instances: Literal["", "respondents", "roles"] = Field(
        default="", description="Who speaks for an instance; default: there is only one"
    )
    half: Literal["down", "up"] = Field(
        default="down", description="Where letters are averaged: x.5 falls or rises; flagged where it matters"
    )
    refined: bool = Field(
        default=False, description="Where letters are averaged: on N, P-, P+, L-, L+, F instead of N, P, L, F"
    )
    not_applicable: Literal["left out", "not achieved"] = Field(
        default="left out", description="What the reply 'not applicable' counts as"
    )
    weights: dict[str, float] = Field(
        default={}, description="Group of respondents -> weight; the unweighted result stands beside it"
    )
    team: dict[str, int] = Field(
        default={}, description="Group -> people it has: a whole team that answered leaves no sampling error"
    )
    left_out: list[LeftOut] = Field(
        default=[], description="What nobody is asked in this round, each with its reason; it is not assessed"
    )
    target: int | None = Field(default=None, ge=0, le=5, description="The level every process should reach")
    targets: dict[str, int] = Field(
        default={}, description="Process -> the level it should reach, where that is another one"
    )
    previous: list[str] = Field(default=[], description="Answer files of the round before (globs)")
    previous_questions: str = Field(
        default="", description="Folder of the questionnaire of that round, where it was another edition"
    )
    previous_left_out: list[LeftOut] = Field(default=[], description="What nobody was asked in that round")
    ratings: list[str] = Field(default=[], description="What assessors found on evidence (globs)")
    evidence_months: int = Field(default=18, ge=1, le=120, description="Older evidence is only a statement")
    capacity: float = Field(default=40.0, gt=0, description="Person-days of one wave of the roadmap")
    closed: dt.date | None = Field(
        default=None, description="The day it was closed; refused while no baseline is frozen"
    )
