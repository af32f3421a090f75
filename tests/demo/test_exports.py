"""The default engagement as a reader of its files finds it."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from csi_lib.demo.world import HUGE_CATEGORY
from csi_lib.maturity import check_answers, load_answers, load_questions
from csi_lib.settings import find_kit
from csi_lib.tables import TABLES

TICKET_FILES = [f"{kind}_{year}.csv" for kind in ("incident", "request") for year in (2024, 2025, 2026)]
STAMPS = ("opened_at", "resolved_at", "closed_at", "sys_updated_on", "sla_due", "u_first_response_at")


def read_good_rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(100_000)
    with path.open(encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file)
    good = [dict(zip(headings, row, strict=True)) for row in rows if len(row) == len(headings)]
    return [row for row in good if row["number"] and row["opened_at"][:2] == "20"]


@pytest.fixture(scope="module")
def newest(default_demo: Path) -> dict[str, dict[str, str]]:
    """The newest row of every ticket, over all files."""
    found: dict[str, dict[str, str]] = {}
    for row in (row for name in TICKET_FILES for row in read_good_rows(default_demo / name)):
        known = found.get(row["number"])
        if known is None or row["sys_updated_on"] > known["sys_updated_on"]:
            found[row["number"]] = row
    return found


def test_about_sixty_thousand_tickets_over_six_services_and_eight_groups(newest: dict, planted: dict) -> None:
    assert 57_000 <= len(newest) <= 63_000
    assert len(newest) == planted["counts"]["tickets"]
    assert {row["business_service"] for row in newest.values()} == set(planted["services"])
    assert {row["assignment_group"] for row in newest.values()} == set(planted["teams"])
    assert (len(planted["services"]), len(planted["teams"])) == (6, 8)
    kinds = Counter(number[:3] for number in newest)
    assert kinds["INC"] / kinds.total() == pytest.approx(0.70, abs=0.01)


def test_tickets_run_through_all_thirty_months(newest: dict) -> None:
    months = Counter(row["opened_at"][:7] for row in newest.values())

    assert len(months) == 30
    assert min(months.values()) > 1_000
    assert (min(months), max(months)) == ("2024-01", "2026-06")


def test_nothing_happens_after_the_last_day(newest: dict) -> None:
    for name in ("opened_at", "resolved_at", "closed_at", "sys_updated_on"):
        assert max(row[name] for row in newest.values()) <= "2026-06-30 23:59:59"


def test_tickets_are_open_at_the_end_and_nowhere_else(newest: dict, planted: dict) -> None:
    still_open = [row for row in newest.values() if not row["resolved_at"] and not row["closed_at"]]

    assert len(still_open) == planted["counts"]["open_at_end"] > 50
    assert Counter(row["opened_at"][:7] for row in still_open).most_common(1)[0][0] == "2026-06"


def test_the_files_overlap_and_the_newer_state_differs(default_demo: Path) -> None:
    before = {row["number"]: row for row in read_good_rows(default_demo / "incident_2025.csv")}
    after = {row["number"]: row for row in read_good_rows(default_demo / "incident_2026.csv")}
    both = before.keys() & after.keys()
    moved = [number for number in both if before[number]["sys_updated_on"] < after[number]["sys_updated_on"]]

    assert len(both) > 1_000
    assert 50 < len(moved) < len(both)
    assert all(before[number] == after[number] for number in both - set(moved))


def test_every_grain_of_dirt_is_in_the_truths(default_demo: Path, newest: dict, planted: dict) -> None:
    dirt = planted["dirt"]
    backwards = [row for row in newest.values() if row["resolved_at"] and row["resolved_at"] < row["opened_at"]]
    states = Counter(row["state"] for row in newest.values())

    assert len(backwards) == dirt["resolved_before_opened"] == 40
    assert {row["business_service"] for row in backwards} <= set(dirt["resolved_before_opened_services"])
    assert {name: states[name] for name in dirt["unknown_states"]} == dirt["unknown_states"]
    assert sum(row["category"] == HUGE_CATEGORY for row in newest.values()) == dirt["huge_category_tickets"] > 0


@pytest.mark.parametrize("name", TICKET_FILES)
def test_every_row_of_a_ticket_file_is_accounted_for(default_demo: Path, planted: dict, name: str) -> None:
    csv.field_size_limit(100_000)
    with (default_demo / name).open(encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file)
    added = planted["dirt"]["added_rows"][name]
    full = [row for row in rows if len(row) == len(headings)]
    numbers = [row[0] for row in full if row[0]]
    readable = [row for row in full if row[2][:2] == "20"]

    assert len(rows) == planted["rows"][name]
    assert len(rows) - len(full) == added["ragged"]
    assert len(full) - len(numbers) == added["nameless"]
    assert len(full) - len(readable) == added["unreadable"]
    assert len(numbers) - len(set(numbers)) == added["duplicate"]
    assert len({tuple(row) for row in full}) == len(full) - added["duplicate"]


def test_the_category_is_as_long_as_promised_and_its_end_can_be_told() -> None:
    assert len(HUGE_CATEGORY) == 40_000
    assert HUGE_CATEGORY.endswith("END40000")
    assert HUGE_CATEGORY.count("END40000") == 1


def test_names_that_harm_a_careless_page_are_in_the_tickets(newest: dict) -> None:
    categories = {row["category"] for row in newest.values()}

    assert any(row["business_service"].startswith("=") for row in newest.values())
    assert any(row["assignment_group"].startswith("<script>") for row in newest.values())
    assert {"+SUM(A1:A9)", "@risk"} < categories
    assert any("ü" in row["business_service"] and "🖨️" in row["business_service"] for row in newest.values())


def test_no_stamp_lies_in_the_hour_that_spring_leaves_out(newest: dict) -> None:
    gaps = ("2024-03-31 02", "2025-03-30 02", "2026-03-29 02")

    assert not [row for row in newest.values() for name in STAMPS if row[name].startswith(gaps)]


def test_every_caused_by_names_a_change_and_every_problem_a_problem(default_demo: Path, newest: dict) -> None:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(default_demo / "change_request.xlsx").get_sheet_by_index(0).to_python()
    changes = {row[0] for row in sheet[1:]}
    problems = {row["number"] for row in read_good_rows(default_demo / "problem.csv")}
    blamed = {row["caused_by"] for row in newest.values()} - {""}
    linked = {row["problem_id"] for row in newest.values()} - {""}

    assert len(blamed) > 50 and blamed <= changes
    assert len(linked) > 100 and linked <= problems


@pytest.mark.parametrize("name", ["surveys", "outages", "contacts", "costs", "headcount", "usage", "services"])
def test_plain_tables_hold_canonical_columns_with_values_the_tables_allow(default_demo: Path, name: str) -> None:
    table = TABLES[name]
    with (default_demo / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert set(rows[0]) == {column.name for column in table.columns if not column.derived}
    assert len({row["id"] for row in rows}) == len(rows)
    for column in (column for column in table.columns if not column.derived):
        values = {row[column.name] for row in rows} - {""}
        assert not column.needed or all(row[column.name] for row in rows), column.name
        assert not column.values or values <= set(column.values), column.name
        if column.kind == "number":
            assert all(column.low is None or float(value) >= column.low for value in values), column.name
            assert all(column.high is None or float(value) <= column.high for value in values), column.name
        if column.kind == "stamp":
            assert all(dt.datetime.fromisoformat(value) <= dt.datetime(2026, 6, 30, 23, 59, 59) for value in values)


def test_csat_and_nps_keep_to_their_scales(default_demo: Path) -> None:
    with (default_demo / "surveys.csv").open(encoding="utf-8", newline="") as file:
        answered = [row for row in csv.DictReader(file) if row["score"]]
    scores = {kind: {int(row["score"]) for row in answered if row["kind"] == kind} for kind in ("csat", "nps")}

    assert scores == {"csat": set(range(1, 6)), "nps": set(range(11))}
    assert all(row["responded_at"] >= row["sent_at"] for row in answered)


def test_twelve_people_answer_the_questionnaire_and_do_not_agree(default_demo: Path) -> None:
    questions = load_questions(find_kit("params/maturity/questions"))
    sheets = load_answers([default_demo / "answers"])
    check_answers(sheets, questions)
    letters = {
        name: {sheet.answers[name].answer for sheet in sheets if name in sheet.answers} for name in sheets[0].answers
    }

    assert len(sheets) == 12
    assert {sheet.group for sheet in sheets} == {"users", "agents", "staff", "stakeholders", "managers"}
    assert sum(len(found - {"DK", "NA"}) > 1 for found in letters.values()) > len(letters) / 2
    assert {"DK", "NA"} <= {answer.answer for sheet in sheets for answer in sheet.answers.values()}


def test_nobody_is_asked_what_his_group_is_not_asked(default_demo: Path) -> None:
    processes = load_questions(find_kit("params/maturity/questions"))
    groups = {question.id: question.groups for process in processes for question in process.questions}

    for sheet in load_answers([default_demo / "answers"]):
        assert all(sheet.group in groups[name] for name in sheet.answers)
