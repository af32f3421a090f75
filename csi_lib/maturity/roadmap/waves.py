"""Waves by capacity, and how many processes can be lifted for how much effort."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from csi_lib.maturity.roadmap.way import LIFT, Lift, Way


@dataclass(frozen=True)
class Point:
    """One point of the front: no other choice of processes lifts as many for less.

    Parameters
    ----------
    processes : tuple of str
        Which ones are lifted, by id.
    titles : tuple of str
        By title.
    low, high : Fraction
        Person-days for all of them.
    """

    processes: tuple[str, ...]
    titles: tuple[str, ...]
    low: Fraction
    high: Fraction


def order_ways(ways: Iterable[Way]) -> tuple[Way, ...]:
    """Put the processes that are to be lifted in order: what takes least first, so that most are done early."""
    return tuple(sorted((way for way in ways if way.state == LIFT), key=lambda way: (way.high, way.low, way.process)))


def trace_front(ways: Iterable[Way]) -> tuple[Point, ...]:
    """Trace the front of effort against the number of processes lifted.

    Parameters
    ----------
    ways : iterable of Way
        Processes that need nothing are left out.

    Returns
    -------
    tuple of Point
        One for each number of processes. Each process has an effort of its own, so the cheapest choice of any number
        of them are the cheapest ones.
    """
    order = order_ways(ways)
    return tuple(
        Point(
            tuple(way.process for way in order[:count]),
            tuple(way.title for way in order[:count]),
            sum((way.low for way in order[:count]), Fraction(0)),
            sum((way.high for way in order[:count]), Fraction(0)),
        )
        for count in range(1, len(order) + 1)
    )


def make_waves(ways: Iterable[Way], capacity: Fraction) -> tuple[Lift, ...]:
    """Give every outcome its wave: no wave takes more than the capacity, and lower levels come first.

    Parameters
    ----------
    ways : iterable of Way
        What has to be lifted.
    capacity : Fraction
        Person-days of one wave, held against the upper end of the effort: a wave holds even if all takes long.

    Returns
    -------
    tuple of Lift
        By wave, process and level; an outcome that alone takes more than the capacity has a wave for itself.
    """
    left: list[Fraction] = []  # person-days still free, by wave
    placed: list[Lift] = []
    for way in order_ways(ways):
        wave_of: dict[str, int] = {}
        for lift in way.lifts:
            earliest = max((wave_of[name] for name in lift.after), default=1)
            wave = _find_room(left, lift.high, earliest, capacity)
            left[wave - 1] -= lift.high
            wave_of[lift.question] = wave
            placed.append(replace(lift, wave=wave))
    return tuple(sorted(placed, key=lambda lift: lift.wave))


def _find_room(left: list[Fraction], need: Fraction, earliest: int, capacity: Fraction) -> int:
    wave = earliest
    while True:
        if wave > len(left):
            left.extend([capacity] * (wave - len(left)))
        if left[wave - 1] >= need or left[wave - 1] == capacity:
            return wave
        wave += 1


def sum_effort(lifts: Sequence[Lift]) -> tuple[Fraction, Fraction]:
    """Return the least and the most person-days of some outcomes together."""
    return sum((item.low for item in lifts), Fraction(0)), sum((item.high for item in lifts), Fraction(0))
