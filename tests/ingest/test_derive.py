"""Derived columns, worked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from csi_lib.ingest.prepare import Prepared, prepare
from csi_lib.settings import Engagement, Source
from csi_lib.tables import TABLES

AS_OF = pd.Timestamp("2026-06-30 12:00")


def make(table: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """Build canonical rows; what is not said is missing."""
    return TABLES[table].conform(pd.DataFrame(list(rows)))


def stamp(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: pd.Timestamp(value) if name.endswith(("_at", "at")) and isinstance(value, str) else value
        for name, value in row.items()
    }


def ticket(**more: Any) -> dict[str, Any]:
    return stamp({"id": "INC1", "kind": "incident", "opened_at": "2026-06-01 08:00", "state": "open", **more})


class Room:
    """A folder in which small tables are prepared; the data end on 30 June 2026 at noon."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs = 0

    def prepare(self, causes_known: bool = True, clock: dict[str, Any] | None = None, **rows: Any) -> Prepared:
        """Prepare tables, given as lists of rows."""
        self.runs += 1
        raw, done = self.folder / f"raw{self.runs}", self.folder / f"done{self.runs}"
        raw.mkdir()
        done.mkdir()
        frames = {name: make(name, *map(stamp, given_)) for name, given_ in rows.items()}
        # an event of another table says when the data end
        frames["headcount"] = make("headcount", {"id": "end", "counted_at": AS_OF, "users": 1.0})
        for name, frame in frames.items():
            frame.to_parquet(raw / f"{name}.parquet", index=False)
        engagement = Engagement(
            version=1,
            id="test",
            client="Test",
            zone="UTC",
            author="test",
            kpis=["mttr_resolve"],
            sources={"tickets": Source(adapter="plain", files=["x.csv"])},
            **(clock or {}),
        )
        paths = {name: raw / f"{name}.parquet" for name in frames}
        return prepare(paths, engagement, done, home=self.folder, causes_known=causes_known)

    def table(self, name: str, **more: Any) -> pd.DataFrame:
        """Prepare tables and read one of them back."""
        return pd.read_parquet(self.prepare(**more).tables[name])

    def one(self, clock: dict[str, Any] | None = None, **more: Any) -> pd.Series:
        """Prepare one ticket."""
        return self.table("tickets", clock=clock, tickets=[ticket(**more)]).iloc[0]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """An empty room."""
    return Room(tmp_path)


def plain(value: Any) -> Any:
    """A missing value as None, a flag as bool."""
    return None if pd.isna(value) else value


def test_durations_run_from_opening_to_first_response_and_last_resolve(room: Room) -> None:
    row = room.one(first_response_at="2026-06-01 08:15", resolved_at="2026-06-02 20:00", closed_at="2026-06-07 20:00")

    assert (row["hours_to_respond"], row["minutes_to_respond"], row["hours_to_resolve"]) == (0.25, 15, 36)


def test_a_resolve_before_the_opening_has_no_duration_and_is_found(room: Room) -> None:
    rows = [ticket(resolved_at="2026-06-01 07:59"), ticket(id="INC2", resolved_at="2026-06-01 08:00")]

    found = room.prepare(tickets=rows)

    assert pd.read_parquet(found.tables["tickets"])["hours_to_resolve"].isna().tolist() == [True, False]
    (issue,) = [item for item in found.issues if item.code == "resolved_before_opened"]
    assert (issue.count, issue.where) == (1, "tickets.resolved_at")
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
def test_sla_is_met_missed_or_undecided(
    room: Room, more: dict[str, Any], met: bool | None, decided: str | None
) -> None:
    row = room.one(**more)

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
def test_open_at_the_end_of_the_data(room: Room, more: dict[str, Any], still_open: bool) -> None:
    assert bool(room.one(**more)["open_at_end"]) is still_open


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
def test_cancelled_duplicate_spam_and_test_are_out_of_scope(room: Room, more: dict[str, Any], scope: bool) -> None:
    assert bool(room.one(**more)["in_scope"]) is scope


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
    return stamp({**base, **more})


