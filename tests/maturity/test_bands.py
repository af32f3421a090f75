"""Bands are exact: an upper end belongs to the lower letter, and nothing is rounded before a letter is given."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.errors import UsageError
from csi_lib.maturity import band, load_framework, refine, say_percent

EPS = Fraction(1, 10**30)
PERCENTS = st.fractions(min_value=0, max_value=100)
FRAMEWORK = load_framework()

# ISO/IEC 33020:2015, 5.3, as reproduced in Automotive SPICE PAM 3.1: N 0..15, P >15..50, L >50..85, F >85..100.
EDGES = [
    (Fraction(0), "N"),
    (Fraction(15), "N"),
    (15 + EPS, "P"),
    (Fraction(50), "P"),
    (50 + EPS, "L"),
    (Fraction(85), "L"),
    (85 + EPS, "F"),
    (Fraction(100), "F"),
]
# The same source: P- >15..32.5, P+ >32.5..50, L- >50..67.5, L+ >67.5..85; N and F are not split.
HALVES = [
    (Fraction(15), "N"),
    (15 + EPS, "P-"),
    (Fraction(65, 2), "P-"),
    (Fraction(65, 2) + EPS, "P+"),
    (Fraction(50), "P+"),
    (50 + EPS, "L-"),
    (Fraction(135, 2), "L-"),
    (Fraction(135, 2) + EPS, "L+"),
    (Fraction(85), "L+"),
    (85 + EPS, "F"),
]


@pytest.mark.parametrize(("percent", "letter"), EDGES)
def test_an_upper_end_belongs_to_the_lower_letter(percent, letter):
    assert band(percent, FRAMEWORK) == letter


@pytest.mark.parametrize(("percent", "letter"), HALVES)
def test_an_upper_end_belongs_to_the_lower_half(percent, letter):
    assert refine(percent, FRAMEWORK) == letter


def test_a_float_is_refused_because_it_cannot_hold_an_edge():
    trap = (0.1 + 0.2 + 0.15) / 3 * 100
    assert trap > 15  # 15.000000000000002: would be P where the truth is N
    with pytest.raises(UsageError, match="exact"):
        band(trap, FRAMEWORK)


@pytest.mark.parametrize("percent", [Fraction(-1, 10**9), Fraction(100) + EPS])
def test_a_percent_outside_0_to_100_is_refused(percent):
    with pytest.raises(UsageError, match="0..100"):
        band(percent, FRAMEWORK)


@given(PERCENTS, PERCENTS)
def test_more_achieved_is_never_a_lower_letter(one, other):
    low, high = sorted((one, other))
    assert "NPLF".index(band(low, FRAMEWORK)) <= "NPLF".index(band(high, FRAMEWORK))


@given(PERCENTS)
def test_a_half_letter_lies_inside_its_letter(percent):
    assert refine(percent, FRAMEWORK).rstrip("+-") == band(percent, FRAMEWORK)


def test_printing_never_hides_that_an_edge_is_passed():
    edges = [item.upto for item in FRAMEWORK.bands]
    printed = [say_percent(value, edges) for value in (85 - EPS, Fraction(85), 85 + EPS, Fraction(200, 3))]
    assert printed == ["just below 85 %", "85.0 %", "just above 85 %", "66.7 %"]
