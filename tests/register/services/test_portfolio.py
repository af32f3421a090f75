"""The catalogue against the tickets, the worth of services, and budgets: worked by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.register.service import Budget, Service
from csi_lib.register.services.budgets import spend
from csi_lib.register.services.mapping import compare_known, find_gaps, map_tickets
from csi_lib.register.services.portfolio import Facts, weigh_services
from csi_lib.study.services.catalogue import sum_categories

SERVICE: dict[str, Any] = {
    "version": 1, "id": "mail", "name": "Mail", "also": ["E-Post"], "description": "Mail", "owner": "owner",
    "status": "operational", "since": "2020-01-01", "features": ["mail"], "customers": ["all"], "calendar": "24x7",
    "cost": 100, "currency": "EUR",
}  # fmt: skip
MAIL = Service.model_validate(SERVICE)
PRINT = Service.model_validate(SERVICE | {"id": "print", "name": "Print", "also": []})
FAX = Service.model_validate(
    SERVICE | {"id": "fax", "name": "Fax", "also": [], "status": "retired", "until": "2025-06-30"}
)  # fmt: skip
CHAT = Service.model_validate(SERVICE | {"id": "chat", "name": "Chat", "also": [], "status": "pipeline"})


def counts(rows: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame({"service": list(rows), "tickets": list(rows.values()), "recent": list(rows.values())})


def test_tickets_map_to_a_service_by_any_of_its_names_and_the_rest_is_named() -> None:
    found = map_tickets(counts({"Mail": 60, "E-Post": 15, "Fax": 5, "Payroll": 12, "(none)": 8}), [MAIL, FAX])

    assert found.by_service == {"mail": 75, "fax": 5}
    assert found.coverage == 80
    assert (found.unknown, found.nameless) == ((("Payroll", 12),), 8)


@given(st.dictionaries(st.sampled_from(["Mail", "E-Post", "Fax", "A", "B", "(none)"]), st.integers(0, 99)))
def test_every_ticket_is_counted_once(rows: dict[str, int]) -> None:
    found = map_tickets(counts(rows), [MAIL, FAX])

    assert found.mapped + found.nameless + sum(count for _, count in found.unknown) == sum(rows.values())


def test_an_entry_says_what_it_lacks_for_its_customers() -> None:
    bare = Service.model_validate(
        {"version": 1, "id": "a", "name": "A", "description": "A", "owner": "o", "status": "operational"}
        | {"since": "2020-01-01"}
    )

    assert find_gaps(bare, agreed=False) == ("features", "customers", "cost", "agreement", "service hours")
    assert find_gaps(MAIL, agreed=True) == ()
    assert find_gaps(FAX, agreed=False) == ()


def test_the_exports_table_of_services_is_compared_and_does_not_win() -> None:
    known = pd.DataFrame({"name": ["E-Post", "Fax", "Payroll"], "state": ["operational", "operational", None]})

    assert compare_known([MAIL, FAX, PRINT], known) == (
        ("Fax", "'retired' by the catalogue, 'operational' by the exports"),
        ("Print", "in operation by the catalogue, and not in the exports' table of services"),
        ("Payroll", "in the exports' table of services, and not in the catalogue"),
    )


def test_the_score_is_the_mean_of_the_parts_that_are_known() -> None:
    mail = MAIL.model_copy(update={"value": 4})
    facts = {
        "mail": Facts(users=100, content=80, answers=50, cost=2000),  # 20 a user
        "print": Facts(users=40, content=50, answers=50, cost=1600),  # 40 a user, the dearest
    }

    first, second = weigh_services([mail, PRINT], facts)

    assert (first.value, first.use, first.content, first.cost) == (75, 100, 80, 50)
    assert first.score == pytest.approx(76.25)
    assert (second.value, second.use, second.content, second.cost) == (None, 40, 50, 0)
    assert second.score == 30
    assert (first.proposal, second.proposal) == ("keep", "improve")


def test_a_service_that_few_use_and_do_not_like_is_proposed_for_retirement() -> None:
    facts = {"mail": Facts(users=100, content=80, answers=50), "print": Facts(users=10, content=50, answers=50)}

    assert [item.proposal for item in weigh_services([MAIL, PRINT], facts)] == ["keep", "retire or replace"]


def test_too_few_answers_are_no_satisfaction_and_one_part_is_no_score() -> None:
    (found,) = weigh_services([MAIL], {"mail": Facts(users=10, content=0, answers=29)})

    assert (found.content, found.score, found.proposal) == (None, None, "find out")


def test_planned_and_retired_services_get_no_score_and_a_step_of_their_own() -> None:
    facts = {"fax": Facts(tickets=3), "chat": Facts(parts_passed=6)}

    fax, chat = weigh_services([FAX, CHAT], facts)

    assert (fax.score, fax.proposal, fax.reason) == (None, "find its users", "3 tickets name it after its last day")
    assert (chat.score, chat.proposal) == (None, "build")
    assert weigh_services([CHAT], {"chat": Facts(parts_passed=2)})[0].proposal == "design first"


def months(values: list[float], first: str, *names: str) -> pd.DataFrame:
    days = pd.date_range(first, periods=len(values), freq="MS")
    return pd.DataFrame({"period_start": days, **dict.fromkeys(names, values)})


BUDGET = Budget.model_validate({"since": "2026-01-01", "until": "2026-12-31", "amount": 1200, "currency": "EUR"})


def test_spending_is_set_beside_the_budget_of_the_months_gone_and_the_rest_is_foretold() -> None:
    booked = months([999, 110, 110, 110], "2025-12-01", "amount")  # December is of another budget
    coming = months([100] * 9, "2026-04-01", "value").assign(lo=90.0, hi=120.0)

    found = spend(MAIL, BUDGET, booked, coming, "")

    assert (found.spent, found.gone, found.months, found.due, found.variance) == (330, 3, 12, 300, 30)
    assert (found.expected, found.lo, found.hi) == (1230, 1140, 1410)
    assert found.remark == "the budget may not do"


def test_a_budget_without_a_forecast_says_why() -> None:
    found = spend(MAIL, BUDGET, months([110], "2026-01-01", "amount"), months([], "2026-02-01", "value"), "too short")

    assert (found.expected, found.remark) == (None, "no forecast: too short")


def test_a_budget_of_the_past_is_closed_with_what_was_spent() -> None:
    found = spend(MAIL, BUDGET, months([101] * 12, "2026-01-01", "amount"), pd.DataFrame(), "")

    assert (found.expected, found.remark) == (1212, "more was spent than budgeted")


def test_the_categories_of_a_service_sum_to_its_total() -> None:
    rows = [(0, "Mail", "labour", 99.0), (5, "Mail", "labour", 30.0), (6, "Mail", "labour", 20.0)]
    rows += [(6, "Mail", "licences", 7.5), (6, "Print", "other", 4.0)]
    costs = pd.DataFrame(rows, columns=["period", "service", "category", "amount"]).assign(currency="EUR")

    found = sum_categories(costs, months=2)

    assert found[["service", "category", "amount"]].to_numpy().tolist() == [
        ["Mail", "labour", 50], ["Mail", "licences", 7.5], ["Mail", "all", 57.5],
        ["Print", "other", 4], ["Print", "all", 4],
    ]  # fmt: skip