def derive_change(room: Room, row: dict[str, Any], *opened: str, **more: Any) -> pd.Series:
    tickets = [
        ticket(id=f"INC{place}", opened_at=at, caused_by_change="CHG1", **more) for place, at in enumerate(opened)
    ]
    return room.table("changes", tickets=tickets, changes=[row]).iloc[0]


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
def test_incidents_count_from_the_start_until_seven_days_after_the_end_of_the_change(
    room: Room, opened: str, count: int
) -> None:
    row = derive_change(room, change(), opened)

    assert row["caused_incidents"] == count
    assert bool(row["failed"]) is (count > 0)


def test_a_change_fails_once_however_many_incidents_it_caused(room: Room) -> None:
    row = derive_change(room, change(outcome="unsuccessful"), "2026-06-02", "2026-06-03")

    assert (row["caused_incidents"], bool(row["failed"])) == (2, True)


def test_an_incident_out_of_scope_blames_no_change(room: Room) -> None:
    assert derive_change(room, change(), "2026-06-02", outcome="duplicate")["caused_incidents"] == 0


@pytest.mark.parametrize(
    ("more", "ended"),
    [
        ({}, "2026-06-01 22:00"),
        ({"implemented_at": None}, "2026-06-03"),
        ({"implemented_at": None, "state": "cancelled"}, "2026-06-03"),
        ({"implemented_at": None, "state": "implementing"}, None),
    ],
)
def test_a_change_ends_with_its_work_else_with_its_close(room: Room, more: dict[str, Any], ended: str | None) -> None:
    row = derive_change(room, change(**more))

    assert (None if pd.isna(row["ended_at"]) else row["ended_at"]) == (ended and pd.Timestamp(ended))
    assert pd.isna(row["caused_incidents"]) is (ended is None)


def test_a_change_without_outcome_has_neither_failed_nor_not(room: Room) -> None:
    assert pd.isna(derive_change(room, change(outcome=None))["failed"])


def test_without_a_column_for_causes_the_incidents_of_a_change_are_unknown_and_not_none(room: Room) -> None:
    row = room.table("changes", causes_known=False, tickets=[ticket()], changes=[change(outcome="unsuccessful")]).iloc[
        0
    ]

    assert pd.isna(row["caused_incidents"]) and bool(row["failed"])


def test_days_to_resolve_a_problem(project: Any) -> None:
    project.put("p.csv", "number,opened_at,resolved_at\nPRB1,2026-03-01 00:00:00,2026-03-03 12:00:00\n")
    source = {"adapter": "servicenow", "files": ["p.csv"]}

    found = project.ingest(sources={"problems": source})

    assert project.table(found, "problems")["days_to_resolve"].tolist() == [2.5]


def test_survey_points_follow_their_own_scale(room: Room) -> None:
    rows = [
        {"id": f"{kind} {score}", "kind": kind, "score": float(score)}
        for kind in ("csat", "nps")
        for score in range(11)
    ]

    found = room.prepare(surveys=rows)

    table = pd.read_parquet(found.tables["surveys"]).set_index("id")
    for score in range(11):
        nps, csat = table.loc[f"nps {score}"], table.loc[f"csat {score}"]
        assert nps["nps_points"] == (100 if score in (9, 10) else 0 if score in (7, 8) else -100)
        assert pd.isna(nps["top_box"]) and pd.isna(csat["nps_points"])
        assert plain(csat["top_box"]) == (score in (4, 5) if 1 <= score <= 5 else None)
        assert pd.isna(csat["score"]) == (not 1 <= score <= 5)
    (issue,) = [item for item in found.issues if item.code == "out_of_range"]
    assert issue.count == 6  # 0 and 6 to 10


def test_an_nps_score_of_eleven_is_missing_and_found(project: Any) -> None:
    project.put("s.csv", "id,kind,score\n1,nps,11\n2,nps,10\n")

    found = project.ingest(sources={"surveys": {"adapter": "plain", "files": ["s.csv"]}})

    assert project.table(found, "surveys")["nps_points"].isna().tolist() == [True, False]
    assert project.issue(found, "out_of_range").count == 1
