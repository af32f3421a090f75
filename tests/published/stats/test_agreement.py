"""Agreement of raters, against printed examples.

| source, where it was read | values |
|---|---|
| Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, 4 observers of 12 units; data in | |
| search.r-project.org/CRAN/refmans/irr/html/kripp.alpha.html, values: CRAN package icr, tests | 3 |
| Wikipedia, "Krippendorff's alpha", a computational example; data: pln-fing-udelar/fast-krippendorff, sample.py | 2 |
| by hand, from the formulas for two observers in Krippendorff (2011) | 2 |
| Cohen (1968), Psychological Bulletin 70, 213-220, table 1, as in psych::cohen.kappa, example: .492, .348, .353 | 3 |
| SAS FREQ, printed in statsmodels, stats/tests/test_inter_rater.py | 2 |
| irr::kappa2 on irr::anxiety, raters 2 and 3, printed in the same file | 3 |
| irr::kappa2, printed in github.com/ramnathv/RExRepos, md/interRaterICC.md | 2 |
| Grant proposals, Wikipedia, "Cohen's kappa", as in howcodex.com/statistics/cohen_kappa_coefficient.htm | 1 |
| vcd::SexualFun (Hout, Duncan and Sobel 1987): the three numbers that three weightings give | 3 |
| Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428, tables 2 and 4; three digits: package intraclass | 3 |
| irr::icc(anxiety, "twoway", "agreement"), printed in github.com/sophiedkk/pyirr, README | 1 |
| by hand: mean squares of three units and two assessors, as in the comment | 3 |
"""

from __future__ import annotations

import numpy as np
import pytest

from csi_lib.stats.agreement import find_alpha, find_icc, find_kappa, tabulate_pairs

_ = np.nan
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
WIKIPEDIA = [
    [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
    [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
    [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
]
COHEN = [[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]
SAS = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
SEXUAL_FUN = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
THERAPY = [[53, 5, 2], [11, 14, 5], [1, 6, 3]]
VIEWERS = [
    [5, 8, 1, 2, 4, 2],
    [3, 5, 3, 5, 5, 0],
    [1, 2, 6, 11, 2, 1],
    [0, 1, 5, 4, 3, 3],
    [0, 0, 1, 2, 5, 2],
    [0, 0, 1, 2, 1, 4],
]
ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


@pytest.mark.parametrize(
    ("ratings", "metric", "printed"),
    [
        (KRIPPENDORFF, "nominal", 0.743),
        (KRIPPENDORFF, "ordinal", 0.815),
        (KRIPPENDORFF, "interval", 0.849),
        (WIKIPEDIA, "nominal", 0.691),
        (WIKIPEDIA, "interval", 0.811),
    ],
)
def test_alpha_is_the_printed_one(ratings, metric, printed) -> None:
    assert find_alpha(ratings, metric).value == pytest.approx(printed, abs=0.0006)


def test_alpha_of_two_observers_is_what_the_formulas_give_by_hand() -> None:
    binary = find_alpha([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], "nominal")
    assert binary.value == pytest.approx(1 - (20 - 1) * 4 / (14 * 6))  # 20 values, 14 of 0 and 6 of 1, 4 units differ
    letters = find_alpha([[ord(letter) for letter in row] for row in ("aabbdcccedda", "babbbccceddd")], "nominal")
    assert letters.value == pytest.approx((23 * 18 - 104) / (24 * 23 - 104))  # 18 coincide; 104 = 12 + 30 + 30 + 30 + 2


@pytest.mark.parametrize(
    ("table", "weights", "printed"),
    [
        (COHEN, "none", 0.492),
        (COHEN, [[0, 1, 3], [1, 0, 6], [3, 6, 0]], 0.348),
        (COHEN, [[0, 1, 4], [1, 0, 6], [2, 2, 0]], 0.353),
        (SAS, "none", 0.4842),
        (SAS, "linear", 0.4701),
        (THERAPY, "none", 0.429),
        (VIEWERS, "linear", 0.316),
        ([[20, 5], [10, 15]], "none", 0.40),
        (SEXUAL_FUN, "none", 0.129),
        (SEXUAL_FUN, "linear", 0.237),
        (SEXUAL_FUN, "quadratic", 0.332),
    ],
)
def test_kappa_is_the_printed_one(table, weights, printed) -> None:
    digits = len(f"{printed}".partition(".")[2])
    assert find_kappa(table, weights).value == pytest.approx(printed, abs=0.6 * 10.0**-digits)


@pytest.mark.parametrize(
    ("weights", "printed"), [("none", -0.006289308), ("linear", 0.1459075), ("quadratic", 0.2520325)]
)
def test_kappa_of_two_lists_of_ratings_is_that_of_irr(weights, printed) -> None:
    # irr leaves out the category that neither gave (5) and closes the gap; so do these lists.
    one, other = [np.searchsorted([1, 2, 3, 4, 6], row) for row in ANXIETY[1:]]
    assert find_kappa(tabulate_pairs(one, other, 5), weights).value == pytest.approx(printed, abs=1e-6)


def test_intraclass_correlations_of_four_judges_are_those_of_shrout_and_fleiss() -> None:
    found = find_icc(SHROUT_FLEISS)
    assert (found.single, found.average, found.consistent) == pytest.approx((0.290, 0.620, 0.715), abs=0.0006)


def test_intraclass_correlation_of_the_anxiety_ratings_is_that_of_irr() -> None:
    assert find_icc(np.transpose(ANXIETY)).single == pytest.approx(0.20, abs=0.005)


def test_intraclass_correlations_worked_by_hand() -> None:
    # Units 8, 11.5 and 6 about 8.5: 2 * 15.5 / 2 = 15.5. Assessors: 1/6. Rest: (45.5 - 31 - 1/6) / 2 = 43/6.
    found = find_icc([[7, 9], [10, 13], [8, 4]])
    assert found.single == pytest.approx((15.5 - 43 / 6) / (15.5 + 43 / 6 + 2 * (1 / 6 - 43 / 6) / 3))
    assert found.average == pytest.approx((15.5 - 43 / 6) / (15.5 + (1 / 6 - 43 / 6) / 3))
    assert found.consistent == pytest.approx((15.5 - 43 / 6) / (15.5 + 43 / 6))
