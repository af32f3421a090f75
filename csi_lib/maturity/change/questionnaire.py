"""Which questions of two rounds ask the same: the others changed the questionnaire, not the process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from csi_lib.maturity.bank import Process, Question

Kind = Literal["same", "reworded", "moved", "new", "gone", "left out then", "left out now"]
LEFT_OUT: tuple[Kind, ...] = ("left out then", "left out now")


@dataclass(frozen=True)
class QuestionChange:
    """One question in two rounds.

    Parameters
    ----------
    process, question : str
        Whose question, and its id.
    kind : {"same", "reworded", "moved", "new", "gone", "left out then", "left out now"}
        ``reworded``: outcome or question reads otherwise; ``moved``: it counts for another attribute; ``new`` and
        ``gone``: only one questionnaire has it; ``left out``: one round left it out beforehand. Answers are compared
        on ``same`` alone.
    before, after : str
        What was asked; empty where it was not.
    reason : str
        Why it was left out in one of the rounds.
    """

    process: str
    question: str
    kind: Kind
    before: str
    after: str
    reason: str = ""


def compare_questions(before: Iterable[Process], after: Iterable[Process]) -> tuple[QuestionChange, ...]:
    """Lay the questionnaires of two rounds side by side.

    Spaces, capitals and the full stop at the end are nothing; any other word may have changed what people heard.

    Parameters
    ----------
    before, after : iterable of Process
        Both questionnaires; only processes that stand in both are compared.

    Returns
    -------
    tuple of QuestionChange
        By process and question as in the second round, then those that are gone.
    """
    earlier = {item.process: item for item in before}
    return tuple(
        change for item in after if item.process in earlier for change in _compare(earlier[item.process], item)
    )


def _compare(before: Process, after: Process) -> Iterator[QuestionChange]:
    earlier = {question.id: question for question in list_scored(before)}
    later = {question.id: question for question in list_scored(after)}
    left_then, left_now = ({item.question.id: item.reason for item in one.left_out} for one in (before, after))
    for name, question in later.items():
        then = earlier.get(name)
        if name in left_then:
            yield QuestionChange(after.process, name, "left out then", "", question.ask, left_then[name])
        else:
            yield QuestionChange(after.process, name, _tell(then, question), then.ask if then else "", question.ask)
    for name, question in earlier.items():
        if name in left_now:
            yield QuestionChange(after.process, name, "left out now", question.ask, "", left_now[name])
        elif name not in later:
            yield QuestionChange(after.process, name, "gone", question.ask, "")


def list_scored(process: Process) -> list[Question]:
    """Return the questions a score rests on: those on an attribute, of a checklist all."""
    return process.questions if process.kind == "checklist" else process.rated


def _tell(before: Question | None, after: Question) -> Kind:
    if before is None:
        return "new"
    if any(_fold(getattr(before, name)) != _fold(getattr(after, name)) for name in ("outcome", "ask")):
        return "reworded"
    return "same" if before.attribute == after.attribute else "moved"


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".?! ")
