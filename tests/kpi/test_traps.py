"""Quantities that look alike and are not, on rows small enough to count by eye (features.md TR01-TR11, M01-M32)."""

import pandas as pd
import pytest

from csi_lib.errors import DefinitionError
from csi_lib.kpi import choose
from csi_lib.kpi.variants import settle_variants

OPENED = "2026-01-05 08:00:00"


def make_ticket(number, **more):
    base = {"id": str(number), "kind": "incident", "in_scope": True, "opened_at": OPENED}
    return base | {"resolved_at": "2026-01-06 08:00:00"} | more


@pytest.fixture
def value_of(run, catalogue, pick):
    """Measure one KPI in January, with choices, and return its row."""

    def read(kpi, tables, **choices):
        settled = settle_variants(catalogue[kpi], choices)
        return pick(run([settled], tables, by=[]), kpi=kpi, month="2026-01", view=settled.view)

    return read


def test_success_and_failure_are_no_complements(value_of):
    # TR04: one change with issues is neither a strict success nor a failure
    outcomes = ["successful", "successful", "issues", "unsuccessful"]
    rows = [
        {"id": str(k), "opened_at": OPENED, "ended_at": "2026-01-09", "outcome": outcome, "state": "closed"}
        | {"failed": outcome == "unsuccessful", "caused_incidents": 0}
        for k, outcome in enumerate(outcomes)
    ]
    success, failure = (
        value_of(kpi, {"changes": rows}).value for kpi in ("change_success_rate", "change_failure_rate")
    )
    assert (success, failure, success + failure) == (50, 25, 75)
    assert value_of("change_success_rate", {"changes": rows}, success="lenient").value == 75


def test_a_change_that_failed_twice_over_counts_once(value_of):
    # M08: unsuccessful and named by three incidents, yet one change
    rows = [
        {"id": "1", "opened_at": OPENED, "ended_at": "2026-01-09", "outcome": "unsuccessful", "state": "closed"}
        | {"failed": True, "caused_incidents": 3},
        {"id": "2", "opened_at": OPENED, "ended_at": "2026-01-09", "outcome": "successful", "state": "closed"}
        | {"failed": False, "caused_incidents": 0},
    ]
    row = value_of("change_failure_rate", {"changes": rows})
    assert (row.numerator, row.denominator, row.value) == (1, 2, 50)


def test_incidents_per_change_can_pass_one_hundred_and_a_share_cannot(value_of):
    changes = [
        {"id": "C", "opened_at": OPENED, "ended_at": "2026-01-09", "outcome": "successful", "state": "closed"}
        | {"failed": True, "caused_incidents": 3}
    ]
    tickets = [make_ticket(k, caused_by_change="C") for k in range(3)]
    tables = {"tickets": tickets, "changes": changes}
    assert value_of("change_caused_incidents", tables).value == 300
    assert value_of("change_failure_rate", tables).value == 100


@pytest.mark.parametrize("unit", ["ticket", "resolved_ticket", "all_tickets", "record"])
def test_compliance_and_breach_make_one_hundred_on_one_denominator(value_of, unit):
    marks = [True, True, False, None, False]
    tickets = [
        make_ticket(k, sla_met=met, sla_decided_at="2026-01-06 08:00:00", open_at_end=k == 4)
        for k, met in enumerate(marks)
    ]
    clocks = [
        {"id": str(k), "ticket_id": "0", "target": "resolution", "started_at": OPENED}
        | {"met": met, "decided_at": "2026-01-06"}
        for k, met in enumerate([True, False, None])
    ]
    tables = {"tickets": tickets, "task_slas": clocks}
    met, missed = (value_of(kpi, tables, unit=unit) for kpi in ("sla_compliance", "sla_breach"))
    assert (
        met.denominator
        == missed.denominator
        == {"ticket": 4, "resolved_ticket": 3, "all_tickets": 5, "record": 2}[unit]
    )
    assert met.numerator + missed.numerator == met.denominator
    assert met.value + missed.value == pytest.approx(100)


