"""What comes back: against a case worked by hand, the KPI's own worked example and a plain Monte-Carlo twin."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import random
import statistics
from collections.abc import Callable
from typing import Any

import pytest

from csi_lib.register import Entry, Register
from csi_lib.register.benefits import Benefit, Cost, returns
from csi_lib.register.benefits.returns import work_out
from csi_lib.register.change import Change
from csi_lib.register.known import Known
from csi_lib.register.rules import list_faults
from csi_lib.stats import Refused
from tests.register.benefits.world import SAVED, keep, make_bookings, make_initiative, make_verdict

Make = Callable[..., Benefit]
Pay = Callable[..., Cost]
ONCE = {"amount": 6_000, "when": "2025-01-01", "rhythm": "once"}


def test_a_return_worked_by_hand(make_benefit: Make, make_cost: Pay) -> None:
    # 11 months of 1,000 EUR (February to December) on 6,000 EUR: 5,000/6,000
    found = work_out(keep(make_benefit(**SAVED), make_cost(**ONCE)), "search", draws=200)
    assert (found.benefit, found.cost) == pytest.approx((11_000, 6_000))
    assert found.base == pytest.approx(5 / 6)
    assert found.currency == "EUR"


def test_a_discounted_return_worked_by_hand(make_benefit: Make, make_cost: Pay) -> None:
    # two payments of 605 EUR, 365 and 730 days after 1,000 EUR were paid, at 10 %: 550 + 500 - 1,000
    paper = {"unit_cost": ..., "per": "", "part": ..., "promised": ..., "rests_on": "invoice", "rhythm": "once"}
    one, two = (
        make_benefit(
            **paper, id=f"b{place}", amount=605, since=day, counts_as="cash", type="cost savings",
            proof={"document": f"invoice {place}", "on": "2025-01-01"},
        )
        for place, day in enumerate((dt.date(2026, 1, 1), dt.date(2027, 1, 1)))
    )  # fmt: skip
    ledger = keep(one, two, make_cost(amount=1_000, when="2025-01-01"), rate=0.10, years=3)
    found = work_out(ledger, "search", draws=200)
    assert found.base == pytest.approx(0.05)
    assert found.npv.median == pytest.approx(50)


def test_bookings_return_what_the_kpi_says_in_its_worked_example() -> None:
    # params/kpi/roi.yml, 2027-01 at 10 %: 400 + 1,100/1.1 - 1,000 on 1,000
    live = make_initiative(id="i1")
    rows = [
        ("i1", "cost", None, dt.date(2025, 1, 1), 1_000.0, 800.0, 1_250.0, "EUR"),
        ("i1", "benefit", "realised", dt.date(2025, 1, 1), 400.0, 250.0, 800.0, "EUR"),
        ("i1", "benefit", "realised", dt.date(2026, 1, 1), 1_100.0, 550.0, 1_320.0, "EUR"),
        ("i1", "benefit", "claimed", dt.date(2026, 1, 1), 220.0, None, None, "EUR"),
    ]
    ledger = keep(initiatives=[live], bookings=make_bookings(*rows), rate=0.10)
    assert work_out(ledger, "i1", draws=200).base == pytest.approx(0.40)
    assert work_out(ledger, "i1", "promised", draws=200).base == pytest.approx(0.60)
    assert work_out(ledger, "i1", "to date", draws=200).base == pytest.approx(-0.60)  # as in 2026-12: 400 - 1,000


def test_no_cost_no_return(make_benefit: Make) -> None:
    with pytest.raises(Refused, match="no cost"):
        work_out(keep(make_benefit(**SAVED)), "search")


def test_amounts_in_two_currencies_have_no_return(make_benefit: Make, make_cost: Pay) -> None:
    with pytest.raises(Refused, match="CHF and EUR"):
        work_out(keep(make_benefit(**SAVED), make_cost(**ONCE, currency="CHF")), "search")


def test_without_evidence_all_that_was_spent_is_lost(make_benefit: Make, make_cost: Pay) -> None:
    unclear = {("search", "mttr_resolve"): make_verdict(verdict="no clear change")}
    ledger = keep(make_benefit(**SAVED), make_cost(**ONCE), verdicts=unclear)
    found = work_out(ledger, "search", draws=200)
    assert (found.base, found.roi.above_zero, found.payback.finite) == (-1, 0, 0)
    assert work_out(ledger, "search", "promised", draws=200).base == pytest.approx((12 * 1_200 - 6_000) / 6_000)


def test_cash_alone_leaves_out_what_is_only_avoided(make_benefit: Make, make_cost: Pay) -> None:
    found = work_out(keep(make_benefit(**SAVED), make_cost(**ONCE)), "search", cash=True, draws=200)
    assert (found.benefit, found.base) == (0, -1)


def test_one_effect_moves_all_that_rests_on_it_together(make_benefit: Make, make_cost: Pay) -> None:
    half = SAVED | {"part": 0.05}
    split = [make_benefit(**half, id=f"{who}-time", saves=f"{who} time") for who in ("agent", "user")]
    two = work_out(keep(*split, make_cost(**ONCE)), "search")
    one = work_out(keep(make_benefit(**SAVED), make_cost(**ONCE)), "search")
    assert (two.roi.lo, two.roi.hi) == pytest.approx((one.roi.lo, one.roi.hi))


def test_the_same_seed_says_the_same(make_benefit: Make, make_cost: Pay) -> None:
    ledger = keep(make_benefit(**SAVED), make_cost(**ONCE))
    assert work_out(ledger, "search", seed=4, draws=500) == work_out(ledger, "search", seed=4, draws=500)
    assert work_out(ledger, "search", seed=4, draws=500).roi != work_out(ledger, "search", seed=5, draws=500).roi


WIDE: dict[str, Any] = {
    "unit_cost": {"low": 30, "base": 50, "high": 80}, "per": "h", "part": {"low": 0.02, "base": 0.1, "high": 0.15},
    "fades": {"low": 0, "base": 0.1, "high": 0.4}, "volume": {"low": 60, "base": 100, "high": 120},
    "promised": 1_200,
}  # fmt: skip
PAID = {"amount": {"low": 15_000, "base": 18_000, "high": 26_000}, "when": "2025-01-01", "rhythm": "once"}


def test_the_distribution_is_that_of_a_plain_monte_carlo(make_benefit: Make, make_cost: Pay) -> None:
    found = work_out(keep(make_benefit(**WIDE), make_cost(**PAID), rate=0.08, years=3), "search")
    chance = random.Random(1)
    twin = sorted(draw_plainly(chance) for _ in range(10_000))
    assert statistics.fmean(twin) == pytest.approx(found.roi.mean, abs=0.03)
    for share, value in ((0.05, found.roi.lo), (0.5, found.roi.median), (0.95, found.roi.hi)):
        assert twin[int(share * len(twin))] == pytest.approx(value, abs=0.04)
    assert sum(value > 0 for value in twin) / len(twin) == pytest.approx(found.roi.above_zero, abs=0.015)


def draw_plainly(chance: random.Random) -> float:
    """One draw of the same case with the standard library alone, payment by payment."""

    def pert(low: float, base: float, high: float) -> float:
        width = high - low
        return low + width * chance.betavariate(1 + 4 * (base - low) / width, 1 + 4 * (high - base) / width)

    z = chance.gauss(0, 1)
    side = math.log(0.8) - math.log(0.7) if z < 0 else math.log(0.9) - math.log(0.8)
    ratio = math.exp(math.log(0.8) + z * side / 1.959964)
    cost, unit, part = pert(15_000, 18_000, 26_000), pert(30, 50, 80), pert(0.02, 0.1, 0.15)
    fades, cases = pert(0, 0.1, 0.4), pert(60, 100, 120)
    worth = 0.0
    for paid, later in MONTHS:
        hours = cases * 8.0 if later else 800.0
        worth += hours * (1 / ratio - 1) * unit * part * (1 - fades) ** (later / 365) / 1.08 ** (paid / 365)
    return (worth - cost) / cost


# days from the first payment to the last day of February 2025 to December 2027, and from the data end, if later
MONTHS = [
    ((day - dt.date(2025, 1, 1)).days, max(0, (day - dt.date(2025, 12, 31)).days))
    for day in (dt.date(2025 + place // 12, place % 12 + 1, 1) - dt.timedelta(days=1) for place in range(2, 37))
]


def test_what_drives_the_return_is_told_widest_first(make_benefit: Make, make_cost: Pay) -> None:
    found = work_out(keep(make_benefit(**WIDE), make_cost(**PAID), rate=0.08, years=3), "search")
    assert {item.label.split(",")[0] for item in found.drivers} == {
        "Effect on Mean time to resolve", "Cost of one h", "Paid part of each h", "Hours a month to come",
        "Effect lost in a year", "Cost: licence",
    }  # fmt: skip
    widths = [item.bar.width for item in found.drivers]
    assert widths == sorted(widths, reverse=True)
    assert 0.8 < sum(item.bar.share for item in found.drivers) <= 1.02


def test_a_driver_at_one_end_is_the_return_with_that_figure_alone_moved(make_benefit: Make, make_cost: Pay) -> None:
    spread = {"unit_cost": {"low": 40, "base": 50, "high": 60}, "per": "h", "part": 0.1, "promised": 1_200}
    still = {("search", "mttr_resolve"): make_verdict(effect=0.8, lo=0.8, hi=0.8)}
    ledger = keep(make_benefit(**spread), make_cost(**ONCE), verdicts=still)
    bar = work_out(ledger, "search").drivers[0].bar
    # 200 h x 0.1 x 11 months = 220 h at the unit cost of that end, on 6,000 EUR
    assert bar.low == pytest.approx((220 * bar.at_low - 6_000) / 6_000)
    assert bar.high == pytest.approx((220 * bar.at_high - 6_000) / 6_000)
    assert bar.share == pytest.approx(1.0, abs=0.01)


def test_many_draws_on_many_days_are_worked_out_in_parts_to_the_same_numbers(
    make_benefit: Make, make_cost: Pay, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = keep(make_benefit(**SAVED), make_cost(rhythm="monthly", when="2020-01-31"), years=3)
    whole = work_out(ledger, "search", draws=500)
    held: list[int] = []
    sums = returns.sum_flows
    monkeypatch.setattr(returns, "CELLS", 7_000)
    monkeypatch.setattr(returns, "sum_flows", lambda *given: (held.append(given[3] * len(given[1])), sums(*given))[1])
    parts = work_out(ledger, "search", draws=500)
    assert max(held) <= 7_000 < 500 * 60
    for one, other in ((whole.roi, parts.roi), (whole.npv, parts.npv), (whole.payback, parts.payback)):
        assert dataclasses.astuple(one) == pytest.approx(dataclasses.astuple(other), nan_ok=True)


@pytest.mark.parametrize(
    ("change", "how", "said"),
    [
        ({"when": "2026-03-01"}, {"reading": "to date"}, "no cost that is stated falls due in this time, "),
        ({"counts_as": "internal"}, {"cash": True}, "no cost that is stated is paid in cash, "),
        ({"amount": 0}, {}, "no cost above zero is stated, "),
    ],
)
def test_no_return_says_that_no_cost_is_stated_where_one_is(
    make_benefit: Make, make_cost: Pay, change: dict[str, Any], how: dict[str, Any], said: str
) -> None:
    ledger = keep(make_benefit(**SAVED), make_cost(**(ONCE | change)), years=3)
    with pytest.raises(Refused, match=f"^{said}and a return is one on a cost$"):
        work_out(ledger, "search", draws=50, **how)


@pytest.mark.parametrize("year", [2004, 2046])
def test_a_cost_or_benefit_of_decades_before_or_after_go_live_is_refused(
    make_benefit: Make, make_cost: Pay, year: int
) -> None:
    known = Known(frozenset({"mttr_resolve", "reopen_rate"}))
    before = Register((Entry(make_initiative(), 1),))
    for record, key in ((make_cost(when=f"{year}-12-01"), "when"), (make_benefit(since=f"{year}-12-01"), "since")):
        (fault,) = list_faults(before, [Change(record)], known)
        assert f"'{key}' {year}-12-01 lies more than 20 years from the go-live" in fault.what
    assert list_faults(before, [Change(make_cost(when="2024-12-01"))], known) == ()
