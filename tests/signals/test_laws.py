"""Laws that no series may break: units, time's direction, added changes and missing months."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csi_lib.signals import Intervention, assess, judge

Make = Callable[..., Any]
ONE = Intervention("one", "One", "mttr", dt.date(2025, 4, 1), declared=dt.date(2025, 3, 1))
NO_NUMBER = re.compile(r"\b(nan|inf|none|nat)\b", re.IGNORECASE)
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
seeds = st.integers(0, 2**32 - 1)


@few
@given(seed=seeds, factor=st.floats(0.01, 100))
def test_hours_or_minutes_make_no_difference(
    seed: int, factor: float, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    values = step_of(seed, 1.0, monthly=0.99)
    one, other = (assess(measures_of(v), [plain_kpi()]).iloc[0] for v in (values, factor * values))

    assert one["trend"] == other["trend"]
    for name in ("trend_p", "trend_own_p", "trend_effect", "trend_lo", "trend_hi"):
        assert other[name] == pytest.approx(one[name], rel=1e-6)
    assert other["trend_amount"] == pytest.approx(factor * one["trend_amount"], rel=1e-6, abs=1e-9)


@few
@given(seed=seeds, shift=st.floats(-50, 50))
def test_where_a_score_begins_makes_no_difference(
    seed: int, shift: float, measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    values, kpi = 60 + noise_of(seed), plain_kpi(kind="score")
    one, other = (assess(measures_of(v, stat="value"), [kpi]).iloc[0] for v in (values, values + shift))

    for name in ("trend_p", "trend_own_p", "trend_effect", "trend_lo", "trend_hi"):
        assert other[name] == pytest.approx(one[name], rel=1e-5, abs=1e-8)


@few
@given(seed=seeds)
def test_time_run_backwards_turns_the_sign_alone(seed: int, measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    values, kpi = 60 + noise_of(seed) + 0.01 * np.arange(30), plain_kpi(kind="score")
    one, other = (assess(measures_of(v, stat="value"), [kpi]).iloc[0] for v in (values, values[::-1]))

    assert other["trend_effect"] == pytest.approx(-one["trend_effect"], rel=1e-6, abs=1e-9)
    assert (other["trend_lo"], other["trend_hi"]) == pytest.approx((-one["trend_hi"], -one["trend_lo"]), rel=1e-5)
    assert (other["trend_p"], other["trend_own_p"]) == pytest.approx((one["trend_p"], one["trend_own_p"]), rel=1e-5)


@few
@given(seed=seeds, step=st.floats(-3, 3), slope=st.floats(-0.1, 0.1))
def test_an_added_step_moves_effect_and_interval_by_itself_and_a_course_moves_nothing(
    seed: int, step: float, slope: float, measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    months, kpi = np.arange(30), plain_kpi(kind="score")
    values = 60 + noise_of(seed)
    one, other = (
        judge(ONE, measures_of(v, stat="value"), kpi) for v in (values, values + step * (months >= 15) + slope * months)
    )

    for name in ("effect", "lo", "hi"):
        assert getattr(other, name) == pytest.approx(getattr(one, name) + step, abs=1e-7)
    assert other.rho == pytest.approx(one.rho, abs=1e-6)
    assert other.detectable == pytest.approx(one.detectable, rel=1e-4)


@few
@given(seed=seeds, step=st.floats(0.6, 1.6))
def test_the_interval_leaves_out_no_change_exactly_when_both_p_are_small(
    seed: int, step: float, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    found = judge(ONE, measures_of(step_of(seed, step)), plain_kpi())

    assert (max(found.p, found.own_p) < 0.05) == (not found.lo <= 1 <= found.hi)


@few
@given(seed=seeds, missing=st.sets(st.integers(0, 29), max_size=30))
def test_missing_months_never_crash_and_never_print_a_number_that_is_none(
    seed: int, missing: set[int], measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    frame = measures_of(step_of(seed, 0.8), reasons=dict.fromkeys(missing, "too few"))
    verdict, row = judge(ONE, frame, plain_kpi()), assess(frame, [plain_kpi()]).iloc[0]

    assert verdict.n_before + verdict.n_after == 29 - len(missing - {15})
    assert row["n"] == 30 - len(missing)
    assert not NO_NUMBER.search(f"{verdict.sentence} {verdict.outlook} {row['reason']} {row['rule']}")
