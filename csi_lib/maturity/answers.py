"""Answer files: one respondent each, with blank, "don't know" and "not applicable" kept apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, PrivateAttr, field_validator, model_validator

from csi_lib.errors import SettingsError, did_you_mean
from csi_lib.maturity.bank import Group, Process, check_attributes
from csi_lib.maturity.framework import Framework
from csi_lib.settings import Id, Settings, load

Reply = Literal["N", "P", "L", "F", "DK", "NA"]
Evidence = Literal["none", "statement", "document", "record", "data"]  # weakest first
REPLIES: tuple[str, ...] = get_args(Reply)
EVIDENCE: tuple[str, ...] = get_args(Evidence)
DIRECT_EVIDENCE = ("record", "data")  # below these an answer is an opinion (maturity.md 3: F needs a direct record)


class Answer(Settings):
    """One reply: N, P, L, F, DK (don't know) or NA (not applicable, with its reason), and what it rests on."""

    answer: Reply
    reason: str = ""
    evidence: Evidence = "none"
    seen: dt.date | None = None  # the day the evidence is from; default: the day of the sheet
    ref: str = ""  # where it can be looked up again
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        given = value if isinstance(value, dict) else {"answer": value}
        word = given.get("answer")
        if "answer" in given and word not in REPLIES:
            raise ValueError(f"'{word}' is no answer; {did_you_mean(str(word), REPLIES)}")
        return given

    @model_validator(mode="after")
    def _reason_for_na(self) -> Answer:
        if self.answer == "NA" and not self.reason:
            raise ValueError("'NA' needs a reason: write {answer: NA, reason: ...}, or DK for 'don't know'")
        return self


class Sheet(Settings):
    """The answers of one respondent.

    Examples
    --------
    ::

        version: 1
        respondent: r01            # a pseudonym; who it is stays with the interviewer
        group: agents              # users | agents | staff | stakeholders | managers
        role: first-line agent
        date: 2026-05-12           # optional
        processes: [incident]      # optional: what the interview was about; default all
        answers:
          inc-1.1-logged: L        # short form: an opinion, no evidence seen
          inc-1.1-restored: {answer: F, evidence: record, seen: 2026-04-30, ref: sample 7, note: 20 tickets looked at}
          inc-1.1-major: {answer: NA, reason: no major incident since the service began}
          inc-2.1-planned: DK
          inc-2.2-kept:            # nothing here, or the line left out: blank
    """

    version: Literal[1]
    respondent: Id
    group: Group
    role: str
    date: dt.date | None = None
    processes: list[Id] = Field(default=[])
    answers: dict[str, Answer] = Field(min_length=1)
    _file: str = PrivateAttr("")

    @property
    def file(self) -> str:
        """Name of the file the answers came from; empty when made in memory."""
        return self._file

    @field_validator("answers", mode="before")
    @classmethod
    def _drop_blanks(cls, value: Any) -> Any:
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value

    @field_validator("respondent", "role")
    @classmethod
    def _no_address(cls, value: str) -> str:
        if "@" in value:
            raise ValueError("a pseudonym or role belongs here, not an address")
        return value


def load_answers(
    paths: Iterable[Path | str], questions: Iterable[Process] = (), framework: Framework | None = None
) -> tuple[Sheet, ...]:
    """Read answer files, one respondent each.

    Parameters
    ----------
    paths : iterable of Path
        Files, or folders whose ``*.yml`` files are all read.
    questions : iterable of Process, optional
        The questionnaire; with it every question id is checked.
    framework : Framework, optional
        With it the questionnaire's attributes are checked too.

    Returns
    -------
    tuple of Sheet
        Sorted by respondent.

    Raises
    ------
    SettingsError
        When a file is absent or malformed, an answer is none of N, P, L, F, DK, NA, an NA has no reason,
        a respondent stands in two files, or (with ``questions``) a question id is unknown.
    """
    sheets: dict[str, tuple[Sheet, Path]] = {}
    for path in _list_files(paths):
        sheet = load(path, Sheet)
        sheet._file = path.name
        if sheet.respondent in sheets:
            raise SettingsError(
                f"respondent '{sheet.respondent}' answers twice",
                where=f"{sheets[sheet.respondent][1]} and {path}",
                do="Keep one file per respondent",
            )
        sheets[sheet.respondent] = (sheet, path)
    found, processes = tuple(sheets[name][0] for name in sorted(sheets)), tuple(questions)
    if framework is not None:
        check_attributes(processes, framework)
    if processes:
        check_answers(found, processes)
    return found


def _list_files(paths: Iterable[Path | str]) -> list[Path]:
    found: set[Path] = set()
    for path in map(Path, paths):
        found.update(path.glob("*.yml") if path.is_dir() else [path])
    return sorted(found)


def check_answers(sheets: Iterable[Sheet], processes: Sequence[Process]) -> None:
    """Refuse answers that do not fit the questionnaire or one another.

    Raises
    ------
    SettingsError
        When a question or process is unknown (naming the file, the key and the nearest known one), a question is
        answered that is left out, an answer lies outside the sheet's own ``processes``, or a respondent stands there
        twice.
    """
    process_of = {question.id: item.process for item in processes for question in item.questions}
    left_out = {item.question.id: item.reason for process in processes for item in process.left_out}
    questions, named = set(process_of), {item.process for item in processes}
    seen: set[str] = set()
    for sheet in sheets:
        if sheet.respondent in seen:
            raise SettingsError(f"respondent '{sheet.respondent}' answers twice", do="Keep one sheet per respondent")
        seen.add(sheet.respondent)
        _check_names(sheet, "processes", sheet.processes, named, "process")
        _check_left_out(sheet, left_out)
        _check_names(sheet, "answers", sheet.answers, questions, "question")
        _check_scope(sheet, process_of)


def _check_names(sheet: Sheet, key: str, given: Iterable[str], known: set[str], what: str) -> None:
    if known.issuperset(given):
        return
    for name in given:
        if name not in known:
            raise SettingsError(
                f"unknown {what} '{name}'",
                where=f"{sheet.file or sheet.respondent}, {key}.{name}",
                do=did_you_mean(name, known).capitalize(),
            )


def _check_left_out(sheet: Sheet, left_out: Mapping[str, str]) -> None:
    for name in sheet.answers if left_out else ():
        if name in left_out:
            raise SettingsError(
                f"'{name}' is answered, and the engagement leaves it out ({left_out[name]})",
                where=f"{sheet.file or sheet.respondent}, answers.{name}",
                do="Take the answer out, or what leaves its question out of the settings",
            )


def _check_scope(sheet: Sheet, process_of: Mapping[str, str]) -> None:
    for name in sheet.answers if sheet.processes else ():
        if process_of[name] not in sheet.processes:
            raise SettingsError(
                f"'{name}' is a question on '{process_of[name]}', which 'processes' leaves out",
                where=f"{sheet.file or sheet.respondent}, answers.{name}",
                do=f"Add '{process_of[name]}' to 'processes' or take the answer out",
            )
