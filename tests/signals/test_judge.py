"""A verdict never says more than the data, and says it in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csi_lib.errors import UsageError
from csi_lib.periods import period_grid
from csi_lib.settings import Event
from csi_lib.signals import Intervention, decide, judge
from csi_lib.stats import Effect

Make = Callable[..., Any]
WHEN = dt.date(2025, 4, 1)
ONE_CALL = Intervention("one-call", "One call", "mttr", WHEN, declared=dt.date(2025, 3, 1), worthwhile=0.10)


def test_a_true_step_is_called_improved(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    verdict = judge(ONE_CALL, measures_of(step_of(1, 0.6)), plain_kpi())

    assert verdict.verdict == "improved"
    assert verdict.effect_kind == "ratio"
    assert verdict.lo < 0.6 < verdict.hi < 1
    assert (verdict.n_before, verdict.n_after) == (15, 14)
    assert verdict.marks == ()


def test_a_series_without_a_step_gives_no_claim(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    verdict = judge(ONE_CALL, measures_of(step_of(2, 1.0)), plain_kpi())

    assert verdict.verdict == "no clear change"
    assert verdict.lo < 1 < verdict.hi
    assert "also allows no change" in verdict.reason


def test_a_course_that_was_there_before_is_not_credited_to_the_change(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    falling = measures_of(step_of(3, 1.0, monthly=0.97))
    means = falling["value"].groupby(np.arange(30) >= 15).mean()

    assert means[True] < 0.75 * means[False]
    assert judge(ONE_CALL, falling, plain_kpi()).verdict == "no clear change"


@pytest.mark.parametrize(
    ("better", "ratio", "said"),
    [("lower", 0.6, "improved"), ("lower", 1.6, "worse"), ("higher", 0.6, "worse"), ("higher", 1.6, "improved")],
)
def test_the_good_direction_comes_from_the_kpi(
    better: str, ratio: float, said: str, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    assert judge(ONE_CALL, measures_of(step_of(1, ratio)), plain_kpi(better=better)).verdict == said


def test_a_kpi_without_a_better_direction_is_never_better_or_worse(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    verdict = judge(ONE_CALL, measures_of(step_of(1, 0.5)), plain_kpi(better="none"))

    assert verdict.verdict == "no clear change"
    assert "no better direction" in verdict.reason
    assert verdict.hi < 1


def test_a_clear_step_below_what_is_worthwhile_is_no_claim(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    verdict = judge(replace(ONE_CALL, worthwhile=0.45), measures_of(step_of(1, 0.6)), plain_kpi())

    assert verdict.hi < 1
    assert verdict.verdict == "no clear change"
    assert not verdict.equivalent
    assert "smaller than the 45 % agreed as worthwhile" in verdict.sentence


@pytest.mark.parametrize(("worthwhile", "equivalent"), [(0.05, False), (0.6, True)])
def test_a_change_that_is_surely_too_small_is_flagged_as_equivalent(
    worthwhile: float, equivalent: bool, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    verdict = judge(replace(ONE_CALL, worthwhile=worthwhile), measures_of(step_of(2, 1.0)), plain_kpi())

    assert verdict.verdict == "no clear change"
    assert verdict.equivalent is equivalent
    assert ("in any case less than the 60 % agreed as worthwhile" in verdict.reason) is equivalent


def test_too_few_months_are_counted_and_the_number_needed_is_named(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    late = replace(ONE_CALL, date=dt.date(2026, 1, 1))
    verdict = judge(late, measures_of(step_of(1, 0.6), reasons={29: "partial period"}), plain_kpi())

    assert verdict.verdict == "not enough evidence"
    assert verdict.reason == "4 usable months after 2026-01-01, 6 are needed (1 left out: partial period)."
    assert (verdict.effect, verdict.lo, verdict.hi, verdict.p) == (None, None, None, None)
    assert verdict.n_after == 4


def test_a_cut_extraction_window_is_named(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    cut = {row: "outside the extraction window" for row in range(11)}
    frame = measures_of(np.round(20 * step_of(1, 0.6)), stat="value", reasons=cut)
    verdict = judge(ONE_CALL, frame, plain_kpi(kind="count", unit="incidents"))

    assert verdict.verdict == "not enough evidence"
    assert "4 usable months before 2025-04-01" in verdict.reason
    assert "11 left out: outside the extraction window" in verdict.reason


def test_left_out_months_are_missing_and_not_zero(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    values = step_of(1, 0.6)
    holes = {4: "immature", 20: "too few"}
    whole = judge(ONE_CALL, measures_of(values, reasons=holes), plain_kpi())
    values[[4, 20]] = 0.0

    assert judge(ONE_CALL, measures_of(values, reasons=holes), plain_kpi()) == whole
    assert (whole.n_before, whole.n_after) == (14, 13)
    assert "of the months, 1 left out: immature, 1 left out: too few" in whole.marks


def test_reasons_that_differ_in_their_numbers_are_counted_together(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    reasons = {1: "too few: 9 of 20", 2: "too few: 12 of 20", 29: "partial period"}
    verdict = judge(ONE_CALL, measures_of(step_of(1, 0.6), reasons=reasons), plain_kpi())

    assert verdict.marks == ("of the months, 1 left out: partial period, 2 left out: too few",)


def test_an_absent_row_counts_like_a_month_left_out(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(step_of(1, 0.6), reasons={4: "immature"})

    assert judge(ONE_CALL, frame.drop(index=4), plain_kpi()).p == judge(ONE_CALL, frame, plain_kpi()).p


def test_a_share_needs_cases_on_both_sides_of_its_criterion(measures_of: Make, plain_kpi: Make) -> None:
    met = np.array([50] * 14 + [48] + [50] * 15)
    frame = measures_of(2.0 * met, stat="value", numerator=met, denominator=50)
    share = plain_kpi(kind="proportion", better="higher", unit="%")
    verdict = judge(replace(ONE_CALL, worthwhile=1.0), frame, share)

    assert verdict.verdict == "not enough evidence"
    assert "2 cases that missed the criterion before 2025-04-01, 5 are needed" in verdict.reason
    assert "0 cases that missed the criterion after" in verdict.reason


def test_a_share_comes_in_percentage_points(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    share = np.clip(0.6 + 0.15 * (np.arange(30) >= 15) + noise_of(4, sd=0.02), 0, 1)
    met = np.round(400 * share)
    frame = measures_of(met / 4, stat="value", numerator=met, denominator=400)
    verdict = judge(replace(ONE_CALL, worthwhile=2.0), frame, plain_kpi(kind="proportion", better="higher", unit="%"))

    assert verdict.verdict == "improved"
    assert verdict.effect_kind == "percentage points"
    assert verdict.lo < 15 < verdict.hi
    assert "percentage points higher after 2025-04-01" in verdict.sentence


def test_few_cases_are_counted(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    n = [100] * 16 + [0] * 13 + [3]
    verdict = judge(ONE_CALL, measures_of(step_of(1, 0.6), n=n), plain_kpi())

    assert verdict.reason == "3 cases after 2025-04-01, 5 are needed."


BLOCK = Event(date=dt.date(2024, 9, 1), what="a new ticket tool", blocks=True)


@pytest.mark.parametrize(
    ("event", "blocked"),
    [
        (BLOCK, True),
        (BLOCK.model_copy(update={"kpis": ["mttr"]}), True),
        (BLOCK.model_copy(update={"kpis": ["fcr_call"]}), False),
        (BLOCK.model_copy(update={"services": ["Print"]}), False),
        (BLOCK.model_copy(update={"services": ["E-Mail"]}), True),
        (BLOCK.model_copy(update={"date": dt.date(2023, 12, 31)}), False),
        (BLOCK.model_copy(update={"date": dt.date(2023, 12, 1), "until": dt.date(2024, 1, 1)}), True),
        (BLOCK.model_copy(update={"date": dt.date(2026, 7, 1)}), False),
    ],
)
def test_an_event_that_breaks_the_series_forbids_a_verdict(
    event: Event, blocked: bool, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    mail = replace(ONE_CALL, where={"service": "E-Mail"})
    verdict = judge(mail, measures_of(step_of(1, 0.6), service="E-Mail"), plain_kpi(), events=[event])

    assert (verdict.verdict == "not enough evidence") == blocked
    assert ("cannot be compared: a new ticket tool on 2024-09-01" in verdict.reason) == (
        blocked and event.date == BLOCK.date
    )


@pytest.mark.parametrize(
    ("day", "marked"), [("2025-02-28", False), ("2025-03-01", True), ("2025-05-31", True), ("2025-06-01", False)]
)
def test_other_events_near_the_change_mark_the_verdict(
    day: str, marked: bool, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    event = Event(date=dt.date.fromisoformat(day), what="two new agents")
    verdict = judge(ONE_CALL, measures_of(step_of(1, 0.6)), plain_kpi(), events=[event])

    assert verdict.verdict == "improved"
    assert verdict.marks == ((f"also on {day}: two new agents",) if marked else ())


def test_an_event_of_one_service_also_touches_the_total(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    event = BLOCK.model_copy(update={"services": ["Print"]})

    assert judge(ONE_CALL, measures_of(step_of(1, 0.6)), plain_kpi(), events=[event]).verdict == "not enough evidence"


def test_a_slice_that_was_not_measured_is_said_plainly(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(step_of(1, 0.6))
    verdict = judge(replace(ONE_CALL, where={"team": "Desk"}), frame, plain_kpi())

    assert verdict.verdict == "not enough evidence"
    assert verdict.reason == "the measures are not sliced by team."
    assert verdict.effect_kind == "ratio"


def test_a_misspelt_slice_is_answered_with_the_nearest(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(step_of(1, 0.6), service="E-Mail")
    verdict = judge(replace(ONE_CALL, where={"service": "EMail"}), frame, plain_kpi())

    assert "no service 'EMail' (did you mean 'E-Mail'?)" in verdict.reason


def test_two_slices_that_were_never_crossed_are_said_plainly(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = pd.concat([measures_of(step_of(1, 0.6), service="E-Mail"), measures_of(step_of(1, 0.6), priority="1")])
    verdict = judge(replace(ONE_CALL, where={"service": "E-Mail", "priority": "1"}), frame, plain_kpi())

    assert verdict.reason == "the measures do not hold service E-Mail and priority 1 together of mttr."


def test_a_change_outside_the_window_is_said_plainly(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    verdict = judge(replace(ONE_CALL, date=dt.date(2027, 1, 1)), measures_of(step_of(1, 0.6)), plain_kpi())

    assert verdict.reason == "2027-01-01 is not among the periods measured (2024-01-01 to 2026-06-30)."


def test_the_month_of_a_change_in_its_middle_belongs_to_neither_side(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    middle = replace(ONE_CALL, date=dt.date(2025, 4, 15), transition=0)
    verdict = judge(middle, measures_of(step_of(1, 0.6)), plain_kpi())

    assert (verdict.n_before, verdict.n_after) == (15, 14)
    assert "2025-04 is left out: it holds the day of the change" in verdict.marks


def test_without_a_transition_the_month_of_the_change_counts_as_after(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    verdict = judge(replace(ONE_CALL, transition=0), measures_of(step_of(1, 0.6)), plain_kpi())

    assert (verdict.n_before, verdict.n_after) == (15, 15)


def test_a_series_that_never_varies_gives_no_number(measures_of: Make, plain_kpi: Make) -> None:
    verdict = judge(ONE_CALL, measures_of(np.full(30, 4.0)), plain_kpi())

    assert verdict.verdict == "not enough evidence"
    assert verdict.reason == "the series does not vary around its course."


def test_less_than_two_years_are_refused_and_the_wait_is_counted(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    frame = measures_of(step_of(1, 0.5, n=20, at=10), first="2024-06-01")
    verdict = judge(ONE_CALL, frame, plain_kpi())

    assert verdict.verdict == "not enough evidence"
    assert "the usable months span 20, and 24 are needed: below two years a yearly season" in verdict.reason


def test_a_declared_absence_of_seasons_is_believed_and_marked(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    frame = measures_of(step_of(1, 0.5, n=20, at=10), first="2024-06-01")
    verdict = judge(ONE_CALL, frame, plain_kpi(), season="none")

    assert verdict.verdict == "improved"
    assert "the engagement declares that there is no yearly season: an assumption, not a finding" in verdict.marks


def test_weeks_are_numbered_across_the_year_and_named(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    grid = period_grid(dt.date(2024, 9, 2), dt.date(2025, 11, 30), "week")
    frame = measures_of(step_of(1, 0.6, n=65, at=31), reasons={40: "too few"})
    weekly = frame.assign(period_start=grid["period_start"], period_end=grid["period_end"])
    verdict = judge(ONE_CALL, weekly, plain_kpi(), season="none")

    # 2025-04-01 is a Tuesday of the 31st week; that week is the transition, and one later week is left out.
    assert (verdict.n_before, verdict.n_after) == (30, 33)
    assert "30 and 33 weeks" in verdict.sentence
    assert judge(ONE_CALL, weekly.drop(index=40), plain_kpi(), season="none").p == verdict.p
    assert "65, and 104 are needed" in judge(ONE_CALL, weekly, plain_kpi()).reason


def test_throughput_is_judged_where_both_views_exist(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    values = step_of(1, 0.6)
    both = pd.concat([measures_of(values[::-1], view="cohort"), measures_of(values)])

    assert judge(ONE_CALL, both, plain_kpi()) == judge(ONE_CALL, measures_of(values), plain_kpi())
    assert judge(ONE_CALL, measures_of(values, view="cohort"), plain_kpi()).verdict == "improved"


def test_other_kpis_and_the_order_of_rows_change_nothing(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(step_of(1, 0.6))
    other = measures_of(step_of(9, 3.0, n=40), kpi="other", first="2023-06-01")
    slices = measures_of(step_of(8, 2.0), service="E-Mail")
    mixed = pd.concat([other, frame, slices]).sample(frac=1, random_state=1)

    assert judge(ONE_CALL, mixed, plain_kpi()) == judge(ONE_CALL, frame, plain_kpi())


def test_the_measures_are_left_as_they_were(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(step_of(1, 0.6)).sample(frac=1, random_state=1)
    kept = frame.copy(deep=True)
    judge(ONE_CALL, frame, plain_kpi())

    pd.testing.assert_frame_equal(frame, kept)


def test_the_wrong_kpi_is_a_fault_of_the_caller(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    with pytest.raises(UsageError, match="one-call is about mttr, not about fcr"):
        judge(ONE_CALL, measures_of(step_of(1, 0.6)), plain_kpi(id="fcr"))


def test_two_versions_of_a_kpi_are_never_mixed(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(step_of(1, 0.6))
    with pytest.raises(UsageError, match="two rows for one period"):
        judge(ONE_CALL, pd.concat([frame, frame.assign(version=2)]), plain_kpi())


def test_the_sentence_is_plain_and_claims_no_cause(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    mail = replace(ONE_CALL, where={"service": "E-Mail"})
    verdict = judge(mail, measures_of(step_of(1, 0.6), service="E-Mail"), plain_kpi())
    size, low, high = (f"{100 * (1 - x):.0f} %" for x in (verdict.effect, verdict.hi, verdict.lo))

    assert verdict.sentence == (
        f"Mean time to resolve (geometric mean, service E-Mail) was {size} lower ({verdict.amount} at the level of "
        "that time) after 2025-04-01 than its earlier course would give "
        f"(95 % interval {low} to {high} lower; 15 and 14 months); that is an improvement larger than the 10 % agreed "
        "as worthwhile."
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32 - 1),
    ratio=st.floats(0.4, 2.5),
    worthwhile=st.floats(0, 0.5),
    better=st.sampled_from(["lower", "higher", "none"]),
    kind=st.sampled_from(["duration", "count", "score"]),
)
def test_a_claim_never_has_an_interval_with_no_change_in_it(
    seed: int,
    ratio: float,
    worthwhile: float,
    better: str,
    kind: str,
    measures_of: Make,
    step_of: Make,
    plain_kpi: Make,
) -> None:
    stat = "geomean" if kind == "duration" else "value"
    kpi = plain_kpi(kind=kind, better=better)
    verdict = judge(replace(ONE_CALL, worthwhile=worthwhile), measures_of(step_of(seed, ratio), stat=stat), kpi)
    none = 0 if kind == "score" else 1

    if verdict.verdict in ("improved", "worse"):
        assert better != "none"
        assert not verdict.lo <= none <= verdict.hi
        assert abs(verdict.effect - none) >= worthwhile
        assert max(verdict.p, verdict.own_p, verdict.q) < 0.05
        assert ((verdict.effect < none) == (better == "lower")) == (verdict.verdict == "improved")


def test_an_interval_that_ends_at_no_change_is_no_claim() -> None:
    assert decide(Effect(0.8, 0.6, 1.0, "ratio"), "lower", 0.1) == "no clear change"
    assert decide(Effect(0.8, 0.6, 0.999, "ratio"), "lower", 0.1) == "improved"
    assert decide(Effect(-0.1, -0.2, -0.05, "difference"), "lower", 0.2) == "no clear change"
