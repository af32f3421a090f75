"""What another framework makes of the same answers: a level or none, its parts, and what share of it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Part:
    """One item of a framework, as far as it was answered.

    Parameters
    ----------
    id, title : str
        The item: an area, a step, a goal, a cell, a point of a checklist.
    value : Fraction or None
        What it comes to, in the unit of the kind: a level for areas, a percent else; None when not answered.
    letter : str
        The band of its percent, or the word its framework has for it; empty when not answered.
    met : bool or None
        Whether it holds; None when that cannot be said.
    asked, answered : int
        Questions asked on it, and those with an answer.
    says : str
        What stops it, in one clause; empty when nothing does.
    why : str
        Why the item is there, where the framework gives a reason.
    """

    id: str
    title: str
    value: Fraction | None
    letter: str
    met: bool | None
    asked: int
    answered: int
    says: str = ""
    why: str = ""


@dataclass(frozen=True)
class Profile:
    """One process, or the whole organisation, in one framework.

    Parameters
    ----------
    framework, title, edition, kind, method : str
        Id, title, edition and kind of the framework, and how answers became this result, in words.
    process, process_title : str
        The process; empty for the whole organisation.
    level : Fraction or None
        The level reached; None when it cannot be decided, or the framework gives none.
    level_title : str
        Its title; ``not rated`` when there is none.
    parts : tuple of Part
        The framework's items, in its order.
    numbers : tuple of (str, Fraction)
        Further results with their names: median, score, points in place.
    why : str
        What stops the next level; a level nobody was asked about is refused here by name.
    items : tuple of str
        Names of the framework's own items elsewhere that the process answers to.
    flags : tuple of str
        What a reader has to know before trusting it.
    sources : tuple of str
        Where the framework's rule was read.
    short : str
        The framework's name for narrow columns.
    counted : tuple of (int, int), optional
        Items covered and items there are, where the parts are not the items that coverage is about.
    """

    framework: str
    title: str
    edition: str
    kind: str
    method: str
    process: str
    process_title: str
    level: Fraction | None
    level_title: str
    parts: tuple[Part, ...]
    numbers: tuple[tuple[str, Fraction], ...] = ()
    why: str = ""
    items: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    sources: tuple[str, ...] = ()
    short: str = ""
    counted: tuple[int, int] | None = None

    @property
    def covered(self) -> tuple[int, int]:
        """Items of the framework with at least one answer, and how many it has."""
        return self.counted or (sum(part.answered > 0 for part in self.parts), len(self.parts))

    @property
    def coverage(self) -> Fraction:
        """Share of the framework's items that have at least one answer, 0..1."""
        covered, items = self.covered
        return Fraction(covered, items) if items else Fraction(0)

    @property
    def says(self) -> str:
        """The level in words: ``level 2.5 (internal integration)``, ``score 1.25 of 3`` or ``not rated``."""
        return self.level_title if self.level is None else f"level {float(self.level):g} ({self.level_title})"
