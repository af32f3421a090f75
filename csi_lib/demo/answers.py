"""Two rounds of questionnaires of several respondents who do not agree: managers see more than agents do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from csi_lib.demo.assessors import write_findings
from csi_lib.demo.chance import open_stream
from csi_lib.demo.panel import (
    CONTRADICTED,
    CONTRADICTED_SEEN,
    RESPONDENTS,
    REWORDED,
    ROUNDS,
    SPLIT,
    SPLIT_PROCESS,
    STATES,
    Respondent,
    name_band,
)
from csi_lib.demo.settings_file import write_yaml
from csi_lib.maturity import Process, Question, load_questions
from csi_lib.settings import find_kit

LASTING, PASSING = 10.0, 6.0  # percent points: how one person sees one question, for good and on the day
BLANK_SHARE = 0.03
NA_SHARE = 0.02
NA_REASON = "does not occur in my part of the work"
EVIDENCE_SHARES = {"none": 0.35, "statement": 0.3, "document": 0.15, "record": 0.12, "data": 0.08}
ABOVE = 22.0  # percent points that levels 4 and 5 lie below level 3
OLDEST = 700  # days between a piece of evidence and the interview


def write_answers(folder: Path, seed: int, home: Path) -> list[Path]:
    """Write one answer file per respondent and round, the first questionnaire, and what two assessors found.

    Parameters
    ----------
    folder : Path
        Where the second round goes; the first, its questionnaire and the assessors' files stand beside it.
    seed : int
        Seed of the engagement; an answer depends on seed, round, person and question only.
    home : Path
        The project's root: its own questionnaire is asked, else the kit's.

    Returns
    -------
    list of Path
        The files.
    """
    asked = find_kit("params/maturity/questions", home)
    processes = list_asked(load_questions(asked))
    before = [
        _write_sheet(folder.with_name("answers_before"), person, 1, processes, seed)
        for person in RESPONDENTS
        if 1 in person.rounds
    ]
    after = [_write_sheet(folder, person, 2, processes, seed) for person in RESPONDENTS if 2 in person.rounds]
    questions = _write_first_questionnaire(asked, folder.with_name("questions_before"), processes)
    return [*after, *before, *questions, *write_findings(folder.with_name("ratings"), seed, processes)]


def list_asked(processes: Iterable[Process]) -> list[Process]:
    """Return the processes that people are asked about."""
    return [item for item in processes if item.process in STATES]


def _write_sheet(folder: Path, person: Respondent, number: int, processes: list[Process], seed: int) -> Path:
    day = ROUNDS[number] + dt.timedelta(days=int(person.name[1:]) - 1)
    sheet = {
        "version": 1,
        "respondent": person.name,
        "group": person.group,
        "role": person.role,
        "date": day,
        "processes": [item.process for item in processes],
        "answers": _answer_all(person, number, day, processes, seed),
    }
    return write_yaml(folder / f"{person.name}.yml", sheet)


def _answer_all(person: Respondent, number: int, day: dt.date, processes: list[Process], seed: int) -> dict[str, Any]:
    """Answer what this person's group is asked; a blank is left out."""
    answers = {
        question.id: _answer(seed, number, person, day, item.process, question)
        for item in processes
        for question in item.questions
        if person.group in question.groups
    }
    return {name: answer for name, answer in answers.items() if answer is not None}


def _answer(seed: int, number: int, person: Respondent, day: dt.date, process: str, question: Question) -> Any:
    lasting = open_stream(seed, f"view {person.name} {question.id}")
    passing = open_stream(seed, f"answer {number} {person.name} {question.id}")
    chance = passing.random()
    for share, answer in (
        (BLANK_SHARE, None),
        (NA_SHARE, {"answer": "NA", "reason": NA_REASON}),
        (person.unsure, "DK"),
    ):
        if chance < share:
            return answer
        chance -= share
    seen = achieve(process, question, number) + _lean(person, process, question)
    seen += LASTING * lasting.standard_normal() + PASSING * passing.standard_normal()
    return _show(name_band(seen), passing, day)


def _show(letter: str, rng: np.random.Generator, day: dt.date) -> Any:
    evidence = str(rng.choice(list(EVIDENCE_SHARES), p=list(EVIDENCE_SHARES.values())))
    if evidence == "none":
        return letter
    if evidence == "statement":
        return {"answer": letter, "evidence": evidence}
    return {"answer": letter, "evidence": evidence, "seen": day - dt.timedelta(days=int(rng.integers(1, OLDEST)))}


def _lean(person: Respondent, process: str, question: Question) -> float:
    """Return how much better or worse than a neutral person this one sees it."""
    if question.id == CONTRADICTED:
        return 0.0
    return person.bias + (SPLIT.get(person.group, 0.0) if process == SPLIT_PROCESS else 0.0)


def achieve(process: str, question: Question, number: int) -> float:
    """Return how far a neutral person sees a question achieved in a round, in percent."""
    if question.id == CONTRADICTED and number > 1:
        return CONTRADICTED_SEEN
    state = STATES[process]
    neutral = {
        "": state.performed,
        "1": state.performed,
        "2": state.managed,
        "3": state.established,
    }.get(question.attribute[:1], state.established - ABOVE)
    if number > 1:
        return neutral
    return neutral - state.gain + (REWORDED[question.id][1] if question.id in REWORDED else 0.0)


def _write_first_questionnaire(asked: Path, folder: Path, processes: list[Process]) -> list[Path]:
    """Write the questionnaire of the first round: three questions read otherwise, in an edition before."""
    names = {item.process for item in processes}
    written = []
    for path in sorted(asked.glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if data.get("process", "") in names or "process" not in data:
            written.append(write_yaml(folder / path.name, _word_otherwise(data)))
    return written


def _word_otherwise(data: dict[str, Any]) -> dict[str, Any]:
    changed = [item for item in data["questions"] if item["id"] in REWORDED]
    for item in changed:
        item["ask"] = REWORDED[item["id"]][0]
    if changed:
        data["edition"] = max(1, data["edition"] - 1)
    return data
