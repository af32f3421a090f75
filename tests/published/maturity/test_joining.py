"""Letters joined by mean and median, as described by an assessor; the sums are done by hand.

Read at automotive-spice.blogspot.com/2015/08/rating-aggregation-rule.html: N, P, L, F become 0 to 3 (refined 0 to 5);
mean or median; round; back. Where a half goes it does not say: that is a setting here. Vertical, horizontal and matrix
aggregation: ISO/IEC 33020:2015 in Automotive SPICE PAM 3.1, section 3.2.2.
"""

from fractions import Fraction

import pytest

from csi_lib.maturity.letters import join_horizontally, join_letters, join_matrix, join_vertically

COARSE = ("N", "P", "L", "F")
REFINED = ("N", "P-", "P+", "L-", "L+", "F")


@pytest.mark.parametrize(
    ("letters", "by", "average", "result"),
    [
        (["F", "L", "L"], "mean", Fraction(7, 3), "L"),
        (["F", "F", "L"], "mean", Fraction(8, 3), "F"),
        (["N", "N", "P"], "mean", Fraction(1, 3), "N"),
        (["F", "F", "F", "N", "N"], "mean", Fraction(9, 5), "L"),
        (["F", "F", "F", "N", "N"], "median", Fraction(3), "F"),
        (["N", "P", "L", "L"], "median", Fraction(3, 2), "P"),
        (["F", "P", "N"], "median", Fraction(1), "P"),
        (["F", "P", "N"], "minimum", Fraction(0), "N"),
    ],
)
def test_letters_are_averaged_as_numbers_and_turned_back(letters, by, average, result):
    found = join_letters(letters, COARSE, by)
    assert found is not None
    assert (found.average, found.letter) == (average, result)


@pytest.mark.parametrize(
    ("letters", "result"),
    [
        (["P-", "P+", "L-"], "P+"),  # (1 + 2 + 3) / 3 = 2
        (["F", "L+", "L+"], "L+"),  # (5 + 4 + 4) / 3 = 13/3
        (["N", "F"], "P+"),  # 5/2, down
    ],
)
def test_halves_of_letters_are_averaged_on_a_scale_of_six(letters, result):
    found = join_letters(letters, REFINED)
    assert found is not None
    assert found.refined == result
    assert found.letter == result.rstrip("+-")


@pytest.mark.parametrize(("half", "result"), [("down", "P"), ("up", "L")])
def test_a_half_goes_where_the_setting_says_and_is_told(half, result):
    found = join_letters(["P", "L"], COARSE, half=half)
    assert found is not None
    assert (found.letter, found.tie) == (result, True)


def test_a_third_is_no_tie():
    found = join_letters(["P", "P", "L"], COARSE)
    assert found is not None
    assert not found.tie


TABLE = {("a", "x"): "F", ("a", "y"): "N", ("b", "x"): "F", ("b", "y"): "P", ("c", "x"): "L"}


def test_vertical_horizontal_and_matrix_join_different_sides_of_the_same_table():
    # By hand: instance x (3 + 3 + 2) / 3 = 8/3, y (0 + 1) / 2 = 1/2 down; outcome a 3/2 down, b 2, c 2; all 9/5.
    assert {name: item.letter for name, item in join_vertically(TABLE, COARSE).items()} == {"x": "F", "y": "N"}
    assert {name: item.letter for name, item in join_horizontally(TABLE, COARSE).items()} == {
        "a": "P", "b": "L", "c": "L",
    }  # fmt: skip
    whole = join_matrix(TABLE, COARSE)
    assert whole is not None
    assert (whole.average, whole.letter) == (Fraction(9, 5), "L")
