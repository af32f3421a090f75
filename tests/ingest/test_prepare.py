"""What prepare adds to the rows, worked by hand: both clocks, SLA outcomes, recurrence, doubt, links."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from csi_lib.clocks import business_seconds, load_calendar
from csi_lib.errors import SettingsError
from csi_lib.ingest.prepare import Prepared, prepare
from csi_lib.settings import Engagement, Source
from csi_lib.tables import TABLES

END = pd.Timestamp("2026-06-30 12:00")


def stamp(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: pd.Timestamp(value) if name in {"at", "worked_on"} or name.endswith("_at") else value
        for name, value in row.items()
    }


def ticket(**more: Any) -> dict[str, Any]:
    return {"id": "INC1", "kind": "incident", "opened_at": "2026-06-01 08:00", "state": "open", **more}


class Room:
    """A folder in which small tables are prepared; the data end on 30 June 2026 at noon."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runs = folder, 0

    def prepare(self, settings: dict[str, Any] | None = None, **tables: Any) -> Prepared:
        """Prepare tables, given as lists of rows or as frames."""
        self.runs += 1
        raw, done = self.folder / f"raw{self.runs}", self.folder / f"done{self.runs}"
        raw.mkdir()
        done.mkdir()
        tables["headcount"] = [{"id": "end", "counted_at": END, "users": 1.0}]  # says when the data end
        paths = {}
        for name, rows in tables.items():
            frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(map(stamp, rows)))
            paths[name] = raw / f"{name}.parquet"
            TABLES[name].conform(frame).to_parquet(paths[name], index=False)
        engagement = Engagement(
            version=1,
            id="test",
            client="Test",
            zone="UTC",
            author="test",
            kpis=["mttr_resolve"],
            sources={"tickets": Source(adapter="plain", files=["x.csv"])},
            **(settings or {}),
        )
        return prepare(paths, engagement, done, home=self.folder, causes_known=True)

    def table(self, name: str, settings: dict[str, Any] | None = None, **tables: Any) -> pd.DataFrame:
        """Prepare tables and read one of them back, by id."""
        return pd.read_parquet(self.prepare(settings, **tables).tables[name]).set_index("id")

    def one(self, settings: dict[str, Any] | None = None, **more: Any) -> pd.Series:
        """Prepare one ticket."""
        return self.table("tickets", settings, tickets=[ticket(**more)]).iloc[0]

    def codes(self, settings: dict[str, Any] | None = None, **tables: Any) -> dict[str, Any]:
        """Prepare tables and return the findings by code."""
        return {issue.code: issue for issue in self.prepare(settings, **tables).issues}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """An empty room."""
    return Room(tmp_path)


def plain(value: Any) -> Any:
    """A missing value as None."""
    return None if pd.isna(value) else value


# --- durations ----------------------------------------------------------------------------------------------------


def test_every_duration_of_a_ticket_on_the_calendar_clock(room: Room) -> None:
    row = room.one(
        first_response_at="2026-06-01 08:30",
        resolved_first_at="2026-06-01 20:00",
        resolved_at="2026-06-02 20:00",
        closed_at="2026-06-08 08:00",
        hold_hours=6.0,
        state="closed",
    )

    assert (row["minutes_to_respond"], row["hours_to_first_resolve"], row["hours_to_resolve"]) == (30, 12, 36)
    assert (row["minutes_to_resolve"], row["hours_without_hold"]) == (2_160, 30)
    assert (row["hours_to_close"], row["days_to_close"]) == (168, 7)
    assert row["opened_second"] == dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC).timestamp()


@pytest.mark.parametrize(
    ("more", "hours"),
    [
        ({"reopen_count": 0}, 36.0),  # never opened again: the last resolve is the first
        ({"reopen_count": 1}, None),
        ({}, None),
        ({"reopen_count": 1, "resolved_first_at": "2026-06-01 09:00"}, 1.0),
    ],
)
def test_the_first_resolve_is_the_last_one_only_where_nothing_was_reopened(room: Room, more: dict, hours: Any) -> None:
    assert plain(room.one(resolved_at="2026-06-02 20:00", **more)["hours_to_first_resolve"]) == hours