def test_two_proxies_on_one_fixture_give_two_numbers(value_of):
    # M04: four resolved; never handed on 3 of 4, one reply at most 1 of 4
    rows = [make_ticket(k, reassign_count=int(k == 3), agent_replies=1 + k) for k in range(4)]
    assert value_of("fcr_call", {"tickets": rows}).value == 75
    assert value_of("fcr_call", {"tickets": rows}, proxy="one_reply").value == 25


def test_first_call_and_first_contact_are_two_populations(value_of):
    # TR02: the request is solved at first contact, and is no incident
    rows = [make_ticket(1, reassign_count=1), make_ticket(2, kind="request", reassign_count=0)]
    assert value_of("fcr_call", {"tickets": rows}).value == 0
    assert value_of("fcr_contact", {"tickets": rows}).value == 50


def test_first_contact_is_not_first_level(value_of):
    rows = [
        make_ticket(1, reassign_count=2, solved_by_desk=True),
        make_ticket(2, reassign_count=0, solved_by_desk=True),
    ]
    assert value_of("fcr_contact", {"tickets": rows}).value == 50
    assert value_of("first_level_resolution", {"tickets": rows}).value == 100


def test_what_was_reopened_twice_counts_once_and_was_not_solved_at_the_first_call(value_of):
    # M05
    again = {"reopen_count": 2, "reopened_soon": True}
    rows = [make_ticket(1, reassign_count=0, **again), make_ticket(2, reopen_count=0, reassign_count=0)]
    reopened = value_of("reopen_rate", {"tickets": rows})
    assert (reopened.numerator, reopened.denominator, reopened.value) == (1, 2, 50)
    assert value_of("fcr_call", {"tickets": rows}).value == 50


def test_desk_and_service_satisfaction_are_two_numbers(value_of):
    # TR03: an answer about no service speaks of the desk alone
    rows = [
        {"id": "1", "kind": "csat", "responded_at": OPENED, "score": 5, "service": "Mail"},
        {"id": "2", "kind": "csat", "responded_at": OPENED, "score": 2},
    ]
    assert value_of("csat_desk", {"surveys": rows}).value == 3.5
    assert value_of("csat_service", {"surveys": rows}).value == 5


def test_the_total_of_satisfaction_is_not_the_mean_of_the_services(run, pick):
    # M20
    rows = [
        {"id": str(k), "kind": "csat", "responded_at": OPENED, "score": score, "service": service}
        for k, (score, service) in enumerate([(5, "Mail"), (5, "Mail"), (5, "Mail"), (1, "Web")])
    ]
    found = run(["csat_service"], {"surveys": rows}, by=[("service",)])
    mail, web = (pick(found, kpi="csat_service", month="2026-01", service=name).value for name in ("Mail", "Web"))
    total = pick(found, kpi="csat_service", month="2026-01")
    assert (mail, web, total.value, total.n) == (5, 1, 4, 4)


def test_a_survey_without_an_answer_is_missing_and_not_bad(value_of):
    rows = [
        {"id": "1", "kind": "csat", "responded_at": OPENED, "score": 4},
        {"id": "2", "kind": "csat", "sent_at": OPENED},
    ]
    row = value_of("csat_desk", {"surveys": rows})
    assert (row.value, row.n) == (4, 1)


def test_respond_and_resolve_are_asked_for_by_their_full_names(catalogue):
    # TR01
    with pytest.raises(DefinitionError, match="ambiguous. Say mttr_respond or mttr_resolve"):
        choose(catalogue, ["mttr"])


def test_the_end_of_a_resolution_is_the_last_resolve_and_not_the_close(value_of):
    # M02: reopened on the 6th, resolved again on the 8th, closed by the tool on the 13th
    row = make_ticket(1, resolved_first_at="2026-01-06 08:00:00", closed_at="2026-01-13 08:00:00")
    row |= {"resolved_at": "2026-01-08 08:00:00", "hours_to_resolve": 72, "hours_to_first_resolve": 24}
    row |= {"hours_to_close": 192}
    hours = {
        time: value_of("mttr_resolve", {"tickets": [row]}, time=time).value for time in ("first_resolve", "closed")
    }
    assert value_of("mttr_resolve", {"tickets": [row]}).value == 72
    assert hours == {"first_resolve": 24, "closed": 192}


