"""What assessors found: files with a rating per attribute or question, and the evidence it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from csi_lib.errors import SettingsError, did_you_mean
from csi_lib.maturity.answers import Evidence
from csi_lib.maturity.bank import Process
from csi_lib.maturity.framework import Exact, Framework
from csi_lib.settings import AttributeId, Id, Settings, load

Letter = Literal["N", "P", "L", "F"]


class Piece(Settings):
    """One piece of evidence: how strong it is, the day it is from, and where it can be looked up again."""

    grade: Evidence
    date: dt.date | None = None
    ref: str = ""
    note: str = ""


class Finding(Settings):
    """The rating of one attribute, or of one question, by a letter or a percent."""

    process: Id
    attribute: AttributeId | None = None
    question: str = ""
    rating: Letter | None = None
    percent: Exact | None = None
    weakness: str = ""
    evidence: list[Piece] = []

    @model_validator(mode="after")
    def _one_of_each(self) -> Finding:
        if (self.attribute is None) == (not self.question):
            raise ValueError("name either 'attribute' or 'question'")
        if (self.rating is None) == (self.percent is None):
            raise ValueError("give either 'rating' (N, P, L or F) or 'percent'")
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise ValueError(f"a percent of achievement lies in 0..100 (given: {self.percent})")
        return self

    @property
    def about(self) -> str:
        """Id of the attribute or question that is rated."""
        return self.attribute or self.question

    def value(self, framework: Framework) -> Fraction:
        """Return the rating in percent: a letter is worth what the framework says an answer is worth."""
        if self.percent is not None:
            return self.percent
        assert self.rating is not None
        return framework.answers[self.rating] * 100


class Findings(Settings):
    """What one assessor found, before or after the assessors talked it over.

    Examples
    --------
    ::

        version: 1
        assessor: a1               # a pseudonym
        date: 2026-05-22
        stage: own                 # own: before the assessors talked; agreed: after
        ratings:
          - process: incident
            attribute: "1.1"       # or question: inc-1.1-logged
            rating: L              # or percent: 72
            weakness: a third of the tickets are closed without a word from the user
            evidence:
              - {grade: record, date: 2026-04-30, ref: sample of 20 tickets of April}
              - {grade: document, date: 2025-11-03, ref: process handbook 2.1}
    """

    version: Literal[1]
    assessor: Id
    date: dt.date
    stage: Literal["own", "agreed"] = "own"
    ratings: list[Finding] = Field(min_length=1)
    _file: str = PrivateAttr("")

    @property
    def file(self) -> str:
        """Name of the file they came from; empty when made in memory."""
        return self._file

    @field_validator("ratings")
    @classmethod
    def _rated_once(cls, value: list[Finding]) -> list[Finding]:
        seen: set[tuple[str, str]] = set()
        for item in value:
            if (item.process, item.about) in seen:
                raise ValueError(f"'{item.about}' of '{item.process}' is rated twice; keep one of the two")
            seen.add((item.process, item.about))
        return value

    @model_validator(mode="after")
    def _seen_before_rated(self) -> Findings:
        for item in self.ratings:
            for piece in item.evidence:
                if piece.date is not None and piece.date > self.date:
                    raise ValueError(
                        f"evidence on '{item.about}' is from {piece.date}, after the rating of {self.date}; "
                        "correct one of the two dates"
                    )
        return self


def load_findings(
    paths: Iterable[Path], processes: Iterable[Process] = (), framework: Framework | None = None
) -> tuple[Findings, ...]:
    """Read what assessors found.

    Parameters
    ----------
    paths : iterable of Path
        One file per assessor and stage.
    processes : iterable of Process, optional
        The questionnaire; with it every name is checked.
    framework : Framework, optional
        With it every attribute is checked.

    Returns
    -------
    tuple of Findings
        By assessor, their own rating before the agreed one.

    Raises
    ------
    SettingsError
        When a file is absent or malformed, an assessor rates one stage in two files, or a name is unknown.
    """
    found: dict[tuple[str, str], tuple[Findings, Path]] = {}
    for path in sorted(paths):
        item = load(path, Findings)
        item._file = path.name
        key = (item.assessor, item.stage)
        if key in found:
            raise SettingsError(
                f"assessor '{item.assessor}' rates stage '{item.stage}' twice",
                where=f"{found[key][1]} and {path}",
                do="Keep one file per assessor and stage",
            )
        found[key] = (item, path)
    files = tuple(found[key][0] for key in sorted(found, key=lambda key: (key[0], key[1] != "own")))
    check_findings(files, tuple(processes), framework)
    return files


def check_findings(
    files: Iterable[Findings], processes: Sequence[Process] = (), framework: Framework | None = None
) -> None:
    """Refuse findings on a process, question or attribute that nobody knows.

    Raises
    ------
    SettingsError
        Naming the file, the key and the nearest known name.
    """
    asked = {item.process: {question.id: question.attribute for question in item.questions} for item in processes}
    left_out = {
        item.process: item.not_assessed | {one.question.id: one.reason for one in item.left_out} for item in processes
    }
    for file in files:
        for place, item in enumerate(file.ratings):
            where = f"{file.file or file.assessor}, ratings.{place}"
            if framework is not None and item.attribute is not None:
                _check(item.attribute, [known.id for known in framework.attributes], "attribute", where)
            if asked:
                _check(item.process, asked, "process", where)
                _check_left_out(item, left_out[item.process], where)
                _check_asked(item, asked[item.process], where)


def _check_left_out(item: Finding, left_out: Mapping[str, str], where: str) -> None:
    if item.about in left_out:
        raise SettingsError(
            f"'{item.about}' of '{item.process}' is rated, and the engagement leaves it out ({left_out[item.about]})",
            where=where,
            do="Take the rating out, or what leaves it out of 'assessment.left_out'",
        )


def _check_asked(item: Finding, asked: Mapping[str, str], where: str) -> None:
    """Refuse a rating that would count for nothing: on a question or an attribute that no level rests on."""
    if item.question:
        _check(item.question, asked, "question", where)
        if not asked[item.question]:
            raise SettingsError(
                f"question '{item.question}' counts for no attribute",
                where=where,
                do="Rate an attribute, or leave it out",
            )
    elif item.attribute not in asked.values():
        raise SettingsError(
            f"no question of '{item.process}' is on attribute '{item.attribute}'",
            where=where,
            do=f"Asked are {', '.join(sorted({name for name in asked.values() if name}))}",
        )


def _check(name: str, known: Iterable[str], what: str, where: str) -> None:
    names = list(known)
    if name not in names:
        raise SettingsError(f"unknown {what} '{name}'", where=where, do=did_you_mean(name, names).capitalize())