@pytest.mark.parametrize(
    ("more", "soon"),
    [
        ({"resolved_first_at": "2026-06-02", "reopened_at": "2026-06-09"}, True),
        ({"resolved_first_at": "2026-06-02", "reopened_at": "2026-06-09 00:01", "reopen_count": 1}, False),
        ({"resolved_first_at": "2026-06-02", "reopened_at": "2026-06-20", "reopen_count": 2}, True),
        ({"reopened_at": "2026-06-20"}, True),
        ({"reopen_count": 1}, True),
        ({"reopen_count": 0}, False),
        ({}, None),
    ],
)
def test_a_reopen_is_soon_within_a_week_or_where_nobody_dated_the_first(room: Room, more: dict, soon: Any) -> None:
    row = room.one(resolved_at="2026-06-25", **more)
    assert plain(row["reopened_soon"]) == soon
    assert row["resolved_once_at"] == pd.Timestamp(more.get("resolved_first_at", "2026-06-25"))


def test_how_soon_a_reopen_takes_the_first_contact_back_is_a_setting(room: Room) -> None:
    late = {"resolved_first_at": "2026-06-02", "reopened_at": "2026-06-12", "reopen_count": 1}
    assert [plain(room.one({"reopen_days": days}, **late)["reopened_soon"]) for days in (9, 10)] == [False, True]


def test_a_hold_longer_than_the_ticket_gives_no_time_without_hold_and_is_found(room: Room) -> None:
    found = room.prepare(tickets=[ticket(resolved_at="2026-06-01 10:00", hold_hours=3.0, state="resolved")])

    assert pd.isna(pd.read_parquet(found.tables["tickets"])["hours_without_hold"].iloc[0])
    assert [issue.count for issue in found.issues if issue.code == "hold_too_long"] == [1]


# --- the business clock -------------------------------------------------------------------------------------------


def test_business_hours_go_by_the_calendar_of_the_engagement_or_of_the_service(room: Room) -> None:
    # Friday 29 May 2026, 15:00 UTC (17:00 in Berlin, 11:00 in New York) to Monday 13:30 UTC. Berlin is shut on Friday
    # at 17:00 and open on Monday 08:00 to 15:30; New York is open 11:00 to 17:00 and half an hour on Monday.
    stamps = {
        "opened_at": "2026-05-29 15:00",
        "resolved_at": "2026-06-01 13:30",
        "first_response_at": "2026-05-29 16:00",
    }
    rows = [ticket(id=name, service=name, **stamps) for name in ("mail", "trade", "plant")]
    settings = {"calendar": "office-de", "service_calendars": {"trade": "office-us", "plant": "24x7"}}

    table = room.table("tickets", settings, tickets=rows)

    assert table["business_hours_to_resolve"].to_dict() == {"mail": 7.5, "trade": 6.5, "plant": 70.5}
    assert table["business_hours_to_respond"].to_dict() == {"mail": 0.0, "trade": 1.0, "plant": 1.0}
    assert table["business_minutes_to_respond"].to_dict() == {"mail": 0.0, "trade": 60.0, "plant": 60.0}
    assert table["hours_to_resolve"].tolist() == [70.5] * 3


def test_business_hours_of_many_tickets_are_those_of_the_clock_one_by_one(room: Room) -> None:
    rng = np.random.default_rng(7)
    opened = pd.Timestamp("2025-10-01") + pd.to_timedelta(rng.integers(0, 270 * 86_400, 400), unit="s")
    resolved = opened + pd.to_timedelta(rng.integers(0, 30 * 86_400, 400), unit="s")
    frame = pd.DataFrame({"id": [f"{k:04d}" for k in range(400)], "kind": "incident"})
    frame = frame.assign(opened_at=opened, resolved_at=resolved, state="resolved")

    table = room.table("tickets", {"calendar": "office-de"}, tickets=frame)

    clock = load_calendar("office-de")
    expected = [business_seconds(clock, *pair) / 3_600 for pair in zip(opened, resolved, strict=True)]
    assert table["business_hours_to_resolve"].to_numpy() == pytest.approx(expected, abs=1e-9)


def test_without_a_business_calendar_business_time_is_elapsed_time(room: Room) -> None:
    row = room.one(resolved_at="2026-06-07 20:00")

    assert row["business_hours_to_resolve"] == row["hours_to_resolve"] == 156


def test_a_negative_time_is_none_on_either_clock(room: Room) -> None:
    row = room.one({"calendar": "office-de"}, resolved_at="2026-05-28 12:00")

    assert pd.isna(row["business_hours_to_resolve"]) and pd.isna(row["sla_hours"])


