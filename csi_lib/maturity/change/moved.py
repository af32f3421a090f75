"""Whether one process has moved: the verdict, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from csi_lib.maturity.change.pairs import AnswerChange
from csi_lib.maturity.change.split import Split
from csi_lib.stats.signs import SignFlip, find_fewest_people

Verdict = Literal["improved", "worse", "no clear change", "too few pairs to tell", "not comparable"]
ALPHA = 0.05
FEWEST = find_fewest_people(ALPHA)  # 6: with five people no p can be below .05


@dataclass(frozen=True)
class Moved:
    """One process in two rounds.

    Parameters
    ----------
    process, title : str
        Id and title.
    level_before, level_after : int or None
        The levels; None where not rated.
    split : Split
        The change of the score over all questions, and where it comes from.
    attributes : tuple of Split
        The same per attribute.
    paired : tuple of AnswerChange
        The same people's answers to the same questions, by question.
    test : SignFlip or None
        The exact test over the people; None where nobody answered the same question twice.
    interval : (float, float) or None
        95 % interval of the change of the paired answers, in percentage points; None with too few people.
    adjusted : float or None
        Its p after Holm over the processes that were tested; None for those with too few people.
    chance : float or None
        P(improved), both rounds taken as two samples of people, where too few answered twice; else None.
    """

    process: str
    title: str
    level_before: int | None
    level_after: int | None
    split: Split
    attributes: tuple[Split, ...]
    paired: tuple[AnswerChange, ...]
    test: SignFlip | None
    interval: tuple[float, float] | None = None
    adjusted: float | None = None
    chance: float | None = None

    @property
    def people(self) -> int:
        """People with at least one pair: each counts once, because one person's answers hang together."""
        return self.test.n if self.test else 0

    @property
    def pairs(self) -> int:
        """Pairs of answers: the same person, the same question, both rounds."""
        return sum(item.people for item in self.paired)

    @property
    def change(self) -> Fraction | None:
        """Change of the paired answers in percentage points."""
        return self.split.answers

    @property
    def testable(self) -> bool:
        """Whether so many people could show a change at all; it hangs on their number alone, not on what they said."""
        return self.people >= FEWEST

    @property
    def verdict(self) -> Verdict:
        """What may be claimed."""
        if self.split.whole is None or self.split.questionnaire is None:
            return "not comparable"
        if not self.testable or self.adjusted is None or self.test is None:
            return "too few pairs to tell"
        if self.adjusted > ALPHA:
            return "no clear change"
        return "improved" if self.test.total > 0 else "worse"

    def adjust(self, p: float | None) -> Moved:
        """Return it with the p-value after Holm."""
        return replace(self, adjusted=p)
