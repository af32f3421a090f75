"""An objective is reached only when the data say so."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from csi_lib.errors import SettingsError
from csi_lib.kpi import load_catalogue
from csi_lib.register.goals import compare_to_target, decide_goals, decide_state
from csi_lib.settings import Objective

NOISE = np.array([0.3, -0.5, 0.1, 0.6, -0.2, -0.4, 0.5, 0.0, -0.6, 0.2, 0.4, -0.3])


def scores(values: np.ndarray, reasons: dict[int, str] | None = None) -> pd.DataFrame:
    """Measures of csat_desk by month, newest last."""
    starts = pd.date_range("2025-07-01", periods=len(values), freq="MS")
    frame = pd.DataFrame({"period_start": starts, "period_end": starts + pd.offsets.MonthBegin(1), "value": values})
    common = {"kpi": "csat_desk", "stat": "value", "view": "throughput", "unit": "points", "clock": "calendar"}
    slices = dict.fromkeys(("service", "priority", "team", "category"))
    counts = {"version": 1, "n": 100, "numerator": np.nan, "denominator": np.nan, "enough": True, "reason": ""}
    frame = frame.assign(**common, **slices, **counts)
    for row, reason in (reasons or {}).items():
        frame.loc[row, "reason"] = reason
    return frame


def decide(values: np.ndarray, target: float | None, reasons: dict[int, str] | None = None, kpi: str = "csat_desk"):
    objective = Objective(id="o", objective="Users are content", success_factor="A fix holds", kpi=kpi, target=target)
    return decide_goals([objective], scores(values, reasons), [load_catalogue()["csat_desk"]])[0]


@pytest.mark.parametrize(
    ("lo", "hi", "better", "state"),
    [
        (3.0, 4.0, "higher", "achieved"),
        (2.9, 4.0, "higher", "not decidable"),
        (1.0, 3.0, "higher", "not decidable"),
        (1.0, 2.9, "higher", "not achieved"),
        (2.0, 3.0, "lower", "achieved"),
        (2.0, 3.1, "lower", "not decidable"),
        (3.0, 4.0, "lower", "not decidable"),
        (3.1, 4.0, "lower", "not achieved"),
    ],
)
def test_a_target_of_3_is_reached_only_by_a_whole_interval(lo: float, hi: float, better: str, state: str) -> None:
    assert compare_to_target(lo, hi, 3.0, better)[0] == state


def test_a_level_far_above_the_target_is_achieved() -> None:
    goal = decide(8 + NOISE, 5.0)

    assert goal.state == "achieved"
    assert goal.lo < goal.level < goal.hi


def test_a_level_far_below_the_target_is_not_achieved() -> None:
    assert decide(2 + NOISE, 5.0).state == "not achieved"


def test_a_target_within_the_noise_is_not_decidable() -> None:
    assert decide(5 + NOISE, 5.05).state == "not decidable"


def test_the_interval_is_wider_than_that_of_independent_months_would_be() -> None:
    goal = decide(5 + NOISE, 5.0)
    values = 5 + NOISE
    half = 2.2010 * values.std(ddof=1) / np.sqrt(12)  # Student's t with 11 degrees of freedom, 97.5 %

    assert goal.hi - goal.lo > 2 * half * 0.9
    assert goal.level == pytest.approx(values.mean(), abs=0.1)


def test_too_few_usable_months_leave_it_open_and_say_so() -> None:
    goal = decide(8 + NOISE, 5.0, reasons=dict.fromkeys(range(4), "too few"))

    assert (goal.state, goal.level) == ("not decidable", None)
    assert goal.reason == "8 usable months of the last year, 9 needed"


def test_an_objective_without_a_target_is_left_open() -> None:
    assert decide(8 + NOISE, None).reason == "no target is set"


def test_months_that_never_vary_give_no_interval() -> None:
    assert decide(np.full(12, 4.0), 3.0).state == "not decidable"


def test_a_kpi_that_the_report_does_not_hold_is_an_error() -> None:
    with pytest.raises(SettingsError, match="did you mean 'csat_desk'|Did you mean 'csat_desk'"):
        decide(8 + NOISE, 5.0, kpi="csat_dsk")


MET, MISSED = compare_to_target(1.0, 2.0, 3.0, "lower"), compare_to_target(4.0, 5.0, 3.0, "lower")


@pytest.mark.parametrize(
    ("compared", "verdict", "state"),
    [
        (MET, "", "achieved"),
        (MET, "improved", "achieved"),
        (MET, "no clear change", "not decidable"),
        (MET, "not enough evidence", "not decidable"),
        (MET, "worse", "not achieved"),
        (MISSED, "", "not achieved"),
        (MISSED, "improved", "not achieved"),
        (MISSED, "no clear change", "not achieved"),
        (MISSED, "worse", "not achieved"),
    ],
)
def test_one_rule_decides_objectives_and_initiatives(compared: tuple, verdict: str, state: str) -> None:
    assert decide_state(compared, verdict=verdict)[0] == state


@pytest.mark.parametrize(("as_of", "state"), [("2026-12-30", "not decidable"), ("2026-12-31", "not achieved")])
def test_before_its_day_a_missed_target_decides_nothing(as_of: str, state: str) -> None:
    due = dt.date(2026, 12, 31)
    found, reason = decide_state(MISSED, due=due, as_of=dt.date.fromisoformat(as_of))

    assert found == state
    assert ("due only on 2026-12-31" in reason) == (state == "not decidable")
    assert decide_state(MET, due=due, as_of=dt.date(2026, 1, 1))[0] == "achieved"
