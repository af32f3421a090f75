"""Derived columns, worked by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.ingest.derive import derive_changes, derive_surveys, derive_tickets
from csi_lib.tables import TABLES

AS_OF = pd.Timestamp("2026-06-30 12:00")


def make(table: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """Build canonical rows; what is not said is missing."""
    return TABLES[table].conform(pd.DataFrame(list(rows)))


def ticket(**more: Any) -> dict[str, Any]:
    base = {"id": "INC1", "kind": "incident", "opened_at": pd.Timestamp("2026-06-01 08:00"), "state": "open"}
    return {**base, **{name: pd.Timestamp(value) if name.endswith("_at") else value for name, value in more.items()}}


def one(**more: Any) -> pd.Series:
    return derive_tickets(make("tickets", ticket(**more)), AS_OF).frame.iloc[0]


def test_durations_run_from_opening_to_first_response_and_last_resolve() -> None:
    row = one(first_response_at="2026-06-01 08:15", resolved_at="2026-06-02 20:00", closed_at="2026-06-07 20:00")

    assert (row["hours_to_respond"], row["minutes_to_respond"], row["hours_to_resolve"]) == (0.25, 15, 36)


def test_a_resolve_before_the_opening_has_no_duration_and_is_found() -> None:
    rows = make("tickets", ticket(resolved_at="2026-06-01 07:59"), ticket(id="INC2", resolved_at="2026-06-01 08:00"))

    found = derive_tickets(rows, AS_OF)

    assert found.frame["hours_to_resolve"].isna().tolist() == [True, False]
    (issue,) = found.issues
    assert (issue.code, issue.count) == ("resolved_before_opened", 1)
    assert "'INC1'" in issue.what


@pytest.mark.parametrize(
    ("more", "met", "decided"),
    [
        # done: the tool's mark goes before the stamps
        (
            {"resolved_at": "2026-06-02 08:00", "made_sla": True, "sla_due_at": "2026-06-01 12:00"},
            True,
            "2026-06-02 08:00",
        ),
        ({"resolved_at": "2026-06-02 08:00", "made_sla": False, "state": "closed"}, False, "2026-06-02 08:00"),
        ({"resolved_at": "2026-06-02 08:00", "sla_due_at": "2026-06-02 08:00"}, True, "2026-06-02 08:00"),
        ({"resolved_at": "2026-06-02 08:01", "sla_due_at": "2026-06-02 08:00"}, False, "2026-06-02 08:01"),
        ({"resolved_at": "2026-06-02 08:01"}, None, "2026-06-02 08:01"),
        ({"closed_at": "2026-06-02 08:01", "state": "closed", "made_sla": True}, True, None),
        # open: the mark is a default and no evidence
        ({"made_sla": True, "sla_due_at": "2026-06-30 11:59"}, False, "2026-06-30 11:59"),
        ({"made_sla": True, "sla_due_at": "2026-06-30 12:00"}, None, None),
        ({"made_sla": True}, None, None),
        ({"made_sla": True, "state": "hold", "sla_due_at": "2026-06-02 08:00"}, False, "2026-06-02 08:00"),
        ({"state": "cancelled", "sla_due_at": "2026-06-02 08:00"}, None, None),
    ],
)
def test_sla_is_met_missed_or_undecided(more: dict[str, Any], met: bool | None, decided: str | None) -> None:
    row = one(**more)

    assert (None if pd.isna(row["sla_met"]) else bool(row["sla_met"])) == met
    assert (None if pd.isna(row["sla_decided_at"]) else row["sla_decided_at"]) == (decided and pd.Timestamp(decided))


@pytest.mark.parametrize(
    ("more", "still_open"),
    [
        ({}, True),
        ({"state": "hold"}, True),
        ({"state": "unknown"}, True),
        ({"state": "resolved"}, False),
        ({"state": "closed"}, False),
        ({"state": "cancelled"}, False),
        ({"resolved_at": "2026-06-02"}, False),
        ({"closed_at": "2026-06-02"}, False),
    ],
)
def test_open_at_the_end_of_the_data(more: dict[str, Any], still_open: bool) -> None:
    assert bool(one(**more)["open_at_end"]) is still_open


@pytest.mark.parametrize(
    ("more", "scope"),
    [
        ({}, True),
        ({"outcome": "solved"}, True),
        ({"outcome": "cancelled"}, False),
        ({"outcome": "duplicate"}, False),
        ({"outcome": "spam"}, False),
        ({"outcome": "test"}, False),
        ({"state": "cancelled"}, False),
    ],
)
def test_cancelled_duplicate_spam_and_test_are_out_of_scope(more: dict[str, Any], scope: bool) -> None:
    assert bool(one(**more)["in_scope"]) is scope


def change(**more: Any) -> dict[str, Any]:
    base = {
        "id": "CHG1",
        "opened_at": "2026-05-01",
        "started_at": "2026-06-01 20:00",
        "implemented_at": "2026-06-01 22:00",
        "closed_at": "2026-06-03",
        "state": "closed",
        "outcome": "successful",
    }
    row = {**base, **more}
    return {name: pd.Timestamp(value) if name.endswith("_at") and value else value for name, value in row.items()}


def derive_change(row: dict[str, Any], *opened: str, **more: Any) -> pd.Series:
    tickets = [
        ticket(id=f"INC{place}", opened_at=at, caused_by_change="CHG1", **more) for place, at in enumerate(opened)
    ]
    frame = derive_tickets(make("tickets", *tickets), AS_OF).frame if tickets else make("tickets").assign(in_scope=True)
    return derive_changes(make("changes", row), frame, causes_known=True).frame.iloc[0]


@pytest.mark.parametrize(
    ("opened", "count"),
    [
        ("2026-06-01 19:59", 0),
        ("2026-06-01 20:00", 1),
        ("2026-06-01 21:00", 1),
        ("2026-06-08 22:00", 1),
        ("2026-06-08 22:01", 0),
    ],
)
def test_incidents_count_from_the_start_until_seven_days_after_the_end_of_the_change(opened: str, count: int) -> None:
    row = derive_change(change(), opened)

    assert row["caused_incidents"] == count
    assert bool(row["failed"]) is (count > 0)


def test_a_change_fails_once_however_many_incidents_it_caused() -> None:
    row = derive_change(change(outcome="unsuccessful"), "2026-06-02", "2026-06-03")

    assert (row["caused_incidents"], bool(row["failed"])) == (2, True)


def test_an_incident_out_of_scope_blames_no_change() -> None:
    assert derive_change(change(), "2026-06-02", outcome="duplicate")["caused_incidents"] == 0


@pytest.mark.parametrize(
    ("more", "ended"),
    [
        ({}, "2026-06-01 22:00"),
        ({"implemented_at": None}, "2026-06-03"),
        ({"implemented_at": None, "state": "cancelled"}, "2026-06-03"),
        ({"implemented_at": None, "state": "implementing"}, None),
    ],
)
def test_a_change_ends_with_its_work_else_with_its_close(more: dict[str, Any], ended: str | None) -> None:
    row = derive_change(change(**more))

    assert (None if pd.isna(row["ended_at"]) else row["ended_at"]) == (ended and pd.Timestamp(ended))
    assert pd.isna(row["caused_incidents"]) is (ended is None)


def test_a_change_without_outcome_has_neither_failed_nor_not() -> None:
    assert pd.isna(derive_change(change(outcome=None))["failed"])


def test_without_a_column_for_causes_the_incidents_of_a_change_are_unknown_and_not_none() -> None:
    tickets = derive_tickets(make("tickets", ticket()), AS_OF).frame

    row = derive_changes(make("changes", change(outcome="unsuccessful")), tickets, causes_known=False).frame.iloc[0]

    assert pd.isna(row["caused_incidents"]) and bool(row["failed"])


def test_days_to_resolve_a_problem(project: Any) -> None:
    project.put("p.csv", "number,opened_at,resolved_at\nPRB1,2026-03-01 00:00:00,2026-03-03 12:00:00\n")
    source = {"adapter": "servicenow", "files": ["p.csv"]}

    found = project.ingest(sources={"problems": source})

    assert project.table(found, "problems")["days_to_resolve"].tolist() == [2.5]


@given(st.sampled_from(["csat", "nps"]), st.integers(0, 10))
def test_survey_points_follow_their_own_scale(kind: str, score: int) -> None:
    found = derive_surveys(make("surveys", {"id": "1", "kind": kind, "score": float(score)}))

    row = found.frame.iloc[0]
    if kind == "nps":
        assert row["nps_points"] == (100 if score in (9, 10) else 0 if score in (7, 8) else -100)
        assert pd.isna(row["top_box"])
    elif 1 <= score <= 5:
        assert bool(row["top_box"]) is (score in (4, 5))
        assert pd.isna(row["nps_points"])
    else:
        assert pd.isna(row["score"]) and pd.isna(row["top_box"])
        assert [issue.code for issue in found.issues] == ["out_of_range"]


def test_an_nps_score_of_eleven_is_missing_and_found(project: Any) -> None:
    project.put("s.csv", "id,kind,score\n1,nps,11\n2,nps,10\n")

    found = project.ingest(sources={"surveys": {"adapter": "plain", "files": ["s.csv"]}})

    assert project.table(found, "surveys")["nps_points"].isna().tolist() == [True, False]
    assert project.issue(found, "out_of_range").count == 1
