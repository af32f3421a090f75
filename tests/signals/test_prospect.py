"""Before the work starts: what a measurement can show, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from csi_lib.signals import Intervention, judge
from csi_lib.signals.verdicts.prospect import look_forward
from csi_lib.stats import Refused

Make = Callable[..., Any]
SOON = dt.date(2026, 7, 1)


def test_more_months_show_a_smaller_change(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    kpi = plain_kpi()
    found = look_forward(measures_of(step_of(1, 1.0)), [kpi], kpi, SOON, worthwhile=0.2, months=24)
    sizes = [sight.detectable for sight in found.sights]

    assert [sight.after for sight in found.sights] == [6, 9, 12, 18, 24]
    assert sizes == sorted(sizes, reverse=True)
    assert found.n_before == 30
    assert "30 months before" in found.sentence


def test_the_months_needed_are_the_first_that_show_the_worthwhile_change(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    kpi, frame = plain_kpi(), measures_of(step_of(1, 1.0))
    shown = look_forward(frame, [kpi], kpi, SOON, months=12).sights[-1].detectable

    found = look_forward(frame, [kpi], kpi, SOON, worthwhile=shown * 1.0001)

    assert found.needed == 12
    assert look_forward(frame, [kpi], kpi, SOON, worthwhile=0.001).needed is None


def test_what_is_promised_beforehand_is_what_the_verdict_says_later(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    """The same stable course, asked before the change and judged after it."""
    kpi, values = plain_kpi(), step_of(5, 1.0, n=44)
    before = look_forward(measures_of(values[:30]), [kpi], kpi, SOON, months=13)
    later = judge(Intervention("one", "One", "mttr", SOON, declared=SOON, worthwhile=0.1), measures_of(values), kpi)

    assert later.n_after == 13
    assert before.sights[-1].detectable == pytest.approx(later.detectable, rel=0.35)


def test_a_day_that_is_months_away_counts_the_months_to_come(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    kpi, frame = plain_kpi(), measures_of(step_of(1, 1.0, n=20))
    soon = look_forward(frame, [kpi], kpi, dt.date(2025, 9, 1), months=12)
    late = look_forward(frame, [kpi], kpi, dt.date(2026, 9, 15), months=12)

    assert soon.n_before == late.n_before == 20
    assert late.sights[-1].detectable < soon.sights[-1].detectable


@pytest.mark.parametrize(("day", "refused"), [("2031-06-15", False), ("2031-08-01", True), ("9999-12-31", True)])
def test_nobody_plans_more_than_sixty_months_ahead(
    day: str, refused: bool, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    kpi, frame = plain_kpi(), measures_of(step_of(1, 1.0))  # the last month is June 2026
    if not refused:
        assert look_forward(frame, [kpi], kpi, dt.date.fromisoformat(day), months=6).sights
        return
    with pytest.raises(Refused, match=f"{day} lies more than 60 months after the last one measured"):
        look_forward(frame, [kpi], kpi, dt.date.fromisoformat(day))


def test_a_change_that_the_kpi_cannot_make_is_not_planned(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    met = np.round(400 * (0.1 + noise_of(4, sd=0.01)))
    frame = measures_of(met / 4, stat="value", numerator=met, denominator=400)
    kpi = plain_kpi(kind="proportion", better="lower", unit="%")

    with pytest.raises(Refused, match="agree on a smaller one"):  # a share ends at 0 and at 100 %
        look_forward(frame, [kpi], kpi, SOON, worthwhile=150.0)


def test_less_than_two_years_in_all_are_too_early_and_marked(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    kpi, frame = plain_kpi(), measures_of(step_of(1, 1.0, n=12))
    found = look_forward(frame, [kpi], kpi, dt.date(2025, 1, 1), months=12)
    plain = look_forward(frame, [kpi], kpi, dt.date(2025, 1, 1), months=12, season="none")

    # twelve months before, one of transition: eleven more make two years
    assert [sight.detectable is None for sight in found.sights] == [True, True, False]
    assert found.sights[0].best == "not enough evidence: the rules ask for more"
    assert "a season is not in this yet" in found.marks[0]
    assert [sight.detectable is None for sight in plain.sights] == [False, False, False]
    assert "no yearly season" in plain.marks[0]


def test_a_share_is_planned_in_percentage_points(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    met = np.round(400 * (0.6 + noise_of(4, sd=0.02)))
    frame = measures_of(met / 4, stat="value", numerator=met, denominator=400)
    kpi = plain_kpi(kind="proportion", better="higher", unit="%")
    found = look_forward(frame, [kpi], kpi, SOON, worthwhile=20.0)

    assert found.effect_kind == "percentage points"
    assert 1 < found.sights[-1].detectable < 20
    assert found.sights[-1].best.startswith("improved, worse or no clear change; a change of 20 percentage points")
