"""Forecasts come back in months and units, hindsight is fair to the plain rules, and rates stand beside old tools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.settings import Event
from csi_lib.signals.courses import COURSE_COLUMNS, list_changes, list_courses
from csi_lib.signals.forecast import FORECAST_COLUMNS, HINDSIGHT_COLUMNS, forecast, look_back

Make = Callable[..., Any]


def test_the_months_after_the_newest_usable_one_are_foretold(
    measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    values = 20 * np.exp(noise_of(1, 30))
    found = forecast(measures_of(values, reasons={29: "immature"}), [plain_kpi()], horizon=3)

    assert tuple(found.columns) == FORECAST_COLUMNS
    assert [f"{day:%Y-%m-%d}" for day in found["period_start"]] == ["2026-06-01", "2026-07-01", "2026-08-01"]
    assert [f"{day:%Y-%m-%d}" for day in found["period_end"]] == ["2026-07-01", "2026-08-01", "2026-09-01"]
    assert ((found["lo"] > 0) & (found["lo"] < found["value"]) & (found["value"] < found["hi"])).all()
    assert (found["reason"] == "").all()


def test_a_share_to_come_stays_within_zero_and_a_hundred(measures_of: Make, plain_kpi: Make) -> None:
    rng = np.random.default_rng(3)
    of = rng.integers(30, 60, 30)
    met = rng.binomial(of, 0.99)
    frame = measures_of(100 * met / of, stat="value", numerator=met, denominator=of)
    found = forecast(frame, [plain_kpi(kind="proportion")])

    assert found["hi"].max() <= 100
    assert found["lo"].between(80, 100).all()


def test_a_count_to_come_follows_the_length_of_its_month(measures_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(np.zeros(36), stat="value")
    days = (frame["period_end"] - frame["period_start"]).dt.days.to_numpy()
    frame["value"] = np.round(10.0 * days + np.random.default_rng(5).normal(0, 3, 36))
    found = forecast(frame, [plain_kpi(kind="count")], season="none", horizon=3)

    # January, February and March 2027: 31, 28 and 31 days at 10 a day.
    assert found["value"].to_numpy() == pytest.approx([310, 280, 310], abs=5)


def test_below_two_years_there_is_a_reason_instead_of_numbers(
    measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    short = forecast(measures_of(20 * np.exp(noise_of(1, 23))), [plain_kpi()])
    declared = forecast(measures_of(20 * np.exp(noise_of(1, 23))), [plain_kpi()], season="none")

    assert short["value"].isna().all()
    assert "two years" in short["reason"].iloc[0]
    assert declared["value"].notna().all()


def test_the_error_of_the_plain_rules_is_that_worked_by_hand(
    measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    values = 20 * np.exp(noise_of(4, 26))
    found = look_back(measures_of(values), [plain_kpi()], horizon=2).iloc[0]

    # Predicted from month 24 (two ahead) and from month 25 (one ahead).
    last = [abs(values[24] - values[23]), abs(values[25] - values[23]), abs(values[25] - values[24])]
    year = [abs(values[24] - values[12]), abs(values[25] - values[13]), abs(values[25] - values[13])]
    assert (found["origins"], found["n"]) == (2, 3)
    assert found["error_last"] == pytest.approx(np.mean(last))
    assert found["error_last_cycle"] == pytest.approx(np.mean(year))
    assert round(found["held"] * 3 / 100, 9) in (0, 1, 2, 3)


def test_nothing_to_look_back_on_is_said(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    found = look_back(measures_of(20 * np.exp(noise_of(4, 24))), [plain_kpi()])

    assert tuple(found.columns) == HINDSIGHT_COLUMNS
    assert found["n"].iloc[0] == 0
    assert "no earlier month" in found["reason"].iloc[0]


def test_a_kpi_without_measures_or_with_zero_durations_stops_no_other(
    measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    good, zeros = 20 * np.exp(noise_of(4, 26)), np.zeros(26)
    frame = pd.concat([measures_of(good), measures_of(zeros, kpi="zeros")])
    kpis = [plain_kpi(id="absent"), plain_kpi(id="zeros"), plain_kpi()]

    told, seen = forecast(frame, kpis), look_back(frame, kpis)
    assert told.loc[told["kpi"] != "mttr", "reason"].str.len().min() > 0
    assert told.loc[told["kpi"] == "mttr", "value"].notna().all()
    assert seen.set_index("kpi")["n"].to_dict() == {"absent": 0, "zeros": 0, "mttr": 3}
    assert np.isfinite(list_courses(frame, kpis).set_index("kpi").loc["mttr", "p"])


def test_sens_slope_is_told_a_year_in_the_unit_of_the_kpi(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    line = 20 + 0.5 * np.arange(30) + noise_of(2, 30, sd=0.01)
    found = list_courses(measures_of(line), [plain_kpi()], rho={"mttr": 0.4}).iloc[0]

    assert tuple(found.index) == COURSE_COLUMNS
    assert found["slope"] == pytest.approx(6.0, abs=0.02)
    assert found["slope_per"] == "year"
    assert found["false_plain"] > 15 > 6 > found["false_whitened"]


def test_a_month_left_out_is_a_gap_for_every_tool(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    line = 20 + 0.5 * np.arange(30) + noise_of(2, 30, sd=0.01)
    line[7] = 900.0
    kpis = [plain_kpi()]
    frame = measures_of(line, reasons={7: "partial period"})

    assert list_courses(frame, kpis)["slope"].iloc[0] == pytest.approx(6.0, abs=0.02)
    assert list_courses(frame, kpis)["n"].iloc[0] == 29


def test_a_level_that_moved_is_described_with_its_month(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    values = np.where(np.arange(30) < 17, 20.0, 10.0) * np.exp(noise_of(2, 30, sd=0.03))
    found = list_changes(measures_of(values), [plain_kpi()], rho={"mttr": 0.0}).iloc[0]

    assert found["since"] == ("2025-06",)
    assert found["levels"] == pytest.approx((20, 10), rel=0.05)
    assert 0 < found["false"] < 2


@pytest.mark.parametrize("ask", [list_courses, list_changes])
def test_too_few_months_have_a_reason(ask: Make, measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    found = ask(measures_of(20 * np.exp(noise_of(2, 8))), [plain_kpi()]).iloc[0]

    assert found["n"] == 0
    assert "12 are needed" in found["reason"]


@pytest.mark.parametrize("ask", [forecast, look_back, list_courses, list_changes])
def test_nothing_is_told_across_an_event_that_blocks(
    ask: Make, measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    frame = measures_of(20 * np.exp(noise_of(1, 36)))
    event = {"date": dt.date(2025, 3, 1), "what": "New ticket tool"}

    blocked = ask(frame, [plain_kpi()], events=[Event(**event, blocks=True)])
    marked = ask(frame, [plain_kpi()], events=[Event(**event)])

    assert "cannot be compared: New ticket tool on 2025-03-01" in blocked["reason"].iloc[0]
    assert marked["reason"].iloc[0] == ""
