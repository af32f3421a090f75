"""How the answers on maturity are read: framework, the rule where the standard leaves one open, target."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from csi_lib.settings.model import Id, Settings


class Assessment(Settings):
    """The block ``assessment:`` of an engagement."""

    processes: list[Id] = []  # which processes; default: every one that somebody was asked about
    framework: str = "iso33020"  # the ladder of the report: a file of params/maturity/frameworks
    also: list[str] = []  # frameworks read from the same answers, beside it
    method: Literal["R1", "R2", "R3"] = "R1"  # rating method of ISO/IEC 33020; named in the report
    aggregate: Literal["mean", "median"] = "mean"  # of questions to their attribute
    instances: Literal["", "respondents", "roles"] = ""  # who speaks for an instance; default: there is only one
    half: Literal["down", "up"] = "down"  # where letters are averaged: x.5 falls or rises; flagged where it matters
    refined: bool = False  # where letters are averaged: on N, P-, P+, L-, L+, F instead of N, P, L, F
    not_applicable: Literal["left out", "not achieved"] = "left out"
    weights: dict[str, float] = {}  # group of respondents -> weight; the unweighted result stands beside it
    team: dict[str, int] = {}  # group -> people it has: a whole team that answered leaves no sampling error
    target: int | None = Field(default=None, ge=0, le=5)  # the level every process should reach
    targets: dict[str, int] = {}  # process -> another one
    previous: list[str] = []  # answer files of the round before (globs)
    previous_questions: str = ""  # folder of the questionnaire of that round, where it was another edition
    ratings: list[str] = []  # what assessors found on evidence (globs)
    evidence_months: int = Field(default=18, ge=1, le=120)  # older evidence is only a statement
    capacity: float = Field(default=40.0, gt=0)  # person-days of one wave of the roadmap
    closed: dt.date | None = None  # the day it was closed; refused while no baseline is frozen
