"""People stay private: what is stored and shown of a row names nobody and quotes nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from csi_lib.ingest import Issue
from csi_lib.ingest.adapter import Mapping
from csi_lib.ingest.people import hide_person
from csi_lib.ingest.screen import NOT_STORED, make_screen

NAME, MAIL, TEXT = "Zenobia Quexley", "zenobia.quexley@client.example", "my wife Ottilie spilled coffee on it"
KEY = b"k" * 32


def dirty(ticket: dict[str, str], **more: str) -> dict[str, str]:
    return {**ticket, "assigned_to": NAME, "caller_id": MAIL, "description": TEXT, **more}


def stored(folder: Path) -> bytes:
    """Everything below a folder, Parquet decoded: what anybody could read there."""
    found = []
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        found.append(path.read_bytes())
        if path.suffix == ".parquet":
            found.append(pd.read_parquet(path).to_csv().encode())
    return b"\n".join(found)


def test_nothing_stored_holds_a_name_an_address_or_a_description(project: Any, ticket: dict, as_csv: Any) -> None:
    rows = [dirty(ticket), dirty(ticket, number="INC2", opened_at="no day"), dirty(ticket, number="X9", state=MAIL)]
    project.put("a.csv", as_csv(rows) + f"INC7,{NAME}\r\n")

    project.ingest("a.csv")

    everything = stored(project.folder / "cache")
    assert b"INC2" in everything
    assert [word for word in (NAME, MAIL, TEXT, "Ottilie") if word.encode() in everything] == []


def test_a_rejected_row_can_still_be_found_by_file_number_and_mapped_cells(
    project: Any, ticket: dict, as_csv: Any
) -> None:
    project.put("a.csv", as_csv([dirty(ticket), dirty(ticket, number="INC2", opened_at="no day")]))

    found = project.ingest("a.csv")
    row = found.rejected.iloc[0]
    cells = json.loads(row["content"])
    people = project.table(found)

    assert (row["file"], row["row"]) == ("a.csv", 3)
    assert cells[0] == "INC2"
    assert "no day" in cells
    assert cells.count(NOT_STORED) == 1  # the description alone; the people are the pseudonyms of the tables
    assert people["assignee"].iloc[0] in cells
    assert people["requester"].iloc[0] in cells


def test_texts_are_kept_where_the_engagement_asks_for_them_and_people_are_not() -> None:
    mapping = Mapping({"id": (0,), "assignee": (1,)}, None, ("description",), ())
    row = ["INC1", NAME, TEXT]

    assert make_screen(mapping, 3, KEY).hide(row) == ["INC1", hide_person(NAME, KEY), NOT_STORED]
    assert make_screen(mapping, 3, KEY, keep_text=True).hide(row) == ["INC1", hide_person(NAME, KEY), TEXT]


def test_nothing_is_stored_of_a_row_in_which_nobody_knows_which_cell_is_which() -> None:
    mapping = Mapping({"id": (0,), "assignee": (1,)}, None, (), ())

    assert make_screen(mapping, 2, KEY, keep_text=True).hide(["INC1", "", NAME]) == [NOT_STORED]


def test_a_mapped_cell_that_swallowed_a_text_is_not_stored() -> None:
    mapping = Mapping({"id": (0,), "state": (1,)}, None, (), ())
    screen = make_screen(mapping, 2, KEY)

    assert screen.hide([f"INC1\n{TEXT}", "x" * 61]) == [NOT_STORED, NOT_STORED]
    assert screen.hide(["INC1", "x" * 60]) == ["INC1", "x" * 60]


@pytest.mark.parametrize("text", ["'anna.meier@client.example'", "mail to <a@b.c>", "x@y and 2 more"])
def test_no_finding_shows_an_address(text: str) -> None:
    issue = Issue("unknown_value", "warning", "tickets.state", f"not known: {text}", 1, "")

    assert "@" not in issue.what
    assert "(e-mail address)" in issue.what
