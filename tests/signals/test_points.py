"""A chart shows every month of the grid, with limits only where there are enough of them."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.errors import UsageError
from csi_lib.signals import draw_points, main_stat

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
