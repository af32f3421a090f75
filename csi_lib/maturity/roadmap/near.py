"""Near misses: ratings that stand so close to the edge of a band that little would turn them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from csi_lib.maturity.framework import Framework
from csi_lib.maturity.ladder import find_level
from csi_lib.maturity.rating import AttributeRating, OutcomeRating, Rating

Interval = tuple[float, float]  # percent


@dataclass(frozen=True)
class Near:
    """One attribute close to an edge.

    Parameters
    ----------
    process, title, attribute, attribute_title : str
        Which.
    letter : str
        What it is rated.
    percent : Fraction
        At what percent.
    edge : Fraction
        The edge that is near: up to it the lower letter holds.
    other : str
        The letter on its other side.
    one_answer : bool
        Whether a single answer, one letter off, would carry it across.
    interval : tuple of float or None
        The 95 % interval of the percent, where it holds the edge.
    level : int or None
        The level that the process would have with the other letter.
    """

    process: str
    title: str
    attribute: str
    attribute_title: str
    letter: str
    percent: Fraction
    edge: Fraction
    other: str
    one_answer: bool
    interval: Interval | None
    level: int | None


def find_near(
    ratings: Iterable[Rating],
    framework: Framework,
    intervals: Mapping[tuple[str, str], Interval] | None = None,
    *,
    plain: bool = True,
) -> tuple[Near, ...]:
    """Find the ratings that little would turn.

    Parameters
    ----------
    ratings : iterable of Rating
        By the answers.
    framework : Framework
        Bands and ladder.
    intervals : mapping of (str, str) to (float, float), optional
        (process, attribute) -> interval of the percent.
    plain : bool
        Whether percents are plain means of means: only then it is said what one answer would turn.

    Returns
    -------
    tuple of Near
        Only edges that decide a level, the nearest first.
    """
    known = intervals or {}
    found = [
        near
        for rating in ratings
        for item in rating.attributes
        if item.percent is not None
        for near in _find_edges(rating, item, framework, known.get((rating.process, item.attribute)), plain)
    ]
    return tuple(sorted(found, key=lambda near: (abs(near.percent - near.edge), near.process, near.attribute)))


def _find_edges(
    rating: Rating, item: AttributeRating, framework: Framework, interval: Interval | None, plain: bool
) -> Iterable[Near]:
    assert item.percent is not None
    letters = {one.attribute: one.letter for one in rating.attributes}
    outcomes = [one for one in rating.outcomes if one.attribute == item.attribute and one.percent is not None]
    for below, above in pairwise(framework.bands):
        other = above.letter if item.percent <= below.upto else below.letter
        level = find_level(letters | {item.attribute: other}, framework)
        held = interval if interval and interval[0] <= float(below.upto) <= interval[1] else None
        one = plain and _turns_by_one(item.percent, below.upto, outcomes, framework)
        if level != rating.level and (held or one):
            yield Near(
                rating.process, rating.title, item.attribute, item.title, item.letter, item.percent, below.upto, other,
                one, held, level,
            )  # fmt: skip


def _turns_by_one(percent: Fraction, edge: Fraction, outcomes: list[OutcomeRating], framework: Framework) -> bool:
    """Tell whether one person's answer to one question, a letter higher or lower, carries a mean across the edge."""
    step = min(high - low for low, high in pairwise(sorted(framework.answers.values()))) * 100
    up = percent <= edge
    for outcome in outcomes:
        assert outcome.percent is not None
        if outcome.respondents and (outcome.percent < 100 if up else outcome.percent > 0):
            moved = step / (outcome.respondents * len(outcomes))
            if (percent + moved > edge) if up else (percent - moved <= edge):
                return True
    return False
