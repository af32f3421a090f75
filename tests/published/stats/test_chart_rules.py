"""Which points the published rules mark, on the series that other packages are tested with.

The kit marks every point that makes up a pattern, as shewhart does. qcc and NHSRplotthedots report the point that
completes it: the last one marked when the series ends there.

| source | values |
|---|---|
| https://github.com/luca-scr/qcc, tests/testthat/test-rules.R at commit bb2089f: lists of indices | 17 lists |
| shewhart 0.1.1, tests/test_rules.py at commit 8dca2fb of https://github.com/bertanucar/shewhart | 20 lists |
| https://github.com/nhs-r-community/NHSRplotthedots, test-ptd_calculate_point_type.R at commit 0b49a46 | 18 lists |
| longest run by number of points, table 1 of https://unaettie.com/en-us/faq.php (Anhøj) | 53 |
| R 4.2.2: fewest crossings, qbinom(.05, n - 1, .5) | 50 |
| clinical-qikit 0.5.0, fixtures/spc: run charts | 6 |
"""

from __future__ import annotations

import numpy as np
import pytest

from csi_lib.stats.charts import draw_run, find_signals

UP, DOWN = list(range(1, 8)), list(range(6, 0, -1))
OVERLAP = [2.5] * 7 + [3.2]
QCC = [  # set, rule, scores, indices from 1
    ("western_electric", "outside", [0, 3.2, -3.5, 2.9], [2, 3]),
    ("western_electric", "two of three", [0, 2.5, 1.0, 2.6, 0], [4]),
    ("western_electric", "four of five", [0, 1.2, 1.3, 0.2, 1.4, 1.5], [6]),
    ("western_electric", "run of eight", [-1] * 8 + [1], [8]),
    ("western_electric", "run of eight", OVERLAP, [8]),
    ("western_electric", "four of five", OVERLAP, [5, 6, 7, 8]),
    ("western_electric", "two of three", OVERLAP, [3, 4, 5, 6, 7, 8]),
    ("western_electric", "outside", OVERLAP, [8]),
    ("nelson", "outside", [0, 3.2, -3.4, 3], [2, 3]),
    ("nelson", "run of nine", [0.5] * 10 + [-0.5] * 10, [9, 10, 19, 20]),
    ("nelson", "six rising or falling", [*UP, 7, *DOWN], [6, 7, 13, 14]),
    ("nelson", "fourteen alternating", [1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8], [14, 15]),
    ("nelson", "two of three", [0, 2.3, 0.4, 2.2, -2.4, -0.2, -2.5], [4, 7]),
    ("nelson", "four of five", [1.2, 1.3, 0.2, 1.4, 1.5, -1.2, -1.3, -0.1, -1.4, -1.5], [5, 10]),
    ("nelson", "fifteen within one sigma", [0.3] * 16 + [1.2], [15, 16]),
    ("nelson", "eight beyond one sigma", [1.2, -1.3, 1.1, -1.4, 1.5, -1.2, 1.3, -1.1, 0.2], [8]),
    ("nelson", "eight beyond one sigma", [1.2] * 8, []),
]
SHEWHART = [  # set, rule, scores, indices from 0
    ("nelson", "outside", [0, 3.5, 0, -4.0], [1, 3]),
    ("nelson", "outside", [0, 2.9, -2.9], []),
    ("nelson", "run of nine", [0.5] * 9, range(9)),
    ("nelson", "run of nine", [0.5] * 8, []),
    ("nelson", "run of nine", [-0.5] * 10, range(10)),
    ("nelson", "six rising or falling", [0, 0.1, 0.2, 0.3, 0.4, 0.5], range(6)),
    ("nelson", "six rising or falling", [0, 0.1, 0.1, 0.3, 0.4, 0.5], []),
    ("nelson", "six rising or falling", [0.5, 0.4, 0.3, 0.2, 0.1, 0.0], range(6)),
    ("nelson", "fourteen alternating", [0.5, -0.5] * 7, range(14)),
    ("nelson", "fourteen alternating", ([0.5, -0.5] * 7)[:13], []),
    ("nelson", "two of three", [2.5, 0.0, 2.5], [0, 2]),
    ("nelson", "two of three", [2.5, 0.0, -2.5], []),
    ("nelson", "two of three", [2.5, 2.5, 0.0], [0, 1]),
    ("nelson", "four of five", [1.5, 1.5, 0.0, 1.5, 1.5], [0, 1, 3, 4]),
    ("nelson", "four of five", [1.5, 1.5, 0.0, 0.0, 1.5], []),
    ("nelson", "fifteen within one sigma", [0.2] * 15, range(15)),
    ("nelson", "fifteen within one sigma", [0.2] * 14, []),
    ("nelson", "eight beyond one sigma", [1.5, -1.5] * 4, range(8)),
    ("nelson", "eight beyond one sigma", ([1.5, -1.5] * 4)[:7], []),
    ("western_electric", "run of eight", [0.5] * 8, range(8)),
]
NHS_COMPLETED = [  # rule, scores, 1 where the source has 1 or -1
    ("run of seven", [1] * 6, [0] * 6),
    ("run of seven", [1] * 6 + [-1], [0] * 7),
    ("run of seven", [1] * 8 + [-1], [0, 0, 0, 0, 0, 0, 1, 1, 0]),
    ("run of seven", [-1] * 8 + [1], [0, 0, 0, 0, 0, 0, 1, 1, 0]),
    ("run of seven", [-1, *[1] * 8, -1], [0, 0, 0, 0, 0, 0, 0, 1, 1, 0]),
    ("seven rising or falling", [1, 2, 3, 4, 5, 6], [0] * 6),
    ("seven rising or falling", [1, 2, 3, 3, 4, 5, 6], [0] * 7),
    ("seven rising or falling", [1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 0, 0, 1]),
    ("seven rising or falling", [2, 1, 2, 3, 4, 5, 6, 7, 3], [0, 0, 0, 0, 0, 0, 0, 1, 0]),
    ("seven rising or falling", [7, 6, 5, 4, 3, 2, 1], [0, 0, 0, 0, 0, 0, 1]),
    ("seven rising or falling", [2, 7, 6, 5, 4, 3, 2, 1, 3], [0, 0, 0, 0, 0, 0, 0, 1, 0]),
]
NHS_CLOSE = [  # close to a limit; part of two in three
    ([1, 0, 1], [1, 0, 1]),
    ([0, 1, 1], [0, 1, 1]),
    ([1, 1, 0], [1, 1, 0]),
    ([0, 0, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 0, 0]),
    ([0, 0, 1, 1, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0]),
    ([1, 0, 0, 1], [0, 0, 0, 0]),
    ([1, 0, 0, 1, 1], [0, 0, 0, 1, 1]),
]
LONGEST = {
    **dict.fromkeys(range(10, 12), 6),
    **dict.fromkeys(range(12, 23), 7),
    **dict.fromkeys(range(23, 46), 8),
    **dict.fromkeys(range(46, 60), 9),
    90: 9,
    91: 10,
    100: 10,
}
CROSSINGS = [
    *(2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 10, 10, 11, 11, 11, 12),
    *(12, 13, 13, 14, 14, 14, 15, 15, 16, 16, 17, 17, 17, 18, 18, 19, 19, 20, 20, 21, 21, 21, 22, 22, 23),
]  # of 10, 11, ... 59 points


