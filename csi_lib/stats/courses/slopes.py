"""Slopes between two points of one group, picked by rank without computing them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats.courses.inversions import Int, count_inversions, draw_inversions

Array = NDArray[np.float64]

_ALL_PAIRS = 12_000  # slopes that are computed without further ado
_LISTED, _LISTED_EACH = 60_000, 4  # slopes that may lie in the bracket at the end: at least, and for each point
_SAMPLE, _SAMPLE_EACH = 8_000, 2  # slopes of a sample: at least, and for each point
_MARGIN = 2.5  # standard errors of a sampled rank; a miss costs one more round, never the answer
_ROUNDING = 4 * np.finfo(np.float64).eps


@dataclass(frozen=True, eq=False)
class _Bracket:
    """The slopes from ``low`` up to ``high``: how many lie below, how many inside, and both arrangements."""

    low: float
    high: float
    below: int
    inside: int
    low_order: Int
    high_order: Int

    @property
    def whole(self) -> bool:
        """Whether nothing is cut off yet."""
        return bool(np.isinf(self.low) and np.isinf(self.high))

    def turns(self) -> Int:
        """Return the places in the high arrangement, in the order of the low one: every inversion is a slope inside."""
        return _places(self.high_order)[self.low_order]


@dataclass(frozen=True, eq=False)
class Slopes:
    """All slopes between two points of the same group.

    Parameters
    ----------
    y, t : ndarray, shape (n,)
        Values and times, group after group, the times rising within each.
    group : ndarray of int, shape (n,), optional
        Group of each point, not falling; default one group.
    """

    y: Array
    t: Array
    group: Int | None = None

    @property
    def count(self) -> int:
        """Number of slopes."""
        sizes = np.array([len(self.y)]) if self.group is None else np.bincount(self.group)
        return int((sizes * (sizes - 1) // 2).sum())

    def pick(self, ranks: Sequence[int]) -> tuple[float, ...]:
        """Return the slopes of some ranks, counted from 0 for the smallest.

        Parameters
        ----------
        ranks : sequence of int
            Not falling.

        Returns
        -------
        tuple of float
            Equal to sorting all slopes, but for rounding in the last digits where many are the same.
        """
        start = np.arange(len(self.y))
        end = start[::-1] if self.group is None else np.lexsort((-self.t, self.group))
        whole = _Bracket(-np.inf, np.inf, 0, self.count, start, end)
        return self._narrow(whole, ranks, np.random.default_rng(0))  # chance moves the bracket, never the answer

    def _narrow(self, bracket: _Bracket, ranks: Sequence[int], chance: np.random.Generator) -> tuple[float, ...]:
        room = max(_LISTED, _LISTED_EACH * len(self.y))
        while bracket.inside > (_ALL_PAIRS if bracket.whole else room):
            if bracket.high - bracket.low <= 2 * self._rounding(bracket.low, bracket.high):
                few = self._slopes_of(bracket, np.arange(9))  # one value, tied many times
                return (float(np.median(few)),) * len(ranks)
            narrower = self._cut_around(bracket, self._draw(bracket, chance), ranks)
            # Ranks that lie far apart keep the bracket wide: each end goes its own way.
            if narrower.inside > room and narrower.inside > bracket.inside / 2 and len(ranks) > 1:
                parts = (ranks[:1], ranks[1:-1], ranks[-1:])
                return tuple(slope for part in parts if part for slope in self._narrow(narrower, part, chance))
            bracket = narrower
        inside = np.sort(self._slopes_of(bracket, None))
        return tuple(inside[np.array(ranks) - bracket.below].tolist())

    def _draw(self, bracket: _Bracket, chance: np.random.Generator) -> Array:
        size = max(_SAMPLE, _SAMPLE_EACH * len(self.y))
        if bracket.whole and self.group is None:
            one, step = chance.integers(0, len(self.y), size), chance.integers(1, len(self.y), size)
            other = (one + step) % len(self.y)
            return np.sort((self.y[one] - self.y[other]) / (self.t[one] - self.t[other]))
        return np.sort(self._slopes_of(bracket, np.sort(chance.integers(0, bracket.inside, size))))

    def _slopes_of(self, bracket: _Bracket, ranks: Int | None) -> Array:
        y, t = self.y[bracket.high_order], self.t[bracket.high_order]
        pairs = draw_inversions(bracket.turns(), ranks)
        return np.concatenate([(y[one] - y[other]) / (t[one] - t[other]) for one, other in pairs])

    def _cut_around(self, bracket: _Bracket, sample: Array, ranks: Sequence[int]) -> _Bracket:
        size = len(sample)
        share = (np.array([ranks[0], ranks[-1]]) - bracket.below) / bracket.inside
        away = _MARGIN * np.sqrt(size * share * (1 - share)) + 2
        first, last = np.round(share * size + np.array([-1, 1]) * away).astype(np.int64)
        low = float(sample[first]) if first >= 0 else bracket.low
        high = float(sample[last]) if last < size else bracket.high
        tight = self._rounding(low, high)
        return self._cut_at(self._cut_at(bracket, low, ranks), max(high, low + tight), ranks)

    def _cut_at(self, bracket: _Bracket, value: float, ranks: Sequence[int]) -> _Bracket:
        """Count the slopes below a value and keep the side on which all ranks lie, if they lie on one side."""
        if not bracket.low < value < bracket.high:
            return bracket
        order = self._arrange(value)
        below = count_inversions(_places(order))
        if below <= ranks[0]:
            inside = bracket.below + bracket.inside - below
            return replace(bracket, low=value, below=below, inside=inside, low_order=order)
        if below > ranks[-1]:
            return replace(bracket, high=value, inside=below - bracket.below, high_order=order)
        return bracket

    def _arrange(self, slope: float) -> Int:
        """Order the points by how far they lie above a line of this slope; equal ones keep their order of time."""
        y, t = self._centred
        above = y - slope * t
        return np.argsort(above, kind="stable") if self.group is None else np.lexsort((above, self.group))

    def _rounding(self, low: float, high: float) -> float:
        """Return a distance below which the arrangements cannot tell two slopes apart."""
        y, t = self._centred
        steepest = max((abs(end) for end in (low, high) if np.isfinite(end)), default=0.0)
        return float(_ROUNDING * (np.abs(y).max() + steepest * np.abs(t).max()) / self._least_step)

    @cached_property
    def _centred(self) -> tuple[Array, Array]:
        """Values and times about their middle: what is left to round is the spread and not the level."""
        return self.y - np.median(self.y), self.t - (self.t.min() + self.t.max()) / 2

    @cached_property
    def _least_step(self) -> float:
        steps = np.diff(self.t)
        return float(steps[steps > 0].min())


def _places(order: Int) -> Int:
    """Return where each point stands in an order."""
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place
