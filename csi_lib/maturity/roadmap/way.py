"""What a way to a target consists of: what blocks each level, and the items that lift it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

THERE, LIFT, ASK = "there", "to be lifted", "to be asked first"
RAISE, SHOW = "raise", "show"  # an outcome that has to rise; an attribute that a record or figures have to bear out


@dataclass(frozen=True)
class Block:
    """One attribute that keeps a process from one level.

    Parameters
    ----------
    level : int
        The level that it keeps the process from.
    attribute, title : str
        Id and title.
    letter : str
        What people say; empty when nobody answered.
    percent : Fraction or None
        At what percent.
    on_evidence : str
        What the evidence bears.
    needs : str
        The least letter the level asks.
    gap : Fraction or None
        Percentage points from the lower of the two to the edge that has to be passed, 0 where only a record is
        missing; None when not rated.
    """

    level: int
    attribute: str
    title: str
    letter: str
    percent: Fraction | None
    on_evidence: str
    needs: str
    gap: Fraction | None


@dataclass(frozen=True)
class Lift:
    """One outcome that has to rise, or one attribute that has to be borne out.

    Parameters
    ----------
    process, title : str
        Id and title of the process.
    kind : str
        ``raise`` or ``show``.
    question, attribute, outcome : str
        Id of the question (or of the process's attribute, to be shown), its attribute, and what is so once it is done.
    level : int
        Level of the attribute.
    needs : str
        The letter that its attribute is lifted to.
    letter : str
        What people say of the outcome now; empty when nobody answered.
    percent : Fraction or None
        At what percent.
    weakness : str
        What assessors noted on its attribute.
    low, high : Fraction
        Person-days.
    kpis : tuple of str
        KPIs on which it should show.
    look_for : str
        Evidence that would settle it.
    after : tuple of str
        Questions whose outcomes come first: those of lower levels of the same process.
    wave : int
        When its turn comes; 0 before waves are made.
    """

    process: str
    title: str
    kind: str
    question: str
    attribute: str
    outcome: str
    level: int
    needs: str
    letter: str
    percent: Fraction | None
    weakness: str
    low: Fraction
    high: Fraction
    kpis: tuple[str, ...]
    look_for: str
    after: tuple[str, ...]
    wave: int = 0


@dataclass(frozen=True)
class Way:
    """How one process gets to its target.

    Parameters
    ----------
    process, title : str
        Id and title.
    level, on_evidence : int or None
        The level now by what people say, and by the evidence; None when not rated.
    target : int
        The level it should reach.
    set_by : str
        ``target`` or ``targets`` of the settings, or ``next level`` where they name none.
    state : str
        ``there``, ``to be lifted``, or ``to be asked first``.
    reason : str
        What has to be asked first; empty otherwise.
    blocks : tuple of Block
        What blocks each level up to the target, level by level.
    lifts : tuple of Lift
        The smallest set of outcomes that reaches the target, lower levels first.
    after : int or None
        The level once they are done, by what people say and on evidence alike.
    others : int
        Other sets of the same size that would do as well.
    now, then : float or None
        Probability by the answers that the target is reached, now and once the outcomes have risen, 0..1; None where
        it was not worked out.
    """

    process: str
    title: str
    level: int | None
    on_evidence: int | None
    target: int
    set_by: str
    state: str
    reason: str
    blocks: tuple[Block, ...]
    lifts: tuple[Lift, ...]
    after: int | None
    others: int
    now: float | None = None
    then: float | None = None

    @property
    def low(self) -> Fraction:
        """Least person-days of the whole way."""
        return sum((item.low for item in self.lifts), Fraction(0))

    @property
    def high(self) -> Fraction:
        """Most person-days of the whole way."""
        return sum((item.high for item in self.lifts), Fraction(0))
