"""What a reader has to know before trusting a number is found and said in one line."""

from __future__ import annotations

from typing import Any

import pandas as pd


def many(ticket: dict[str, str], count: int, **more: Any) -> list[dict[str, str]]:
    return [{**ticket, "number": f"INC{place:05d}", **more} for place in range(count)]


def test_closed_without_a_resolve_stamp_is_a_finding_and_not_open(project: Any, ticket: dict, as_csv: Any) -> None:
    rows = [*many({**ticket, "resolved_at": ""}, 3), {**ticket, "number": "RITM1", "resolved_at": ""}]
    project.put("a.csv", as_csv(rows))

    found = project.ingest("a.csv")

    issue = project.issue(found, "closed_without_resolve")
    assert (issue.severity, issue.count) == ("warning", 3)  # a request is fulfilled by its close
    assert not project.table(found)["open_at_end"].any()


def test_one_mistyped_year_neither_moves_the_end_of_the_data_nor_goes_unsaid(
    project: Any, ticket: dict, as_csv: Any
) -> None:
    rows = many(ticket, 400)
    rows[7] = {**rows[7], "resolved_at": "2062-03-02 18:00:00"}
    project.put("a.csv", as_csv(rows))

    found = project.ingest("a.csv")

    assert found.last_stamp == pd.Timestamp("2026-03-07 18:00")
    assert "2062-03-02" in project.issue(found, "future_stamp").what


def test_planned_and_due_stamps_are_not_the_end_of_the_data(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv([{**ticket, "sla_due": "2027-01-01 00:00:00"}]))

    assert project.ingest("a.csv").last_stamp == pd.Timestamp("2026-03-07 18:00")


def test_a_clean_up_in_one_minute_is_seen(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv(many(ticket, 30)))

    codes = {(issue.where, issue.count) for issue in project.ingest("a.csv").issues if issue.code == "bulk_close"}

    assert codes == {("tickets.resolved_at", 30), ("tickets.closed_at", 30)}


def test_a_source_of_which_nothing_can_be_kept_is_an_error(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv([{**ticket, "number": "X1"}]))

    issue = project.issue(project.ingest("a.csv"), "nothing_kept")

    assert (issue.severity, issue.count) == ("error", 1)
    assert "no kind" in issue.what


def test_every_finding_is_one_line_whatever_the_client_wrote(project: Any, ticket: dict, as_csv: Any) -> None:
    rows = [{**ticket, "state": "=cmd()\n<b>x</b>" + "y" * 5_000, "number": "INC\t1"}]
    project.put("a.csv", as_csv(rows))

    for issue in project.ingest("a.csv").issues:
        assert "\n" not in issue.what and len(issue.what) < 2_001


def test_unused_headings_are_listed_once_for_all_files(project: Any, ticket: dict, as_csv: Any) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        project.put(name, as_csv([{**ticket, "u_color": "red"}]))

    issue = project.issue(project.ingest("*.csv"), "unused_headings")

    assert "'u_color'" in issue.what
    assert issue.where == "a.csv and 2 more files"


def test_one_further_file_is_not_called_files(project: Any, ticket: dict, as_csv: Any) -> None:
    for name in ("a.csv", "b.csv"):
        project.put(name, as_csv([{**ticket, "u_color": "red"}]))

    assert project.issue(project.ingest("*.csv"), "unused_headings").where == "a.csv and 1 more file"


def test_a_close_by_the_tool_is_not_said_to_move_durations(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv(many(ticket, 30)))

    do = {issue.where: issue.do for issue in project.ingest("a.csv").issues if issue.code == "bulk_close"}

    assert "moves durations" in do["tickets.resolved_at"]  # durations end with the resolve stamp
    assert "no duration here ends with this stamp" in do["tickets.closed_at"]


def test_outcomes_nobody_knows_are_said_to_stay_in_every_kpi(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv([{**ticket, "close_code": "code 6"}]))

    found = project.ingest("a.csv")

    assert "stay in every KPI" in project.issue(found, "unknown_value").what
    assert project.table(found)["in_scope"].all()


def test_the_longest_tickets_are_said_with_their_share_of_all_hours(project: Any, ticket: dict, as_csv: Any) -> None:
    rows = many(ticket, 1_999)  # ten hours each
    rows.append({**ticket, "number": "INC99999", "resolved_at": "2026-12-31 16:00:00", "sys_updated_on": ""})
    project.put("a.csv", as_csv(rows))

    issue = project.issue(project.ingest("a.csv"), "very_old")

    assert (issue.count, issue.severity) == (1, "info")
    assert "the longest took 7,304 h; they make up 27 % of all hours: 'INC99999'" in issue.what  # 7,304 of 27,294 h


def monthly(ticket: dict[str, str], months: int, old: str) -> list[dict[str, str]]:
    """Sixty incidents a month, of one hour; every tenth is resolved later, at the moment given for its month."""
    rows = []
    for month in pd.date_range("2026-01-01", periods=months, freq="MS"):
        for place in range(60):
            opened = month + pd.Timedelta(hours=8 + 11 * place)
            resolved = opened + (pd.Timedelta(old) if place % 10 == 0 else pd.Timedelta(hours=1))
            stamps = {"opened_at": opened, "resolved_at": resolved, "closed_at": resolved, "sys_updated_on": resolved}
            rows.append({**ticket, "number": f"INC{len(rows)}", **{name: str(at) for name, at in stamps.items()}})
    return rows


def test_an_export_that_begins_with_young_tickets_says_how_long(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv(monthly(ticket, 4, "75 days")))

    found = project.ingest("a.csv")

    issue = project.issue(found, "young_start")
    assert "begins with what was opened on 2026-01-01" in issue.what and "until 2026-03-17" in issue.what
    table = project.table(found)
    early = table[table["resolved_at"] < "2026-03-17"]
    assert issue.count == len(early)
    assert early["hours_to_resolve"].max() == 1.0  # none of the long ones is in these months: that is the fault


def test_old_tickets_of_a_few_days_need_no_word(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv(monthly(ticket, 4, "12 days")))

    assert not [issue for issue in project.ingest("a.csv").issues if issue.code == "young_start"]
