"""Pairs that stand in the wrong order in an arrangement: counted, listed and drawn without looking at every pair.

A permutation of 0 .. 2^k - 1 is taken apart bit by bit, the highest first: a merge sort run backwards. At every level
the elements that agree in all higher bits lie together in their first order, and a pair is a one that stands before a
zero. Every step is one numpy operation over all elements: O(n log n) time and O(n) memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Int = NDArray[np.int64]
_Int32 = NDArray[np.int32]

_BLOCK = 16  # elements that are compared pair by pair in the end, which costs less than four more levels


@dataclass(frozen=True, eq=False)
class _Level:
    """The pairs that one bit decides, in rows of ``half`` zeros and as many ones.

    Parameters
    ----------
    half : int
        Zeros (and ones) of a row.
    zeros, ones : ndarray, shape (n/2,)
        Elements, row after row, each in their first order.
    places : ndarray, shape (n/2,)
        Where in its row each zero stands.
    """

    half: int
    zeros: _Int32
    ones: _Int32
    places: Int

    @property
    def pairs(self) -> int:
        """Number of pairs: the places of the zeros, less those they would have with all zeros in front."""
        return int(self.places.sum()) - len(self.zeros) * (self.half - 1) // 2

    def before(self) -> Int:
        """Return how many ones of its row stand before each zero: its place, less the zeros before it."""
        return self.places - (np.arange(len(self.zeros)) & (self.half - 1))

    def join(self) -> _Int32:
        """Return the elements for the next level: of every row the zeros, then the ones."""
        joined = np.empty((len(self.zeros) // self.half, 2, self.half), dtype=np.int32)
        joined[:, 0] = self.zeros.reshape(-1, self.half)
        joined[:, 1] = self.ones.reshape(-1, self.half)
        return joined.reshape(-1)


def count_inversions(permutation: ArrayLike) -> int:
    """Count the pairs of a permutation that stand in the wrong order.

    Parameters
    ----------
    permutation : array of int, shape (n,)
        The numbers 0 to n - 1 in any order.

    Returns
    -------
    int
        Number of pairs a < b with permutation[a] > permutation[b].
    """
    numbers = _pad(permutation)
    half, total = len(numbers) // 2, 0
    while half >= _BLOCK:
        level = _split(numbers, half)
        total += level.pairs
        numbers, half = level.join(), half // 2
    return total + _compare(numbers.reshape(-1, 2 * half))


def draw_inversions(permutation: ArrayLike, ranks: Int | None = None) -> Iterator[tuple[_Int32, _Int32]]:
    """List pairs of a permutation that stand in the wrong order: all of them, or those of some ranks.

    Parameters
    ----------
    permutation : array of int, shape (n,)
        The numbers 0 to n - 1 in any order.
    ranks : ndarray of int, shape (m,), optional
        Rising numbers of pairs, each below ``count_inversions``; default all pairs. The order of the pairs is that of
        the algorithm and says nothing.

    Yields
    ------
    tuple of ndarray of int, shape (some,)
        The larger and the smaller number of each pair, bit by bit; the larger one stands first in the permutation.
    """
    start = 0
    for level in _levels(permutation):
        before = level.before()
        last = np.cumsum(before)
        zero, place = _list_pairs(before, last) if ranks is None else _find_pairs(before, last, ranks, start)
        yield level.ones[(zero & -level.half) + place], level.zeros[zero]
        start += int(last[-1])


def _levels(permutation: ArrayLike) -> Iterator[_Level]:
    numbers = _pad(permutation)
    half = len(numbers) // 2
    while half:
        level = _split(numbers, half)
        yield level
        numbers, half = level.join(), half // 2


def _pad(permutation: ArrayLike) -> _Int32:
    """Lengthen a permutation to a power of two; what is added stands in order at the end and makes no pair."""
    given = np.asarray(permutation)
    padded = np.arange(1 << max(len(given) - 1, 1).bit_length(), dtype=np.int32)
    padded[: len(given)] = given
    return padded


def _split(numbers: _Int32, half: int) -> _Level:
    high = (numbers & half) != 0
    zero, one = np.flatnonzero(~high), np.flatnonzero(high)
    return _Level(half, numbers[zero], numbers[one], zero & (2 * half - 1))


def _compare(rows: _Int32) -> int:
    columns = np.ascontiguousarray(rows.T)
    return sum(int(np.count_nonzero(columns[:-gap] > columns[gap:])) for gap in range(1, len(columns)))


def _list_pairs(before: Int, last: Int) -> tuple[Int, Int]:
    zero = np.repeat(np.arange(len(before)), before)
    return zero, np.arange(len(zero)) - np.repeat(last - before, before)


def _find_pairs(before: Int, last: Int, ranks: Int, start: int) -> tuple[Int, Int]:
    low, high = np.searchsorted(ranks, (start, start + int(last[-1])))
    inside = ranks[low:high] - start
    zero = np.searchsorted(last, inside, side="right")
    return zero, inside - (last - before)[zero]
