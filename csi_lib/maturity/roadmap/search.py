"""The smallest set of outcomes that lifts an attribute to a letter: found exactly, in fractions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

from csi_lib.maturity.framework import Framework, band

DONE = Fraction(100)  # a raised outcome is fully achieved
MOST_COMPARED = 20_000  # sets of one size that are compared by effort; beyond, the one with the widest margin is taken

Join = Callable[[Sequence[Fraction]], Fraction]  # percents of the outcomes -> percent of the attribute


@dataclass(frozen=True)
class Smallest:
    """The set that was found.

    Parameters
    ----------
    questions : tuple of str
        What has to be raised; empty when the letter is there already.
    percent : Fraction
        Of the attribute once they are.
    others : int
        How many other sets of the same size would do as well.
    """

    questions: tuple[str, ...]
    percent: Fraction
    others: int


def find_smallest(
    percents: Mapping[str, Fraction], needs: str, framework: Framework, join: Join, cost: Mapping[str, Fraction]
) -> Smallest:
    """Find the smallest set of outcomes that lifts an attribute to a letter; among equals the cheapest.

    Parameters
    ----------
    percents : mapping of str to Fraction
        Question -> percent achieved now.
    needs : str
        The least letter.
    framework : Framework
        Bands.
    join : callable
        How percents of outcomes become that of their attribute; never lower when one of them rises, and the same in
        every order.
    cost : mapping of str to Fraction
        Question -> effort.

    Returns
    -------
    Smallest
        Raising all of them always does: every framework's last band ends at 100.
    """
    size = _find_size(percents, needs, framework, join)
    if not size:
        return Smallest((), join(list(percents.values())), 0)
    if comb(len(percents), size) > MOST_COMPARED:
        chosen = tuple(_lowest(percents)[:size])
        return Smallest(chosen, _raise(percents, chosen, join), 0)
    fitting = [
        chosen
        for chosen in combinations(sorted(percents), size)
        if _reaches(_raise(percents, chosen, join), needs, framework)
    ]
    best = min(
        fitting, key=lambda chosen: (sum(cost[name] for name in chosen), -_raise(percents, chosen, join), chosen)
    )
    return Smallest(best, _raise(percents, best, join), len(fitting) - 1)


def _find_size(percents: Mapping[str, Fraction], needs: str, framework: Framework, join: Join) -> int:
    # Of all sets of one size, raising the lowest leaves the highest behind, and no set of that size gives more:
    # where this one fails, all fail. So the first size at which it holds is the smallest there is.
    order = _lowest(percents)
    for size in range(len(order) + 1):
        if _reaches(_raise(percents, order[:size], join), needs, framework):
            return size
    raise AssertionError("raising everything reaches every letter")


def _lowest(percents: Mapping[str, Fraction]) -> list[str]:
    return sorted(percents, key=lambda name: (percents[name], name))


def _raise(percents: Mapping[str, Fraction], chosen: Sequence[str], join: Join) -> Fraction:
    return join([DONE if name in chosen else percent for name, percent in percents.items()])


def _reaches(percent: Fraction, needs: str, framework: Framework) -> bool:
    order = [item.letter for item in framework.bands]
    return order.index(band(percent, framework)) >= order.index(needs)
