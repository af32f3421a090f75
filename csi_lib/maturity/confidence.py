"""How sure a rating is, as a result: the probability of each level, and an interval per attribute."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from csi_lib.maturity.measured import Measured

SURE = 0.95  # what the most probable levels have together


@dataclass(frozen=True)
class AttributeChance:
    """How sure the rating of one attribute is.

    Parameters
    ----------
    attribute, title : str
        Id and title in the framework.
    level : int
        The level it belongs to.
    percent : Fraction or None
        The rating, 0..100.
    low, high : float
        95 % interval of what everybody would say, percent.
    letters : tuple of (str, float)
        Probability of each letter, lowest first, 0..1.
    respondents, questions : int
        What it rests on.
    likeness : float
        How alike one person's answers are here: 0 (each counts) to 1 (one tells the others), leaning to 1 while few
        people answered; 1 with a single question.
    stops : float
        Share of the draws in which this attribute stops the next level, 0..1.
    bootstrap : (float, float) or None
        Interval of a bootstrap over respondents, percent; None below 20 of them.
    measured : Measured or None
        How often such intervals held the truth; None where that was not measured.
    """

    attribute: str
    title: str
    level: int
    percent: Fraction | None
    low: float
    high: float
    letters: tuple[tuple[str, float], ...]
    respondents: int
    questions: int
    likeness: float
    stops: float
    bootstrap: tuple[float, float] | None
    measured: Measured | None

    @property
    def width(self) -> float:
        """Width of the interval in percentage points."""
        return self.high - self.low

    @property
    def bootstrap_gap(self) -> float:
        """Percentage points by which the bootstrap's ends differ at most; 0 without one."""
        if self.bootstrap is None:
            return 0.0
        return max(abs(self.bootstrap[0] - self.low), abs(self.bootstrap[1] - self.high))


@dataclass(frozen=True)
class Confidence:
    """How sure the rating of one process is.

    Parameters
    ----------
    process, title : str
        Id and title of the process.
    level : int or None
        The level that was rated.
    levels : tuple of float
        Probability of level 0, 1, 2 ... up to the highest that was asked; they add up to 1. Empty when level 1 cannot
        be decided.
    attributes : tuple of AttributeChance
        Those with an answer, in the framework's order.
    respondents : int
        People with a countable answer.
    team : int or None
        How many there are to ask; None when unknown.
    """

    process: str
    title: str
    level: int | None
    levels: tuple[float, ...]
    attributes: tuple[AttributeChance, ...]
    respondents: int
    team: int | None

    @property
    def whole_team(self) -> bool:
        """Whether everybody there is has answered, so that nothing is left to chance."""
        return self.team is not None and self.respondents >= self.team

    @property
    def likeliest(self) -> int | None:
        """The most probable level, the lower of two equal ones; None without any."""
        return int(np.argmax(self.levels)) if self.levels else None

    @property
    def probable(self) -> tuple[int, ...]:
        """The fewest levels that together have 95 %, rising; empty without any."""
        order = sorted(range(len(self.levels)), key=lambda level: (-self.levels[level], level))
        held: list[int] = []
        for level in order:
            held.append(level)
            if sum(self.levels[one] for one in held) >= SURE - 1e-9:
                break
        return tuple(sorted(held))

    @property
    def deciding(self) -> tuple[AttributeChance, ...]:
        """The attributes that the probable levels, and the one above them, hang on; all of them without a level."""
        highest = max(self.probable, default=len(self.attributes)) + 1
        return tuple(item for item in self.attributes if item.level <= highest)
