"""What a benefit has to say of itself before it is written down."""

from collections.abc import Callable
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from csi_lib.register import KINDS, Entry, Register
from csi_lib.register.benefits import MEANINGS, Benefit, BenefitType, Cost

Make = Callable[..., Benefit]


def test_benefits_and_costs_are_kinds_of_the_register() -> None:
    assert KINDS["benefit"] is Benefit
    assert KINDS["cost"] is Cost


def test_every_type_of_benefit_says_what_it_stands_for() -> None:
    assert set(get_args(BenefitType)) == set(MEANINGS)


def test_a_plain_number_stands_for_all_three_bounds(make_benefit: Make) -> None:
    assert make_benefit(unit_cost=40).unit_cost == make_benefit(unit_cost={"low": 40, "base": 40, "high": 40}).unit_cost


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"unit_cost": {"low": 50, "base": 40, "high": 30}}, "not in this order"),
        ({"unit_cost": ...}, "needs 'unit_cost'"),
        ({"per": ...}, "needs 'per'"),
        ({"part": ...}, "needs 'part'"),
        ({"type": "flexibility"}, "matter of quality"),
        ({"type": "satisfaction"}, "matter of quality"),
        ({"counts_as": "quality"}, "leave out 'promised'"),
        ({"counts_as": "revenue"}, "does not go with"),
        ({"type": "revenue"}, "does not go with"),
        ({"part": 1.5}, "at most 1"),
        ({"rests_on": "none"}, "rests_on: verdict"),
        ({"rests_on": "none", "unit_cost": ..., "per": "", "promised": ...}, "how much was promised"),
        ({"rests_on": "invoice", "unit_cost": ...}, "needs 'amount'"),
        ({"rhythm": "once"}, "month by month"),
        ({"owner": "a@b.example"}, "a role"),
        ({"since": "2025-06-01", "until": "2025-05-01"}, "lies before"),
        ({"shares_with": ["agent-time"], "share": 0.5}, "with itself"),
        ({"declared": "2025-01-01"}, "name it under 'kpi'"),
    ],
)
def test_a_benefit_that_does_not_hold_together_is_refused(make_benefit: Make, changes: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        make_benefit(**changes)


def test_what_people_say_in_a_survey_is_never_cash(make_benefit: Make) -> None:
    proof = {"document": "survey 7", "on": "2026-01-31", "asked": 200, "answered": 61}
    survey = {"rests_on": "survey", "unit_cost": ..., "per": "", "amount": 400, "proof": proof}
    assert make_benefit(**survey).counts_as == "avoided"
    with pytest.raises(ValidationError, match="no cash"):
        make_benefit(**survey, counts_as="cash")


def test_a_survey_says_how_many_were_asked(make_benefit: Make) -> None:
    with pytest.raises(ValidationError, match="how many were asked"):
        make_benefit(rests_on="survey", unit_cost=..., per="", amount=400, proof={"document": "s", "on": "2026-01-31"})


def test_shares_of_one_effect_add_up_to_the_whole_at_most(make_benefit: Make) -> None:
    one = make_benefit(id="one", shares_with=["two"], share=0.6)
    for share, faults in ((0.4, 0), (0.5, 1)):
        two = make_benefit(id="two", share=share)
        register = Register((Entry(one), Entry(two)))
        assert len(one.check(register)) == len(two.check(register)) == faults


def test_a_monthly_cost_ends_after_it_begins(make_cost: Callable[..., Cost]) -> None:
    with pytest.raises(ValidationError, match="lies before"):
        make_cost(rhythm="monthly", until="2025-01-31")
    with pytest.raises(ValidationError, match="one day"):
        make_cost(until="2025-06-30")


def test_a_better_portfolio_has_to_name_the_kpi_it_shows_on(make_benefit: Make) -> None:
    plain = {"type": "portfolio", "counts_as": "quality", "promised": ..., "unit_cost": ..., "per": "", "part": ...}
    assert make_benefit(**plain, kpi="csat_service").kpi == "csat_service"
    with pytest.raises(ValidationError, match="name it under 'kpi'"):
        make_benefit(**plain)
