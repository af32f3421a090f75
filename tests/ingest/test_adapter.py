"""Headings and values of an export mean what the adapter's file says, however they are written."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from csi_lib.errors import SettingsError, SourceError
from csi_lib.ingest.adapter import fold_text, load_adapter
from csi_lib.settings import Source
from csi_lib.tables import TABLES

FIELDS = {  # ServiceNow's field names and labels of the same columns: exports.md 1
    "number": "Number",
    "opened_at": "Opened",
    "resolved_at": "Resolved",
    "closed_at": "Closed",
    "state": "State",
    "priority": "Priority",
    "business_service": "Business service",
    "assignment_group": "Assignment group",
    "assigned_to": "Assigned to",
    "caller_id": "Caller",
    "contact_type": "Channel",
    "reassignment_count": "Reassignment count",
    "reopen_count": "Reopen count",
    "made_sla": "Made SLA",
    "close_code": "Resolution code",
    "problem_id": "Problem",
    "rfc": "Change Request",
    "caused_by": "Caused by Change",
    "time_worked": "Time worked",
    "sys_updated_on": "Updated",
}
OPENED = dt.datetime(2026, 3, 2, 8)


def make_rows() -> list[list[Any]]:
    late = OPENED + dt.timedelta(hours=30)
    first = ["INC1", OPENED, late, late, "Closed", "3 - Moderate", "Mail", "Desk", "Ann", "Bob", "Phone"]
    second = ["RITM2", OPENED, None, None, "On Hold", "1 - Critical", "Web", "Net", "Cy", "Di", "Self-service"]
    return [
        [*first, 2, 0, True, "Solved (Permanently)", "PRB1", "CHG1", "CHG2", 5400, late],
        [*second, 0, 1, False, "", "", "", "", None, OPENED],
    ]


def test_the_label_workbook_and_the_field_name_csv_give_the_same_table(new_project: Any) -> None:
    one, two = new_project(), new_project()
    with (one.path.parent / "a.csv").open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        for row in make_rows():
            writer.writerow(
                ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else cell for cell in row]
            )
    book = openpyxl.Workbook()
    for row in ([*FIELDS.values()], *make_rows()):
        book.active.append(row)
    book.save(two.path.parent / "a.xlsx")

    from_csv, from_book = one.table(one.ingest("a.csv")), two.table(two.ingest("a.xlsx"))

    pd.testing.assert_frame_equal(from_csv, from_book)
    assert from_csv["hours_to_resolve"].iloc[0] == 30
    assert from_csv["work_hours"].iloc[0] == 1.5
    assert from_csv["kind"].tolist() == ["incident", "request"]


def test_case_white_space_and_form_marks_of_a_heading_do_not_count() -> None:
    assert fold_text(" Assignment  Group*+") == fold_text("assignment group") == fold_text("ASSIGNMENT\u00a0GROUP")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("New", "open"),
        ("Active", "open"),
        ("in progress", "open"),
        ("2", "open"),
        ("On Hold", "hold"),
        ("Awaiting User Info", "hold"),
        ("Resolved", "resolved"),
        ("6", "resolved"),
        ("Closed", "closed"),
        ("Canceled", "cancelled"),
        ("Cancelled", "cancelled"),
        ("-100", "unknown"),
        ("", "unknown"),
    ],
)
def test_states_of_incidents(project: Any, text: str, state: str) -> None:
    assert project.tickets({"state": text})["state"].tolist() == [state]


def test_codes_of_requests_are_not_those_of_incidents(project: Any) -> None:
    rows = ({"number": "INC1", "state": "3"}, {"number": "RITM2", "state": "3"}, {"number": "INC3", "state": "7"})

    tickets = project.tickets(*rows, {"number": "RITM4", "state": "7"})

    assert tickets["state"].tolist() == ["hold", "closed", "closed", "cancelled"]


def test_an_unknown_state_is_listed_and_any_other_unknown_value_is_missing(
    project: Any, ticket: dict, as_csv: Any
) -> None:
    project.put("a.csv", as_csv([{**ticket, "state": "Zurückgestellt", "priority": "urgent!"}]))

    found = project.ingest("a.csv")

    row = project.table(found).iloc[0]
    texts = {issue.where: issue.what for issue in found.issues if issue.code == "unknown_value"}
    assert row["state"] == "unknown" and pd.isna(row["priority"])
    assert "'Zurückgestellt'" in texts["tickets.state"]
    assert "'urgent!'" in texts["tickets.priority"]


@pytest.mark.parametrize("text", ["3 - Moderate", "3", "3 - Mittel", "P3", "Moderate", "3-Moderate", " 3 "])
def test_priority_is_its_digit(project: Any, text: str) -> None:
    assert project.tickets({"priority": text})["priority"].tolist() == ["3"]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"number": "INC0001"}, "incident"),
        ({"number": "REQ0001"}, "request"),
        ({"number": "RITM0001"}, "request"),
        ({"number": "77", "sys_class_name": "Requested Item"}, "request"),
        ({"number": "INC0001", "sys_class_name": "incident"}, "incident"),
    ],
)
def test_the_kind_comes_from_the_class_or_the_number(project: Any, row: dict[str, str], kind: str) -> None:
    assert project.tickets(row)["kind"].tolist() == [kind]


def test_the_kind_setting_fills_in_and_contradicts_nothing(project: Any, as_csv: Any, ticket: dict) -> None:
    rows = [
        {**ticket, "number": "A1", "sys_class_name": ""},
        {**ticket, "number": "INC2", "sys_class_name": ""},
        {**ticket, "number": "A3", "sys_class_name": "Problem"},
    ]
    project.put("a.csv", as_csv(rows))

    found = project.ingest("a.csv", kind="request")

    assert project.table(found)[["id", "kind"]].values.tolist() == [["A1", "request"], ["INC2", "incident"]]
    assert found.rejected["reason"].tolist() == ["unknown kind 'Problem'"]


def test_a_row_of_no_known_kind_is_rejected(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv([ticket, {**ticket, "number": "X1"}]))

    assert project.ingest("a.csv").rejected["reason"].tolist() == ["no kind"]


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ({"close_code": "Solved (Work Around)"}, "solved"),
        ({"close_code": "Duplicate"}, "duplicate"),
        ({"state": "Canceled"}, "cancelled"),
    ],
)
def test_outcomes(project: Any, row: dict[str, str], outcome: str) -> None:
    assert project.tickets(row)["outcome"].tolist() == [outcome]


@pytest.mark.parametrize("mark", ["", "?", "(empty)", "-- None --", " "])
def test_missing_marks_are_missing(project: Any, mark: str) -> None:
    row = project.tickets({"category": mark, "resolved_at": mark, "reopen_count": mark, "made_sla": mark}).iloc[0]

    assert row[["category", "resolved_at", "reopen_count", "made_sla"]].isna().all()


@pytest.mark.parametrize(("column", "text"), [("reopen_count", "-1"), ("reassignment_count", "-2")])
def test_a_number_out_of_range_is_missing_and_found(
    project: Any, ticket: dict, as_csv: Any, column: str, text: str
) -> None:
    project.put("a.csv", as_csv([{**ticket, column: text}]))

    found = project.ingest("a.csv")

    assert f"'{text}'" in project.issue(found, "out_of_range").what


@pytest.mark.parametrize("text", ["1.5", "many", "nan", "inf", "1_000", "1e400"])
def test_what_is_no_count_is_missing_and_found(project: Any, ticket: dict, as_csv: Any, text: str) -> None:
    project.put("a.csv", as_csv([{**ticket, "reopen_count": text}]))

    found = project.ingest("a.csv")

    assert project.table(found)["reopen_count"].isna().all()
    assert f"'{text}'" in project.issue(found, "unreadable").what


def test_a_heading_that_stands_twice_is_read_once_and_said(project: Any) -> None:
    project.put("a.csv", "number,opened_at,category,category\nINC1,2026-03-02 08:00:00,first,second\n")

    found = project.ingest("a.csv")

    assert project.table(found)["category"].tolist() == ["first"]
    assert "'category'" in project.issue(found, "heading_twice").what


def test_an_export_of_the_default_list_view_gets_the_recipe(project: Any) -> None:
    project.put("a.csv", "number,opened_at,state,priority,assignment_group\nINC1,2026-03-02 08:00:00,New,1,Desk\n")

    issue = project.issue(project.ingest("a.csv"), "column_absent")

    assert "'resolved_at'" in issue.what
    assert "sysparm_fields=number,opened_at,resolved_at" in issue.do


def test_people_are_stored_as_pseudonyms_that_can_still_be_counted(project: Any) -> None:
    tickets = project.tickets({"assigned_to": "Ann Smith"}, {"assigned_to": "ann smith"}, {"assigned_to": "Bob"})

    assert tickets["assignee"].nunique() == 2
    assert not tickets["assignee"].str.contains("smith|bob", case=False).any()


def test_coverage_names_the_heading_and_counts_the_filled(project: Any, ticket: dict, as_csv: Any) -> None:
    project.put("a.csv", as_csv([ticket, {**ticket, "number": "INC2", "assignment_group": ""}]))

    coverage = project.ingest("a.csv").coverage.set_index("column")

    assert coverage.loc["team", ["heading", "rows", "filled"]].tolist() == ["assignment_group", 2, 1]
    assert coverage.loc["ci", ["heading", "rows", "filled"]].tolist() == ["", 2, 0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tables: {ticket: {columns: {id: [number]}}}", "did you mean 'tickets'"),
        ("tables: {tickets: {columns: {opend_at: [x]}}}", "did you mean 'opened_at'"),
        ("tables: {tickets: {columns: {in_scope: [x]}}}", "reads no column 'in_scope'"),
        ("tables: {tickets: {columns: {state: {headings: [s], values: {opened: [x]}}}}}", "no value 'opened'"),
        ("tables: {tickets: {history: update, columns: {id: [number]}}}", "did you mean 'updates'"),
        ("tabels: {}", "did you mean 'tables'"),
        ("tables: {tickets: {columns: {id: {headings: [x], read: whole_ids}}}}", "did you mean 'whole_id'"),
        ('sentinels: ["01.01.1970"]', "is no day"),
        ("window: created", "window"),
    ],
)
def test_a_mistake_in_an_adapter_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    folder = tmp_path / "params" / "sources"
    folder.mkdir(parents=True)
    head = 'version: 1\nid: own\ntitle: Own\ndates: ["%Y-%m-%d"]\n'
    (folder / "own.yml").write_text(head + text + "\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=words):
        load_adapter("own", tmp_path)


def test_every_shipped_adapter_loads_and_reads_what_each_table_needs() -> None:
    root = Path(__file__).parents[2]
    for path in (root / "params" / "sources").glob("*.yml"):
        adapter, _ = load_adapter(path.stem, root)
        for name, table in TABLES.items():
            rule = adapter.rule(table)
            needed = {item.name for item in table.columns if item.needed}
            assert rule is None or needed <= set(rule.columns), (path.stem, name)


def test_plain_takes_every_canonical_table(new_project: Any) -> None:
    for name, table in TABLES.items():
        project = new_project()
        values = {"text": "x", "stamp": "2026-03-02 08:00:00", "number": "1", "integer": "1", "flag": "true"}
        columns = [item for item in table.columns if not item.derived]
        cells = [item.values[0] if item.values else values[item.kind] for item in columns]
        project.put("a.csv", ",".join(item.name for item in columns) + "\n" + ",".join(cells) + "\n")

        found = project.ingest(sources={name: Source(adapter="plain", files=["a.csv"]).model_dump()})

        row = project.table(found, name)
        assert row[[item.name for item in columns]].notna().all(axis=None), name
        assert len(row) == 1


JOINED = """\
version: 1
id: pages
title: An export that numbers nothing
dates: ["%Y-%m-%d %H:%M:%S"]
tables:
  tickets:
    columns:
      id: {join: true, headings: [vendor, begin, place]}
      opened_at: [begin]
      resolved_at: [end]