def test_an_unknown_calendar_is_refused_with_the_key_that_names_it(room: Room) -> None:
    with pytest.raises(SettingsError, match=r"service_calendars\.mail.*Did you mean 'office-de'"):
        room.one({"service_calendars": {"mail": "ofice-de"}})


def test_years_without_holidays_are_found(room: Room) -> None:
    rows = [ticket(opened_at="2022-06-01"), ticket(id="INC2")]

    issue = room.codes({"calendar": "office-de"}, tickets=rows)["holidays_unknown"]

    assert "'2022'" in issue.what and "2023 to 2027" in issue.what


def test_the_sla_clock_is_the_tools_own_else_business_time_less_hold(room: Room) -> None:
    resolved = {"resolved_at": "2026-06-01 18:00", "state": "resolved"}
    rows = [
        ticket(id="tool", hold_hours=1.0, **resolved),
        ticket(id="own", hold_hours=4.0, **resolved),
        ticket(id="held", hold_hours=11.0, **resolved),
        ticket(id="open"),
    ]
    clock = {"ticket_id": "tool", "target": "resolution", "stage": "met"}
    clocks = [
        {**clock, "id": "1", "business_hours": 2.5},
        {**clock, "id": "2", "business_hours": 0.5},
        {**clock, "id": "3", "business_hours": 9.0, "target": "response"},
        {**clock, "id": "4", "business_hours": 9.0, "stage": "cancelled"},
    ]

    table = room.table("tickets", tickets=rows, task_slas=clocks)

    assert {name: plain(value) for name, value in table["sla_hours"].items()} == {
        "tool": 3.0,
        "own": 6.0,
        "held": 0.0,
        "open": None,
    }


# --- outcomes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "met"),
    [
        ({"first_response_at": "2026-06-01 08:59", "made_response_sla": False}, False),  # the mark goes first
        ({"first_response_at": "2026-06-01 09:00"}, True),
        ({"first_response_at": "2026-06-01 09:01"}, False),
        ({}, False),  # unanswered
        ({"made_response_sla": True}, False),  # unanswered: the mark is a default
        ({"response_due_at": "2026-07-01 09:00"}, None),
        ({"resolved_at": "2026-06-01 08:30"}, None),  # solved in time, and nobody wrote down an answer
        ({"resolved_at": "2026-06-01 09:30"}, False),
    ],
)
def test_the_response_is_in_time_late_or_undecided(room: Room, more: dict, met: bool | None) -> None:
    row = ticket(**{"response_due_at": "2026-06-01 09:00", **more})
    other = ticket(id="INC0", first_response_at="2026-06-01 08:10")

    assert plain(room.table("tickets", tickets=[other, row]).loc["INC1", "response_met"]) == met


def test_an_export_without_any_response_stamp_misses_none(room: Room) -> None:
    assert pd.isna(room.one(response_due_at="2026-06-01 09:00")["response_met"])


def test_the_desk_is_known_by_its_groups_in_any_spelling(room: Room) -> None:
    rows = [ticket(id="1", team="SERVICE desk "), ticket(id="2", team="Network"), ticket(id="3")]

    table = room.table("tickets", {"desk_teams": ["Service Desk"]}, tickets=rows)

    assert [plain(value) for value in table["solved_by_desk"]] == [True, False, None]
    assert room.table("tickets", tickets=rows)["solved_by_desk"].isna().all()


@pytest.mark.parametrize(
    ("more", "met", "decided"),
    [
        ({"stage": "met", "breached": True, "ended_at": "2026-06-02"}, True, "2026-06-02"),
        ({"stage": "missed", "ended_at": "2026-06-02"}, False, "2026-06-02"),
        ({"breached": False, "ended_at": "2026-06-02"}, True, "2026-06-02"),
        ({"stage": "running", "due_at": "2026-06-29"}, False, "2026-06-29"),
        ({"stage": "paused", "due_at": "2026-07-29"}, None, None),
        ({"stage": "cancelled", "breached": True, "ended_at": "2026-06-02"}, None, None),
    ],
)
def test_an_sla_clock_is_met_missed_or_neither(room: Room, more: dict, met: bool | None, decided: str | None) -> None:
    row = room.table("task_slas", task_slas=[{"id": "1", "ticket_id": "INC1", **more}]).iloc[0]

    assert plain(row["met"]) == met
    assert plain(row["decided_at"]) == (decided and pd.Timestamp(decided))


# --- recurrence and doubt -----------------------------------------------------------------------------------------


