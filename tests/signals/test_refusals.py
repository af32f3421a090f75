"""What cannot be answered is refused in one clear sentence, and no report prints a number that is none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.errors import UsageError
from csi_lib.signals import Beside, Intervention, assess, draw_points, judge
from csi_lib.signals.verdicts.prospect import look_forward
from csi_lib.stats import Refused

Make = Callable[..., Any]
ONE = Intervention("one", "One", "mttr", dt.date(2025, 4, 1), declared=dt.date(2025, 3, 1), worthwhile=0.1)
NO_NUMBER = re.compile(r"\b(nan|inf|none|nat)\b", re.IGNORECASE)


def series_of(case: str, noise: np.ndarray) -> np.ndarray:
    values = 20 * np.exp(noise)
    return {
        "one period": values[:1],
        "two periods": values[:2],
        "all equal": np.full(30, 7.0),
        "all missing": np.full(30, np.nan),
        "all infinite": np.full(30, np.inf),
        "one infinite": np.where(np.arange(30) == 3, np.inf, values),
        "all zero": np.zeros(30),
        "one zero": np.where(np.arange(30) == 3, 0.0, values),
        "one below zero": np.where(np.arange(30) == 3, -1.0, values),
    }[case]


SAID = {
    "one period": ("not among the periods measured", "1 usable month, 12 are needed"),
    "two periods": ("not among the periods measured", "2 usable months, 12 are needed"),
    "all equal": ("the series does not vary around its course", "the series does not vary around its course"),
    "all missing": ("0 usable months before 2025-04-01, 6 are needed", "30 left out: no value"),
    "all infinite": ("15 left out: the value is infinite", "30 left out: the value is infinite"),
    "all zero": ("a value is zero or below", "a value is zero or below"),
    "one zero": ("a value is zero or below", "a value is zero or below"),
    "one below zero": ("a value is zero or below", "a value is zero or below"),
}


@pytest.mark.parametrize("case", SAID)
def test_a_verdict_that_cannot_be_given_says_why(case: str, measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(series_of(case, noise_of(1)))
    verdict = judge(ONE, frame, plain_kpi())

    assert verdict.verdict == "not enough evidence"
    assert (verdict.effect, verdict.p, verdict.own_p, verdict.q, verdict.detectable) == (None,) * 5
    assert SAID[case][0] in verdict.reason
    assert not NO_NUMBER.search(f"{verdict.sentence} {verdict.outlook} {' '.join(verdict.marks)}")


@pytest.mark.parametrize("case", SAID)
def test_a_trend_that_cannot_be_told_says_why(case: str, measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    row = assess(measures_of(series_of(case, noise_of(1))), [plain_kpi()]).iloc[0]

    assert row["trend"] == "not enough evidence"
    assert SAID[case][1] in row["reason"]
    assert not row["headline"]
    assert not NO_NUMBER.search(f"{row['reason']} {row['rule']} {row['note']} {row['variation']}")


@pytest.mark.parametrize("case", [*SAID, "one infinite"])
def test_a_chart_is_drawn_of_what_there_is(case: str, measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(series_of(case, noise_of(1)))
    points = draw_points(frame, plain_kpi())

    assert len(points) == len(frame)
    assert np.isfinite(points.loc[points["usable"], "value"]).all()
    assert not points["outside"].any() or case == "one infinite"


def test_one_infinite_month_is_left_out_and_named(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    verdict = judge(ONE, measures_of(series_of("one infinite", noise_of(1))), plain_kpi())

    assert verdict.effect is not None
    assert "of the months, 1 left out: the value is infinite" in verdict.marks


def test_no_rows_at_all_are_said_plainly(measures_of: Make, plain_kpi: Make) -> None:
    verdict = judge(ONE, measures_of([1.0]).head(0), plain_kpi())

    assert verdict.reason == "the KPI mttr is not among the measures."
    assert assess(measures_of([1.0]).head(0), [plain_kpi()]).empty
    with pytest.raises(UsageError, match="not among the measures"):
        draw_points(measures_of([1.0]).head(0), plain_kpi())


@pytest.mark.parametrize("day", [dt.date(2023, 12, 31), dt.date(2026, 7, 1)])
def test_a_date_outside_the_series_names_the_window(
    day: dt.date, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    asked = Intervention("one", "One", "mttr", day, declared=day)
    verdict = judge(asked, measures_of(step_of(1, 0.6)), plain_kpi())

    assert verdict.reason == f"{day} is not among the periods measured (2024-01-01 to 2026-06-30)."


def test_shares_without_their_counts_are_refused(measures_of: Make, plain_kpi: Make) -> None:
    share = plain_kpi(kind="proportion", unit="%", better="higher")
    verdict = judge(ONE, measures_of(np.linspace(50, 60, 30), stat="value"), share)

    assert verdict.verdict == "not enough evidence"
    assert not NO_NUMBER.search(verdict.sentence)


def test_a_comparison_that_has_nothing_in_common_is_refused(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    mail = measures_of(step_of(1, 0.6), service="Mail")
    other = measures_of(np.full(30, np.nan), service="Print")
    asked = Intervention(
        "one", "One", "mttr", dt.date(2025, 4, 1), declared=dt.date(2025, 3, 1), where={"service": "Mail"},
        beside=Beside(where={"service": "Print"}),
    )  # fmt: skip
    verdict = judge(asked, pd.concat([mail, other]), plain_kpi())

    assert "0 usable months before 2025-04-01, 6 are needed (15 left out: the series compared with" in verdict.reason


@pytest.mark.parametrize(
    ("values", "day", "said"),
    [
        (np.full(30, 7.0), "2026-09-01", "does not vary"),
        (np.full(30, np.nan), "2026-09-01", "0 usable months before 2026-09-01, 6 are needed"),
        (np.zeros(30), "2026-09-01", "zero or below"),
        (np.linspace(1, 2, 4), "2026-09-01", "4 usable months before"),
        (np.linspace(1, 2, 30), "2023-01-01", "lies before the first period measured, 2024-01-01"),
    ],
)
def test_a_measurement_that_cannot_be_planned_says_why(
    values: np.ndarray, day: str, said: str, measures_of: Make, plain_kpi: Make
) -> None:
    kpi = plain_kpi()
    with pytest.raises(Refused, match=said):
        look_forward(measures_of(values), [kpi], kpi, dt.date.fromisoformat(day))
