"""One process, function or checklist as the bank describes it and asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, PrivateAttr, RootModel, field_validator, model_validator

from csi_lib.maturity.bank.question import Fits, Meant, Question, QuestionId
from csi_lib.settings import Id, Settings

Stage = Literal["strategy", "design", "transition", "operation", "improvement"]


class Practice(Settings):
    """What people do, and the questions whose outcomes it serves."""

    id: QuestionId
    does: str
    serves: list[QuestionId] = []
    meant: Meant = {}


class WorkProduct(Settings):
    """What can be picked up and looked at, and the questions it helps to settle."""

    id: QuestionId
    what: str = Field(alias="is")
    shows: list[QuestionId] = []
    meant: Meant = {}


@dataclass(frozen=True)
class Unasked:
    """One question that is left out beforehand.

    Parameters
    ----------
    question : Question
        The question.
    what : str
        What the settings leave out, in words: the question itself, its attribute, a level, the process.
    reason : str
        Why.
    """

    question: Question
    what: str
    reason: str


class Process(Settings):
    """One process as the questionnaire asks for it; generic questions are added when it is loaded."""

    version: Literal[1]
    edition: int = Field(ge=1)  # raised with every change of a question
    process: Id
    order: int
    prefix: str = Field(pattern=r"^[a-z]{2,8}$")  # begins every question id of the process
    kind: Literal["process", "function", "checklist"] = "process"
    stage: Stage | None = None
    editions: list[Literal["2007", "2011"]] = []  # editions of ITIL that name it
    title: str
    named: str = ""  # as a sentence names it: "the service desk"; default the title
    purpose: str
    fits: Fits = {}  # what the whole process answers to elsewhere
    practices: list[Practice] = []
    work_products: list[WorkProduct] = []
    questions: list[Question] = Field(min_length=1)
    meant: Meant = {}
    _left_out: tuple[Unasked, ...] = PrivateAttr(())

    @field_validator("questions")
    @classmethod
    def _ids_once(cls, value: list[Question]) -> list[Question]:
        ids = [item.id for item in value]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"question id '{twice[0]}' stands twice")
        return value

    @model_validator(mode="after")
    def _checklists_rate_nothing(self) -> Process:
        rated = [item.id for item in self.questions if item.attribute]
        if self.kind == "checklist" and rated:
            raise ValueError(f"a checklist has no attributes, '{rated[0]}' names one")
        return self

    @property
    def rated(self) -> list[Question]:
        """The questions on an attribute: those that a capability level rests on."""
        return [item for item in self.questions if item.attribute]

    @property
    def left_out(self) -> tuple[Unasked, ...]:
        """What the engagement leaves out: it is no part of ``questions``."""
        return self._left_out

    @property
    def everything(self) -> list[Question]:
        """What is asked and what is left out."""
        return [*self.questions, *(item.question for item in self._left_out)]

    @property
    def not_assessed(self) -> dict[str, str]:
        """Attribute -> why, of the attributes that have questions and nobody is asked one of them."""
        asked = {item.attribute for item in self.rated}
        found: dict[str, list[str]] = {}
        for item in self._left_out:
            if item.question.attribute and item.question.attribute not in asked:
                found.setdefault(item.question.attribute, []).append(item.reason)
        return {name: "; ".join(dict.fromkeys(reasons)) for name, reasons in sorted(found.items())}

    def without(self, left_out: Mapping[str, Unasked]) -> Process:
        """Return the process with these of its questions, by their id, left out."""
        kept = [item for item in self.questions if item.id not in left_out]
        found = self.model_copy(update={"questions": kept})
        found._left_out = tuple(left_out[item.id] for item in self.questions if item.id in left_out)
        return found

    @property
    def in_words(self) -> str:
        """The process as a sentence names it: ``incident management``, ``IT operations management``."""
        return self.named or (self.title if self.title[1:2].isupper() else self.title[0].lower() + self.title[1:])


class Generic(Settings):
    """Questions asked of every process: ``{process}`` in a text becomes the process as a sentence names it."""

    version: Literal[1]
    edition: int = Field(ge=1)
    practices: list[Practice] = []
    work_products: list[WorkProduct] = []
    questions: list[Question] = Field(min_length=1)
    meant: Meant = {}


class QuestionFile(RootModel[Process | Generic]):
    """What a file of the bank may be; an editor checks by its schema."""