def test_every_ticket_but_the_first_of_a_problem_is_recurring(room: Room) -> None:
    rows = [
        ticket(id="0", problem_id="PRB1", opened_at="2026-05-01", outcome="duplicate"),  # out of scope: not the first
        ticket(id="1", problem_id="PRB1", opened_at="2026-05-03"),
        ticket(id="2", problem_id="PRB1", opened_at="2026-05-02"),
        ticket(id="3", problem_id="PRB2"),
        ticket(id="4"),
    ]

    assert room.table("tickets", tickets=rows)["recurring"].tolist() == [False, True, False, False, False]
    assert room.table("tickets", tickets=rows[4:])["recurring"].isna().all()  # no links: nothing is known


def test_the_proxy_sees_the_same_item_and_category_within_thirty_days(room: Room) -> None:
    same = {"ci": "srv1", "category": "disk"}
    rows = [
        ticket(id="1", opened_at="2026-04-01 08:00", **same),
        ticket(id="2", opened_at="2026-05-01 08:00", **same),  # exactly thirty days
        ticket(id="3", opened_at="2026-05-31 08:01", **same),  # a minute more than thirty days after the last
        ticket(id="4", opened_at="2026-06-01", ci="srv1", category="network"),
        ticket(id="5", opened_at="2026-06-01", ci="srv1"),
        ticket(id="6", opened_at="2026-06-10", ci="srv2", category="disk", outcome="test"),
        ticket(id="7", opened_at="2026-06-11", ci="srv2", category="disk"),  # the one before is out of scope
    ]

    found = room.table("tickets", tickets=rows)["recurring_proxy"]

    assert [plain(value) for value in found] == [False, True, False, False, None, False, False]


def test_suspect_are_stamps_out_of_order_mass_closes_slips_and_extremes(room: Room) -> None:
    at = pd.Timestamp("2026-05-01") + pd.to_timedelta(np.arange(1_000) * 600, unit="s")
    frame = pd.DataFrame({"id": [f"A{k:04d}" for k in range(1_000)], "kind": "incident", "opened_at": at})
    frame = frame.assign(resolved_at=at + pd.Timedelta(hours=1), closed_at=at + pd.Timedelta(hours=2), state="closed")
    clean_up = pd.Timestamp("2026-06-20 10:00:30")
    frame.loc[10:39, ["resolved_at", "closed_at"]] = clean_up  # thirty in one minute
    frame.loc[50, "closed_at"] = frame.loc[50, "opened_at"]  # before its resolve
    frame.loc[60, "closed_at"] = pd.Timestamp("2062-01-01")
    frame.loc[70, "resolved_at"] = frame.loc[70, "closed_at"] = pd.Timestamp("2026-06-25")

    table = room.table("tickets", tickets=frame)

    marked = [int(name[1:]) for name in table.index[table["suspect"]]]
    assert marked == [*range(10, 40), 50, 60, 70]


# --- other tables -------------------------------------------------------------------------------------------------


def test_days_of_a_change_run_from_request_approval_and_start(room: Room) -> None:
    change = {
        "id": "CHG1",
        "opened_at": "2026-05-01",
        "approved_at": "2026-05-03",
        "started_at": "2026-05-04",
        "implemented_at": "2026-05-04 12:00",
    }

    row = room.table("changes", changes=[change]).iloc[0]

    assert (row["lead_days"], row["days_to_implement"], row["days_from_start"]) == (3.5, 1.5, 0.5)


def test_days_of_a_problem_and_the_incidents_that_name_it(room: Room) -> None:
    problem = {"id": "PRB1", "opened_at": "2026-05-01", "root_cause_at": "2026-05-04", "resolved_at": "2026-05-11"}
    rows = [ticket(id=str(k), problem_id="PRB1") for k in range(3)] + [
        ticket(id="4", problem_id="PRB1", outcome="spam")
    ]

    row = room.table("problems", problems=[problem], tickets=rows).iloc[0]

    assert (row["days_to_resolve"], row["days_to_root_cause"], row["days_from_root_cause"]) == (10, 3, 7)
    assert row["linked_incidents"] == 3
    assert pd.isna(room.table("problems", problems=[problem], tickets=[ticket()]).iloc[0]["linked_incidents"])


