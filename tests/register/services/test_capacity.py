"""Work to come against hands: worked by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from csi_lib.register.service import Service
from csi_lib.register.services.capacity import (
    Handling,
    find_handling,
    find_hours,
    list_peaks,
    load_service,
    load_teams,
)

SERVICE: dict[str, Any] = {
    "version": 1, "id": "mail", "name": "Mail", "description": "Mail", "owner": "owner", "status": "operational",
    "since": "2020-01-01", "capacity": {"teams": ["Desk", "Mail team"], "limit": 0.8},
}  # fmt: skip
MAIL = Service.model_validate(SERVICE)
WORK = pd.DataFrame(
    [
        ("Mail", "Desk", "incident", 50.0, 100, 100),
        ("Mail", "Mail team", "incident", 60.0, 40, 30),  # ten without hours: they took two hours each, too
        ("Mail", "Others", "incident", 900.0, 10, 10),
        ("Print", "Desk", "incident", 150.0, 100, 100),
    ],
    columns=["service", "team", "kind", "hours", "tickets", "noted"],
)
CAPACITY = pd.DataFrame(
    [(period, team, hours) for period in range(5) for team, hours in (("Desk", 200.0 + period), ("Mail team", 30.0))],
    columns=["period", "team", "hours"],
)


def with_hands(**hands: Any) -> Service:
    return Service.model_validate(SERVICE | {"capacity": hands})


def test_a_ticket_takes_the_hours_its_teams_wrote_down_those_without_hours_as_the_others() -> None:
    found = find_handling(MAIL, WORK, {"incident": 130})

    assert isinstance(found, Handling)
    assert found.hours == pytest.approx((50 + 2 * 40) / 130)
    assert found.noted == pytest.approx(130 / 140)


def test_where_hardly_anybody_writes_hours_down_the_record_has_to_state_them() -> None:
    work = WORK.assign(noted=10)

    assert "state 'handling'" in str(find_handling(MAIL, work, {"incident": 130}))
    stated = with_hands(hours=100, handling={"incident": 2, "request": 1})
    found = find_handling(stated, work.head(0), {"incident": 30, "request": 10})
    assert isinstance(found, Handling)
    assert (found.hours, found.source) == (1.75, "stated")


def test_the_hours_of_a_shared_group_count_by_the_part_of_its_work_that_was_for_the_service() -> None:
    # Desk: 203 on average of the last three months, 50 of 200 hours for mail; the mail team: all of 30.
    assert find_hours(MAIL, CAPACITY, WORK) == pytest.approx(203 / 4 + 30)


def test_a_stated_part_goes_before_the_part_of_the_last_year() -> None:
    assert find_hours(with_hands(teams=["Desk"], part=0.1), CAPACITY, WORK) == pytest.approx(20.3)
    assert find_hours(with_hands(hours=160, part=0.5), CAPACITY, WORK) == 80


def test_hours_that_are_not_known_are_not_guessed() -> None:
    assert "Night shift" in str(find_hours(with_hands(teams=["Night shift"]), CAPACITY, WORK))
    assert "no other work" in str(find_hours(MAIL, CAPACITY, WORK, whole=False))
    assert "'capacity'" in str(find_hours(MAIL.model_copy(update={"capacity": None}), CAPACITY, WORK))


def coming(*tickets: tuple[float, float, float]) -> pd.DataFrame:
    days = pd.date_range("2026-07-01", periods=len(tickets) + 1, freq="MS")
    edges = pd.DataFrame({"period_start": days[:-1], "period_end": days[1:]})
    return pd.concat([edges, pd.DataFrame(list(tickets), columns=["value", "lo", "hi"])], axis=1)


def test_tickets_expected_times_hours_a_ticket_is_held_against_the_limit() -> None:
    found = load_service(MAIL, Handling(0.5, 1.0, "noted"), 100, coming((150, 140, 158), (170, 150, 190)))

    assert list(found.months["need"]) == [75, 85]
    assert list(found.months["load_hi"]) == [79, 95]
    assert (found.limit, found.word, found.peak["tickets"]) == (80, "exceeds", 170)


@pytest.mark.parametrize(("tickets", "word"), [((150, 140, 158), "keeps"), ((150, 140, 165), "may exceed")])
def test_a_limit_that_only_the_upper_end_reaches_may_be_exceeded(tickets: Any, word: str) -> None:
    assert load_service(MAIL, Handling(0.5, 1.0, "noted"), 100, coming(tickets)).word == word


def test_every_month_says_by_itself_whether_the_limit_is_kept() -> None:
    # Half an hour each of 100 hours, limit 80 %: expected 75, 78, 85 %, upper ends 79, 82.5, 95 %.
    found = load_service(MAIL, Handling(0.5, 1.0, "noted"), 100, coming((150, 1, 158), (156, 1, 165), (170, 1, 190)))

    assert list(found.months["state"]) == ["kept", "perhaps exceeded", "exceeded"]
    assert found.widest["load_hi"] == 95


def test_the_busiest_weeks_stand_beside_the_usual_one() -> None:
    days = pd.date_range("2026-01-05", periods=6, freq="7D")
    weeks = pd.DataFrame(
        {"service": "Mail", "period_start": days[:5], "period_end": days[1:], "tickets": [10, 40, 20, 30, 20]}
    )

    found = list_peaks(weeks)

    assert list(found["tickets"]) == [40, 30, 20]
    assert list(found["times"]) == [2, 1.5, 1]
    assert list(found["period_start"])[2] == days[4]  # of two alike the newer


def test_a_group_is_loaded_by_the_hours_of_the_last_year_alone() -> None:
    found = load_teams(WORK, CAPACITY, last=4, months=2)

    assert found.to_dict("records") == [
        {"team": "Mail team", "worked": 60, "there": 60, "load": 100},
        {"team": "Desk", "worked": 200, "there": 407, "load": pytest.approx(100 * 200 / 407)},
    ]
