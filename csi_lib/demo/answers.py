"""Questionnaires of several respondents who do not agree: managers see more than agents do, users see little."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from csi_lib.demo.chance import open_stream
from csi_lib.maturity import Process, Question, load_questions
from csi_lib.settings import find_kit

PROCESSES = ("incident", "problem", "change", "desk")

# Percent achieved as a neutral person would see it, by process: attribute 1.1 first, then levels 2 and 3.
ACHIEVED: dict[str, tuple[float, float, float]] = {
    "incident": (92.0, 78.0, 55.0),
    "desk": (90.0, 70.0, 45.0),
    "change": (86.0, 66.0, 50.0),
    "problem": (58.0, 35.0, 18.0),
}
SPREAD = 13.0  # percent points between two answers of one person
BLANK_SHARE = 0.03
NA_SHARE = 0.02
NA_REASON = "does not occur in my part of the work"
EVIDENCE_SHARES = {"none": 0.35, "statement": 0.3, "document": 0.15, "record": 0.12, "data": 0.08}


@dataclass(frozen=True)
class Respondent:
    """One person: whom they speak for, how much better than neutral they see things, and how often they cannot say."""

    name: str
    group: str
    role: str
    bias: float  # percent points
    unsure: float  # share of "don't know"


RESPONDENTS: tuple[Respondent, ...] = (
    Respondent("r01", "agents", "first-line agent", -8.0, 0.05),
    Respondent("r02", "agents", "first-line agent", -2.0, 0.08),
    Respondent("r03", "agents", "second-line engineer", -12.0, 0.05),
    Respondent("r04", "staff", "problem manager", -5.0, 0.04),
    Respondent("r05", "staff", "change manager", 6.0, 0.04),
    Respondent("r06", "managers", "head of IT operations", 14.0, 0.02),
    Respondent("r07", "stakeholders", "head of accounting", -4.0, 0.22),
    Respondent("r08", "stakeholders", "plant manager", -9.0, 0.25),
    Respondent("r09", "users", "clerk", 0.0, 0.30),
    Respondent("r10", "users", "shift leader", -14.0, 0.30),
)


def write_answers(folder: Path, seed: int, home: Path) -> list[Path]:
    """Write one answer file per respondent.

    Parameters
    ----------
    folder : Path
        Where; made when it is not there.
    seed : int
        Seed of the engagement; an answer depends on seed, person and question only.
    home : Path
        The project's root: its own questionnaire is asked, else the kit's.

    Returns
    -------
    list of Path
        The files, by respondent.
    """
    processes = [
        item for item in load_questions(find_kit("params/maturity/questions", home)) if item.process in PROCESSES
    ]
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for place, person in enumerate(RESPONDENTS):
        sheet = {
            "version": 1,
            "respondent": person.name,
            "group": person.group,
            "role": person.role,
            "date": dt.date(2026, 5, 4) + dt.timedelta(days=place),
            "answers": _answer_all(person, processes, seed),
        }
        path = folder / f"{person.name}.yml"
        path.write_bytes(yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False, width=120).encode("utf-8"))
        written.append(path)
    return written


def _answer_all(person: Respondent, processes: list[Process], seed: int) -> dict[str, Any]:
    """Answer what this person's group is asked; a blank is left out."""
    asked = [
        (item.process, question) for item in processes for question in item.questions if person.group in question.groups
    ]
    answers = {
        question.id: _answer(open_stream(seed, f"answer {person.name} {question.id}"), person, process, question)
        for process, question in asked
    }
    return {name: answer for name, answer in answers.items() if answer is not None}


def _answer(rng: np.random.Generator, person: Respondent, process: str, question: Question) -> Any:
    chance = rng.random()
    seen = _achieve(process, question) + person.bias + SPREAD * rng.standard_normal()
    evidence = str(rng.choice(list(EVIDENCE_SHARES), p=list(EVIDENCE_SHARES.values())))
    for share, answer in (
        (BLANK_SHARE, None),
        (NA_SHARE, {"answer": "NA", "reason": NA_REASON}),
        (person.unsure, "DK"),
    ):
        if chance < share:
            return answer
        chance -= share
    letter = name_band(seen)
    return letter if evidence == "none" else {"answer": letter, "evidence": evidence}


def _achieve(process: str, question: Question) -> float:
    performed, managed, established = ACHIEVED[process]
    return {"1": performed, "2": managed}.get(question.attribute[0], established)


def name_band(percent: float) -> str:
    """Name the letter of a percentage: N up to 15, P up to 50, L up to 85, F above (ISO/IEC 33020:2015, 5.3)."""
    return next((letter for letter, upto in (("N", 15.0), ("P", 50.0), ("L", 85.0)) if percent <= upto), "F")
