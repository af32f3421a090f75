"""The way of one process to its target: what blocks each level, and the outcomes that have to rise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from csi_lib.maturity.bank import Process
from csi_lib.maturity.framework import Attribute, Framework, band
from csi_lib.maturity.ladder import find_level, list_needs
from csi_lib.maturity.rating import AttributeRating, Rating
from csi_lib.maturity.roadmap.effort import Effort
from csi_lib.maturity.roadmap.search import Join, Smallest, find_smallest

THERE, LIFT, ASK = "there", "to be lifted", "to be asked first"


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
        What it is rated; empty when not rated.
    percent : Fraction or None
        At what percent.
    needs : str
        The least letter the level asks.
    gap : Fraction or None
        Percentage points to the edge that has to be passed; None when not rated.
    """

    level: int
    attribute: str
    title: str
    letter: str
    percent: Fraction | None
    needs: str
    gap: Fraction | None


@dataclass(frozen=True)
class Lift:
    """One outcome that has to rise.

    Parameters
    ----------
    process, title : str
        Id and title of the process.
    question, attribute, outcome : str
        Id of the question, its attribute, and what is so once it is done.
    level : int
        Level of the attribute.
    needs : str
        The letter that its attribute is lifted to.
    letter : str
        What the outcome is rated now.
    percent : Fraction
        At what percent.
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
    question: str
    attribute: str
    outcome: str
    level: int
    needs: str
    letter: str
    percent: Fraction
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
    level : int or None
        The level now; None when not rated.
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
        The level once they are done.
    others : int
        Other sets of the same size that would do as well.
    """

    process: str
    title: str
    level: int | None
    target: int
    set_by: str
    state: str
    reason: str
    blocks: tuple[Block, ...]
    lifts: tuple[Lift, ...]
    after: int | None
    others: int

    @property
    def low(self) -> Fraction:
        """Least person-days of the whole way."""
        return sum((item.low for item in self.lifts), Fraction(0))

    @property
    def high(self) -> Fraction:
        """Most person-days of the whole way."""
        return sum((item.high for item in self.lifts), Fraction(0))


def find_way(
    rating: Rating, process: Process, target: int, set_by: str, framework: Framework, effort: Effort, join: Join
) -> Way:
    """Find the smallest set of outcomes that lifts one process to its target.

    Parameters
    ----------
    rating : Rating
        By the answers.
    process : Process
        Its questions.
    target : int
        The level to reach.
    set_by : str
        Where the target comes from.
    framework : Framework
        The ladder.
    effort : Effort
        What raising an outcome takes.
    join : callable
        How percents of outcomes become that of their attribute.

    Returns
    -------
    Way
        Attributes do not share outcomes: the smallest sets of all of them together are the smallest of the process.
    """
    rated = {item.attribute: item for item in rating.attributes}
    blocks = tuple(_list_blocks(rating, rated, target, framework))
    way = Way(rating.process, rating.title, rating.level, target, set_by, THERE, "", (), (), rating.level, 0)
    if rating.level is not None and rating.level >= target:
        return way
    unasked = [item for item in blocks if item.percent is None]
    if unasked:
        names = ", ".join(dict.fromkeys(f"PA {item.attribute}" for item in unasked))
        reason = f"no answer on {names}: no way to level {target} can be planned before"
        return replace(way, state=ASK, reason=reason, blocks=blocks, after=None)
    found = [
        (item, needs, _find_set(item, needs, rating, framework, effort, join))
        for item, needs in list_needs(target, framework)
    ]
    lifts = _order(_describe(item, needs, chosen, rating, process, framework, effort) for item, needs, chosen in found)
    after = find_level({item.id: band(chosen.percent, framework) for item, _, chosen in found}, framework)
    others = prod(chosen.others + 1 for _, _, chosen in found) - 1
    return replace(way, state=LIFT, blocks=blocks, lifts=lifts, after=after, others=others)


def _list_blocks(
    rating: Rating, rated: dict[str, AttributeRating], target: int, framework: Framework
) -> Iterable[Block]:
    order, edges = [item.letter for item in framework.bands], [item.upto for item in framework.bands]
    for level in range((rating.level or 0) + 1, target + 1):
        for item, needs in list_needs(level, framework):
            own = rated.get(item.id)
            letter, percent = (own.letter, own.percent) if own else ("", None)
            if not letter or order.index(letter) < order.index(needs):
                gap = None if percent is None else max(edges[order.index(needs) - 1] - percent, Fraction(0))
                yield Block(level, item.id, item.title, letter, percent, needs, gap)


def _percents(attribute: Attribute, rating: Rating) -> dict[str, Fraction]:
    return {
        item.question: item.percent
        for item in rating.outcomes
        if item.attribute == attribute.id and item.percent is not None
    }


def _find_set(
    attribute: Attribute, needs: str, rating: Rating, framework: Framework, effort: Effort, join: Join
) -> Smallest:
    percents = _percents(attribute, rating)
    cost = {name: effort.estimate(name, attribute.level, percent).high for name, percent in percents.items()}
    return find_smallest(percents, needs, framework, join, cost)


def _describe(
    attribute: Attribute,
    needs: str,
    chosen: Smallest,
    rating: Rating,
    process: Process,
    framework: Framework,
    effort: Effort,
) -> list[Lift]:
    questions = {item.id: item for item in process.questions}
    lifts = []
    for outcome in rating.outcomes:
        if outcome.question not in chosen.questions or outcome.percent is None:
            continue
        days = effort.estimate(outcome.question, attribute.level, outcome.percent)
        question = questions[outcome.question]
        implied = [question.implies.kpi] if question.implies else []
        lifts.append(
            Lift(
                process=rating.process,
                title=rating.title,
                question=outcome.question,
                attribute=attribute.id,
                outcome=outcome.outcome,
                level=attribute.level,
                needs=needs,
                letter=band(outcome.percent, framework),
                percent=outcome.percent,
                low=days.low,
                high=days.high,
                kpis=tuple(dict.fromkeys([*implied, *question.kpis])),
                look_for=question.look_for,
                after=(),
            )
        )
    return lifts


def _order(found: Iterable[Sequence[Lift]]) -> tuple[Lift, ...]:
    """Put lower levels first and let each outcome wait for those of the levels below."""
    lifts = sorted((item for items in found for item in items), key=lambda item: (item.level, item.attribute))
    return tuple(
        replace(item, after=tuple(other.question for other in lifts if other.level < item.level)) for item in lifts
    )
