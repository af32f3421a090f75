"""Every series gets one row, and a claim survives that many were asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from csi_lib.settings import Event
from csi_lib.signals import assess

Make = Callable[..., Any]


def row_of(frame: pd.DataFrame, kpi: str) -> pd.Series:
    return frame[frame["kpi"] == kpi].iloc[0]


@pytest.mark.parametrize(
    ("better", "factor", "said"),
    [
        ("lower", 0.4, "improvement"),
        ("lower", 2.5, "deterioration"),
        ("higher", 2.5, "improvement"),
        ("none", 2.5, "no signal"),
        ("lower", 1.0, "no signal"),
    ],
)
def test_a_point_outside_at_the_end_is_read_by_the_good_direction(
    better: str, factor: float, said: str, measures_of: Make, noise_of: Make, plain_kpi: Make
) -> None:
    values = 20 * np.exp(noise_of(1, 30, sd=0.05))
    values[28] *= factor
    row = assess(measures_of(values), [plain_kpi(better=better)]).iloc[0]

    assert row["variation"] == said
    assert row["rule"].startswith("2026-05: a point outside the limits") == (factor != 1.0)


def test_a_point_outside_long_ago_is_no_news(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    values = 20 * np.exp(noise_of(1, 30, sd=0.05))
    values[20] *= 3

    assert assess(measures_of(values), [plain_kpi()]).iloc[0]["variation"] == "no signal"


def test_the_newest_of_two_points_outside_speaks(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    values = 20 * np.exp(noise_of(1, 36, sd=0.03))
    values[33], values[35] = 60, 8
    row = assess(measures_of(values), [plain_kpi()]).iloc[0]

    assert row["variation"] == "improvement"
    assert row["rule"].startswith("2026-12: a point outside the limits")


def test_below_twelve_months_nothing_is_assessed(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    row = assess(measures_of(20 * np.exp(noise_of(1, 12)), reasons={0: "too few"}), [plain_kpi()]).iloc[0]

    assert (row["variation"], row["trend"]) == ("not assessed", "not enough evidence")
    assert row["reason"] == "11 usable months, 12 are needed (1 left out: too few)"
    assert np.isnan(row["trend_effect"])


def test_a_long_fall_is_an_improvement_of_the_size_that_was_put_in(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    row = assess(measures_of(step_of(1, 1.0, monthly=0.96)), [plain_kpi()]).iloc[0]

    assert row["trend"] == "improved"
    assert row["trend_lo"] < 0.96**29 < row["trend_hi"] < 1
    assert row["effect_kind"] == "ratio"
    assert row["note"] == ""


def test_the_direction_of_a_trend_comes_from_the_kpi(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(step_of(1, 1.0, monthly=0.96))

    assert assess(frame, [plain_kpi(better="higher")]).iloc[0]["trend"] == "worse"
    neither = assess(frame, [plain_kpi(better="none")]).iloc[0]
    assert neither["trend"] == "no clear change"
    assert neither["reason"] == "this KPI has no better direction"


def test_totals_are_one_family_and_slices_another(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    parts = [measures_of(step_of(seed, 1.0, monthly=0.99), kpi=f"k{seed}") for seed in range(4)]
    parts += [measures_of(step_of(9, 1.0, monthly=0.99), kpi="k0", service="E-Mail")]
    kpis = [plain_kpi(id=f"k{seed}") for seed in range(4)]
    found = assess(pd.concat(parts), kpis)
    total = found["service"].isna()

    assert total.sum() == 4
    assert found.loc[total, "trend_q"].to_numpy() == pytest.approx(
        multipletests(found.loc[total, "trend_p"], method="fdr_bh")[1]
    )
    assert found.loc[~total, "trend_q"].tolist() == found.loc[~total, "trend_p"].tolist()


def test_a_lone_small_p_among_many_is_no_claim(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    falling = step_of(3, 1.0, monthly=0.985)
    assert assess(measures_of(falling), [plain_kpi()]).iloc[0]["trend"] == "improved"

    crowd = [measures_of(step_of(seed, 1.0), kpi=f"k{seed}") for seed in range(10, 50)]
    kpis = [plain_kpi(), *(plain_kpi(id=f"k{seed}") for seed in range(10, 50))]
    found = assess(pd.concat([measures_of(falling), *crowd]), kpis)
    lone = found[(found["trend_p"] < 0.05) & (found["trend_q"] >= 0.05)]

    assert len(lone) >= 1
    assert set(lone["trend"]) == {"no clear change"}
    assert all("tested together with 40 other series" in reason for reason in lone["reason"])


def test_all_totals_learn_from_each_other_and_the_slices_among_themselves(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    totals = [measures_of(step_of(seed, 1.0), kpi=f"k{seed}") for seed in range(4)]
    mails = [measures_of(step_of(9 + seed, 1.0), kpi=f"k{seed}", service="E-Mail") for seed in range(3)]
    kpis = [plain_kpi(id=f"k{seed}") for seed in range(4)]
    found, alone = assess(pd.concat([*totals, *mails]), kpis), assess(totals[0], kpis[:1])
    total = found["service"].isna()

    assert set(found.loc[total, "trend_pooled"]) == {4}
    assert set(found.loc[~total, "trend_pooled"]) == {3}
    assert found["trend_own_p"].iloc[0] == pytest.approx(alone["trend_own_p"].iloc[0], rel=1e-9)
    assert found["trend_p"].iloc[0] != alone["trend_p"].iloc[0]


def test_a_claim_that_rests_on_the_others_is_no_headline(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    parts = [measures_of(step_of(seed, 1.0, monthly=0.988), kpi=f"k{seed}") for seed in range(14)]
    found = assess(pd.concat(parts), [plain_kpi(id=f"k{seed}") for seed in range(14)])
    claims = found[found["trend"] == "improved"]
    weak = claims[claims["trend_own_p"] >= 0.05]

    assert len(weak) > 0
    assert claims["headline"].equals(claims["trend_own_p"] < 0.05)
    assert all("too weak for a headline" in reason for reason in weak["reason"])


def test_below_two_years_no_trend_is_told_and_the_months_needed_are_named(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    def trend_of(n: int, **more: str) -> pd.Series:
        return assess(measures_of(step_of(1, 1.0, n=n, monthly=0.9)), [plain_kpi()], **more).iloc[0]

    assert trend_of(24)["trend"] == "improved"
    short = trend_of(23)
    assert short["trend"] == "not enough evidence"
    assert "span 23, and 24 are needed: below two years a yearly season looks like a change" in short["reason"]
    declared = trend_of(23, season="none")
    assert declared["trend"] == "improved"
    assert "no yearly season: an assumption" in declared["note"]


def test_a_trend_comes_in_hours_too(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    row = assess(measures_of(step_of(1, 1.0, monthly=0.96)), [plain_kpi()]).iloc[0]
    middle = 20 * 0.96**14.5  # the level halfway; half of the change lies on either side of it

    assert row["amount_unit"] == "h"
    assert row["trend_amount"] == pytest.approx(middle * (0.96**14.5 - 0.96**-14.5), rel=0.2)
    assert row["trend_amount_lo"] < row["trend_amount"] < row["trend_amount_hi"] < 0


def test_a_trend_counts_every_month_alike(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    even = assess(measures_of(step_of(1, 1.0), n=100), [plain_kpi()]).iloc[0]
    uneven = assess(measures_of(step_of(1, 1.0), n=[100] * 29 + [20]), [plain_kpi()]).iloc[0]

    assert uneven["note"] == ""
    assert uneven["trend_p"] == even["trend_p"]


def test_a_rare_count_carries_its_warning(measures_of: Make, plain_kpi: Make) -> None:
    rare = measures_of(np.random.default_rng(1).poisson(1.2, 30), stat="value")

    assert "fewer than 3 cases a month" in assess(rare, [plain_kpi(kind="count")]).iloc[0]["note"]


def test_other_kpis_and_the_order_of_rows_change_no_number(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = pd.concat([measures_of(step_of(1, 0.8)), measures_of(step_of(2, 0.8), service="E-Mail")])
    other = measures_of(step_of(5, 1.3), kpi="other")
    alone = assess(frame, [plain_kpi()])
    mixed = assess(pd.concat([other, frame]).sample(frac=1, random_state=3), [plain_kpi()])

    pd.testing.assert_frame_equal(alone, mixed)
    assert alone["service"].tolist()[1] == "E-Mail"
    assert pd.isna(alone["service"].iloc[0])


def test_what_cannot_be_computed_has_its_row_and_its_reason(measures_of: Make, plain_kpi: Make) -> None:
    absent = "not computable: column resolved_at is missing"
    row = assess(measures_of(np.full(30, np.nan), reasons=dict.fromkeys(range(30), absent)), [plain_kpi()]).iloc[0]

    assert row["n"] == 0
    assert row["reason"] == f"0 usable months, 12 are needed (30 left out: {absent})"
    assert np.isnan(row["last"])


def test_a_zero_duration_is_not_forced_onto_a_log(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    values = 20 * np.exp(noise_of(1, 30))
    values[3] = 0
    row = assess(measures_of(values), [plain_kpi()]).iloc[0]

    assert (row["variation"], row["trend"]) == ("not assessed", "not enough evidence")
    assert "zero or below" in row["reason"]


def test_no_kpis_give_an_empty_frame_with_its_columns(measures_of: Make, plain_kpi: Make) -> None:
    empty = assess(measures_of([1.0]), [])

    assert len(empty) == 0
    assert {"kpi", "service", "priority", "team", "variation", "trend", "trend_q", "reason"} <= set(empty.columns)


@pytest.mark.parametrize(
    ("about", "blocked"),
    [
        ({"blocks": True}, True),
        ({"blocks": True, "kpis": ["another"]}, False),
        ({"blocks": False}, False),
        ({"blocks": True, "date": dt.date(2030, 1, 1)}, False),
    ],
)
def test_no_trend_is_told_across_an_event_that_blocks(
    about: dict[str, Any], blocked: bool, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    event = Event.model_validate({"date": dt.date(2025, 3, 1), "what": "a new ticket tool"} | about)
    row = assess(measures_of(step_of(1, 1.0, monthly=0.96)), [plain_kpi()], events=[event]).iloc[0]

    assert row["trend"] == ("not enough evidence" if blocked else "improved")
    if blocked:
        assert row["reason"] == "the months of the window cannot be compared: a new ticket tool on 2025-03-01"
        assert np.isnan(row["trend_effect"])
        assert row["variation"] != "not assessed"  # the chart still says what stands out
