"""Every adapter reads its documented format value by value, and a mangled cell costs itself and nothing else.

One file ``exports/<adapter>.py`` per adapter, with ``EXPORTS``: a list of dicts, each one small export:

* ``name``: file name; ``source``: keys of the engagement's source (``zone``, ``kind``, ...; the adapter is the file's
  name); ``table``: canonical table, default tickets;
* ``headings``, ``rows``: the export as the tool documents it, texts only; ``write(headings, rows) -> bytes`` makes the
  file of them;
* ``expected``: one dict per kept row, canonical column -> value by hand (stamps in UTC as texts, None: missing), with
  the columns the export fills; ``rejected`` (default 0): rows that cannot be kept; ``folded`` (default 0);
* ``issues`` (optional): codes of findings that must be there;
* ``mangle: False`` (optional): leave this export out of the test that mangles cells.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from csi_lib.ingest.people import PEOPLE
from csi_lib.tables import TABLES

FOLDER = Path(__file__).parent / "exports"
MANGLED = "~mangled~"


def load_exports() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"exports_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for one in module.EXPORTS:
            found.append(pytest.param({"adapter": path.stem, **one}, id=f"{path.stem}-{one['name']}"))
    return found


EXPORTS = load_exports()
MANGLED_EXPORTS = [item for item in EXPORTS if item.values[0].get("mangle", True)]


def read(project: Any, export: dict[str, Any], rows: list[list[str]]) -> Any:
    project.put(export["name"], export["write"](export["headings"], rows))
    source = {"adapter": export["adapter"], "files": [export["name"]], **export.get("source", {})}
    return project.ingest(sources={export.get("table", "tickets"): source})


def write_value(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return round(value, 6) if isinstance(value, float) else value.item() if hasattr(value, "item") else value


def list_values(frame: pd.DataFrame, columns: list[str]) -> dict[str, dict[str, Any]]:
    return {row["id"]: {name: write_value(row[name]) for name in columns} for _, row in frame.iterrows()}


@pytest.mark.parametrize("export", EXPORTS)
def test_the_export_gives_the_rows_written_by_hand_and_the_counts_add_up(project: Any, export: dict[str, Any]) -> None:
    found = read(project, export, export["rows"])

    frame = project.table(found, export.get("table", "tickets"))
    expected = {row["id"]: row for row in export["expected"]}
    columns = [name for name in dict.fromkeys(name for row in export["expected"] for name in row) if name not in PEOPLE]
    ledger = found.ledger.iloc[0]
    assert set(columns) <= set(TABLES[export.get("table", "tickets")].names)
    assert list_values(frame, columns) == {
        key: {name: write_value(row.get(name)) for name in columns} for key, row in expected.items()
    }
    assert ledger["rejected"] == export.get("rejected", 0)
    assert ledger["folded"] + ledger["duplicate"] == export.get("folded", 0)
    assert ledger["rows"] == len(export["rows"]) == ledger[["kept", "folded", "duplicate", "rejected"]].sum()
    assert set(export.get("issues", ())) <= {issue.code for issue in found.issues}


@pytest.mark.parametrize("export", EXPORTS)
def test_people_of_an_export_are_pseudonyms(project: Any, export: dict[str, Any]) -> None:
    frame = project.table(read(project, export, export["rows"]), export.get("table", "tickets"))
    cells = {cell.strip() for row in export["rows"] for cell in row if cell.strip()}

    for name in set(PEOPLE) & set(frame.columns):
        assert not set(frame[name].dropna()) & cells


@pytest.mark.parametrize("export", MANGLED_EXPORTS)
def test_one_mangled_row_is_reported_column_by_column_and_loses_nothing_else(
    new_project: Any, export: dict[str, Any]
) -> None:
    """The last kept row is mangled in every column in turn."""
    table = export.get("table", "tickets")
    whole = new_project()
    before = whole.table(read(whole, export, export["rows"]), table)
    columns = [item for item in TABLES[table].columns if not item.derived]
    victim = str(export["expected"][-1]["id"])
    place = next(n for n, row in enumerate(export["rows"]) if victim in [cell.strip() for cell in row])
    read_names = [item.name for item in columns]
    for column in range(len(export["headings"])):
        rows = [list(row) for row in export["rows"]]
        rows[place][column] = MANGLED
        project = new_project()
        found = read(project, export, rows)
        after = project.table(found, table)
        ledger = found.ledger.iloc[0]
        heading = export["headings"][column]

        assert ledger["rows"] == len(rows), heading
        assert ledger["rows"] == ledger[["kept", "folded", "duplicate", "rejected"]].sum(), heading
        others = before["id"] != victim
        kept = after[after["id"].isin(before["id"]) & (after["id"] != victim)]
        pd.testing.assert_frame_equal(
            kept[read_names].reset_index(drop=True), before[others][read_names].reset_index(drop=True), obj=heading
        )
        if ledger["rejected"] > export.get("rejected", 0):
            assert ledger["rejected"] == export.get("rejected", 0) + 1, heading
            assert found.rejected["reason"].str.contains(f"{MANGLED}|is not|unknown|holds|no ").all(), heading
            continue
        check_changed_cells(before, after, victim, found, columns, heading)


def check_changed_cells(
    before: pd.DataFrame, after: pd.DataFrame, victim: str, found: Any, columns: list[Any], heading: str
) -> None:
    """Every value that went missing or changed has a finding, or is the mangled text itself."""
    old = before[before["id"] == victim]
    new = after[~after["id"].isin(set(before["id"]) - {victim})]
    assert len(new) == 1, heading
    told = {issue.where.rsplit(".", 1)[-1]: issue.what for issue in found.issues}
    for item in columns:
        was, now = write_value(old.iloc[0][item.name]), write_value(new.iloc[0][item.name])
        if was == now or item.name in PEOPLE:
            continue
        if item.kind == "text" and not item.values:
            assert now is None or MANGLED in str(now), (heading, item.name)
            assert now is not None or item.name in told, (heading, item.name)
        else:
            # where the outcome is unknown, the state says whether a ticket was cancelled
            assert now in (None, "unknown") or (item.name, now) == ("outcome", "cancelled"), (heading, item.name)
            assert item.name in told or (item.name == "outcome" and "state" in told), (heading, item.name)