def test_use_of_a_service_carries_whether_its_users_have_a_choice(room: Room) -> None:
    services = [{"id": "S1", "name": "Mail", "choice": False}, {"id": "S2", "name": "Shop", "choice": True}]
    usage = [
        {"id": str(k), "used_at": "2026-06-01", "user": "u", "service": service}
        for k, service in enumerate(["Shop", "S1", "Other"])
    ]

    found = room.table("usage", usage=usage, services=services)["choice"]

    assert [plain(value) for value in found] == [True, False, None]


def test_outages_carry_their_stamps_in_seconds(room: Room) -> None:
    outage = {"id": "1", "service": "Mail", "started_at": "1970-01-02", "kind": "unplanned", "ended_at": None}

    row = room.table("outages", outages=[outage]).iloc[0]

    assert row["started_second"] == 86_400 and pd.isna(row["ended_second"])


def test_a_log_of_updates_tells_what_the_export_has_no_column_for(room: Room) -> None:
    steps = [
        ("08:00", "team", None, "Desk"),
        ("09:00", "team", "Desk", "Network"),
        ("08:00", "state", None, "open"),
        ("10:00", "state", "open", "resolved"),
        ("11:00", "state", "resolved", "open"),
        ("12:00", "state", "open", "resolved"),
    ]
    history = [
        {"ticket_id": "INC1", "at": f"2026-06-01 {at}", "field": field, "old": old, "new": new}
        for at, field, old, new in steps
    ]
    row = ticket(resolved_at="2026-06-01 12:00", state="resolved", team="Network")

    table = room.table("tickets", tickets=[row, ticket(id="INC2", team_first="Given")], ticket_history=history)

    told = table.loc["INC1"]
    assert (told["team_first"], told["hours_to_first_resolve"]) == ("Desk", 2.0)
    assert told["reopened_at"] == pd.Timestamp("2026-06-01 11:00")
    assert table.loc["INC2", "team_first"] == "Given"


# --- findings -----------------------------------------------------------------------------------------------------


def test_orders_that_cannot_be_are_found_in_every_table(room: Room) -> None:
    found = room.codes(
        tickets=[ticket(closed_at="2026-05-30", state="closed")],
        changes=[{"id": "C", "opened_at": "2026-06-02", "started_at": "2026-06-04", "implemented_at": "2026-06-03"}],
        problems=[{"id": "P", "opened_at": "2026-06-02", "root_cause_at": "2026-06-01"}],
        outages=[
            {"id": "O", "service": "m", "kind": "unplanned", "started_at": "2026-06-02", "ended_at": "2026-06-01"}
        ],
    )

    places = {
        "closed_before_opened": "tickets.closed_at",
        "implemented_before_started": "changes.implemented_at",
        "root_cause_known_before_opened": "problems.root_cause_at",
        "ended_before_started": "outages.ended_at",
    }
    assert {code: found[code].where for code in places} == places
    assert all(found[code].count == 1 and found[code].do for code in places)


def many(count: int, **more: Any) -> pd.DataFrame:
    at = pd.Timestamp("2026-01-01 08:00") + pd.to_timedelta(np.arange(count) * (179.0 / count), unit="D")
    frame = pd.DataFrame({"id": [f"INC{k:05d}" for k in range(count)], "kind": "incident", "opened_at": at})
    return frame.assign(state="resolved", resolved_at=at + pd.Timedelta(hours=2), **more)


def test_an_sla_mark_that_never_says_no_is_called_a_default(room: Room) -> None:
    late = {"made_sla": True, "sla_due_at": pd.Timestamp("2026-01-01")}

    issue = room.codes(tickets=many(30, **late))["sla_mark_default"]

    assert issue.count == 30 and "30 of these were resolved after their due stamp" in issue.what
    honest = many(30, made_sla=True)
    honest.loc[3, "made_sla"] = False
    assert "sla_mark_default" not in room.codes(tickets=honest)


def test_a_tools_own_time_that_differs_from_both_clocks_is_found(room: Room) -> None:
    frame = many(20, tool_hours=2.0)
    frame.loc[4, "tool_hours"] = 2.2

    issue = room.codes(tickets=frame)["tool_hours_differ"]

    assert (issue.count, issue.severity) == (1, "info")
    assert "1 of 20 tickets (5 %)" in issue.what and "'INC00004'" in issue.what


