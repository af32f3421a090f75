"""The order of opportunities follows one printed formula, and says how far it can be trusted."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.register import Opportunity
from csi_lib.register.initiatives.priority import compute_score, list_open, rank
from csi_lib.register.initiatives.saying import say_stake, say_worked
from csi_lib.register.initiatives.stake import Stake, find_stake
from tests.register.initiative.samples import OPPORTUNITY, close


def raise_one(name="broken-mailboxes", **changes):
    scores = {"benefit": 4, "effort": 2, "risk": 2, "rests_on": "measured"}
    return Opportunity.model_validate(OPPORTUNITY | {"id": name} | scores | changes)


def test_the_formula_with_its_numbers_stands_beside_every_score():
    # By hand: 4 × 1 × (6 − 2) ÷ (5 × 2) = 16 ÷ 10.
    (one,) = rank([raise_one()], {})
    assert (one.score, say_worked(one)) == (1.6, "4 × 1 × (6 − 2) ÷ (5 × 2) = 1.60")


@pytest.mark.parametrize(("rests_on", "score"), [("measured", 1.6), ("reported", 1.2), ("assumed", 0.8)])
def test_what_is_only_assumed_counts_half_of_what_was_measured(rests_on, score):
    (one,) = rank([raise_one(rests_on=rests_on)], {})
    assert one.score == pytest.approx(score)


scores = st.integers(1, 5)


@given(scores, scores, scores, scores)
def test_more_benefit_or_less_effort_or_risk_never_lowers_a_priority(benefit, effort, risk, more):
    score = compute_score(benefit, 1.0, effort, risk)
    assert compute_score(max(benefit, more), 1.0, effort, risk) >= score
    assert compute_score(benefit, 1.0, min(effort, more), risk) >= score
    assert compute_score(benefit, 1.0, effort, min(risk, more)) >= score
    assert 0 < score <= 5


@given(st.lists(st.tuples(scores, scores, scores), min_size=1, max_size=6))
def test_a_place_lies_between_the_places_it_could_have(given_scores):
    items = [raise_one(f"o{place}", benefit=b, effort=e, risk=r) for place, (b, e, r) in enumerate(given_scores)]
    for one in rank(items, {}):
        assert 1 <= one.best <= one.place <= one.worst <= len(items)


def test_what_is_not_scored_stands_at_the_end_and_says_what_is_missing():
    items = [raise_one("a", effort=None), raise_one("b", benefit=1)]
    assert [(one.id, one.place, one.missing) for one in rank(items, {})] == [
        ("b", 1, ""),
        ("a", None, "not scored: effort"),
    ]


def test_where_money_at_stake_is_known_of_two_it_is_the_benefit_and_judgement_is_not_asked():
    stakes = {
        name: Stake(name, gap=gap, volume=100.0, amount=gap * 100, unit_cost=10.0, currency="EUR", unit="h")
        for name, gap in (("a", 4.0), ("b", 1.0))
    }
    first, second = rank([raise_one("a", benefit=1), raise_one("b", benefit=5)], stakes)
    # By hand: 4 h × 100 × 10 EUR = 4,000 is 5; 1,000 is a quarter of it, 1.25.
    assert [(one.id, one.benefit, one.measured) for one in (first, second)] == [("a", 5.0, True), ("b", 1.25, True)]


@pytest.mark.parametrize("currencies", [("EUR",), ("EUR", "CHF")])
def test_one_amount_alone_or_two_currencies_compare_with_nothing(currencies):
    stakes = {f"o{place}": Stake(f"o{place}", amount=9.0, gap=9.0, volume=1.0, unit_cost=1.0, currency=currency)
              for place, currency in enumerate(currencies)}  # fmt: skip
    assert {one.benefit for one in rank([raise_one(name) for name in (*stakes, "z")], stakes)} == {4.0}


@dataclass(frozen=True)
class FakeKpi:
    """What a stake asks of a definition."""

    id: str = "k"
    kind: str = "duration"
    better: str = "lower"


def make_months(values, n=200, unit="h"):
    days = pd.date_range("2025-01-01", periods=len(values), freq="MS")
    return pd.DataFrame(
        {"kpi": "k", "stat": "value", "view": "throughput", "period_start": days, "service": None, "value": values,
         "unit": unit, "n": n, "enough": True, "reason": ""}
    )  # fmt: skip


def find(values, kind="duration", better="lower", unit="h", **changes):
    item = raise_one(**({"kpi": "k", "target": 30, "unit_cost": 12, "currency": "EUR"} | changes))
    return find_stake(item, make_months(values, unit=unit), {"k": FakeKpi(kind=kind, better=better)})


def test_at_stake_is_the_gap_times_the_cases_times_the_cost():
    # By hand: median 34 h, 4 h above the target, × 200 cases = 800 h, × 12 EUR = 9,600 EUR.
    stake = find([33, 34, 35] * 4)
    assert (stake.gap, stake.volume, stake.amount, stake.money) == (4.0, 200.0, 800.0, 9600.0)
    assert say_stake(stake) == "gap 4 h × 200 a month = 800 h a month × 12 EUR = 9,600 EUR a month"


def test_of_a_share_the_gap_is_cases_and_of_a_count_it_is_the_amount():
    # By hand: 6 percentage points of 200 cases are 12; 36 incidents where 30 would do are 6.
    assert find([84.0] * 12, "proportion", "higher", "%", target=90).amount == pytest.approx(12)
    assert find([36.0] * 12, "count", unit="incidents").amount == pytest.approx(6)


def test_a_target_that_is_met_puts_nothing_at_stake():
    assert find([20.0] * 12).money == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"target": None}, "no target is named"),
        ({"kpi": ""}, "no KPI is named"),
        ({"kind": "score"}, "gap times volume means nothing for a score"),
        ({"better": "none"}, "no direction of its KPI is good"),
    ],
)
def test_why_nothing_is_at_stake_is_said(changes, said):
    assert find([34.0] * 12, **changes).reason == said
    assert find([34.0] * 8).reason == "8 usable months, 9 needed"


def test_what_an_initiative_has_in_hand_is_not_ranked_until_it_is_given_up(make):
    item, day = raise_one(), dt.date(2026, 1, 1)
    assert list_open([item], [make("idea")], day) == (item,)
    assert list_open([item], [make("live")], day) == ()
    stopped = make("stopped", closing=close("stopped"), lessons="too dear")
    assert list_open([item], [stopped], day) == (item,)
    assert list_open([item], [], dt.date(2025, 1, 14)) == ()  # raised the day after


def test_a_cost_needs_its_currency():
    with pytest.raises(ValueError, match="'unit_cost' needs 'currency'"):
        raise_one(unit_cost=12)
