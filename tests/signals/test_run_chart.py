"""A run chart has a median and no limits; the Anhøj rules read it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from csi_lib.errors import SettingsError
from csi_lib.settings import Charts, Engagement, load
from csi_lib.signals import Charting, assess, draw_points, draw_sheet
from csi_lib.study.charting import make_charting

Make = Callable[..., Any]
RATES = Path(__file__).parents[2] / "params" / "calibration" / "rates.csv"
# Twelve months about 10, then twelve about 20; the two middle values are 11 and 19, so the median is 15.
SHIFTED = np.array([*[9.0, 11.0] * 5, 9.0, 10.0, 20.0, *[19.0, 21.0] * 5, 21.0])


def test_the_median_is_drawn_and_no_limits(measures_of: Make, plain_kpi: Make) -> None:
    points = draw_points(measures_of(SHIFTED, stat="value"), plain_kpi(kind="score"), run=True)

    assert points["center"].tolist() == [15.0] * 24
    assert points[["lower", "upper"]].isna().all(axis=None)
    assert not points["outside"].any()


def test_a_run_of_twelve_among_twenty_four_is_too_long(measures_of: Make, plain_kpi: Make) -> None:
    # Anhøj: longer than round(log2 24) + 3 = 8; and 1 crossing where Binomial(23, 1/2) has 8 as its 5th percentile.
    sheet = draw_sheet(measures_of(SHIFTED, stat="value"), plain_kpi(kind="score"), run=True)

    assert sheet.name == "run"
    assert set(sheet.points["signal"]) == {"long run, few crossings"}
    assert sheet.variation == "deterioration"
    assert sheet.said == "2025-12: an unusually long run on one side of the centre"


def test_up_and_down_in_turn_is_no_signal(measures_of: Make, plain_kpi: Make) -> None:
    sheet = draw_sheet(measures_of([9.0, 11.0] * 12, stat="value"), plain_kpi(kind="score"), run=True)

    assert sheet.variation == "common cause"
    assert set(sheet.points["signal"]) == {""}


def test_a_far_point_alone_is_no_signal_on_a_run_chart(measures_of: Make, plain_kpi: Make) -> None:
    values = np.array([9.0, 11.0] * 12)
    values[21] = 1000.0
    frame, kpi = measures_of(values, stat="value"), plain_kpi(kind="score")

    assert draw_points(frame, kpi)["outside"].sum() == 1
    assert set(draw_points(frame, kpi, run=True)["signal"]) == {""}


@pytest.mark.parametrize("kind", ["score", "duration"])
def test_the_false_alarm_rate_is_that_measured_for_run_charts(kind: str, measures_of: Make, plain_kpi: Make) -> None:
    values = 20 * np.exp(np.random.default_rng(7).normal(0, 0.1, 24))
    stat = "geomean" if kind == "duration" else "value"
    sheet = draw_sheet(measures_of(values, stat=stat), plain_kpi(kind=kind), run=True)
    with RATES.open(encoding="utf-8") as file:
        measured = [
            float(row["percent"])
            for row in csv.DictReader(file)
            if (row["case"], row["rule"], row["n"]) == ("run", "anhoej", "24") and float(row["rho"]) in near(sheet.rho)
        ]

    assert sheet.alarm is not None
    assert sheet.alarm.percent == max(measured)
    assert sheet.alarm.rules == "Anhøj"


def near(rho: float | None) -> set[float]:
    """Return the tabulated autocorrelations on either side."""
    with RATES.open(encoding="utf-8") as file:
        known = {float(row["rho"]) for row in csv.DictReader(file) if row["case"] == "run"}
    own = 0.0 if rho is None else rho
    return {max(item for item in known if item <= own), min(item for item in known if item >= own)}


def test_points_on_the_median_tell_nothing_and_no_rate_is_said_where_few_are_left(
    measures_of: Make, plain_kpi: Make
) -> None:
    values = np.array([100.0] * 16 + [99.0, 98.0, 97.0, 99.5] * 2)
    sheet = draw_sheet(measures_of(values, stat="value"), plain_kpi(kind="availability", better="higher"), run=True)

    assert sheet.name == "run"
    assert sheet.alarm is None


def test_below_twelve_usable_months_there_is_no_median(measures_of: Make, plain_kpi: Make) -> None:
    frame, kpi = measures_of([9.0, 11.0] * 5, stat="value"), plain_kpi(kind="score")
    sheet = draw_sheet(frame, kpi, run=True)
    row = assess(frame, [kpi], charting=Charting(run=True)).iloc[0]

    assert (sheet.name, sheet.variation) == ("", "not assessed")
    assert sheet.points["center"].isna().all()
    assert row["rule"].startswith("no median: ")


def test_every_series_of_a_report_is_read_by_its_run_chart(measures_of: Make, plain_kpi: Make) -> None:
    frame, kpi = measures_of(SHIFTED, stat="value"), plain_kpi(kind="score")
    row = assess(frame, [kpi], charting=Charting(run=True)).iloc[0]

    assert row["center"] == 15.0
    assert np.isnan(row["lower"])
    assert "an unusually long run" in row["rule"]
    assert "Rules Anhøj" in row["rule"]


@pytest.mark.parametrize(("chosen", "run"), [(Charts(), False), (Charts(chart="run"), True)])
def test_the_engagement_chooses_run_charts(chosen: Charts, run: bool) -> None:
    engagement: Any = SimpleNamespace(charts=chosen, rebase=[])

    assert make_charting(engagement, (), None).run is run


def test_a_run_chart_cannot_be_rebased(tmp_path: Path) -> None:
    path = tmp_path / "engagement.yml"
    path.write_text(
        "version: 1\nid: a\nclient: A\nzone: Europe/Vienna\nauthor: B\nkpis: [mttr]\n"
        "sources: {tickets: {adapter: a, files: [a.csv]}}\ncharts: {chart: run}\n"
        "rebase: [{kpi: mttr, date: 2025-09-01, reason: new clock, by: A}]\n",
        encoding="utf-8",
    )

    with pytest.raises(SettingsError, match="a run chart has no limits that could begin anew"):
        load(path, Engagement)
