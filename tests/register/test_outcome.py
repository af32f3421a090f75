"""An initiative achieves its target only with an improvement and a level that meets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.kpi import load_catalogue
from csi_lib.register.initiatives.outcome import Outcome, decide_outcomes
from csi_lib.signals import Intervention, Verdict, judge

NOISE = np.random.default_rng(4).normal(0, 0.15, 30)
WHEN = dt.date(2025, 4, 1)


def measures_of(scores: np.ndarray, unit: str = "points") -> pd.DataFrame:
    """Measures of csat_desk by month from January 2024."""
    starts = pd.date_range("2024-01-01", periods=len(scores), freq="MS")
    frame = pd.DataFrame({"period_start": starts, "period_end": starts + pd.offsets.MonthBegin(1), "value": scores})
    common = {"kpi": "csat_desk", "stat": "value", "view": "throughput", "unit": unit, "clock": "calendar"}
    slices = dict.fromkeys(("service", "priority", "team", "category"))
    counts = {"version": 1, "n": 100, "numerator": np.nan, "denominator": np.nan, "enough": True, "reason": ""}
    return frame.assign(**common, **slices, **counts)


def verdict_on(frame: pd.DataFrame) -> Verdict:
    asked = Intervention("search", "Search", "csat_desk", WHEN, declared=WHEN, worthwhile=0.1)
    return judge(asked, frame, load_catalogue()["csat_desk"])


def decide(make: Callable[..., Any], frame: pd.DataFrame, target: Any, **more: Any) -> Outcome:
    item = make(kpi="csat_desk", target=target, date="2025-04-01", guards=[])
    return decide_outcomes([item], [verdict_on(frame)], frame, [load_catalogue()["csat_desk"]], **more)[0]


RISEN = measures_of(5 + NOISE + 2.0 * (np.arange(30) >= 15))
STILL = measures_of(5 + NOISE)


@pytest.mark.parametrize(
    ("frame", "target", "state", "word"),
    [
        (RISEN, 6.0, "achieved", "achieved"),
        (RISEN, 9.0, "not achieved", "not achieved"),
        (RISEN, 7.0, "not decidable", "improved"),
        (STILL, 4.0, "not decidable", "no clear change"),
        (STILL, 9.0, "not achieved", "no clear change"),
    ],
)
def test_verdict_and_level_decide_together(
    frame: pd.DataFrame, target: float, state: str, word: str, make_initiative: Callable[..., Any]
) -> None:
    found = decide(make_initiative, frame, {"value": target, "unit": "points"})

    assert found.state == state
    assert found.lo < found.level < found.hi
    assert found.word(verdict_on(frame).verdict) == word


def test_a_level_from_before_the_change_takes_no_part(make_initiative: Callable[..., Any]) -> None:
    assert decide(make_initiative, RISEN, {"value": 6, "unit": "points"}).level == pytest.approx(7, abs=0.15)


def test_a_target_in_another_unit_is_not_compared(make_initiative: Callable[..., Any]) -> None:
    found = decide(make_initiative, RISEN, {"value": 80, "unit": "%"})

    assert (found.state, found.reason) == ("not decidable", "the target is in % and the KPI in points")


def test_too_few_months_after_the_change_are_counted(make_initiative: Callable[..., Any]) -> None:
    found = decide(make_initiative, RISEN.head(22), {"value": 6, "unit": "points"})

    assert found.state == "not decidable"
    assert found.reason == "6 usable months after the change within the last year, 9 needed for its level"


def test_a_target_due_later_is_not_missed_yet(make_initiative: Callable[..., Any]) -> None:
    target = {"value": 9, "unit": "points", "by": "2026-12-31"}

    assert decide(make_initiative, RISEN, target, as_of=dt.date(2026, 6, 30)).state == "not decidable"
    assert decide(make_initiative, RISEN, target, as_of=dt.date(2027, 1, 1)).state == "not achieved"
