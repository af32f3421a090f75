"""An effect in plain units is the distance of two levels around the midpoint, worked by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from csi_lib.stats import scale_of


@dataclass(frozen=True)
class Fit:
    b: float
    lo: float
    hi: float
    level: float


def test_hours_are_those_of_the_two_levels_half_a_step_away() -> None:
    """Log levels 3.0 -/+ 0.1: e^2.9 = 18.1741 and e^3.1 = 22.1980."""
    found = scale_of("duration").difference(Fit(-0.2, -0.4, 0.0, 3.0))

    assert found.kind == "difference"
    assert found.estimate == pytest.approx(18.1741 - 22.1980, abs=1e-3)
    assert found.lo == pytest.approx(16.4446 - 24.5325, abs=1e-3)  # e^2.8 and e^3.2
    assert found.hi == 0


def test_a_count_changes_by_cases_of_a_typical_period() -> None:
    """Twice the root: 20 is 100 cases; 21 and 19 are 110.25 and 90.25."""
    assert scale_of("count").difference(Fit(2.0, 0.0, 4.0, 20.0)).estimate == pytest.approx(20.0)


def test_a_count_never_falls_below_nothing() -> None:
    assert scale_of("count").difference(Fit(-6.0, -8.0, -1.0, 2.0)).estimate == pytest.approx(-(5.0**2) / 4)


@pytest.mark.parametrize("kind", ["proportion", "score", "stock", "availability", "nps"])
def test_what_is_a_difference_already_stays_one(kind: str) -> None:
    fit, scale = Fit(0.1, 0.05, 0.2, 0.6), scale_of(kind)

    assert scale.difference(fit).estimate == scale.effect(fit).estimate
    assert scale.difference(fit).none == 0
