"""The sign-flip test is what it says: every way to set the signs, counted."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test, wilcoxon

from csi_lib.stats import signs
from csi_lib.stats.signs import find_fewest_people, find_flip_interval, find_least_p, flip_signs

differences = st.lists(st.integers(-9, 9), min_size=1, max_size=10)


def count_slowly(values: list[int]) -> float:
    """Set all signs in all ways."""
    far = abs(sum(values))
    sums = [abs(sum(sign * value for sign, value in zip(way, values, strict=True))) for way in _ways(len(values))]
    return sum(item >= far for item in sums) / len(sums)


def _ways(n: int) -> list[tuple[int, ...]]:
    return list(product((1, -1), repeat=n))


@given(differences)
def test_it_counts_what_setting_all_signs_in_turn_counts(values: list[int]) -> None:
    assert flip_signs(values).p == count_slowly(values)


def test_five_people_can_never_be_below_one_in_twenty() -> None:
    assert flip_signs([3, 3, 3, 3, 3]).p == find_least_p(5) == 2 / 32
    assert flip_signs([3, 3, 3, 3, 3, 3]).p == find_least_p(6) == 2 / 64
    assert find_fewest_people(0.05) == 6


def test_nobody_and_nobody_who_moved_say_nothing() -> None:
    assert flip_signs([]).p == flip_signs([0, 0, 0]).p == 1.0
    assert (flip_signs([0, 4, 0]).n, flip_signs([0, 4, 0]).moved) == (3, 1)


@given(differences, st.randoms())
def test_order_and_side_do_not_matter(values: list[int], chance: object) -> None:
    mixed = values[:]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert flip_signs(mixed).p == flip_signs(values).p == flip_signs([-item for item in values]).p


@given(differences, st.integers(1, 10**30))
def test_the_unit_does_not_matter_however_fine(values: list[int], unit: int) -> None:
    assert flip_signs([item * unit for item in values]).p == flip_signs(values).p


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=10))
def test_a_p_is_never_below_the_least_that_so_many_people_can_reach(values: list[int]) -> None:
    assert flip_signs(values).p >= find_least_p(len(values))


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=9))
def test_too_fine_differences_are_rounded_towards_caution(values: list[int]) -> None:
    whole = flip_signs(values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "FINEST", 64)
        coarse = flip_signs(values)
    assert coarse.p >= whole.p
    assert coarse.exact or sum(map(abs, values)) > 64


def test_the_caution_costs_little() -> None:
    fine = [1_000_003, 2_000_033, -1_500_007, 3_100_019, 2_700_001, 900_001, 1_800_013, 2_200_009]
    assert not flip_signs(fine).exact
    assert flip_signs(fine).p == pytest.approx(count_slowly(fine), rel=0.02)


def test_scipy_setting_all_signs_says_the_same() -> None:
    values = [4, -1, 3, 3, 0, 2, -2, 5, 1]
    other = permutation_test(
        (np.array(values),), np.sum, permutation_type="samples", n_resamples=np.inf, alternative="two-sided"
    )
    assert flip_signs(values).p == pytest.approx(other.pvalue, rel=1e-12)


def test_on_ranks_it_is_the_exact_signed_rank_test() -> None:
    ranks = [8, -3, 9, 4, 7, 6, 5, -2, 1, 10, -11, 12]
    assert flip_signs(ranks).p == pytest.approx(wilcoxon(np.array(ranks), method="exact").pvalue, rel=1e-12)


def test_many_people_take_no_time_and_agree_with_the_normal_law() -> None:
    from scipy.stats import norm

    values = [1] * 300 + [-1] * 240
    expected = 2 * norm.sf((60 - 1) / np.sqrt(540))  # corrected for the step of two
    assert flip_signs(values).p == pytest.approx(expected, rel=0.01)


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="whole number"):
        flip_signs([0.5, 1.0])  # type: ignore[list-item]


def test_the_interval_holds_what_the_test_does_not_refute() -> None:
    """Slow twin: shift everybody, test again, and look where p crosses .05."""
    values = [4, -1, 3, 6, 0, 2, -2, 5]
    low, high = find_flip_interval(np.array(values) / 8, np.full(8, 1 / 8)) or (0.0, 0.0)
    shifts = np.round(np.arange(-6, 8, 0.01), 2)
    kept = [shift for shift in shifts if flip_signs([round(100 * value - 100 * shift) for value in values]).p > 0.05]
    assert (low, high) == pytest.approx((min(kept), max(kept)), abs=0.011)


@given(st.lists(st.integers(-9, 9), min_size=6, max_size=10))
def test_zero_lies_outside_the_interval_just_where_the_test_refutes_it(values: list[int]) -> None:
    low, high = find_flip_interval(np.array(values) / len(values), np.full(len(values), 1 / len(values))) or (0, 0)
    refuted = flip_signs(values).p <= 0.05
    hair = 1e-9  # sums of tenths may miss zero by as little
    assert (low <= hair and high >= -hair) if not refuted else (low >= -hair or high <= hair)


def test_five_people_allow_no_interval() -> None:
    assert find_flip_interval(np.ones(5) / 5, np.full(5, 1 / 5)) is None


@pytest.mark.parametrize("people", [6, 10, 14, 30])
def test_the_interval_holds_the_truth_19_times_of_20(people: int) -> None:
    rng = np.random.default_rng(people)
    weights = rng.uniform(0.3, 1.0, people)
    weights /= weights.sum()
    runs = 600
    held = 0
    for _ in range(runs):
        change = weights * (2.0 + rng.laplace(0, 3, people))
        low, high = find_flip_interval(change, weights) or (0.0, 0.0)
        held += low <= 2.0 <= high
    assert held / runs >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / runs)
