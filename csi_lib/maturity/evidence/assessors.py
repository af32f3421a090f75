"""Two assessors beside each other: what they rated alike, before and after they talked it over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from csi_lib.maturity.evidence.findings import Findings
from csi_lib.maturity.framework import Framework, band


@dataclass(frozen=True)
class Pairing:
    """The ratings of two assessors on the same things.

    Parameters
    ----------
    one, other : str
        Their pseudonyms.
    stage : str
        ``own``: before they talked; ``agreed``: after.
    about : tuple of (str, str)
        Process, and attribute or question: what both of them rated.
    letters : tuple of (str, str)
        The letter of each on it.
    """

    one: str
    other: str
    stage: str
    about: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, str], ...]

    @property
    def alike(self) -> int:
        """How many of them got the same letter."""
        return sum(first == second for first, second in self.letters)


def pair_assessors(files: Iterable[Findings], framework: Framework) -> tuple[Pairing, ...]:
    """Lay the ratings of every two assessors side by side, stage by stage.

    Parameters
    ----------
    files : iterable of Findings
        What they found.
    framework : Framework
        Its bands make a letter of a percent.

    Returns
    -------
    tuple of Pairing
        Own ratings before agreed ones; only pairs with something in common.
    """
    found = tuple(files)
    pairs = [
        _pair(one, other, framework)
        for stage in ("own", "agreed")
        for one, other in combinations([file for file in found if file.stage == stage], 2)
    ]
    return tuple(item for item in pairs if item.letters)


def _pair(one: Findings, other: Findings, framework: Framework) -> Pairing:
    first, second = (
        {(item.process, item.about): band(item.value(framework), framework) for item in file.ratings}
        for file in (one, other)
    )
    shared = tuple(sorted(first.keys() & second.keys()))
    return Pairing(one.assessor, other.assessor, one.stage, shared, tuple((first[key], second[key]) for key in shared))
