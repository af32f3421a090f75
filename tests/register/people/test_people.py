"""Who answers for what, who was heard, and how soon an answer came."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.register.people import (
    Duty,
    Feedback,
    Stakeholder,
    count_heard,
    follow_contacts,
    list_waiting,
    load_roles,
    make_raci,
)
from csi_lib.register.people.contact import find_next

ROLES = load_roles()
DAY = dt.date(2026, 6, 30)


def duty(name: str, accountable: str, **more: Any) -> Duty:
    given = {"version": 1, "id": name, "activity": name, "responsible": ["data analyst"], "accountable": accountable}
    return Duty.model_validate(given | more)


def feedback(name: str, received: str, answered: str = "", **more: Any) -> Feedback:
    given = {"version": 1, "id": name, "source": "complaint", "group": "users", "said": "slow", "received": received}
    said = {"answered": answered, "answer": "mended"} if answered else {}
    return Feedback.model_validate(given | said | more)


def stakeholder(frequency: str = "monthly", **more: Any) -> Stakeholder:
    given = {
        "version": 1, "id": "office", "title": "Office", "group": "users", "interest": "work", "channel": "survey",
        "frequency": frequency, "owner": "service desk lead",
    }  # fmt: skip
    return Stakeholder.model_validate(given | more)


def test_only_the_activity_that_both_texts_give_to_two_managers_is_left_to_choose() -> None:
    found = make_raci(ROLES, ())

    assert [(row.id, row.choose) for row in found.open] == [("run-csi-process", ("CSI manager", "Service manager"))]


@pytest.mark.parametrize("chosen", ["CSI manager", "service-manager", "Continual Improvement Manager"])
def test_the_choice_between_the_two_managers_is_a_duty_of_the_register(chosen: str) -> None:
    found = make_raci(ROLES, [duty("run-csi-process", chosen)])

    assert found.open == ()
    row = next(row for row in found.rows if row.id == "run-csi-process")
    assert row.accountable in ("CSI manager", "Service manager")
    assert row.own


@given(st.lists(st.sampled_from([item.id for item in ROLES.roles] + ["night watch"]), min_size=1, max_size=6))
def test_exactly_one_role_answers_for_every_activity_whatever_the_duties(names: list[str]) -> None:
    own = [duty(f"own-{place}", name, responsible=[names[-1]]) for place, name in enumerate(names)]
    found = make_raci(ROLES, [*own, duty("run-csi-process", "CSI manager")])

    for row in found.rows:
        assert [title for title, letter in row.letters.items() if "A" in letter] == [row.accountable]
        assert set(row.letters) <= set(found.roles)


def test_no_role_of_the_kits_own_activities_has_two_parts_in_one() -> None:
    for item in ROLES.activities:
        for accountable in [item.accountable] if item.accountable else item.choose:
            shown = {"responsible": item.responsible, "consulted": item.consulted, "informed": item.informed}
            duty(item.id, accountable, **shown)  # as strict as a duty of the register


def test_the_csi_manager_answers_for_baselines_and_for_closing_cycles() -> None:
    answers = {row.id: row.accountable for row in make_raci(ROLES, ()).rows}

    assert answers["freeze-baseline"] == answers["close-cycle"] == answers["report-progress"] == "CSI manager"
    assert answers["hold-service-review"] == "Service owner"
    assert answers["handle-risks"] == "Risk manager"


def test_a_role_is_the_same_in_any_spelling_and_one_of_the_clients_own_stays() -> None:
    found = make_raci(ROLES, [duty("a", "csi_manager"), duty("b", "Night watch")])

    assert {row.id: row.accountable for row in found.rows if row.own} == {"a": "CSI manager", "b": "Night watch"}
    assert found.roles[-1] == "Night watch"


# Received on 1, 10 and 20 June; answered after 4 and 10 days; the third waits for 10 days on 30 June.
THREE = (
    feedback("a", "2026-06-01", "2026-06-05", led_to=["action/x"]),
    feedback("b", "2026-06-10", "2026-06-20"),
    feedback("c", "2026-06-20"),
)


def test_the_share_answered_is_of_all_that_came_and_the_days_are_the_median() -> None:
    found = count_heard(THREE, DAY)

    assert (found.n, found.answered, found.changed, found.days, found.oldest) == (3, 2, 1, 7, 10)
    assert found.share == pytest.approx(200 / 3)


def test_a_report_of_an_earlier_day_knows_nothing_of_later_answers() -> None:
    found = count_heard(THREE, dt.date(2026, 6, 12))

    assert (found.n, found.answered, found.days, found.oldest) == (2, 1, 4, 2)
    assert [item.id for item in list_waiting(THREE, dt.date(2026, 6, 12))] == ["b"]


def test_without_feedback_there_is_no_share() -> None:
    found = count_heard((), DAY)

    assert (found.n, found.share, found.days, found.oldest) == (0, None, None, None)


@given(
    st.lists(
        st.tuples(st.dates(dt.date(2026, 1, 1), DAY), st.one_of(st.none(), st.integers(0, 90))), min_size=1, max_size=20
    )
)
def test_whatever_came_was_answered_or_waits(given_: list[tuple[dt.date, int | None]]) -> None:
    all_of_it = [
        feedback(f"f{place}", str(day), str(day + dt.timedelta(days=wait)) if wait is not None else "")
        for place, (day, wait) in enumerate(given_)
    ]
    found = count_heard(all_of_it, DAY)

    assert found.answered + len(list_waiting(all_of_it, DAY)) == found.n == len(given_)


def test_a_stakeholder_is_overdue_from_the_day_after_its_next_talk_was_due() -> None:
    log = [{"on": "2026-05-29", "what": "printers"}]
    (on_time,) = follow_contacts([stakeholder(log=log)], (), dt.date(2026, 6, 29))
    (late,) = follow_contacts([stakeholder(log=log)], (), DAY)

    assert (on_time.due, on_time.overdue) == (dt.date(2026, 6, 29), 0)
    assert (late.last, late.overdue) == (dt.date(2026, 5, 29), 1)


def test_feedback_by_its_channel_counts_as_heard() -> None:
    came = [feedback("a", "2026-06-20", stakeholder="office"), feedback("b", "2026-06-25", stakeholder="another")]
    (found,) = follow_contacts([stakeholder(log=[{"on": "2026-03-01", "what": "printers"}])], came, DAY)

    assert (found.last, found.due, found.overdue, found.replies) == (dt.date(2026, 6, 20), dt.date(2026, 7, 20), 0, 1)


def test_who_was_never_heard_is_due_one_span_after_the_day_it_was_agreed() -> None:
    (never,) = follow_contacts([stakeholder()], (), DAY)
    (agreed,) = follow_contacts([stakeholder(since="2026-01-01")], (), DAY)

    assert (never.last, never.due, never.overdue) == (None, None, 0)
    assert (agreed.due, agreed.overdue) == (dt.date(2026, 2, 1), 149)  # 27 + 31 + 30 + 31 + 30 days of 2026


@pytest.mark.parametrize(
    ("day", "frequency", "due"),
    [
        ("2026-01-31", "weekly", "2026-02-07"),
        ("2026-01-31", "monthly", "2026-02-28"),
        ("2024-01-31", "monthly", "2024-02-29"),
        ("2026-11-30", "quarterly", "2027-02-28"),
        ("2026-08-31", "half-yearly", "2027-02-28"),
        ("2024-02-29", "yearly", "2025-02-28"),
    ],
)
def test_a_span_of_months_ends_with_its_month(day: str, frequency: str, due: str) -> None:
    assert find_next(dt.date.fromisoformat(day), frequency) == dt.date.fromisoformat(due)


def test_nothing_is_due_where_talks_are_held_when_needed() -> None:
    assert find_next(DAY, "when needed") is None
