"""All verdicts of a report together: one pool, one family, guards, comparisons and what could have been seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from csi_lib.settings import Event
from csi_lib.signals import Beside, Intervention, judge, judge_all

Make = Callable[..., Any]
WHEN = dt.date(2025, 4, 1)
ONE = Intervention("one", "One call", "mttr", WHEN, declared=dt.date(2025, 3, 1), worthwhile=0.10)


def crowd(measures_of: Make, step_of: Make, count: int) -> list[pd.DataFrame]:
    return [measures_of(step_of(20 + seed, 1.0), kpi=f"k{seed}") for seed in range(count)]


def test_the_noise_of_every_total_helps_a_verdict(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    own = measures_of(step_of(1, 0.7), service="E-Mail")
    frame = pd.concat([own, measures_of(step_of(5, 1.0)), *crowd(measures_of, step_of, 6)])
    kpis = [plain_kpi(), *(plain_kpi(id=f"k{seed}") for seed in range(6))]
    mail = replace(ONE, where={"service": "E-Mail"})
    (verdict,), alone = judge_all([mail], frame, kpis), judge(mail, own, plain_kpi())

    assert (verdict.pooled, alone.pooled) == (8, 1)  # seven totals and the slice itself
    assert verdict.own_p == pytest.approx(alone.own_p, rel=1e-9)


def test_a_total_is_asked_once(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = pd.concat([measures_of(step_of(1, 0.6)), *crowd(measures_of, step_of, 3)])
    (verdict,) = judge_all([ONE], frame, [plain_kpi(), *(plain_kpi(id=f"k{seed}") for seed in range(3))])

    assert verdict.pooled == 4


def test_primary_kpis_declared_a_family_are_adjusted_by_holm(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    parts = [measures_of(step_of(seed, 0.8), kpi=f"k{seed}") for seed in range(4)]
    kpis = [plain_kpi(id=f"k{seed}") for seed in range(4)]
    asked = [replace(ONE, id=f"i{seed}", kpi=f"k{seed}") for seed in range(4)]
    found = judge_all(asked, pd.concat(parts), kpis, headline="together")

    raw = [max(item.p, item.own_p) for item in found]
    assert [item.q for item in found] == pytest.approx(multipletests(raw, method="holm")[1].tolist())
    assert {item.family for item in found} == {4}
    assert all(item.verdict == "improved" for item in found if item.q < 0.05 and item.effect <= 0.9)


def test_initiatives_that_stand_for_themselves_are_not_adjusted(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    parts = [measures_of(step_of(seed, 0.8), kpi=f"k{seed}") for seed in range(3)]
    asked = [replace(ONE, id=f"i{seed}", kpi=f"k{seed}") for seed in range(3)]
    found = judge_all(asked, pd.concat(parts), [plain_kpi(id=f"k{seed}") for seed in range(3)])

    assert [item.q for item in found] == [max(item.p, item.own_p) for item in found]
    assert {item.family for item in found} == {1}


def test_an_initiative_that_cannot_be_judged_is_no_member_of_the_family(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    late = replace(ONE, id="late", declared=dt.date(2025, 9, 1))
    outside = replace(ONE, id="outside", date=dt.date(2027, 1, 1))
    found = judge_all([ONE, late, outside], measures_of(step_of(1, 0.6)), [plain_kpi()], headline="together")

    assert [item.verdict for item in found] == ["improved", "not enough evidence", "not enough evidence"]
    assert found[0].family == 1
    assert [item.q for item in found[1:]] == [None, None]


@pytest.mark.parametrize(
    ("declared", "said"), [(dt.date(2025, 4, 2), "only on 2025-04-02, after the change"), (None, "never")]
)
def test_what_was_declared_afterwards_is_exploratory_and_no_verdict(
    declared: dt.date | None, said: str, measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    verdict = judge(replace(ONE, declared=declared), measures_of(step_of(1, 0.5)), plain_kpi())

    assert (verdict.verdict, verdict.exploratory) == ("not enough evidence", True)
    assert verdict.hi < 1
    assert said in verdict.reason
    assert "date declared afterwards" in verdict.marks


def test_declared_on_the_day_itself_is_in_time(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    assert judge(replace(ONE, declared=WHEN), measures_of(step_of(1, 0.5)), plain_kpi()).verdict == "improved"


def test_every_verdict_says_what_could_have_been_seen(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    verdict = judge(ONE, measures_of(step_of(2, 1.0)), plain_kpi())

    assert verdict.verdict == "no clear change"
    assert 0.1 < verdict.detectable < 0.5
    assert verdict.outlook.startswith(f"A change of {100 * verdict.detectable:.0f} % would have been found in four of ")
    assert "10 % agreed as worthwhile" in verdict.outlook


def test_with_a_larger_worthwhile_change_fewer_months_are_missing(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    frame = measures_of(step_of(2, 1.0, n=24, at=15))
    more = [judge(replace(ONE, worthwhile=size), frame, plain_kpi()).more for size in (0.9, 0.25, 0.2)]

    assert more[0] == 0
    assert more == sorted(more, key=lambda n: np.inf if n is None else n)


def test_too_early_says_how_long_to_wait(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = measures_of(step_of(1, 0.6, n=19))  # 15 months before and 3 after
    yearly, plain = judge(ONE, frame, plain_kpi()), judge(ONE, frame, plain_kpi(), season="none")

    assert yearly.verdict == plain.verdict == "not enough evidence"
    assert yearly.outlook == "With 5 more months a verdict is possible."  # to two years
    assert plain.outlook.startswith("With 3 more months a verdict is possible, and a change of ")


def test_waiting_does_not_help_across_a_new_tool(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    event = Event(date=dt.date(2024, 9, 1), what="a new ticket tool", blocks=True)

    assert judge(ONE, measures_of(step_of(1, 0.6)), plain_kpi(), events=[event]).outlook == ""


def guarded(measures_of: Make, step_of: Make, plain_kpi: Make, ratio: float, noise: float = 1.0) -> Any:
    guard = 20 * (step_of(8, ratio) / 20) ** noise
    frame = pd.concat([measures_of(step_of(1, 0.6)), measures_of(guard, kpi="reopened")])
    return judge_all([replace(ONE, guards=("reopened",))], frame, [plain_kpi(), plain_kpi(id="reopened")])[0].guards[0]


def test_a_guard_that_rose_is_worse(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    found = guarded(measures_of, step_of, plain_kpi, 2.0)

    assert found.answer == "worse"
    assert found.lo > 1
    assert found.q < 0.05


def test_a_guard_within_a_tenth_is_not_worse(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    found = guarded(measures_of, step_of, plain_kpi, 1.0, noise=0.2)

    assert found.answer == "not worse"
    assert found.hi <= 1.1


def test_a_guard_that_swings_cannot_be_told(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    found = guarded(measures_of, step_of, plain_kpi, 1.0, noise=3.0)

    assert found.answer == "cannot tell"
    assert "may be more than 10 % worse" in found.reason


def test_a_guard_that_was_not_measured_cannot_be_told(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    (verdict,) = judge_all([replace(ONE, guards=("gone",))], measures_of(step_of(1, 0.6)), [plain_kpi()])

    assert verdict.guards[0].answer == "cannot tell"
    assert verdict.guards[0].reason == "it is not among the KPIs measured"


MAIL = replace(ONE, where={"service": "E-Mail"}, beside=Beside(where={"service": "Print"}))


def two_services(measures_of: Make, mail: np.ndarray, other: np.ndarray) -> pd.DataFrame:
    return pd.concat([measures_of(mail, service="E-Mail"), measures_of(other, service="Print")])


def test_what_both_services_share_is_no_change_of_one(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = two_services(measures_of, step_of(1, 0.6), step_of(2, 0.6))

    assert judge(replace(MAIL, beside=None), frame, plain_kpi()).verdict == "improved"
    beside = judge(MAIL, frame, plain_kpi())
    assert beside.verdict == "no clear change"
    assert ", compared with service Print (95 % interval" in beside.sentence
    assert "more than" not in beside.sentence


def test_beside_an_untouched_service_the_words_may_compare(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    verdict = judge(MAIL, two_services(measures_of, step_of(1, 0.5), step_of(2, 1.0)), plain_kpi())

    assert verdict.verdict == "improved"
    assert verdict.lo < 0.5 < verdict.hi
    assert "changed more than service Print after 2025-04-01" in verdict.sentence
    assert verdict.parallel.startswith("no drift between the two is seen before")
    assert "because of" not in verdict.sentence


def test_services_that_drifted_apart_before_lose_those_words(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    frame = two_services(measures_of, step_of(1, 0.5, monthly=0.93), step_of(2, 1.0))
    verdict = judge(MAIL, frame, plain_kpi())

    assert "did not run in parallel before" in verdict.parallel
    assert verdict.parallel in verdict.marks
    assert "more than" not in verdict.sentence


def test_only_months_that_both_have_are_compared(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    mail = measures_of(step_of(1, 0.5), service="E-Mail")
    other = measures_of(step_of(2, 1.0), service="Print", reasons={3: "too few", 20: "too few"})
    verdict = judge(MAIL, pd.concat([mail, other]), plain_kpi())

    assert (verdict.n_before, verdict.n_after) == (14, 13)
    assert "of the months, 2 left out: the series compared with has no value" in verdict.marks


def test_the_difference_is_that_of_the_logarithms(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    mail, other = step_of(1, 0.5), step_of(2, 1.0)
    beside = judge(MAIL, two_services(measures_of, mail, other), plain_kpi())
    ratio = judge(replace(ONE, where={"service": "E-Mail"}), measures_of(mail / other, service="E-Mail"), plain_kpi())

    # The own prior is no pool, so it is the same for the quotient as a series of its own.
    assert beside.own_p == pytest.approx(ratio.own_p, rel=1e-6)


def test_a_comparison_of_another_kind_is_refused(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    share = measures_of(np.full(30, 50.0), kpi="share", stat="value", numerator=50, denominator=100)
    frame = pd.concat([measures_of(step_of(1, 0.5)), share])
    asked = replace(ONE, beside=Beside(kpi="share"))
    (verdict,) = judge_all([asked], frame, [plain_kpi(), plain_kpi(id="share", kind="proportion", unit="%")])

    assert verdict.reason == "the series compared with is of another kind, so the two have no difference."


def test_an_event_of_the_service_compared_with_blocks_too(measures_of: Make, step_of: Make, plain_kpi: Make) -> None:
    event = Event(date=dt.date(2024, 9, 1), what="a new printer tool", services=["Print"], blocks=True)
    frame = two_services(measures_of, step_of(1, 0.5), step_of(2, 1.0))

    assert "a new printer tool" in judge(MAIL, frame, plain_kpi(), events=[event]).reason
    assert judge(replace(MAIL, beside=None), frame, plain_kpi(), events=[event]).verdict == "improved"


def test_the_order_of_initiatives_and_kpis_changes_no_verdict(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    frame = pd.concat([measures_of(step_of(1, 0.7)), *crowd(measures_of, step_of, 3)])
    kpis = [plain_kpi(), *(plain_kpi(id=f"k{seed}") for seed in range(3))]
    asked = [ONE, replace(ONE, id="other", kpi="k1")]
    there = judge_all(asked, frame, kpis)
    back = judge_all(asked[::-1], frame, kpis[::-1])[::-1]

    for one, other in zip(there, back, strict=True):
        assert one.verdict == other.verdict
        assert (one.p, one.own_p, one.q) == pytest.approx((other.p, other.own_p, other.q), rel=1e-9)


def test_effects_come_in_cases_and_minutes_too(measures_of: Make, noise_of: Make, plain_kpi: Make) -> None:
    step = np.arange(30) >= 15
    volume = np.round((100 - 30 * step) * np.exp(noise_of(3, sd=0.05)))
    count = judge(ONE, measures_of(volume, stat="value"), plain_kpi(kind="count", unit="incidents"))
    assert count.amount.startswith("about ") and count.amount.endswith(" incidents a month")
    assert 20 < float(count.amount.split()[1]) < 40

    up = 99 + 0.5 * step + noise_of(4, sd=0.05)
    frame = measures_of(up, stat="value", numerator=up * 400, denominator=40_000)
    minutes = judge(replace(ONE, worthwhile=0.1), frame, plain_kpi(kind="availability", unit="%", better="higher"))
    assert minutes.amount == f"about {minutes.effect / 100 * 40_000:,.0f} minutes a month"


def test_months_of_very_different_size_are_said_to_count_differently(
    measures_of: Make, step_of: Make, plain_kpi: Make
) -> None:
    even = judge(ONE, measures_of(step_of(1, 0.8), n=[100] * 29 + [26]), plain_kpi())
    uneven = judge(ONE, measures_of(step_of(1, 0.8), n=[100] * 29 + [20]), plain_kpi())

    assert "months hold 20 to 100 cases and count accordingly" in uneven.marks
    assert not any("accordingly" in mark for mark in even.marks)
    assert uneven.p != even.p
