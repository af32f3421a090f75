"""P(improved) of two panels: one half where nothing moved, and its complement with the rounds exchanged."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.maturity.change.chance import find_chance
from csi_lib.maturity.change.pairs import Scores
from csi_lib.stats.panels import Panel, draw_attributes

SHARES = {"N": Fraction(0), "P": Fraction(1, 3), "L": Fraction(2, 3), "F": Fraction(1)}
panels = st.lists(st.sampled_from([0, 100, 200, 300]), min_size=1, max_size=6)


def make(values: list[int], question: str = "q") -> Scores:
    return Scores({question: {f"r{place}": value for place, value in enumerate(values)}}, 3)


def test_the_same_answers_are_even_odds() -> None:
    assert find_chance(make([0, 200, 300]), make([0, 200, 300]), ["q"], SHARES) == pytest.approx(0.5)


@settings(max_examples=15, deadline=None)
@given(panels, panels)
def test_exchanging_the_rounds_exchanges_the_odds(before: list[int], after: list[int]) -> None:
    forth = find_chance(make(before), make(after), ["q"], SHARES)
    back = find_chance(make(after), make(before), ["q"], SHARES)
    assert forth is not None and back is not None
    assert forth + back == pytest.approx(1.0)


def test_it_is_the_share_of_all_pairs_of_draws_that_rise() -> None:
    then, now = [0, 100, 100], [100, 200, 300, 100]
    shares = np.array([0, 1 / 3, 2 / 3, 1])
    draws = [
        draw_attributes(Panel(np.array([[value // 100] for value in values], dtype=np.int8), np.zeros(1, int), shares))
        for values in (then, now)
    ]
    slowly = float((draws[1][:, 0][:, None] > draws[0][:, 0][None, :]).mean())
    assert find_chance(make(then), make(now), ["q"], SHARES) == pytest.approx(slowly, abs=1e-6)


def test_more_people_who_all_rose_make_it_surer() -> None:
    chances = [find_chance(make([100] * n), make([200] * n), ["q"], SHARES) for n in (1, 2, 3, 5)]
    assert chances == sorted(chances)  # type: ignore[type-var]
    assert chances[-1] is not None and 0.9 < chances[-1] < 1


def test_without_a_question_of_both_rounds_nothing_is_said() -> None:
    assert find_chance(make([100]), make([100], "other"), ["q", "other"], SHARES) is None
    assert find_chance(make([100]), make([100]), [], SHARES) is None


def test_a_scale_of_two_has_no_panel() -> None:
    assert find_chance(make([0]), make([300]), ["q"], {"no": Fraction(0), "yes": Fraction(1)}) is None
