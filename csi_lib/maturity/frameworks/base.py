"""What every framework file says, whatever its kind: name, edition, method in words, letters, sources."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from csi_lib.maturity.bank import Question
from csi_lib.maturity.framework import Band, Exact, check_bands
from csi_lib.settings import AttributeId, Id, Settings


def _read_items(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


_SHAPE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Items = Annotated[list[str], BeforeValidator(_read_items), WithJsonSchema(_SHAPE)]
Letter = Annotated[str, Field(min_length=1)]


class Step(Settings):
    """One item of a framework: an area, a step, a goal, a cell or a checklist's point."""

    id: str
    title: str


class Level(Settings):
    """One level of a framework."""

    level: Exact
    title: str


class Base(Settings):
    """What every kind of framework has."""

    version: Literal[1]  # of this file format
    id: Id
    edition: str
    title: str
    short: str = ""  # name for narrow columns; default the title
    method: str  # how answers become a result, in words, for the report
    answers: dict[str, Exact]  # letter of an answer -> share achieved, 0..1
    bands: list[Band] = Field(min_length=2)
    by_attribute: dict[AttributeId, Items] = {}  # item of a question that names none, by its attribute
    not_applicable: Literal["left out", "not achieved", ""] = ""  # empty: as the engagement says
    floor: Exact = Fraction(1, 2)  # least share of an item's questions that must have an answer before it is rated
    sources: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _letters_fit(self) -> Base:
        check_bands(self.bands, self.answers)
        return self

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters, lowest first."""
        return tuple(item.letter for item in self.bands)

    def list_items(self, question: Question) -> list[str]:
        """Return the items that a question answers to: those it names, else those of its attribute."""
        return question.fits.get(self.id) or self.by_attribute.get(question.attribute, [])

    def reaches(self, letter: str, least: str) -> bool:
        """Whether a letter is as good as the least one asked for; an empty letter never is."""
        return bool(letter) and self.letters.index(letter) >= self.letters.index(least)
