"""What an effect on each kind of KPI saves, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.kpi import load_catalogue
from csi_lib.register.benefits.gain import Gain, find_basis, find_gain
from csi_lib.stats import Refused

KPIS = load_catalogue()


@pytest.mark.parametrize(
    ("kpi", "kind", "effect", "amount", "saved", "per"),
    [
        ("mttr_resolve", "ratio", 0.8, 800, 200, "h"),  # 800 h would have been 1,000
        ("incident_volume", "rate ratio", 0.9, 90, 10, "case"),  # 90 incidents would have been 100
        ("cost_per_incident", "ratio", 1.25, 1_000, -200, "EUR"),  # 1,000 EUR would have been 800
        ("reopen_rate", "percentage points", -2.0, 5.0, 10, "case"),  # 2 of 100 less, of 500 cases
        ("fcr_contact", "percentage points", 2.0, 5.0, 10, "case"),  # here more is better
        ("availability", "difference", 0.1, 432.0, 43.2, "minute"),  # 0.1 % of 43,200 minutes
        ("reassignment_count", "difference", -0.2, 300.0, 60, "case"),  # 0.2 less for each of 300 tickets
    ],
)
def test_an_effect_saves(kpi: str, kind: str, effect: float, amount: float, saved: float, per: str) -> None:
    basis = find_basis(KPIS[kpi], "EUR")
    assert basis.per == per
    assert amount * find_gain(KPIS[kpi], kind).of(effect) == pytest.approx(saved)


@pytest.mark.parametrize("kpi", ["csat_desk", "nps", "mtbf", "roi", "agent_utilisation"])
def test_no_money_follows_from_a_score_or_from_what_has_no_good_direction(kpi: str) -> None:
    with pytest.raises(Refused, match="no amount of money|nothing is saved"):
        find_basis(KPIS[kpi], "EUR")


@given(st.floats(0.2, 5), st.sampled_from([1, -1]))
def test_a_ratio_saves_what_the_month_without_it_would_have_held_more(ratio: float, sign: int) -> None:
    without = 100 / ratio
    assert 100 * float(Gain(True, sign).of(ratio)) == pytest.approx(sign * (100 - without))
