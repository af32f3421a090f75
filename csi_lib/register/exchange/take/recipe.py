"""A recipe: which columns of a table become which keys of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from csi_lib.errors import UsageError, suggest
from csi_lib.settings import Id, Settings, list_kit, load

FOLDER = "params/takes"
NUMBER, SCORE = "number", "score"  # headings that are no keys of a record


class Scale(Settings):
    """What a score runs over in a file."""

    low: float
    high: float

    @model_validator(mode="after")
    def _has_a_length(self) -> Scale:
        if self.low == self.high:
            raise ValueError("a scale needs two different ends")
        return self

    def tell(self, score: float) -> float:
        """Return a score on 1 to 5, by a straight line through both ends; from high to low it is turned round."""
        return 1 + 4 * (score - self.low) / (self.high - self.low)

    def holds(self, score: float) -> bool:
        """Tell whether a score lies between the ends."""
        return min(self.low, self.high) <= score <= max(self.low, self.high)


class Recipe(Settings):
    """How a table becomes records of one kind.

    Examples
    --------
    ::

        version: 1
        id: audit
        title: Findings of an audit
        kind: opportunity                     # opportunity | feedback
        values: {source: audit, by: auditor}  # the same for every row
        headings:                             # key -> headings under which it may stand; case does not count
          number: [number, finding no]        # makes the id; without one the text does
          said: [description, observation]
        beside: {severity: [severity, rating]}   # kept with the evidence
        words: {group: {kunde: customers}}    # key -> word in the file -> word of the record
        scale: {low: 1, high: 10}             # of 'score'
    """

    version: Literal[1]
    id: Id
    title: str = Field(min_length=1)
    kind: Literal["opportunity", "feedback"]
    values: dict[str, str] = Field(default={})
    headings: dict[str, list[str]] = Field(min_length=1)
    beside: dict[str, list[str]] = Field(default={})
    words: dict[str, dict[str, str]] = Field(default={})
    scale: Scale | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every key a column may be given to."""
        return (*self.headings, *self.beside)

    def find_columns(self, headings: Iterable[str], chosen: Mapping[str, str]) -> dict[str, int]:
        """Find the column of every key.

        Parameters
        ----------
        headings : iterable of str
            Of the table.
        chosen : mapping of str to str
            Key -> heading, said by hand; it goes before the recipe.

        Returns
        -------
        dict of str to int
            Key -> column from 0; keys without a column are left out.

        Raises
        ------
        UsageError
            When a key or a heading that was said by hand is unknown.
        """
        folded = [fold(item) for item in headings]
        found: dict[str, int] = {}
        for key, heading in chosen.items():
            if fold(heading) not in folded:
                raise UsageError(f"no column is headed '{heading}'", where="--map", do=suggest(heading, headings))
            found[key] = folded.index(fold(heading))
        for key, known in (*self.headings.items(), *self.beside.items()):
            place = next((folded.index(fold(item)) for item in known if fold(item) in folded), None)
            if key not in found and place is not None and place not in found.values():
                found[key] = place
        return found

    def count_known(self, cells: Iterable[str]) -> int:
        """Count the headings of a row that the recipe knows."""
        known = {fold(item) for names in (*self.headings.values(), *self.beside.values()) for item in names}
        return sum(fold(cell) in known for cell in cells)


def fold(text: str) -> str:
    """Fold case, white space and what joins words."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").replace(".", " ").split())


def load_recipe(name: str, home: Path) -> Recipe:
    """Load a recipe by its name.

    Raises
    ------
    UsageError
        When there is none of that name; the message names the nearest.
    """
    known = list_kit(FOLDER, ".yml", home)
    if name not in known:
        raise UsageError(f"nothing can be taken in as '{name}'", where="--as", do=suggest(name, known))
    return load(known[name], Recipe)