"""


def read_pages(project: Any, *rows: str, heading: str = "vendor,begin,place,end") -> Any:
    folder = project.folder / "params" / "sources"
    folder.mkdir(exist_ok=True)
    (folder / "pages.yml").write_text(JOINED, encoding="utf-8")
    project.put("pages.csv", "\n".join([heading, *rows]))
    source = {"adapter": "pages", "kind": "incident", "files": ["pages.csv"]}
    return project.ingest(sources={"tickets": source})


def test_an_export_without_numbers_gets_its_id_from_several_headings(project: Any) -> None:
    found = read_pages(project, "A,2026-03-02 08:00:00,Rome,2026-03-02 09:00:00", "A,2026-03-02 08:00:00,,")

    ids = project.table(found)["id"].tolist()
    assert sorted(ids) == ["A / 2026-03-02 08:00:00 /", "A / 2026-03-02 08:00:00 / Rome"]
    assert found.coverage.set_index("column").loc["id", "heading"] == "vendor + begin + place"


def test_an_event_exported_again_with_a_later_end_is_one_event(project: Any) -> None:
    first, last = "A,2026-03-02 08:00:00,Rome,2026-03-02 09:00:00", "A,2026-03-02 08:00:00,Rome,2026-03-02 11:00:00"

    found = read_pages(project, first, last)

    assert found.ledger.loc[0, ["rows", "kept", "folded"]].tolist() == [2, 1, 1]
    assert project.table(found)["hours_to_resolve"].tolist() == [3.0]


def test_an_id_of_which_a_part_is_not_in_the_export_is_refused_by_that_name(project: Any) -> None:
    with pytest.raises(SourceError, match=r"the heading 'place' is missing \(column id\)"):
        read_pages(project, "A,2026-03-02 08:00:00,2026-03-02 09:00:00", heading="vendor,begin,end")


def test_a_row_without_any_part_of_its_id_is_rejected(project: Any) -> None:
    found = read_pages(project, "A,2026-03-02 08:00:00,Rome,", ",,,2026-03-02 09:00:00")

    assert found.rejected["reason"].tolist() == ["no id"]
