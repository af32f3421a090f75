"""A file is recognised by its headings, and one that no tool wrote gets a mapping that can be used at once."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from csi_lib.cli import main
from csi_lib.ingest.propose import propose
from csi_lib.ingest.reader import read_sheet
from csi_lib.ingest.recognise import Formats, find_ties
from csi_lib.settings import read_yaml
from csi_lib.tables import TABLES

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "exports"


@pytest.fixture(scope="module")
def formats() -> Formats:
    return Formats(ROOT)


def load(name: str) -> list[dict[str, Any]]:
    spec = importlib.util.spec_from_file_location(f"shown_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.EXPORTS)


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_the_export_of_a_tool_is_recognised_by_its_headings(formats: Formats, tmp_path: Path, name: str) -> None:
    export = load(name)[0]
    (tmp_path / export["name"]).write_bytes(export["write"](export["headings"], export["rows"]))

    sheet = read_sheet(tmp_path / export["name"], known=formats.count_known)
    best = formats.rank(sheet.headings)[0]

    assert (best.adapter.id, best.table.name) == (name, export.get("table", "tickets"))
    assert best.fits


@pytest.mark.parametrize(
    ("list_name", "adapter", "table"),
    [
        ("servicenow_incident_event_log_uci", "servicenow", "tickets"),
        ("servicenow_custom_outage_csv", "servicenow", "outages"),
        ("zendesk_full_csv", "zendesk", "tickets"),
        ("jira_service_management_csv", "jira", "tickets"),
        ("freshservice_ticket_csv", "freshservice", "tickets"),
        ("freshdesk_ticket_csv", "freshdesk", "tickets"),
    ],
)
def test_headings_of_public_exports_are_recognised(
    formats: Formats, data_folder: Path, list_name: str, adapter: str, table: str
) -> None:
    path = data_folder / "export_headings" / "headings.yaml"
    if not path.is_file():
        pytest.skip("the list of public headings is not on this machine")
    headings = read_yaml(path)[0][list_name]["columns"]

    best = formats.rank(headings)[0]

    assert (best.adapter.id, best.table.name, best.fits) == (adapter, table, True)


def test_formats_that_fit_equally_well_are_all_named(formats: Formats) -> None:
    ways = formats.rank(["Issue key", "Created", "Updated", "Custom field (Unheard of)"])

    names = {(item.adapter.id, item.table.name) for item in [ways[0], *find_ties(ways)]}
    assert {("jira", "changes"), ("jira", "problems"), ("jira", "tickets")} <= names


def test_two_headings_by_chance_are_no_tool(formats: Formats) -> None:
    ways = formats.rank(["number", "state", "colour", "size"])

    assert not any(item.fits for item in ways)


OWN = "Vorgang;Erstellt am;Gelöst am;Status;Prio;Gruppe;Bemerkung\n"
OWN_ROWS = [
    "V-{0};{1:02d}.03.2026 10:00;{1:02d}.03.2026 12:30;{2};{3};Desk;frei".format(
        n, n % 28 + 1, ("Offen", "Gelöst", "Sonderbar")[n % 3], n % 4 + 1
    )
    for n in range(60)
]


def test_a_proposed_mapping_reads_the_file_at_once(project: Any, formats: Formats) -> None:
    path = project.put("own.csv", OWN + "\n".join(OWN_ROWS) + "\n")
    found = propose(read_sheet(path, known=formats.count_known), TABLES["tickets"], formats, "own")
    folder = project.folder / "params" / "sources"
    folder.mkdir(parents=True)
    (folder / "own.yml").write_text(found.text, encoding="utf-8")

    ingested = project.ingest(sources={"tickets": {"adapter": "own", "files": ["own.csv"], "kind": "incident"}})
    tickets = project.table(ingested).set_index("id")

    assert found.columns == {
        "id": "Vorgang",
        "opened_at": "Erstellt am",
        "resolved_at": "Gelöst am",
        "state": "Status",
        "priority": "Prio",
        "team": "Gruppe",
    }
    assert found.unmapped == ("Bemerkung",)
    assert any("kind" in text for text in found.doubts) and any("'Sonderbar'" in text for text in found.doubts)
    assert ingested.ledger.loc[0, ["rows", "kept"]].tolist() == [60, 60]
    row = tickets.loc["V-4"]
    assert (row["opened_at"], row["state"], row["priority"]) == (pd.Timestamp("2026-03-05 10:00"), "resolved", "1")
    assert row["hours_to_resolve"] == 2.5


def test_an_id_and_the_opening_are_found_by_what_cells_hold(formats: Formats, tmp_path: Path) -> None:
    rows = "".join(f"free text,X{n:04d},2026-03-{n % 28 + 1:02d} 10:00:00\n" for n in range(40))
    (tmp_path / "a.csv").write_text("aaa,bbb,ccc\n" + rows, encoding="utf-8")

    found = propose(read_sheet(tmp_path / "a.csv"), TABLES["tickets"], formats, "own")

    assert found.columns == {"id": "bbb", "opened_at": "ccc"}


def test_a_proposal_says_where_day_and_month_cannot_be_told_apart(formats: Formats, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,opened\nA1,05/06/2026 10:00\nA2,07/08/2026 10:00\n", encoding="utf-8")

    found = propose(read_sheet(tmp_path / "a.csv"), TABLES["tickets"], formats, "own")

    assert any("day and month" in text for text in found.doubts)


def test_a_proposal_asks_for_the_unit_of_a_duration(formats: Formats, tmp_path: Path) -> None:
    rows = "".join(f"A{n},2026-03-02 08:00:00,{n}\n" for n in range(9))
    (tmp_path / "a.csv").write_text("id,opened,time worked\n" + rows, encoding="utf-8")

    found = propose(read_sheet(tmp_path / "a.csv"), TABLES["tickets"], formats, "own")

    assert found.columns["work_hours"] == "time worked"
    assert any("work_hours" in text and "'unit'" in text for text in found.doubts)


def test_map_shows_the_reading_of_a_recognised_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "number,opened_at,incident_state,priority,assignment_group,caller_id,u_odd\n"
    (tmp_path / "a.csv").write_text(head + "INC1,2026-03-02 08:00:00,Strange,1,Desk,Uwe User,x\n", encoding="utf-8")

    code = main(["map", str(tmp_path / "a.csv"), "--zone", "Europe/Berlin"])

    out = capsys.readouterr().out
    assert code == 0
    assert "Recognised: adapter servicenow, table tickets: 6 of 7 headings are known" in out
    assert "2026-03-02 07:00" in out and "'Strange'" in out and "u_odd" in out and "sysparm_fields" in out
    assert "Uwe" not in out


def test_of_a_large_text_file_map_looks_at_the_beginning_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csi_lib.cli.map.LARGE", 1_000)
    monkeypatch.setattr("csi_lib.cli.map.BEGINNING", 500)
    rows = "".join(f"INC{n:04d},2026-03-02 08:00:00,New\n" for n in range(100))
    (tmp_path / "a.csv").write_text("number,opened_at,state\n" + rows, encoding="utf-8")

    assert main(["map", str(tmp_path / "a.csv")]) == 0
    out = capsys.readouterr().out
    assert "is large" in out and "a.csv: 14 rows" in out  # 500 bytes: a heading of 23, rows of 32


def test_map_writes_a_proposal_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.csv").write_text(OWN + "\n".join(OWN_ROWS), encoding="utf-8")
    words = ["map", str(tmp_path / "own.csv"), "--out", str(tmp_path / "mine.yml")]

    assert main(words) == 0
    assert "id: mine" in (tmp_path / "mine.yml").read_text(encoding="utf-8")
    assert main(words) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.csv"], "there is no such file"),
        (["a.csv", "--zone", "Europe/Berln"], "Europe/Berlin"),
        (["a.csv", "--table", "ticket"], "did you mean 'tickets'"),
        (["a.csv", "--adapter", "servicenw"], "did you mean 'servicenow'"),
        (["a.csv", "--out", "x.txt"], "ends in .yml"),
        (["empty.csv"], "empty"),
    ],
)
def test_mistakes_of_map_are_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    (tmp_path / "a.csv").write_text("number,colour\n1,red\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert main(["map", *words]) == 2
    error = capsys.readouterr().err
    assert said.casefold() in error.casefold() and error.count("\n") == 1
