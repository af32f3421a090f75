"""Pairs in the wrong order are counted and listed as by looking at every pair."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats.courses.inversions import count_inversions, draw_inversions

permutations = st.integers(1, 80).flatmap(lambda n: st.permutations(range(n)))


def look_at_every_pair(permutation: list[int]) -> set[tuple[int, int]]:
    return {(first, second) for first, second in combinations(permutation, 2) if first > second}


@given(permutations)
def test_the_count_is_that_of_looking_at_every_pair(permutation: list[int]) -> None:
    assert count_inversions(permutation) == len(look_at_every_pair(permutation))


@given(permutations)
def test_every_pair_is_listed_once(permutation: list[int]) -> None:
    pairs = [pair for one, other in draw_inversions(permutation) for pair in zip(one, other, strict=True)]

    assert len(pairs) == len(set(pairs))
    assert set(pairs) == look_at_every_pair(permutation)


@given(permutations.filter(look_at_every_pair), st.data())
def test_pairs_drawn_by_rank_are_those_of_the_whole_list(permutation: list[int], data: st.DataObject) -> None:
    whole = np.concatenate([np.column_stack(pair) for pair in draw_inversions(permutation)])
    ranks = np.array(sorted(data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=9))), dtype=np.int64)

    drawn = np.concatenate([np.column_stack(pair) for pair in draw_inversions(permutation, ranks)])

    assert drawn.tolist() == whole[ranks].tolist()


@pytest.mark.parametrize("n", [1, 2, 16, 17, 1_000, 4_096, 50_000])
def test_a_reversed_order_has_every_pair_wrong(n: int) -> None:
    assert count_inversions(np.arange(n)[::-1]) == n * (n - 1) // 2
    assert count_inversions(np.arange(n)) == 0