def test_a_vocabulary_that_switches_within_a_week_is_one_finding_with_date_and_sides(room: Room) -> None:
    frame = many(1_000)
    new = frame["opened_at"] >= "2026-03-30"  # a Monday
    frame["category"] = np.where(new, "Hardware / Disk", np.where(np.arange(1_000) % 2, "disk", "net"))
    frame["channel"] = np.where(np.arange(1_000) % 3, "phone", "email")
    frame.loc[new, "id"] = "SR-" + frame.loc[new, "id"].str[3:]

    found = [issue for issue in room.prepare(tickets=frame).issues if issue.code == "vocabulary_switch"]

    assert [issue.where for issue in found] == ["tickets.category", "tickets.id"]
    assert "week of 2026-03-30: before 'disk', 'net'; from then on 'Hardware / Disk'" in found[0].what
    assert "before 'INC'; from then on 'SR-'" in found[1].what


def test_a_new_category_beside_the_old_ones_is_no_switch(room: Room) -> None:
    frame = many(1_000)
    frame["category"] = np.where((frame["opened_at"] >= "2026-03-30") & (np.arange(1_000) % 3 == 0), "cloud", "disk")

    assert "vocabulary_switch" not in room.codes(tickets=frame)


def test_a_thin_tail_behind_an_extraction_is_no_switch(room: Room) -> None:
    bulk = many(20_000, channel="phone")
    tail = many(150, channel="portal")
    tail["id"] = "T" + tail["id"]
    last = bulk["opened_at"].max()
    tail["opened_at"] = last + pd.Timedelta(days=1) + pd.to_timedelta(np.arange(150), unit="D")

    assert "vocabulary_switch" not in room.codes(tickets=pd.concat([bulk, tail], ignore_index=True))


def test_ids_that_differ_in_case_or_leading_zeros_are_found(room: Room) -> None:
    rows = [ticket(id=name) for name in ("INC0012", "INC12", "REQ7", "inc0013", "req7", "INC0100", "INC10")]

    issue = room.codes(tickets=rows)["id_twins"]

    assert issue.count == 4
    assert "'INC0012 and INC12'" in issue.what and "'REQ7 and req7'" in issue.what
    assert "id_twins" not in room.codes(tickets=[ticket(id=name) for name in ("INC0012", "INC0120", "INC1200")])


def test_links_to_records_that_are_not_in_the_data_are_found(room: Room) -> None:
    rows = [ticket(id="1", problem_id="PRB1"), ticket(id="2", problem_id="PRB9"), ticket(id="3", change_id="CHG1")]
    problems = [{"id": "PRB1", "opened_at": "2026-05-01"}]

    found = room.codes(tickets=rows, problems=problems)

    assert found["link_missing"].where == "tickets.problem_id"
    assert found["link_missing"].count == 1 and "'PRB9'" in found["link_missing"].what


def test_a_desk_of_millions_is_not_taken_for_a_clean_up(room: Room) -> None:
    # 43,200 tickets in one day are thirty a minute: a busy day, and no bulk
    at = pd.Timestamp("2026-05-01") + pd.to_timedelta(np.arange(43_200) * 2, unit="s")
    frame = pd.DataFrame({"id": [f"A{k:05d}" for k in range(43_200)], "kind": "incident", "opened_at": at})

    found = room.prepare(tickets=frame.assign(resolved_at=at, state="resolved"))

    assert "bulk_close" not in {issue.code for issue in found.issues}


# --- the files ----------------------------------------------------------------------------------------------------


def test_equal_rows_give_equal_bytes_and_keep_their_order(room: Room) -> None:
    count = 300_000  # several row groups, written by several threads
    frame = many(count, problem_id="PRB1", ci="a", category="b", hold_hours=0.1, team="Desk")
    frame["id"] = [f"INC{k:07d}" for k in range(count)]
    settings = {"calendar": "office-de"}

    first, second = (room.prepare(settings, tickets=frame).tables["tickets"] for _ in range(2))

    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()
    assert pd.read_parquet(first, columns=["id"])["id"].tolist() == frame["id"].tolist()


def test_a_prepared_file_has_the_canonical_columns_in_their_types(room: Room) -> None:
    found = room.prepare(tickets=[ticket()])

    for name, path in found.tables.items():
        frame = pd.read_parquet(path)
        assert frame.dtypes.astype(str).to_dict() == TABLES[name].empty().dtypes.astype(str).to_dict(), name


def test_no_row_at_all_is_no_error(room: Room) -> None:
    found = room.prepare(tickets=TABLES["tickets"].empty())

    assert sorted(found.tables) == sorted(TABLES)
    assert not found.issues
