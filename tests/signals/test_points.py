"""A chart shows every month of the grid, with limits only where there are enough of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.errors import UsageError
from csi_lib.signals import draw_points, draw_sheet, fix_limits, main_stat
from csi_lib.signals.charts.alarms import find_alarm

Make = Callable[..., Any]


def test_limits_of_durations_are_found_on_the_log(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    z = np.log(20) + noise_of(1, 24, rho=0.0)
    points = draw_points(measures_of(np.exp(z)), plain_kpi())

    assert points["center"].to_numpy() == pytest.approx(np.exp(z.mean()))
    # Symmetric on the log: the centre is the geometric mean of the two limits.
    assert (points["lower"] * points["upper"]).to_numpy() == pytest.approx(np.exp(2 * z.mean()))
    assert not points["outside"].any()


def test_a_far_point_is_outside_and_a_month_left_out_never_is(
    measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    values = 20 * np.exp(noise_of(2, 24, sd=0.05))
    values[[5, 20]] *= 2
    points = draw_points(measures_of(values, reasons={5: "immature"}), plain_kpi())

    assert np.flatnonzero(points["outside"]).tolist() == [20]
    assert len(points) == 24
    assert not points.loc[5, "usable"]
    assert points.loc[5, "value"] == values[5]


def test_below_twelve_usable_months_there_are_no_limits(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    values = 20 * np.exp(noise_of(3, 12))

    assert draw_points(measures_of(values), plain_kpi())["center"].notna().all()
    short = draw_points(measures_of(values, reasons={0: "too few"}), plain_kpi())
    assert short[["center", "lower", "upper"]].isna().all(axis=None)
    assert not short["outside"].any()


def test_the_picture_and_the_flag_agree_for_shares_and_counts(measures_of: Make, plain_kpi: Make) -> None:
    rng = np.random.default_rng(4)
    of = rng.integers(40, 200, 36)
    met = rng.binomial(of, 0.85)
    met[30] = of[30] // 2
    share = measures_of(100 * met / of, stat="value", numerator=met, denominator=of)
    count = measures_of(np.append(rng.poisson(20, 35), 80), stat="value")
    for frame, kind, far in ((share, "proportion", 30), (count, "count", 35)):
        points = draw_points(frame, plain_kpi(kind=kind))
        drawn = (points["value"] > points["upper"]) | (points["value"] < points["lower"])
        assert points["outside"].tolist() == drawn.tolist()
        assert points.loc[far, "outside"]


def test_limits_of_a_count_follow_the_length_of_the_month(measures_of: Make, plain_kpi: Make) -> None:
    counts = np.random.default_rng(5).poisson(200, 24)
    points = draw_points(measures_of(counts, stat="value"), plain_kpi(kind="count"))
    days = (points["period_end"] - points["period_start"]).dt.days

    # (center + 3/8)/days is the same in every month.
    assert np.ptp((points["center"] + 0.375) / days) == pytest.approx(0, abs=1e-9)


def test_frozen_limits_are_drawn_instead_of_new_ones(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    frozen = SimpleNamespace(center=20.0, lower=15.0, upper=25.0, frozen=None, last=None)
    points = draw_points(measures_of([20, 26, 14, 25], reasons={2: "immature"}), plain_kpi(), baseline=frozen)

    assert points["upper"].tolist() == [25] * 4
    assert points["outside"].tolist() == [False, True, False, False]


def test_a_slice_is_drawn_alone(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    frame = pd.concat([measures_of([1.0] * 3), measures_of([2.0] * 3, service="E-Mail")])

    assert draw_points(frame, plain_kpi())["value"].tolist() == [1, 1, 1]
    assert draw_points(frame, plain_kpi(), {"service": "E-Mail"})["value"].tolist() == [2, 2, 2]


def test_a_slice_that_is_not_there_is_an_error_with_the_nearest(measures_of: Make, plain_kpi: Make) -> None:
    frame = measures_of([2.0] * 3, service="E-Mail")
    with pytest.raises(UsageError, match="no service 'E-Mall' .did you mean 'E-Mail'"):
        draw_points(frame, plain_kpi(), {"service": "E-Mall"})


def test_durations_are_charted_by_their_geometric_mean(plain_kpi: Make) -> None:
    assert main_stat(plain_kpi()) == "geomean"
    assert main_stat(plain_kpi(kind="money")) == "value"


def rebase_of(date: str, kpi: str = "mttr") -> SimpleNamespace:
    return SimpleNamespace(kpi=kpi, date=dt.date.fromisoformat(date), reason="the clock pauses now", by="A. Analyst")


def stepped(noise_of: Make) -> np.ndarray:
    values = 30 * np.exp(noise_of(6, 36, sd=0.05, rho=0.0))
    values[20:] *= 0.5
    return values


def test_nothing_is_rebased_by_itself_however_large_the_step(
    measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    points = draw_points(measures_of(stepped(noise_of)), plain_kpi(), rules="making_data_count")

    assert (points["segment"] == 0).all()
    assert points["center"].nunique() == 1


def test_a_rebasing_keeps_both_limits_and_the_comparison(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    frame, kpi = measures_of(stepped(noise_of)), plain_kpi()
    sheet = draw_sheet(frame, kpi, rebases=[rebase_of("2025-09-01"), rebase_of("2024-05-01", kpi="other")])
    first = draw_points(frame.iloc[:20], kpi)
    later = sheet.points["segment"] == 1

    assert later.tolist() == [False] * 20 + [True] * 16
    assert sheet.points.loc[~later, "center"].iloc[0] == pytest.approx(first["center"].iloc[0])
    assert sheet.points.loc[later, "center"].iloc[0] == pytest.approx(first["center"].iloc[0] / 2, rel=0.05)
    assert sheet.points.loc[later, "original_center"].iloc[0] == pytest.approx(first["center"].iloc[0])
    assert sheet.points.loc[~later, "original_center"].isna().all()
    assert any("2025-09-01 (A. Analyst: the clock pauses now)" in remark for remark in sheet.remarks)
    assert "Held against the first limits, 16 of 16 later points outside." in sheet.remarks


def test_a_rebasing_with_few_months_since_keeps_the_earlier_limits(
    measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    sheet = draw_sheet(measures_of(stepped(noise_of)[:24]), plain_kpi(), rebases=[rebase_of("2025-09-01")])

    assert sheet.points["center"].nunique() == 1
    assert any("4 usable months, 12 are needed for new limits" in remark for remark in sheet.remarks)


def test_two_rebasings_within_one_month_keep_the_limits_that_were(
    measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    days = [rebase_of("2025-08-10"), rebase_of("2025-08-20")]
    sheet = draw_sheet(measures_of(stepped(noise_of)[:24]), plain_kpi(), rebases=days)

    assert sheet.points["center"].notna().all()
    assert sheet.points["center"].nunique() == 1


def test_the_limits_of_a_baseline_judge_later_points_alone(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    values = 30 * np.exp(noise_of(7, 30, sd=0.05, rho=0.0))
    values[[3, 28]] *= 2
    frame, kpi = measures_of(values), plain_kpi()
    row = fix_limits(frame.iloc[:18], kpi)
    assert row is not None
    limits = SimpleNamespace(**{name: row[name] for name in ("center", "lower", "upper", "frozen")})
    limits.last = dt.date(2025, 6, 30)
    sheet = draw_sheet(frame, kpi, baseline=limits)

    assert np.flatnonzero(sheet.points["outside"]).tolist() == [28]
    assert sheet.points["upper"].to_numpy() == pytest.approx(row["upper"])
    assert (sheet.n, sheet.variation) == (18, "deterioration")
    assert "The limits were fixed on 18 points and are made for 24 new ones; 12 have come." in sheet.remarks


def test_the_points_of_a_pattern_are_named_and_not_called_outside(
    measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    values = 30 * np.exp(np.tile([0.1, -0.1], 12))
    values[17:24] = 30 * np.exp(0.05)
    sheet = draw_sheet(measures_of(values), plain_kpi(better="higher"), rules="making_data_count")

    assert sheet.points["signal"].tolist() == [""] * 16 + ["run of seven"] * 8  # the month before is high as well
    assert not sheet.points["outside"].any()
    assert sheet.variation == "improvement"
    assert sheet.said == "2025-12: seven in a row on one side of the centre"


@pytest.mark.parametrize(
    ("target", "better", "said"),
    [
        (40, "lower", "always hit"),
        (30, "lower", "hit and miss"),
        (20, "lower", "always missed"),
        (20, "higher", "always hit"),
        (40, "higher", "always missed"),
        (40, "none", None),
        (None, "lower", None),
    ],
)
def test_a_target_is_held_against_the_limits(
    target: float | None, better: str, said: str | None, measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    frame = measures_of(30 * np.exp(noise_of(8, 24, sd=0.03, rho=0.0)))

    assert draw_sheet(frame, plain_kpi(better=better), target=target).assurance == said


def rates(*rows: tuple[str, str, str, str, int, float, float]) -> pd.DataFrame:
    names = ["method", "kind", "case", "rule", "n", "rho", "percent"]
    return pd.DataFrame(rows, columns=names).assign(what="false alarm", error=0.2)


TABLE = rates(
    ("chart", "duration", "XmR", "three_sigma", 24, 0.0, 2.2),
    ("chart", "duration", "XmR", "three_sigma", 24, 0.2, 2.4),
    ("chart", "duration", "XmR", "three_sigma", 36, 0.0, 4.5),
    ("chart", "duration", "XmR", "three_sigma", 36, 0.2, 4.8),
    ("chart", "duration", "XmR", "nelson", 24, 0.0, 13.0),
    ("chart", "count", "t, gaps", "three_sigma", 24, 0.0, 0.8),
    ("chart", "count", "u′, mean 4", "three_sigma", 24, 0.0, 3.6),
    ("chart", "count", "u′, mean 20", "three_sigma", 24, 0.0, 3.0),
    ("frozen chart", "score", "24 ahead", "three_sigma", 12, 0.0, 1.9),
)


@pytest.mark.parametrize(
    ("kind", "chart", "rules", "n", "rho", "frozen", "percent"),
    [
        ("duration", "XmR", "three_sigma", 24, 0.0, False, 2.2),
        ("duration", "XmR", "three_sigma", 25, 0.1, False, 4.8),  # the worst of the four neighbours
        ("duration", "XmR", "three_sigma", 90, 0.9, False, 4.8),
        ("duration", "XmR", "nelson", 24, 0.0, False, 13.0),
        ("count", "u′", "three_sigma", 24, 0.0, False, 3.6),  # the worst process
        ("money", "XmR", "three_sigma", 12, 0.0, True, 1.9),
    ],
)
def test_the_false_alarm_rate_is_the_worst_of_the_nearest_measured(
    kind: str, chart: str, rules: str, n: int, rho: float, frozen: bool, percent: float
) -> None:
    alarm = find_alarm(kind, chart, rules, n, rho, frozen=frozen, rates=TABLE)

    assert alarm is not None
    assert alarm.percent == percent
    assert alarm.words.startswith(
        f"Rules {alarm.rules}: {'more than ' if n == 90 else ''}{percent} of 100 stable charts"
    )
    assert alarm.words.endswith("so that a signal alone says little.") == (percent > 5)


def test_a_rate_that_nobody_measured_is_not_made_up() -> None:
    assert find_alarm("nps", "XmR", "three_sigma", 24, 0.0, rates=TABLE) is None


def test_the_chart_says_its_rate(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    sheet = draw_sheet(measures_of(30 * np.exp(noise_of(9, 24))), plain_kpi(), rates=TABLE)

    assert sheet.alarm is not None
    assert sheet.alarm.n == 24
