"""What drives a result: against sums whose shares are known, and a plain twin."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from csi_lib.stats.money import Pert, Triangle, TwoSided, draw_inputs, rank_drivers
from csi_lib.stats.money.tornado import Array

INPUTS = {"a": TwoSided(0, -1.96, 1.96), "b": TwoSided(0, -3.92, 3.92), "known": Pert(2, 2, 2)}


def add_up(values: Mapping[str, Array]) -> Array:
    return values["a"] + values["b"] + values["known"]


def test_shares_of_a_sum_are_those_of_its_variances() -> None:
    drawn = draw_inputs(INPUTS, 20_000, 1)
    bars = rank_drivers(add_up, INPUTS, drawn, add_up(drawn))
    assert [bar.name for bar in bars] == ["b", "a"]  # what is known exactly drives nothing
    assert [bar.share for bar in bars] == pytest.approx([0.8, 0.2], abs=0.02)  # variances 4 and 1 of 5


def test_a_bar_is_the_result_at_both_ends_of_one_input_alone() -> None:
    drawn = draw_inputs(INPUTS, 1_000, 1)
    bar = rank_drivers(add_up, INPUTS, drawn, add_up(drawn))[0]
    assert (bar.low, bar.high) == pytest.approx((2 - 1.644854 * 2, 2 + 1.644854 * 2), abs=1e-3)


def test_what_only_works_together_is_no_ones_share() -> None:
    def multiply(values: Mapping[str, Array]) -> Array:
        return values["a"] * values["b"]

    inputs = {name: TwoSided(0, -1.96, 1.96) for name in ("a", "b")}
    drawn = draw_inputs(inputs, 20_000, 2)
    assert max(bar.share for bar in rank_drivers(multiply, inputs, drawn, multiply(drawn))) < 0.02


def test_the_same_seed_gives_the_same_draws_whatever_else_is_drawn() -> None:
    one = draw_inputs({"a": Triangle(0, 1, 2)}, 100, 5)
    two = draw_inputs({"z": Pert(0, 1, 2), "a": Triangle(0, 1, 2)}, 100, 5)
    assert one["a"].tolist() == two["a"].tolist()
    assert one["a"].tolist() != draw_inputs({"a": Triangle(0, 1, 2)}, 100, 6)["a"].tolist()


def test_what_was_drawn_is_handed_out_again_and_cannot_be_changed() -> None:
    one, two = (draw_inputs({"a": Pert(0, 1, 2)}, 100, 7)["a"] for _ in range(2))
    assert one is two
    with pytest.raises(ValueError, match="read-only"):
        one[0] = 0


def test_inputs_are_drawn_independently() -> None:
    drawn = draw_inputs({f"i{place}": Triangle(0, 1, 2) for place in range(6)}, 20_000, 3)
    off = np.corrcoef(list(drawn.values())) - np.eye(6)
    assert np.abs(off).max() < 0.03
