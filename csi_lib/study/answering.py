"""The answers on maturity that a study is computed from: this round, the one before, and the files of both."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from csi_lib import maturity
from csi_lib.errors import SettingsError, suggest
from csi_lib.maturity.evidence import load_findings
from csi_lib.maturity.frameworks import read_frame
from csi_lib.maturity.left_out import check_claims, leave_out
from csi_lib.maturity.roadmap import load_effort
from csi_lib.settings import Assessment, Engagement, find_kit, list_kit, point_at

QUESTIONS = "params/maturity/questions"
FRAMEWORKS = "params/maturity/frameworks"


@dataclass(frozen=True)
class AnswerFiles:
    """The files behind an assessment.

    Parameters
    ----------
    answers, previous, ratings : tuple of Path
        Sheets of this round, of the round before, and what assessors found on evidence.
    questions, previous_questions, frameworks : tuple of Path
        What was asked in each round, and the ladders.
    effort : tuple of Path
        What raising an outcome takes.
    """

    answers: tuple[Path, ...] = ()
    previous: tuple[Path, ...] = ()
    ratings: tuple[Path, ...] = ()
    questions: tuple[Path, ...] = ()
    previous_questions: tuple[Path, ...] = ()
    frameworks: tuple[Path, ...] = ()
    effort: tuple[Path, ...] = ()

    @property
    def all(self) -> tuple[Path, ...]:
        """All of them, in the order above; a file that serves twice stands there twice."""
        return (
            *self.answers,
            *self.previous,
            *self.ratings,
            *self.questions,
            *self.previous_questions,
            *self.frameworks,
            *self.effort,
        )


def find_answer_files(engagement: Engagement, path: Path, home: Path) -> AnswerFiles:
    """Find every file behind an engagement's assessment.

    Parameters
    ----------
    engagement : Engagement
        The settings.
    path, home : Path
        The engagement's file and the project's root.

    Returns
    -------
    AnswerFiles
        Empty where the engagement names no answers.

    Raises
    ------
    SettingsError
        When a pattern matches nothing, or a folder or framework is not there.
    """
    if not engagement.answers:
        return AnswerFiles()
    block = engagement.assessment
    return AnswerFiles(
        answers=_match(path.parent, engagement.answers, "answers"),
        previous=_match(path.parent, block.previous, "assessment.previous"),
        ratings=_match(path.parent, block.ratings, "assessment.ratings"),
        questions=_list_questions(find_kit(QUESTIONS, home)),
        previous_questions=_list_questions(_find_previous(block.previous_questions, path)),
        frameworks=_find_frameworks(block, path, home),
        effort=(list_kit("params/maturity", ".yml", home)["roadmap"],),
    )


def read_assessment(files: AnswerFiles, engagement: Engagement, path: Path, home: Path) -> maturity.Assessment:
    """Read and rate the answers of an engagement.

    Parameters
    ----------
    files : AnswerFiles
        As ``find_answer_files`` returns them.
    engagement : Engagement
        The settings.
    path, home : Path
        The engagement's file and the project's root.

    Returns
    -------
    Assessment
        Empty where nothing was answered.

    Raises
    ------
    CsiError
        When a file is malformed, or names what is not there.
    """
    if not files.answers:
        return maturity.NO_ASSESSMENT
    block = engagement.assessment
    framework = maturity.load_framework(files.frameworks[0])
    questions = _take_out(maturity.load_questions(find_kit(QUESTIONS, home)), framework, block, path)
    sheets = maturity.load_answers(files.answers, questions, framework)
    previous = _read_previous(files, sheets, framework, block, path, home)
    findings = load_findings(files.ratings, questions, framework)
    also = [read_frame(file) for file in files.frameworks[1:]]
    try:
        return maturity.assess(
            sheets,
            questions,
            framework,
            block,
            previous=previous,
            findings=findings,
            effort=load_effort(home),
            also=also,
        )
    except SettingsError as error:
        raise _point_at_key(error, path) from None


def load_asked(
    engagement: Engagement, path: Path, home: Path, folder: Path | None = None
) -> tuple[maturity.Process, ...]:
    """Load the questionnaire of an engagement, with what its settings leave out beforehand.

    Parameters
    ----------
    engagement : Engagement
        ``assessment`` counts here.
    path, home : Path
        The engagement's file and the project's root.
    folder : Path, optional
        The questionnaire; default that of the project.

    Returns
    -------
    tuple of Process
        As ``csi_lib.maturity.left_out.leave_out`` returns them.

    Raises
    ------
    CsiError
        When a file is malformed, or the settings leave out what is not there, or what they ask for elsewhere.
    """
    bank = maturity.load_questions(folder or find_kit(QUESTIONS, home))
    block = engagement.assessment
    if not block.left_out:
        return bank
    framework = maturity.load_framework(find_framework(block.framework, home, path, "framework"))
    return _take_out(bank, framework, block, path)


def _take_out(
    bank: tuple[maturity.Process, ...], framework: maturity.Framework, block: Assessment, path: Path
) -> tuple[maturity.Process, ...]:
    try:
        asked = leave_out(bank, block.left_out, framework)
        check_claims(asked, block, framework)
    except SettingsError as error:
        raise _point_at_key(error, path) from None
    return asked


def _point_at_key(error: SettingsError, path: Path) -> SettingsError:
    """Add file and line to what is told by its key alone; there places in lists count from 1."""
    if not error.where.startswith("assessment."):
        return error
    keys = [int(part) - 1 if part.isdigit() else part for part in error.where.split(".")]
    return SettingsError(error.what, where=point_at(path, *keys), do=error.do)


def _read_previous(
    files: AnswerFiles,
    sheets: tuple[maturity.Sheet, ...],
    framework: maturity.Framework,
    block: Assessment,
    path: Path,
    home: Path,
) -> maturity.Round | None:
    """Read the round before; None where the settings name none."""
    if not files.previous:
        return None
    twice = sorted(set(files.previous) & set(files.answers))
    if twice:
        raise SettingsError(
            "this answer file counts for both rounds", where=str(twice[0]), do="Keep each round in a folder of its own"
        )
    place = _find_previous(block.previous_questions, path)
    then = maturity.load_questions(place or find_kit(QUESTIONS, home))
    try:
        then = leave_out(then, block.previous_left_out, framework, "previous_left_out")
    except SettingsError as error:
        raise _point_at_key(error, path) from None
    try:
        found = maturity.load_answers(files.previous, then, framework)
    except SettingsError as error:
        if place is not None:
            raise
        hint = "or name the questionnaire of that round in 'assessment.previous_questions'"
        raise SettingsError(error.what, where=error.where, do=f"{error.do}; {hint}" if error.do else hint) from None
    _check_order(found, sheets)
    return maturity.Round(found, then)


def _check_order(before: tuple[maturity.Sheet, ...], after: tuple[maturity.Sheet, ...]) -> None:
    first = [sheet.date for sheet in before if sheet.date is not None]
    second = [sheet.date for sheet in after if sheet.date is not None]
    if first and second and min(first) > max(second):
        raise SettingsError(
            f"the round before begins on {min(first)}, after this one has ended on {max(second)}",
            where="assessment.previous",
            do="Exchange 'answers' and 'assessment.previous'",
        )


def _find_frameworks(block: Assessment, path: Path, home: Path) -> tuple[Path, ...]:
    named = {block.framework: ("framework",)} | {
        name: ("also", place) for place, name in enumerate(block.also) if name != block.framework
    }
    return tuple(find_framework(name, home, path, *key) for name, key in named.items())


def find_framework(name: str, home: Path, path: Path, *key: str | int) -> Path:
    """Find the file of a framework; ``key`` is where it is named in ``assessment`` of the engagement's file ``path``.

    Raises
    ------
    SettingsError
        When there is none of that name; the message names the nearest.
    """
    folder = find_kit(FRAMEWORKS, home)
    file = folder / f"{name}.yml"
    if not file.is_file():
        known = sorted(path.stem for path in folder.glob("*.yml"))
        where = point_at(path, "assessment", *key)
        raise SettingsError(f"unknown maturity framework '{name}'", where=where, do=suggest(name, known))
    return file


def _find_previous(folder: str, path: Path) -> Path | None:
    if not folder:
        return None
    found = Path(os.path.normpath(path.parent / folder))
    if not found.is_dir():
        raise SettingsError(
            "no such folder", where=f"assessment.previous_questions: {found}", do="Correct the path or leave it out"
        )
    return found


def _list_questions(folder: Path | None) -> tuple[Path, ...]:
    return () if folder is None else tuple(sorted(folder.glob("*.yml")))


def _match(folder: Path, patterns: Iterable[str], key: str) -> tuple[Path, ...]:
    return tuple(sorted({file for pattern in patterns for file in _expand(folder, pattern, key)}))


def _expand(folder: Path, pattern: str, key: str) -> list[Path]:
    base = Path(os.path.normpath(folder / pattern))
    found = sorted(Path(base.anchor).glob(str(base.relative_to(base.anchor))))
    if not found:
        raise SettingsError("no answer file matches", where=str(base), do=f"Correct '{key}' or remove it")
    return found
