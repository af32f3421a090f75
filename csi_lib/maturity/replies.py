"""What everybody was asked and what they replied, as one frame: a row for each question a respondent was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from csi_lib.maturity.answers import EVIDENCE, REPLIES, Answer, Sheet, check_answers
from csi_lib.maturity.bank import Process, Question

BLANK = ""  # asked, and nothing written
COLUMNS = (
    "process", "attribute", "question", "respondent", "group", "role", "reply", "reason", "evidence", "seen", "date",
)  # fmt: skip
_REPLIES = (*REPLIES, BLANK)
_REPLY_CODE = {word: code for code, word in enumerate(_REPLIES)}
_EVIDENCE_CODE = {word: code for code, word in enumerate(EVIDENCE)}
_NOT_ASKED = -1


def list_replies(sheets: Iterable[Sheet], processes: Iterable[Process]) -> pd.DataFrame:
    """List every question that a respondent was asked, with the reply.

    A respondent is asked a question when the sheet's processes hold its process and either the respondent's group
    stands in the question's groups or the sheet answers it all the same. Left out, it is blank, never zero.

    Parameters
    ----------
    sheets : iterable of Sheet
        One per respondent, in any order.
    processes : iterable of Process
        The questionnaire.

    Returns
    -------
    DataFrame
        ``process, attribute, question, respondent, group, role`` (categories), ``reply`` (category: N, P, L, F, DK,
        NA, empty for blank), ``reason`` (text, of NA or beside evidence), ``evidence`` (category, weakest first),
        ``seen`` (day the evidence is from, or NaT), ``date`` (day of the sheet, or NaT). Sorted by process and
        question as in the questionnaire, then by respondent. Group with ``observed=True``: categories nobody has are
        there too.

    Raises
    ------
    SettingsError
        When an answer or scope names something the questionnaire does not have, or a respondent stands there twice.
    """
    people, items = tuple(sorted(sheets, key=lambda sheet: sheet.respondent)), tuple(processes)
    check_answers(people, items)
    filled = _fill_in(people, _Grid.lay_out(items))
    question, person = np.nonzero(filled.replies.T != _NOT_ASKED)
    return _make_frame(filled, question, person)


@dataclass(frozen=True)
class _Grid:
    """The questions in a row, each with the place of its process."""

    processes: tuple[Process, ...]
    questions: tuple[Question, ...]
    owner: np.ndarray  # place of the process, per question
    place: dict[str, int]  # question id -> place

    @classmethod
    def lay_out(cls, processes: Sequence[Process]) -> _Grid:
        questions = tuple(question for item in processes for question in item.questions)
        owner = np.repeat(np.arange(len(processes)), [len(item.questions) for item in processes])
        place = {question.id: number for number, question in enumerate(questions)}
        return cls(tuple(processes), questions, owner, place)

    def asks(self, sheet: Sheet) -> np.ndarray:
        in_scope = [not sheet.processes or item.process in sheet.processes for item in self.processes]
        of_group = [sheet.group in question.groups for question in self.questions]
        return np.array(in_scope, dtype=bool)[self.owner] & np.array(of_group, dtype=bool)


@dataclass(frozen=True)
class _Filled:
    """Respondents times questions: codes of replies and evidence, and the few texts and days there are."""

    grid: _Grid
    sheets: tuple[Sheet, ...]
    replies: np.ndarray
    evidence: np.ndarray
    reasons: np.ndarray
    seen: np.ndarray


def _fill_in(sheets: tuple[Sheet, ...], grid: _Grid) -> _Filled:
    shape = (len(sheets), len(grid.questions))
    filled = _Filled(
        grid,
        sheets,
        np.full(shape, _NOT_ASKED, dtype=np.int8),
        np.zeros(shape, dtype=np.int8),
        np.full(shape, "", dtype=object),
        np.full(shape, np.datetime64("NaT"), dtype="datetime64[s]"),
    )
    asked: dict[tuple[str, tuple[str, ...]], np.ndarray] = {}  # people of one group and scope are asked the same
    for row, sheet in enumerate(sheets):
        key = (sheet.group, tuple(sheet.processes))
        if key not in asked:
            asked[key] = grid.asks(sheet)
        filled.replies[row, asked[key]] = _REPLY_CODE[BLANK]
        places = np.array(list(map(grid.place.__getitem__, sheet.answers)), dtype=np.intp)
        given = list(sheet.answers.values())
        replies = np.array([_REPLY_CODE[item.answer] for item in given], dtype=np.int8)
        evidence = np.array([_EVIDENCE_CODE[item.evidence] for item in given], dtype=np.int8)
        filled.replies[row, places] = replies
        filled.evidence[row, places] = evidence
        # Reasons of "not applicable" and days of evidence: few answers have either.
        noted = np.flatnonzero((replies == _REPLY_CODE["NA"]) | (evidence > 0))
        _write_down(filled, row, [(int(places[number]), given[number]) for number in noted.tolist()])
    return filled


def _write_down(filled: _Filled, row: int, noted: Iterable[tuple[int, Answer]]) -> None:
    for place, item in noted:
        filled.reasons[row, place] = item.reason
        if item.seen is not None:
            filled.seen[row, place] = np.datetime64(item.seen)


def _make_frame(filled: _Filled, question: np.ndarray, person: np.ndarray) -> pd.DataFrame:
    grid, sheets = filled.grid, filled.sheets
    days = np.array([np.datetime64(sheet.date or "NaT", "s") for sheet in sheets], dtype="datetime64[s]")
    columns = {
        "process": _named(grid.owner[question], [item.process for item in grid.processes]),
        "attribute": _labelled(question, [item.attribute for item in grid.questions]),
        "question": _named(question, [item.id for item in grid.questions]),
        "respondent": _named(person, [sheet.respondent for sheet in sheets]),
        "group": _labelled(person, [sheet.group for sheet in sheets]),
        "role": _labelled(person, [sheet.role for sheet in sheets]),
        "reply": _named(filled.replies[person, question], _REPLIES),
        "reason": filled.reasons[person, question],
        "evidence": _named(filled.evidence[person, question], EVIDENCE),
        "seen": filled.seen[person, question],
        "date": days[person] if len(days) else days,
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))


def _named(codes: np.ndarray, names: Sequence[str]) -> Any:
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(names)))


def _labelled(codes: np.ndarray, labels: Sequence[str]) -> Any:
    """Take the label of each code; many codes may bear the same label."""
    names = sorted(set(labels))
    place = {name: number for number, name in enumerate(names)}
    return _named(np.array([place[label] for label in labels], dtype=np.int32)[codes], names)
