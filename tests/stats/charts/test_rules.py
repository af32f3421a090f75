"""Every rule marks the points of its pattern, and only those."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats.charts import RULE_SETS, find_signals


def points_of(score: list[float], rules: str, rule: str) -> list[int]:
    """Return the marked points, counted from 1 as in the sources."""
    return (np.flatnonzero(find_signals(score, rules)[rule]) + 1).tolist()


# The series of tests/testthat/test-rules.R of the R package qcc (commit bb2089f). qcc names the points at which a
# pattern is complete; here all points of the pattern are named, so the last of them must be those of qcc.
QCC = [
    ("western_electric", "outside", [0, 3.2, -3.5, 2.9], [2, 3], [2, 3]),
    ("western_electric", "two of three", [0, 2.5, 1.0, 2.6, 0], [2, 4], [4]),
    ("western_electric", "four of five", [0, 1.2, 1.3, 0.2, 1.4, 1.5], [2, 3, 5, 6], [6]),
    ("western_electric", "run of eight", [-1] * 8 + [1], [*range(1, 9)], [8]),
    ("nelson", "run of nine", [0.5] * 10 + [-0.5] * 10, [*range(1, 21)], [9, 10, 19, 20]),
    ("nelson", "six rising or falling", [1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1], [*range(1, 15)], [6, 7, 13, 14]),
    (
        "nelson",
        "fourteen alternating",
        [1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8],
        [*range(1, 16)],
        [14, 15],
    ),
    ("nelson", "two of three", [0, 2.3, 0.4, 2.2, -2.4, -0.2, -2.5], [2, 4, 5, 7], [4, 7]),
    (
        "nelson",
        "four of five",
        [1.2, 1.3, 0.2, 1.4, 1.5, -1.2, -1.3, -0.1, -1.4, -1.5],
        [1, 2, 4, 5, 6, 7, 9, 10],
        [5, 10],
    ),
    ("nelson", "fifteen within one sigma", [0.3] * 16 + [1.2], [*range(1, 17)], [15, 16]),
    ("nelson", "eight beyond one sigma", [1.2, -1.3, 1.1, -1.4, 1.5, -1.2, 1.3, -1.1, 0.2], [*range(1, 9)], [8]),
    ("nelson", "eight beyond one sigma", [1.2] * 8, [], []),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "rule", "score", "marked", "completed"), QCC)
def test_the_patterns_are_those_that_qcc_completes(
    rules: str, rule: str, score: list[float], marked: list[int], completed: list[int]
) -> None:
    assert points_of(score, rules, rule) == marked
    # Cut off before its last point, a pattern that qcc completes there is gone.
    ends = [end for end in range(1, len(score) + 1) if end in points_of(score[:end], rules, rule)]
    assert set(completed) <= set(ends)
    assert not points_of(score[: min(completed, default=1) - 1], rules, rule)


# tests/testthat/test-ptd_calculate_point_type.R of the R package NHSRplotthedots (commit 0b49a46).
@pytest.mark.parametrize(
    ("rule", "score", "marked"),
    [
        ("run of seven", [1] * 6, []),
        ("run of seven", [1] * 6 + [-1], []),
        ("run of seven", [1] * 8 + [-1], [*range(1, 9)]),
        ("seven rising or falling", [1, 2, 3, 4, 5, 6], []),
        ("seven rising or falling", [1, 2, 3, 3, 4, 5, 6], []),
        ("seven rising or falling", [2, 1, 2, 3, 4, 5, 6, 7, 3], [*range(2, 9)]),
        ("seven rising or falling", [2, 7, 6, 5, 4, 3, 2, 1, 3], [*range(2, 9)]),
        ("two of three close", [2.5, 1, 2.5], [1, 3]),
        ("two of three close", [1, 1, 2.5, 1, 2.5, 1, 1], [3, 5]),
        ("two of three close", [2.5, 1, 1, 2.5, 2.5], [4, 5]),
        ("two of three close", [2.5, -1, 2.5], []),  # not all on one side of the mean
        ("two of three close", [3.5, 1, 2.5], []),  # outside is not close
    ],
)
def test_making_data_count_marks_what_the_nhs_package_marks(rule: str, score: list[float], marked: list[int]) -> None:
    assert points_of(score, "making_data_count", rule) == marked


def test_a_run_longer_than_anhoej_allows_is_marked_whole() -> None:
    # 16 useful points: the longest run may be round(log2 16) + 3 = 7.
    side = [1] * 8 + [-1, 1] * 4
    assert points_of(side, "anhoej", "long run") == [*range(1, 9)]
    assert points_of([1] * 7 + [-1] + [-1, 1] * 4, "anhoej", "long run") == []


def test_points_on_the_median_neither_break_nor_lengthen_a_run() -> None:
    side = [1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0, -1, 1, -1, 1, -1, 1, -1, 1]  # eight above, sixteen useful
    assert points_of(side, "anhoej", "long run") == [1, 3, 5, 6, 7, 8, 9, 10]


# Least crossings for n useful points: R 4.2.2 prints 2 4 8 for qbinom(.05, c(9, 15, 23), .5).
@pytest.mark.parametrize(("n", "fewest"), [(10, 2), (16, 4), (24, 8)])
def test_too_few_crossings_mark_the_whole_series(n: int, fewest: int) -> None:
    def with_crossings(count: int) -> list[float]:
        lengths = np.diff(np.linspace(0, n, count + 2).round().astype(int))
        return [float((-1) ** place) for place, length in enumerate(lengths) for _ in range(length)]

    assert points_of(with_crossings(fewest), "anhoej", "few crossings") == []
    assert points_of(with_crossings(fewest - 1), "anhoej", "few crossings") == [*range(1, n + 1)]


@given(st.lists(st.integers(-7, 7), min_size=1, max_size=40), st.sampled_from(sorted(RULE_SETS)))
def test_the_lower_side_is_read_as_the_upper_one(halves: list[int], rules: str) -> None:
    score = np.array(halves) / 2
    up, down = find_signals(score, rules), find_signals(-score, rules)
    assert {name: marked.tolist() for name, marked in up.items()} == {name: m.tolist() for name, m in down.items()}


@given(st.lists(st.lists(st.integers(-7, 7), min_size=25, max_size=25), min_size=2, max_size=4))
def test_a_stack_is_read_as_its_series_one_by_one(halves: list[list[int]]) -> None:
    score = np.array(halves) / 2
    for rules in RULE_SETS:
        together = find_signals(score, rules)
        for place, row in enumerate(score):
            alone = find_signals(row, rules)
            assert {n: m[place].tolist() for n, m in together.items()} == {n: m.tolist() for n, m in alone.items()}


def test_an_unknown_set_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown rule set 'nhs'; known: three_sigma, making_data_count"):
        find_signals([0.0], "nhs")
