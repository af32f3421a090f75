"""ISO/IEC 33020:2015 as reproduced in Automotive SPICE PAM 3.1, tables 13, 15 and 16.

Read in github.com/PhilipPartsch/Howto-Sphinx, docs/AutomotiveSPICE_PAM_31/AutomotiveSPICE_PAM_31.rst, section 3.2.
"""

from fractions import Fraction

import pytest

from csi_lib.errors import UsageError
from csi_lib.maturity import band, find_level, load_framework, refine
from csi_lib.maturity.letters import average_exactly

FRAMEWORK = load_framework()
ATTRIBUTES = ("1.1", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2")
A_HAIR = Fraction(1, 10**12)


@pytest.mark.parametrize(
    ("percent", "letter"),
    [
        (Fraction(0), "N"), (Fraction(15), "N"), (15 + A_HAIR, "P"), (Fraction(50), "P"), (50 + A_HAIR, "L"),
        (Fraction(85), "L"), (85 + A_HAIR, "F"), (Fraction(100), "F"),
    ],
)  # fmt: skip
def test_the_upper_end_of_a_band_belongs_to_the_lower_letter(percent, letter):
    assert band(percent, FRAMEWORK) == letter  # table 13


@pytest.mark.parametrize(
    ("percent", "letter"),
    [
        (Fraction(15), "N"), (15 + A_HAIR, "P-"), (Fraction("32.5"), "P-"), (Fraction("32.5") + A_HAIR, "P+"),
        (Fraction(50), "P+"), (50 + A_HAIR, "L-"), (Fraction("67.5"), "L-"), (Fraction("67.5") + A_HAIR, "L+"),
        (Fraction(85), "L+"), (85 + A_HAIR, "F"),
    ],
)  # fmt: skip
def test_p_and_l_are_halved_at_32_5_and_67_5_and_n_and_f_are_not(percent, letter):
    assert refine(percent, FRAMEWORK) == letter  # table 15


@pytest.mark.parametrize(
    ("shares", "floats", "letter"),
    [
        (("0.1", "0.2", "0.15"), 15.000000000000002, "N"),
        (("0.9", "0.8", "0.85"), 85.00000000000001, "L"),
    ],
)
def test_means_that_binary_numbers_put_across_an_edge_stay_on_their_side(shares, floats, letter):
    assert sum(float(share) for share in shares) * 100 / len(shares) == floats  # the trap is real
    exact = average_exactly([Fraction(share) * 100 for share in shares], "mean")
    assert band(exact, FRAMEWORK) == letter


def test_a_float_is_refused_rather_than_compared_with_a_band():
    with pytest.raises(UsageError, match="exact"):
        band(15.0, FRAMEWORK)


TABLE_16 = {  # level -> letters of 1.1, 2.1, 2.2, 3.1, 3.2, 4.1, 4.2, 5.1, 5.2 that just reach it
    1: "LNNNNNNNN",
    2: "FLLNNNNNN",
    3: "FFFLLNNNN",
    4: "FFFFFLLNN",
    5: "FFFFFFFLL",
}


@pytest.mark.parametrize(("level", "letters"), TABLE_16.items())
def test_a_level_is_reached_by_exactly_what_the_table_asks(level, letters):
    assert find_level(dict(zip(ATTRIBUTES, letters, strict=True)), FRAMEWORK) == level


@pytest.mark.parametrize(
    ("level", "place"),
    [(level, place) for level, letters in TABLE_16.items() for place, letter in enumerate(letters) if letter != "N"],
)
def test_one_letter_less_anywhere_in_the_table_and_the_level_is_missed(level, place):
    letters = list(TABLE_16[level])
    letters[place] = {"F": "L", "L": "P"}[letters[place]]
    found = find_level(dict(zip(ATTRIBUTES, letters, strict=True)), FRAMEWORK)
    # By hand: an F that falls to L leaves the level its attribute belongs to, an L that falls to P the one below.
    own = int(ATTRIBUTES[place][0])
    assert found == (own if TABLE_16[level][place] == "F" else own - 1)


def test_exactly_85_percent_of_process_performance_loses_level_2_whatever_else_is_rated():
    letters = dict.fromkeys(ATTRIBUTES, "F") | {"1.1": band(85, FRAMEWORK)}
    assert find_level(letters, FRAMEWORK) == 1
