"""An end that a tool exports as minutes since the creation becomes the stamp it stands for."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

HEADING = "Id,Ticket type,Created at,First reply time in minutes"


def read(project: Any, *rows: str, zone: str = "UTC") -> Any:
    project.put("a.csv", "\n".join([HEADING, *rows]) + "\n")
    return project.ingest("a.csv", adapter="zendesk", zone=zone)


@pytest.mark.parametrize(
    ("created", "minutes", "answered"),
    [
        ("2025-01-15 08:00:00", "12", "2025-01-15 08:12:00"),
        ("2024-12-31 23:50", "15", "2025-01-01 00:05:00"),
        ("2024-02-28T23:59:30Z", "1", "2024-02-29 00:00:30"),
        ("2025-01-15T08:00:00+02:00", "90", "2025-01-15 07:30:00"),
        ("2025-01-15 08:00:00", "0", "2025-01-15 08:00:00"),
    ],
)
def test_minutes_are_added_to_the_creation(project: Any, created: str, minutes: str, answered: str) -> None:
    tickets = project.table(read(project, f"1,Incident,{created},{minutes}"))

    assert tickets["first_response_at"].tolist() == [pd.Timestamp(answered)]


def test_without_minutes_there_was_no_answer_and_nothing_is_reported(project: Any) -> None:
    found = read(project, "1,Incident,2025-01-15 08:00:00,", "2,Incident,2025-01-15 08:00:00,5")

    assert project.table(found)["first_response_at"].isna().tolist() == [True, False]
    assert not [issue for issue in found.issues if issue.where == "tickets.first_response_at"]


@pytest.mark.parametrize("minutes", ["soon", "-5"])
def test_minutes_that_are_none_are_missing_and_reported(project: Any, minutes: str) -> None:
    found = read(project, f"1,Incident,2025-01-15 08:00:00,{minutes}", "2,Incident,2025-01-15 08:00:00,5")

    (issue,) = [issue for issue in found.issues if issue.where == "tickets.first_response_at"]
    assert project.table(found)["first_response_at"].isna().tolist() == [True, False]
    assert (issue.code, issue.count) == ("unreadable", 1)


def test_of_a_file_that_a_spreadsheet_saved_again_no_answer_is_read_rather_than_some(project: Any) -> None:
    found = read(project, "1,Incident,25-01-2025 08:00,5", "2,Incident,26-01-2025 08:00,1000")

    assert project.table(found)["opened_at"].notna().all()
    assert project.table(found)["first_response_at"].isna().all()
    assert [issue.count for issue in found.issues if issue.where == "tickets.first_response_at"] == [2]
