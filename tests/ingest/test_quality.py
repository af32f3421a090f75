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