def completed(scores: list[float], rules: str, rule: str) -> list[int]:
    """Return the points at which a rule is met for a series that ends there."""
    ends = range(1, len(scores) + 1)
    return [end - 1 for end in ends if find_signals(np.array(scores[:end], dtype=float), rules)[rule][-1]]


def marked(scores: list[float], rules: str, rule: str) -> list[int]:
    return np.flatnonzero(find_signals(np.array(scores, dtype=float), rules)[rule]).tolist()


@pytest.mark.parametrize("row", QCC, ids=lambda row: f"{row[0]}, {row[1]}")
def test_a_rule_is_met_where_qcc_says_so(row: tuple[str, str, list[float], list[int]]) -> None:
    rules, rule, scores, expected = row

    assert completed(scores, rules, rule) == [place - 1 for place in expected]


@pytest.mark.parametrize("row", SHEWHART, ids=lambda row: f"{row[0]}, {row[1]}")
def test_a_rule_marks_the_points_that_shewhart_marks(row: tuple[str, str, list[float], list[int]]) -> None:
    rules, rule, scores, expected = row

    assert marked(scores, rules, rule) == list(expected)


@pytest.mark.parametrize("row", NHS_COMPLETED, ids=lambda row: row[0])
def test_a_rule_of_making_data_count_is_met_where_the_nhs_package_says_so(
    row: tuple[str, list[float], list[int]],
) -> None:
    rule, scores, expected = row

    assert completed(scores, "making_data_count", rule) == np.flatnonzero(expected).tolist()


@pytest.mark.parametrize(("close", "expected"), NHS_CLOSE)
def test_two_of_three_close_to_a_limit_are_marked_as_in_the_nhs_package(close: list[int], expected: list[int]) -> None:
    scores = [2.5 if near else 0.5 for near in close]

    assert marked(scores, "making_data_count", "two of three close") == np.flatnonzero(expected).tolist()


@pytest.mark.parametrize("n", LONGEST)
def test_a_run_is_long_above_the_tabulated_length(n: int) -> None:
    def with_run(length: int) -> list[float]:
        return [1.0] * length + [(-1.0) ** (place + 1) for place in range(n - length)]

    assert not marked(with_run(LONGEST[n]), "anhoej", "long run")
    assert marked(with_run(LONGEST[n] + 1), "anhoej", "long run") == list(range(LONGEST[n] + 1))


@pytest.mark.parametrize("n", range(10, 60))
def test_crossings_are_few_below_the_quantile_of_the_binomial(n: int) -> None:
    def with_crossings(count: int) -> list[float]:
        return [1.0] * (n - count) + [(-1.0) ** (place + 1) for place in range(count)]

    fewest = CROSSINGS[n - 10]
    assert not marked(with_crossings(fewest), "anhoej", "few crossings")
    assert marked(with_crossings(fewest - 1), "anhoej", "few crossings")


@pytest.mark.parametrize(
    ("values", "long", "few"),
    [
        ([20] * 10 + [1] * 10, True, True),  # run_chart_signal.json
        ([12, 8] * 10, False, False),  # run_chart_no_signal.json
        ([*range(1, 11)] * 2, False, True),  # anhoej_thresholds_n20.json
    ],
)
def test_a_run_chart_finds_what_a_quality_package_finds(values: list[float], long: bool, few: bool) -> None:
    flags = draw_run(values).flags

    assert (flags["long run"].any(), flags["few crossings"].any()) == (long, few)