def test_requests_are_mixed_with_incidents_only_when_that_is_chosen(value_of):
    rows = [make_ticket(1), make_ticket(2), make_ticket(3, kind="request")]
    assert value_of("incident_volume", {"tickets": rows}).value == 2
    assert value_of("incident_volume", {"tickets": rows}, tickets="incidents_and_requests").value == 3


def test_handing_on_and_handing_up_are_two_escalations(value_of):
    rows = [make_ticket(1, reassign_count=1, escalated=False), make_ticket(2, reassign_count=0, escalated=False)]
    assert value_of("escalation_rate", {"tickets": rows}).value == 50
    assert value_of("escalation_rate", {"tickets": rows}, way="hierarchical").value == 0


def test_an_old_backlog_is_seen_at_the_end_of_every_period_and_never_by_the_state_of_today(run):
    # M09: closed in March, and yet part of the stock of January and February
    row = make_ticket(1, state="closed") | {"resolved_at": "2026-03-10 08:00:00"}
    found = run(["backlog_ageing"], {"tickets": [row]}, by=[])
    assert found.loc[found["stat"] == "value", "value"].tolist() == [1, 1, 0]


def test_a_missing_root_cause_is_said_and_not_guessed(run):
    # M10
    rows = [{"id": "1", "opened_at": OPENED, "resolved_at": "2026-01-09", "days_to_resolve": 4}]
    found = run(["mtti"], {"problems": rows}, by=[])
    assert set(found["reason"]) == {"not computable: column root_cause_at is missing"}
    assert found["value"].isna().all()


def test_without_a_capacity_table_there_is_no_utilisation(run):
    # M28
    found = run(["agent_utilisation"], {"tickets": [make_ticket(1, work_hours=3.0)]}, by=[])
    assert set(found["reason"]) == {"not computable: table capacity is empty"}


def test_captive_users_are_no_retention(run):
    # M22: nobody can go elsewhere, so there is no number
    rows = [
        {"id": str(k), "used_at": at, "user": "P", "service": "Mail", "choice": False}
        for k, at in enumerate(["2026-01-05", "2026-02-05"])
    ]
    rows = pd.DataFrame(rows).assign(used_at=lambda frame: pd.to_datetime(frame["used_at"]))
    found = run(["user_retention"], {"usage": rows}, by=[])
    assert set(found["reason"]) == {"not computable: table usage has no row with choice = true"}


def test_a_month_without_bookings_is_blank_and_not_free(value_of, run):
    # M23, M24
    costs = [{"id": "1", "booked_at": "2026-01-31", "amount": 90.0, "currency": "EUR", "activity": "change"}]
    changes = [
        {"id": str(k), "opened_at": OPENED, "ended_at": at, "outcome": "successful", "state": "closed"}
        for k, at in enumerate(["2026-01-09", "2026-02-09"])
    ]
    found = run(["cost_per_change"], {"costs": costs, "changes": changes}, by=[]).set_index("period_start")
    assert found["value"].tolist()[0] == 90 and found["value"].isna().tolist() == [False, True, True]
    assert found["reason"].iloc[1] == "no cost booked"


def test_two_currencies_are_never_added_up(run):
    rows = [
        {"id": str(k), "initiative": "I", "booked_at": OPENED, "kind": kind, "amount": 9.0, "currency": currency}
        | {"evidence": "realised"}
        for k, (kind, currency) in enumerate([("cost", "EUR"), ("benefit", "USD")])
    ]
    found = run(["roi"], {"benefits": rows}, by=[])
    assert set(found["reason"]) == {"not computable: more than one currency (EUR, USD)"}


def test_a_return_is_in_percent_whatever_the_currency(run):
    rows = [{"id": "1", "initiative": "I", "booked_at": OPENED, "kind": "cost", "amount": 9.0, "currency": "EUR"}]
    found = run(["roi"], {"benefits": rows}, by=[])
    assert set(found["unit"]) == {"%"} and set(found.loc[found["stat"] == "value", "value"]) == {-100}
