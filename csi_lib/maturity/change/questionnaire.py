"""Which questions of two rounds ask the same: the others changed the questionnaire, not the process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from csi_lib.maturity.bank import Process, Question

Kind = Literal["same", "reworded", "moved", "new", "gone"]


@dataclass(frozen=True)
class QuestionChange:
    """One question in two rounds.

    Parameters
    ----------
    process, question : str
        Whose question, and its id.
    kind : {"same", "reworded", "moved", "new", "gone"}
        ``reworded``: outcome or question reads otherwise; ``moved``: it counts for another attribute; ``new`` and
        ``gone``: only one round asked it. Answers are compared on ``same`` alone.
    before, after : str
        What was asked; empty where it was not.
    """

    process: str
    question: str
    kind: Kind
    before: str
    after: str


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
    for name, question in later.items():
        then = earlier.get(name)
        yield QuestionChange(after.process, name, _tell(then, question), then.ask if then else "", question.ask)
    for name, question in earlier.items():
        if name not in later:
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
