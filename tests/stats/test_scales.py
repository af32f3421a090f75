"""An effect comes back in units that people use, with the numbers one gets by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.stats import Refused, Sample, scale_of
from csi_lib.stats.scales import SCALES


@dataclass(frozen=True)
class Fitted:
    """What a scale needs of a fit."""

    b: float
    lo: float
    hi: float
    level: float


def test_a_log_step_comes_back_as_a_ratio() -> None:
    effect = scale_of("duration").effect(Fitted(math.log(0.76), math.log(0.66), math.log(0.88), 3.0))

    assert (effect.estimate, effect.lo, effect.hi) == pytest.approx((0.76, 0.66, 0.88))
    assert effect.size == pytest.approx(0.24)
    assert effect.excludes_none


def test_a_share_is_taken_to_the_arcsine_with_anscombes_constants() -> None:
    # By hand: 30 of 100: (30 + .375)/(100 + .75) = .3014888; sin(.5812630) squared is that.
    z = scale_of("proportion").forward(Sample.of([30.0], numerator=[30], denominator=[100]))

    assert z == pytest.approx([0.5812630], abs=5e-8)


def test_percentage_points_are_read_at_the_midpoint() -> None:
    # By hand: M = pi/4 is a level of one half, sin 2M = 1; d = pi/6 gives 50 points, d = -pi/6 gives -50.
    effect = scale_of("proportion").effect(Fitted(math.pi / 6, -math.pi / 6, math.pi / 2, math.pi / 4))

    assert (effect.estimate, effect.lo, effect.hi) == pytest.approx((50, -50, 100))
    assert effect.kind == "percentage points"


@given(st.floats(0, math.pi / 2), st.floats(-math.pi / 2, math.pi / 2))
def test_percentage_points_are_the_difference_of_two_shares_around_the_midpoint(M: float, d: float) -> None:
    effect = scale_of("proportion").effect(Fitted(d, d, d, M))

    assert effect.estimate == pytest.approx(100 * (math.sin(M + d / 2) ** 2 - math.sin(M - d / 2) ** 2), abs=1e-9)


def test_a_rate_ratio_is_read_at_the_midpoint() -> None:
    # By hand: (10 + 1)^2/(10 - 1)^2 = 121/81; (10 - 1)^2/(10 + 1)^2 = 81/121; (10 + 10)/(10 - 10) has no bound.
    effect = scale_of("count").effect(Fitted(2, -2, 20, 10))

    assert (effect.estimate, effect.lo) == pytest.approx((121 / 81, 81 / 121))
    assert effect.hi == math.inf


def test_a_count_is_taken_per_average_length_of_a_period() -> None:
    # By hand, days 28 and 32, average 30: 2 sqrt((27.625 + .375)/(28/30)) = 2 sqrt 30 and the same for 31.625 in 32.
    z = scale_of("count").forward(Sample.of([27.625, 31.625], exposure=[28, 32]))

    assert z == pytest.approx([2 * math.sqrt(30)] * 2)


def test_a_part_of_a_series_keeps_the_average_length_of_the_whole() -> None:
    sample = Sample.of([10.0, 20.0, 30.0], exposure=[28, 31, 31])
    kept = np.array([True, False, True])

    assert scale_of("count").forward(sample.only(kept)) == pytest.approx(scale_of("count").forward(sample)[kept])


def test_a_score_stays_in_points() -> None:
    effect = scale_of("score").effect(Fitted(0.3, 0.1, 0.5, 4.0))

    assert (effect.estimate, effect.lo, effect.hi, effect.kind) == (0.3, 0.1, 0.5, "difference")


@given(
    st.sampled_from(sorted(set(SCALES) - {"return"})),
    st.lists(st.tuples(st.integers(1, 99), st.integers(28, 31)), min_size=1, max_size=6),
)
def test_the_way_back_leads_to_the_value_one_came_from(kind: str, cases: list[tuple[int, int]]) -> None:
    met, days = (np.array(column, dtype=float) for column in zip(*cases, strict=True))
    sample = Sample.of(met, numerator=met, denominator=np.full(len(met), 100), exposure=days)
    scale = scale_of(kind)

    assert scale.backward(scale.forward(sample), sample) == pytest.approx(met, rel=1e-9)


def test_limits_never_leave_what_the_unit_allows() -> None:
    sample = Sample.of([99.0], numerator=[99], denominator=[100])

    assert scale_of("availability").backward(104.0, sample).tolist() == [100]
    assert scale_of("proportion").backward(2.0, sample).tolist() == [100]
    assert scale_of("count").backward(-1.0, sample).tolist() == [0]


def test_a_sum_of_all_before_is_never_tested() -> None:
    with pytest.raises(Refused, match="adds up all before it"):
        scale_of("return").forward(Sample.of([-60.0, -60.0, 40.0]))


@pytest.mark.parametrize("kind", ["duration", "money", "quotient"])
def test_a_zero_is_refused_where_a_ratio_is_asked(kind: str) -> None:
    with pytest.raises(Refused, match="zero or below"):
        scale_of(kind).forward(Sample.of([3.0, 0.0]))


def test_a_share_without_its_counts_is_refused() -> None:
    with pytest.raises(Refused, match="counts behind a share"):
        scale_of("proportion").forward(Sample.of([40.0], numerator=[4], denominator=[math.nan]))


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="no working scale for KPI kind 'mood'"):
        scale_of("mood")
