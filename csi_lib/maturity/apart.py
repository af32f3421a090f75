"""Groups of respondents two by two: how far apart they are on the questions that both answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Literal

from csi_lib.maturity.bank import GROUPS, Process
from csi_lib.maturity.framework import Framework, band
from csi_lib.maturity.privacy import FEWEST_PEOPLE

GroupScores = Mapping[tuple[str, str], Fraction]  # question, group -> percent
LEAST_SHARED = 3  # ours: on fewer questions one of them alone can make the difference


@dataclass(frozen=True)
class GroupPair:
    """Two groups on the questions of level 1 that both answered.

    Parameters
    ----------
    one, other : str
        The groups.
    first, second : Fraction
        What each says on these questions, 0..100.
    letters : tuple of str
        The bands of both.
    shared : int
        Number of these questions.
    state : str
        ``apart`` by at least one answer; ``near``; or not compared for ``few questions`` or ``few people``.
    """

    one: str
    other: str
    first: Fraction
    second: Fraction
    letters: tuple[str, str]
    shared: int
    state: Literal["apart", "near", "few questions", "few people"]


def pair_groups(
    process: Process, by_group: GroupScores, people: Mapping[str, int], framework: Framework
) -> tuple[GroupPair, ...]:
    """Compare groups two by two, each pair only on the questions that both answered.

    Parameters
    ----------
    process : Process
        The questions.
    by_group : mapping of (str, str) to Fraction
        (question, group) -> percent.
    people : mapping of str to int
        Group -> people who answered on level 1.
    framework : Framework
        Bands and answers.

    Returns
    -------
    tuple of GroupPair
        Pairs without a question in common are left out.
    """
    return tuple(_pair(process, by_group, people, framework))


def _pair(
    process: Process, by_group: GroupScores, people: Mapping[str, int], framework: Framework
) -> Iterator[GroupPair]:
    level_one = {item.id for item in framework.attributes if item.level == 1}
    ids = [question.id for question in process.rated if question.attribute in level_one]
    step = find_answer_step(framework)
    for one, other in combinations(sorted(GROUPS), 2):
        shared = [name for name in ids if (name, one) in by_group and (name, other) in by_group]
        if not shared:
            continue
        first, second = (_mean([by_group[name, group] for name in shared]) for group in (one, other))
        few = min(people.get(one, 0), people.get(other, 0)) < FEWEST_PEOPLE
        state: Literal["apart", "near", "few questions", "few people"] = "few people"
        if not few:
            far = abs(first - second) >= step
            state = "few questions" if len(shared) < LEAST_SHARED else "apart" if far else "near"
        letters = (band(first, framework), band(second, framework))
        yield GroupPair(one, other, first, second, letters, len(shared), state)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def find_answer_step(framework: Framework) -> Fraction:
    """Return what one answer differs from the next, in percent: a split of less could be a matter of wording."""
    worth = sorted(framework.answers.values())
    return min(high - low for low, high in pairwise(worth)) * 100
