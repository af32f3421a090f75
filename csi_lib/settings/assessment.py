"""How the answers on maturity are read: framework, the rule where the standard leaves one open, target."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from csi_lib.settings.model import Id, Settings


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
    target: int | None = Field(default=None, ge=0, le=5, description="The level every process should reach")
    targets: dict[str, int] = Field(
        default={}, description="Process -> the level it should reach, where that is another one"
    )
    previous: list[str] = Field(default=[], description="Answer files of the round before (globs)")
    previous_questions: str = Field(
        default="", description="Folder of the questionnaire of that round, where it was another edition"
    )
    ratings: list[str] = Field(default=[], description="What assessors found on evidence (globs)")
    evidence_months: int = Field(default=18, ge=1, le=120, description="Older evidence is only a statement")
    capacity: float = Field(default=40.0, gt=0, description="Person-days of one wave of the roadmap")
    closed: dt.date | None = Field(
        default=None, description="The day it was closed; refused while no baseline is frozen"
    )
