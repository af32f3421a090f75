"""Percentages and directions are said the way one would say them aloud."""

from __future__ import annotations

import math

import pytest

from csi_lib.signals.wording import say_effect, say_interval, say_size
from csi_lib.stats import Effect

POINTS = "percentage points"


@pytest.mark.parametrize(
    ("effect", "unit", "said", "interval"),
    [
        (Effect(0.76, 0.66, 0.88, "ratio"), "h", "24 % lower", "12 % to 34 % lower"),
        (Effect(1.25, 1.034, 1.5, "ratio"), "h", "25 % higher", "3.4 % to 50 % higher"),
        (Effect(0.95, 0.66, 1.05, "ratio"), "h", "5 % lower", "34 % lower to 5 % higher"),
        (Effect(3.5, 2.0, math.inf, "rate ratio"), "", "250 % higher", "at least 100 % higher"),
        (Effect(1.5, 0.8, math.inf, "rate ratio"), "", "50 % higher", "20 % lower to any amount higher"),
        (Effect(-3.14, -5.0, -1.0, "percentage points"), "%", f"3.1 {POINTS} lower", f"1 to 5 {POINTS} lower"),
        (Effect(0.4, 0.1, 0.7, "difference"), "points", "0.4 points higher", "0.1 to 0.7 points higher"),
        (Effect(1.0, 0.5, 1.5, "difference"), "%", "1 percentage point higher", f"0.5 to 1.5 {POINTS} higher"),
        (Effect(0.5, -0.1, 1.1, "difference"), "h", "0.5 h higher", "0.1 h lower to 1.1 h higher"),
    ],
)
def test_an_effect_and_its_interval_agree_on_the_direction(effect: Effect, unit: str, said: str, interval: str) -> None:
    assert say_effect(effect, unit) == said
    assert say_interval(effect, unit) == interval


def test_a_small_size_is_never_rounded_to_nothing() -> None:
    assert say_size(0.00004, "ratio", "h") == "less than 0.01 %"
    assert say_size(0.0996, "ratio", "h") == "10 %"
    assert say_size(1234.5, "difference", "tickets") == "1,234 tickets"
