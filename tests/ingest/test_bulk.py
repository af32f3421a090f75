"""Big files are landed in bounded memory with the same result as small ones, whatever is wrong with them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csi_lib.ingest import land as landing
from csi_lib.ingest.bulk import choose, stage, stamp, table
from csi_lib.ingest.bulk.feed import Feed
from csi_lib.ingest.bulk.session import open_session, scan
from csi_lib.ingest.gather import find_inputs
from csi_lib.ingest.stamps import to_utc
from csi_lib.ingest.text import read_text
from csi_lib.settings import Engagement, Source
from csi_lib.tables import TABLES

HEADINGS = [
    "number", "opened_at", "resolved_at", "incident_state", "priority", "category", "assigned_to", "reassignment_count",
    "sys_mod_count", "sys_updated_on", "description",
]  # fmt: skip
OPENED, SOLVED, LATER = "2026-03-02 08:00:00", "2026-03-02 18:00:00", "2026-03-03 08:00:00"
GAP, TWICE = "2026-03-29 02:30:00", "2025-10-26 02:15:00"
MESSY = [
    ["INC1", OPENED, SOLVED, "Closed", "3 - Moderate", " Net ", "Ann", "1", "3", LATER, "a,b"],
    ["INC1", OPENED, "", "New", "3 - Moderate", "N/A", "Ann", "x", "1", OPENED, 'said "hi"'],
    ["INC1", OPENED, "", "New", "3 - Moderate", "N/A", "Ann", "x", "1", OPENED, 'said "hi"'],
    ["REQ2", GAP, TWICE, "4", "odd", "é", "bob ", "-1", "", "garbage", "l1\nl2\n\nl4"],
    ["INC3", "broken", "", "", "", "", "", "", "", "", ""],
    HEADINGS,
    ["", OPENED, "", "", "", "", "", "", "", "", ""],
    ["", "", "", "", "", "", "", "", "", "", " "],
    ["XX4", OPENED, "", "", "", "", "", "", "", "", "no kind"],
    ["INC5", OPENED, "9999-12-31 00:00:00", "Closed", "1", "null", "Ann", "2.0", "1", "2026-03-04", ""],
]  # fmt: skip


def write(rows: list[list[str]], delimiter: str = ",", ends: str = "\r\n") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=ends).writerows([HEADINGS, *rows])
    return stream.getvalue()


def land_both(project: Any, monkeypatch: pytest.MonkeyPatch, **sources: dict[str, Any]) -> tuple[Any, Any]:
    """Land the same sources in memory and as big files."""
    chosen = {name: Source.model_validate({"adapter": "servicenow", **item}) for name, item in sources.items()}
    engagement = Engagement(
        version=1, id="test", client="T", zone="Europe/Zurich", author="t", sources=chosen, kpis=["mttr_resolve"]
    )
    inputs, _ = find_inputs(engagement, project.path)
    found = []
    for size in (1 << 60, 0):
        monkeypatch.setattr(choose, "BIG", size)
        folder = project.folder / f"landed-{size}"
        folder.mkdir()
        found.append(landing.land(inputs, b"k" * 32, folder))
    return found[0], found[1]


def assert_same(small: Any, big: Any) -> None:
    pd.testing.assert_frame_equal(big.ledger, small.ledger)
    pd.testing.assert_frame_equal(big.rejected, small.rejected)
    pd.testing.assert_frame_equal(big.coverage, small.coverage)
    assert big.issues == small.issues
    for name, path in small.raw.items():
        key = list(TABLES[name].key)
        frames = [pd.read_parquet(item).sort_values(key, ignore_index=True) for item in (big.raw[name], path)]
        pd.testing.assert_frame_equal(*frames)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(("delimiter", "ends"), [(",", "\n"), (";", "\r\n"), ("\t", "\n")])
def test_messy_files_land_alike_whether_big_or_small(
    project: Any, monkeypatch: pytest.MonkeyPatch, encoding: str, delimiter: str, ends: str
) -> None:
    text = "list of incidents\n" + write(MESSY, delimiter, ends) + f"INC9{delimiter}short{ends}{ends}Total: 9{ends}"
    project.put("a.csv", text.encode(encoding))
    project.put(
        "b.csv.gz", gzip.compress(write([*MESSY[:3], ["INC7", *MESSY[0][1:]]], delimiter, ends).encode(encoding))
    )

    small, big = land_both(project, monkeypatch, tickets={"files": ["a.csv", "b.csv.gz"]})

    assert small.ledger["rejected"].sum() == 5
    assert small.ledger["folded"].sum() == 1
    assert_same(small, big)


def test_two_sources_of_one_table_fold_alike(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "PART", 2)
    project.put("a.csv", write(MESSY))
    project.put("b.csv", write([[*row[:3], "Resolved", *row[4:]] for row in MESSY]))
    both = {"table": "tickets"}

    small, big = land_both(
        project, monkeypatch, one={**both, "files": ["a.csv"]}, two={**both, "kind": "request", "files": ["b.csv"]}
    )

    assert_same(small, big)


def stage_rows(text: str, folder: Path) -> tuple[list[list[str]], list[int], list[Any]]:
    with open_session(folder) as connection:

        def lay(source: str, path: Path, headings: Any) -> int:
            made = connection.execute(f"COPY (SELECT * FROM {source}) TO '{path.as_posix()}' (FORMAT parquet)")
            return int(made.fetchall()[0][0])

        feed = Feed(io.BytesIO(text.encode()), Path("a.csv"))
        staged = stage.stage_text(feed, connection, folder, lay, delimiter=",", known=len, path=Path("a.csv"))
        if not staged.pieces:
            return [], [], staged.broken
        query = f"SELECT file_index, file_row_number, c0, c1, c2 FROM {scan(staged.pieces)}"
        found = [row for row in connection.execute(query).fetchall() if any(cell.strip() for cell in row[2:])]
        pieces, places = (np.array([row[at] for row in found], dtype=np.int64) for at in (0, 1))
        return [list(row[2:]) for row in found], staged.number(pieces, places).tolist(), staged.broken


CLEAN = ["a", '"x"', '"x,y"', '"l1\nl2"', '"q""q"', "", "é", '"p\n\np"', '"c\r\nd"', " "]
CELLS = [*CLEAN, 'x"y', '"x', '"x"y', ' "z"', '"z" ', "\r", "a,b"]
ENDS = ["\n", "\n", "\r\n", "\n\n"]
RECORDS = st.tuples(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4), st.sampled_from(ENDS))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(RECORDS, min_size=1, max_size=12), block=st.sampled_from([30, 100, 1 << 20]))
def test_every_record_of_damaged_text_is_found_with_its_row_number(
    records: list[tuple[list[str], str]], block: int, new_folder: Callable[[], Path]
) -> None:
    text = "h1,h2,h3\n" + "".join(",".join(cells) + end for cells, end in records)
    whole = read_text(text, ",", len)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "BLOCK", block)
        patch.setattr(stage, "PIECE", 20)
        rows, numbers, broken = stage_rows(text, new_folder())

    assert (rows, numbers, broken) == (whole.rows, whole.numbers, whole.broken)


@pytest.fixture
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("staged")


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran", "UTC"])
def test_local_time_goes_to_utc_as_in_memory_at_every_change_of_the_clocks(zone: str, tmp_path: Path) -> None:
    local = pd.Series(pd.date_range("2019-12-31", "2024-01-02", freq="13min").as_unit("us"))
    expected = to_utc(local, zone)
    years = (2019, 2024)
    with open_session(tmp_path) as connection:
        connection.register("stamps", pd.DataFrame({"t": local}))
        marks = ", ".join(stamp.mark_changes("t", zone, years, code) for code in ("clock_twice", "clock_gap"))
        rows = connection.execute(f"SELECT {stamp.shift_to_utc('t', zone, years)}, {marks} FROM stamps").fetchall()

    assert pd.Series([row[0] for row in rows]).astype("datetime64[us]").equals(expected.utc)
    assert [row[1] for row in rows] == expected.twice.tolist()
    assert [row[2] for row in rows] == expected.never.tolist()


def test_a_file_of_another_kind_is_left_to_the_in_memory_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "BIG", 0)
    paths = [tmp_path / "a.csv", tmp_path / "b.xlsx"]
    for path in paths:
        path.write_bytes(b"a")

    assert choose.is_big(paths[:1])
    assert not choose.is_big(paths)
