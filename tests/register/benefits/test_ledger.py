"""What is claimed, evidenced and realised; nothing without evidence, and nothing twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csi_lib.register import Entry, Register
from csi_lib.register.benefits import Benefit, Cost
from csi_lib.register.benefits.returns import work_out
from csi_lib.signals import Verdict
from tests.register.benefits.world import (
    A_MONTH,
    SAVED,
    WATCHED,
    keep,
    make_bookings,
    make_initiative,
    make_measures,
    make_verdict,
)

Make = Callable[..., Benefit]
OWN = ("search", "mttr_resolve")


@pytest.fixture
def make(make_benefit: Make) -> Make:
    def of(**changes: Any) -> Benefit:
        return make_benefit(**(SAVED | changes))

    return of


def test_money_is_effect_times_volume_times_unit_cost(make: Make) -> None:
    line = keep(make()).lines[0]
    # January is the transition; February to December count
    assert line.state == "realised"
    assert [month.money.base for month in line.months] == pytest.approx([A_MONTH] * 11)
    assert (line.months[0].end, line.months[-1].end) == (dt.date(2025, 2, 28), dt.date(2025, 12, 31))


def test_the_bounds_of_money_are_those_of_the_effect(make: Make) -> None:
    realised = keep(make()).lines[0].realised
    # ratio 0.9: 800/0.9 - 800 = 88.89 h; ratio 0.7: 342.86 h; each at 5 EUR, 11 months
    assert (realised.low, realised.base, realised.high) == pytest.approx((4_888.89, 11_000.00, 18_857.14), abs=0.005)


def test_what_was_promised_is_summed_over_the_months_that_have_passed(make: Make) -> None:
    line = keep(make()).lines[0]
    assert line.promised_to_date == 12 * 1_200


@pytest.mark.parametrize("word", ["no clear change", "worse", "not enough evidence"])
def test_no_money_is_realised_without_a_verdict_that_claims_the_effect(make: Make, word: Any) -> None:
    line = keep(make(), verdicts={OWN: make_verdict(verdict=word)}).lines[0]
    assert (line.state, line.realised.base, line.monthly, line.evidence) == ("claimed", 0, None, ())


def test_an_effect_that_was_declared_after_the_fact_stays_a_claim(make: Make) -> None:
    # as the judge says it: not enough evidence, with the effect shown as exploratory
    line = keep(make(), verdicts={OWN: make_verdict(verdict="not enough evidence", exploratory=True)}).lines[0]
    assert line.state == "claimed"
    assert "a hint" in line.why


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0.3, 3), st.floats(0.3, 3), st.floats(0.3, 3),
    st.sampled_from(["no clear change", "worse", "not enough evidence"]), st.booleans(),
)  # fmt: skip
def test_whatever_the_effect_no_claim_of_the_judge_means_no_money(
    a: float, b: float, c: float, word: Any, exploratory: bool
) -> None:
    lo, effect, hi = sorted((a, b, c))
    verdict = make_verdict(verdict=word, effect=effect, lo=lo, hi=hi, exploratory=exploratory)
    item = Benefit.model_validate(
        {"version": 1, "id": "b", "title": "b", "initiative": "search", "type": "efficiency", "counts_as": "avoided",
         "rests_on": "verdict", **SAVED}
    )  # fmt: skip
    booked = make_bookings(("search", "benefit", "realised", dt.date(2025, 6, 1), 500.0, None, None, "EUR"))
    for ledger in (keep(item, verdicts={OWN: verdict}), keep(verdicts={OWN: verdict}, bookings=booked)):
        assert all(total.realised.high == 0 for total in ledger.totals())


def test_no_money_is_claimed_without_a_guard_beside_it(make: Make) -> None:
    line = keep(make(), verdicts={OWN: make_verdict(guards=())}).lines[0]
    assert line.state == "claimed"
    assert "no guard KPI" in line.why


def test_no_money_is_claimed_where_a_guard_got_worse(make: Make) -> None:
    from dataclasses import replace

    worse = make_verdict(guards=(WATCHED, replace(WATCHED, answer="worse")))
    line = keep(make(), verdicts={OWN: worse}).lines[0]
    assert line.state == "claimed"
    assert "quality paid" in line.why


def test_a_unit_cost_in_another_unit_than_the_effect_is_not_multiplied(make: Make) -> None:
    line = keep(make(per="min")).lines[0]
    assert line.state == "claimed"
    assert "per 'min'" in line.why and "per 'h'" in line.why


def test_months_without_enough_cases_are_not_counted(make: Make) -> None:
    measures = make_measures()
    measures.loc[measures["period_start"] == pd.Timestamp("2025-06-01"), "reason"] = "too few: 3 of 20"
    assert keep(make(), measures=measures).lines[0].realised.base == pytest.approx(10 * A_MONTH)


def test_a_benefit_counts_only_between_its_own_days(make: Make) -> None:
    line = keep(make(since="2025-03-01", until="2025-05-31")).lines[0]
    assert line.realised.base == pytest.approx(3 * A_MONTH)


class TestOverlap:
    """Two initiatives on one KPI, one slice and the same months."""

    def both(self, **where: Any) -> tuple[Any, Any]:
        later = make_initiative(id="later", date="2025-01-01", **where)
        return make_initiative(), later

    def test_one_effect_is_counted_once(self, make: Make) -> None:
        ledger = keep(make(), make(id="other", initiative="later"), initiatives=self.both())
        assert sum(line.realised.base for line in ledger.lines) == pytest.approx(11 * A_MONTH)
        assert [(item.counted, item.left_out) for item in ledger.clashes] == [("agent-time", "other")]

    def test_declared_shares_are_added(self, make: Make) -> None:
        one = make(shares_with=["other"], share=0.75)
        other = make(id="other", initiative="later", share=0.25)
        ledger = keep(one, other, initiatives=self.both())
        assert [line.realised.base for line in ledger.lines] == pytest.approx([0.25 * 11_000, 0.75 * 11_000])
        assert ledger.clashes == ()

    def test_benefits_in_other_slices_are_both_counted(self, make: Make) -> None:
        measures = pd.concat([make_measures(), make_measures("Print")], ignore_index=True)
        pair = self.both(where={"service": "Print"})
        ledger = keep(make(), make(id="other", initiative="later"), initiatives=pair, measures=measures)
        assert sum(line.realised.base for line in ledger.lines) == pytest.approx(22 * A_MONTH)

    def test_hours_of_agents_and_hours_of_users_are_two_things(self, make: Make) -> None:
        ledger = keep(make(saves="agent time"), make(id="other", saves="user time"))
        assert sum(line.realised.base for line in ledger.lines) == pytest.approx(22 * A_MONTH)

    def test_what_does_not_say_what_it_saves_is_the_same_effect_as_what_does(self, make: Make) -> None:
        cash = make(id="a-cash", saves="other", counts_as="cash", type="cost savings", unit_cost=58, part=1)
        ledger = keep(make(), make(id="users", saves="user time"), cash)
        assert {line.id: line.realised.base for line in ledger.lines} == pytest.approx(
            {"agent-time": 11_000, "users": 11_000, "a-cash": 0}
        )
        assert [(item.counted, item.left_out) for item in ledger.clashes] == [("agent-time", "a-cash")]
        assert ledger.doubts == ()

    @pytest.mark.parametrize(
        ("changes", "doubted"),
        [
            ({"saves": "user time"}, False),  # one works while the other waits
            ({"saves": "tools"}, True),
            ({"saves": "other", "kpi": "reopen_rate"}, True),
            ({"saves": "tools", "kpi": "reopen_rate"}, False),
        ],
    )
    def test_what_may_be_the_same_money_is_said(self, make: Make, changes: Any, doubted: bool) -> None:
        ledger = keep(make(), make(id="more", **changes))
        assert ledger.doubts == ((("agent-time", "more"),) if doubted else ())

    def test_a_promise_is_counted_once_too(self, make: Make) -> None:
        ledger = keep(make(), make(id="other", initiative="later"), initiatives=self.both())
        assert sum(line.promised_to_date for line in ledger.lines) == 12 * 1_200

    def test_what_is_not_borne_out_takes_nothing_from_what_is(self, make: Make) -> None:
        first, later = make_initiative(id="a-first"), make_initiative()
        unclear: dict[tuple[str, str], Verdict] = {
            ("a-first", "mttr_resolve"): make_verdict(verdict="no clear change"), OWN: make_verdict(),
        }  # fmt: skip
        ledger = keep(make(), make(id="b", initiative="a-first"), initiatives=(first, later), verdicts=unclear)
        assert {line.id: line.realised.base for line in ledger.lines} == pytest.approx({"b": 0, "agent-time": 11_000})


PAPER = {
    "rests_on": "invoice", "unit_cost": ..., "per": "", "part": ..., "amount": 300, "counts_as": "cash",
    "type": "cost savings", "since": "2025-07-01", "proof": {"document": "contract change 4", "on": "2025-06-20"},
}  # fmt: skip


def test_an_invoice_counts_month_by_month_from_its_first_day(make: Make) -> None:
    line = keep(make(**PAPER)).lines[0]
    assert (line.state, line.realised.base) == ("realised", 6 * 300)


@pytest.mark.parametrize("word", ["no clear change", "not enough evidence"])
def test_what_a_paper_shows_is_not_attributed_without_a_verdict_that_claims_the_effect(
    make: Make, make_cost: Callable[..., Cost], word: Any
) -> None:
    paid = make_cost(amount=500, when="2025-01-01")
    ledger = keep(make(**PAPER), paid, verdicts={OWN: make_verdict(verdict=word)})
    line = ledger.lines[0]
    assert (line.state, line.realised.base, line.monthly) == ("evidenced, not attributed", 0, None)
    assert "shows 1,800 EUR to date, but the verdict claims no improvement" in line.why
    assert [total.realised.high for total in ledger.totals()] == [0]
    found = work_out(ledger, "search", draws=200)
    assert (found.base, found.roi.above_zero) == (-1, 0)


def test_one_paper_is_counted_once_whatever_it_is_said_to_save(make: Make) -> None:
    again = {"proof": {"document": " Contract  Change 4", "on": "2025-06-20"}, "saves": "tools", "promised": 300}
    for more in ({}, {"rhythm": "once"}):
        ledger = keep(make(**PAPER), make(**PAPER | again | more, id="twice"))
        by_id = {line.id: line for line in ledger.lines}
        assert sum(line.realised.base for line in ledger.lines) == 6 * 300
        assert by_id["twice"].promised_to_date == 0
        assert "another benefit counts this paper" in by_id["twice"].why
        assert [(item.counted, item.left_out, item.paper) for item in ledger.clashes] == [("agent-time", "twice", True)]


def test_shares_of_one_paper_are_added(make: Make) -> None:
    ledger = keep(make(**PAPER, shares_with=["rest"], share=0.75), make(**PAPER, id="rest", share=0.25))
    assert [line.realised.base for line in ledger.lines] == pytest.approx([0.75 * 1_800, 0.25 * 1_800])
    assert ledger.clashes == ()


def test_an_invoice_of_after_the_data_end_is_a_claim(make: Make) -> None:
    late = PAPER | {"proof": {"document": "contract change 4", "on": "2026-01-10"}}
    assert keep(make(**late)).lines[0].state == "claimed"


def test_a_paper_whose_months_are_to_come_is_evidenced_and_not_realised(make: Make) -> None:
    line = keep(make(**PAPER | {"since": "2026-01-01"}), years=2).lines[0]
    assert (line.state, line.realised.base, line.monthly.base if line.monthly else None) == ("evidenced", 0, 300)


def test_cash_and_avoided_cost_are_never_one_sum(make: Make) -> None:
    ledger = keep(make(), make(id="standby", **PAPER))
    assert {total.counts_as: total.realised.base for total in ledger.totals()} == pytest.approx(
        {"avoided": 11_000, "cash": 1_800}
    )


def test_what_people_say_makes_no_money_without_a_verdict(make: Make) -> None:
    proof = {"document": "survey", "on": "2025-06-20", "asked": 100, "answered": 40}
    said = make(**PAPER | {"rests_on": "survey", "counts_as": "avoided", "proof": proof})
    assert keep(said, verdicts={OWN: make_verdict(verdict="no clear change")}).lines[0].state == "claimed"
    line = keep(said).lines[0]
    assert line.state == "realised"
    assert "40 of 100 answered, 40 %" in line.why


def test_quality_is_noted_and_never_summed(make: Make) -> None:
    plain = {"promised": ..., "unit_cost": ..., "per": "", "part": ...}
    ledger = keep(make(type="flexibility", counts_as="quality", rests_on="none", **plain))
    assert ledger.lines[0].state == "claimed"
    assert ledger.totals() == ()


def test_where_the_kpi_stood_before_and_stands_since_is_told_with_its_cases(make: Make) -> None:
    seen = keep(make()).lines[0].seen
    assert seen is not None
    assert (seen.before, seen.after, seen.n_before, seen.n_after) == (10.0, 8.0, 1_200, 1_100)


def test_the_share_that_answered_is_told_beside_satisfaction(make: Make) -> None:
    starts = pd.date_range("2024-01-01", "2025-12-01", freq="MS")
    plain = make_measures()[lambda rows: rows["stat"] == "value"].assign(kpi="csat_service")
    asked = plain.assign(stat="response", denominator=200.0, numerator=[50.0] * 12 + [80.0] * 12)
    assert len(plain) == len(starts)
    content = make(
        type="satisfaction", counts_as="quality", kpi="csat_service", declared="2024-12-01",
        promised=..., unit_cost=..., per="", part=...,
    )  # fmt: skip
    seen = keep(content, measures=pd.concat([make_measures(), plain, asked], ignore_index=True)).lines[0].seen
    assert seen is not None
    assert (seen.answered_before, seen.answered_after) == (25.0, 40.0)


def test_a_withdrawn_benefit_counts_no_more(make: Make) -> None:
    assert keep(make(withdrawn="said twice")).lines == ()


class TestSources:
    """Of benefits that stand in several places, one counts."""

    BOOKED = ("search", "benefit", "realised", dt.date(2025, 6, 1), 500.0, 300.0, 900.0, "EUR")

    def test_a_booking_is_realised_with_a_claiming_verdict(self) -> None:
        line = keep(bookings=make_bookings(self.BOOKED)).lines[0]
        assert (line.state, line.realised.low, line.realised.base, line.realised.high) == ("realised", 300, 500, 900)

    def test_a_booking_of_an_unknown_initiative_is_a_claim(self) -> None:
        line = keep(bookings=make_bookings(("strange", *self.BOOKED[1:]))).lines[0]
        assert line.state == "claimed"
        assert "no initiative of this name" in line.why

    def test_records_count_before_bookings(self, make: Make) -> None:
        ledger = keep(make(), bookings=make_bookings(self.BOOKED))
        assert {line.source: line.counted for line in ledger.lines} == {"record": True, "booking": False}
        assert [total.realised.base for total in ledger.totals()] == pytest.approx([11_000])

    def test_a_mere_promise_does_not_silence_what_was_booked(self, make: Make) -> None:
        hope = make(rests_on="none", unit_cost=..., per="", part=...)
        ledger = keep(hope, bookings=make_bookings(self.BOOKED))
        assert {line.source: line.counted for line in ledger.lines} == {"record": True, "booking": True}
        # 12 months of 1,200 EUR were promised in the record; what was booked is no promise beside it
        assert [(total.realised.base, total.promised_to_date) for total in ledger.totals()] == [(500, 12 * 1_200)]

    def test_bookings_as_claimed_stay_out_beside_a_promise(self, make: Make) -> None:
        hope = make(rests_on="none", unit_cost=..., per="", part=...)
        ledger = keep(hope, bookings=make_bookings(("search", "benefit", "claimed", *self.BOOKED[3:])))
        assert {line.source: line.counted for line in ledger.lines} == {"record": True, "booking": False}

    def test_what_an_initiatives_file_calls_realised_stays_a_claim(self) -> None:
        said = {"what": "time", "value": 1200, "unit": "EUR per year", "state": "realised", "evidence": "a feeling"}
        line = keep(initiatives=[make_initiative(benefits=[said])]).lines[0]
        assert (line.state, line.promised_to_date, line.realised.base) == ("claimed", 1_200, 0)

    def test_person_days_are_no_money(self) -> None:
        said = {"what": "time", "value": 12, "unit": "person-days"}
        ledger = keep(initiatives=[make_initiative(benefits=[said], costs=[said])])
        assert ledger.totals() == ()
        assert ledger.costs == ()


class TestCosts:
    """Up to the data end the larger of plan and bookings counts, after it the plan."""

    PLAN = {"rhythm": "monthly", "when": "2025-01-15", "amount": 100}

    def test_plans_count_where_they_are_more(self, make_cost: Callable[..., Cost]) -> None:
        booked = make_bookings(("search", "cost", None, dt.date(2025, 3, 1), 900.0, None, None, "EUR"))
        ledger = keep(make_cost(**self.PLAN), bookings=booked)
        assert {cost.source: (cost.counted, cost.to_date.base) for cost in ledger.costs} == {
            "record": (True, 1_200.0), "booking": (False, 900.0),
        }  # fmt: skip

    def test_bookings_count_where_they_are_more_and_plans_go_on(self, make_cost: Callable[..., Cost]) -> None:
        booked = make_bookings(("search", "cost", None, dt.date(2025, 3, 1), 1_500.0, None, None, "EUR"))
        ledger = keep(make_cost(**self.PLAN), bookings=booked, years=2)
        record = next(cost for cost in ledger.costs if cost.source == "record")
        assert record.only_later
        assert len(record.flows[0].days) == 12
        assert min(record.flows[0].days) == dt.date(2026, 1, 15)

    def test_planned_and_booked_costs_are_laid_side_by_side(self, make_cost: Callable[..., Cost]) -> None:
        booked = make_bookings(("search", "cost", None, dt.date(2025, 3, 1), 1_500.0, None, None, "EUR"))
        gap = keep(make_cost(**self.PLAN), bookings=booked).plan_gaps()[0]
        assert (gap.planned, gap.booked, gap.more) == (1_200, 1_500, 25)


def test_what_an_initiative_brings_ends_on_the_day_it_is_stopped(make: Make) -> None:
    closing = {"result": "stopped", "reason": "too dear", "by": "service manager", "on": "2025-06-30"}
    stopped = make_initiative(status="stopped", closing=closing, lessons="look at the price first")
    assert keep(make(), initiatives=[stopped]).lines[0].realised.base == pytest.approx(5 * A_MONTH)


def test_a_report_of_one_service_keeps_the_money_of_its_initiatives(make: Make, make_cost: Callable[..., Cost]) -> None:
    mine, other = make(), make(id="other", initiative="elsewhere")
    elsewhere = make_initiative(id="elsewhere", where={"service": "Print"})
    everything = Register(tuple(Entry(item) for item in (make_initiative(), elsewhere, mine, other, make_cost())))
    assert {entry.record.id for entry in everything.only(["Mail"]).entries} == {"search", "agent-time", "licence"}
