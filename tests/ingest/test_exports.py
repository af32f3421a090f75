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
import re
from collections import Counter
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


@pytest.fixture(scope="module", params=EXPORTS)
def export(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


@pytest.fixture(scope="module")
def found(export: dict[str, Any], new_project: Any) -> Any:
    """The export as it is, read once for all that is asked of it."""
    return read(new_project(), export, export["rows"])


def test_the_export_gives_the_rows_written_by_hand_and_the_counts_add_up(found: Any, export: dict[str, Any]) -> None:
    frame = pd.read_parquet(found.tables[export.get("table", "tickets")])
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


def test_people_of_an_export_are_pseudonyms(found: Any, export: dict[str, Any]) -> None:
    frame = pd.read_parquet(found.tables[export.get("table", "tickets")])
    cells = {cell.strip() for row in export["rows"] for cell in row if cell.strip()}

    for name in set(PEOPLE) & set(frame.columns):
        assert not set(frame[name].dropna()) & cells


def multiply_last_row(export: dict[str, Any]) -> tuple[list[list[str]], list[str], int]:
    """The rows with the last kept one once more per column under ids of their own; these ids; the ids' column."""
    named = str(export["expected"][-1]["id"])
    row = next(row for row in export["rows"] if named in [cell.strip() for cell in row])
    key = [cell.strip() for cell in row].index(named)
    ids = [f"{named}{place:02}" for place in range(len(export["headings"]))]
    return [*export["rows"], *([*row[:key], name, *row[key + 1 :]] for name in ids)], ids, key


@pytest.mark.parametrize("mangled", MANGLED_EXPORTS)
def test_rows_mangled_in_any_column_are_reported_row_by_row_and_lose_nothing_else(
    new_project: Any, mangled: dict[str, Any]
) -> None:
    """For every column one copy of the last row is mangled there."""
    table, headings = mangled.get("table", "tickets"), mangled["headings"]
    rows, ids, key = multiply_last_row(mangled)
    whole = new_project()
    before = whole.table(read(whole, mangled, rows), table).set_index("id", drop=False)
    assert set(ids) <= set(before.index)
    first = len(rows) - len(ids)
    spoiled = [list(row) for row in rows]
    for column in range(len(headings)):
        spoiled[first + column][column] = MANGLED

    project = new_project()
    found = read(project, mangled, spoiled)

    after = project.table(found, table).set_index("id", drop=False)
    ledger, columns = found.ledger.iloc[0], [item for item in TABLES[table].columns if not item.derived]
    names = [item.name for item in columns]
    others = [name for name in before.index if name not in ids]
    assert ledger["rows"] == len(rows) == ledger[["kept", "folded", "duplicate", "rejected"]].sum()
    pd.testing.assert_frame_equal(after.loc[others, names], before.loc[others, names])
    renamed = [name for name in after.index if name not in before.index]  # of the row whose id was mangled
    reasons = {
        next((place for place, name in enumerate(ids) if name in row["content"]), key): row["reason"]
        for _, row in found.rejected.iterrows()
        if MANGLED in row["content"]
    }
    changes = Counter[str]()
    for column, (name, heading) in enumerate(zip(ids, headings, strict=True)):
        kept = renamed if column == key else [name] if name in after.index else []
        if kept:
            changes.update(list_changed_cells(before.loc[name], after.loc[kept].iloc[0], columns, heading))
            continue
        assert re.search(f"{MANGLED}|is not|unknown|holds|no ", reasons.pop(column)), heading
    assert not reasons
    told = Counter[str]()
    for issue in found.issues:
        told[issue.where.rsplit(".", 1)[-1]] += issue.count
    told["outcome"] += told["state"]  # where the outcome is unknown, the state says whether a ticket was cancelled
    assert changes <= told


def list_changed_cells(was: pd.Series, now: pd.Series, columns: list[Any], heading: str) -> list[str]:
    """The columns whose value went missing or changed; a text may be the mangled one itself, which needs no finding."""
    changed = []
    for item in columns:
        before, after = write_value(was[item.name]), write_value(now[item.name])
        if before == after or item.name in PEOPLE:
            continue
        if item.kind == "text" and not item.values:
            assert after is None or MANGLED in str(after), (heading, item.name)
            changed += [item.name] if after is None else []
        else:
            assert after in (None, "unknown") or (item.name, after) == ("outcome", "cancelled"), (heading, item.name)
            changed.append(item.name)
    return changed
