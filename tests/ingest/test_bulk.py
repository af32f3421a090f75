"""Big files are landed in bounded memory with the same result as small ones, whatever is wrong with them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csi_lib.ingest import land as landing
from csi_lib.ingest.bulk import choose, fold, follow, stage, stamp, typed
from csi_lib.ingest.bulk import write as writing
from csi_lib.ingest.bulk.feed import Feed
from csi_lib.ingest.bulk.session import open_session, scan
from csi_lib.ingest.columnar import read_columnar
from csi_lib.ingest.gather import find_inputs, ingest
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
        frames = [TABLES[name].conform(pd.read_parquet(item)) for item in (big.raw[name], path)]
        frames = [frame.sort_values(key, ignore_index=True) for frame in frames]
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


@pytest.mark.parametrize("lost", [0, 1])
def test_messy_files_are_prepared_alike_whether_big_or_small(
    project: Any, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    monkeypatch.setattr(writing, "LOST", lost)
    project.put("a.csv", write(MESSY))
    project.put("b.csv.gz", gzip.compress(write([*MESSY[:3], ["INC7", *MESSY[0][1:]]]).encode()))
    source = Source.model_validate({"adapter": "servicenow", "files": ["a.csv", "b.csv.gz"]})
    engagement = Engagement(
        version=1, id="test", client="T", zone="Europe/Zurich", author="t", sources={"tickets": source}, kpis=["a"]
    )
    found = []
    for size in (1 << 60, 0):
        monkeypatch.setattr(choose, "BIG", size)
        found.append(ingest(engagement, project.path, cache=project.folder / f"cache-{size}"))
    small, big = found

    for name in ("ledger", "rejected", "coverage", "windows"):
        pd.testing.assert_frame_equal(getattr(big, name), getattr(small, name))
    assert [(item.code, item.where, item.count) for item in big.issues] == [
        (item.code, item.where, item.count) for item in small.issues
    ]
    for name in TABLES:
        frames = [pd.read_parquet(item.tables[name]).sort_values(list(TABLES[name].key)) for item in found]
        pd.testing.assert_frame_equal(*(frame.reset_index(drop=True) for frame in frames))


def test_two_sources_of_one_table_fold_alike(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (fold, follow):
        monkeypatch.setattr(module, "PART", 2)
    project.put("a.csv", write(MESSY))
    project.put("b.csv", write([[*row[:3], "Resolved", *row[4:]] for row in MESSY]))
    both = {"table": "tickets"}

    small, big = land_both(
        project, monkeypatch, one={**both, "files": ["a.csv"]}, two={**both, "kind": "request", "files": ["b.csv"]}
    )

    assert_same(small, big)


def write_typed(path: Path, rows: list[list[Any]], stamps: pa.DataType) -> None:
    """Write an export as a warehouse has it: stamps, numbers, marks, days and dictionaries, each in its own type."""
    arrays = [
        pa.array([row[place] for row in rows], kind)
        for place, kind in enumerate(
            [pa.string(), stamps, stamps, pa.string(), pa.int64(), pa.string(), pa.string(), pa.float64(), pa.int32(),
             pa.date32(), pa.decimal128(9, 2)]
        )
    ]  # fmt: skip
    arrays[3] = arrays[3].dictionary_encode()
    pq.write_table(pa.table(arrays, names=HEADINGS), path, row_group_size=3)


def list_typed(fraction: int) -> list[list[Any]]:
    opened, solved = dt.datetime(2026, 3, 2, 8, 0, 0, fraction), dt.datetime(2026, 3, 2, 18)
    gap, twice, day = dt.datetime(2026, 3, 29, 2, 30), dt.datetime(2025, 10, 26, 2, 15), dt.date(2026, 3, 2)
    return [
        ["INC1", opened, solved, "Closed", 3, " Net ", "Ann", 1.0, 3, day, Decimal("1.50")],
        ["INC1", opened, None, "New", 3, "N/A", "Ann", 2.5, 1, day, Decimal(2)],
        ["INC1", opened, None, "New", 3, "N/A", "Ann", 2.5, 1, day, Decimal(2)],
        ["INC2", gap, twice, "odd", 9, "é", "bob ", -1.0, None, None, None],
        ["INC3", None, solved, None, None, None, None, float("nan"), None, None, None],
        [None, opened, None, None, None, None, None, 1e-7, None, None, None],
        [None] * len(HEADINGS),
        ["INC5", opened, dt.datetime(1901, 1, 1), "Closed", 1, "null", "Ann", 1e20, 1, dt.date(1890, 1, 1), None],
        ["INC6", opened, dt.datetime(2099, 12, 31), "Closed", 1, "a\nb", "", 7.0, 1, day, Decimal("-0.25")],
    ]


@pytest.mark.parametrize("fraction", [0, 1_500])
@pytest.mark.parametrize(
    "stamps", [pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("us", tz="Asia/Tokyo")]
)
def test_typed_files_land_alike_whether_big_or_small(
    project: Any, monkeypatch: pytest.MonkeyPatch, stamps: pa.DataType, fraction: int
) -> None:
    rows = list_typed(fraction if stamps.unit == "us" else 0)
    write_typed(project.path.parent / "a.parquet", rows, stamps)
    write_typed(project.path.parent / "b.parquet", [["INC7", *row[1:]] for row in rows[:2]], pa.timestamp("ns"))
    project.put("c.csv", write(MESSY[:4]))

    small, big = land_both(project, monkeypatch, tickets={"files": ["a.parquet", "b.parquet", "c.csv"]})

    assert small.ledger["rejected"].sum() > 0
    assert_same(small, big)


FLOATS = st.floats(allow_nan=True, allow_infinity=False) | st.integers(-(10**6), 10**6).map(lambda item: item / 1000)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(FLOATS, min_size=1, max_size=30))
def test_every_number_of_a_typed_file_has_the_text_it_has_in_memory(
    numbers: list[float], new_folder: Callable[[], Path]
) -> None:
    path = new_folder() / "a.parquet"
    pq.write_table(
        pa.table({"n": numbers, "half": pa.array(numbers, pa.float64()).cast(pa.float32(), safe=False)}), path
    )
    with open_session(path.parent) as connection:
        view = typed.open_typed(path, connection).view([path])
        found = [list(row) for row in connection.execute(f"SELECT c0, c1 FROM {view}").fetchall()]

    assert found == read_columnar(path.read_bytes(), path).rows


def test_a_typed_file_with_a_column_the_engine_writes_otherwise_is_left_to_the_in_memory_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "BIG", 0)
    columns = {"plain": ["a"], "list": [["a"]], "bytes": [b"a"]}
    for name, values in columns.items():
        pq.write_table(pa.table({name: values}), tmp_path / f"{name}.parquet")

    assert [choose.is_big([tmp_path / f"{name}.parquet"]) for name in columns] == [True, False, False]


def test_rows_of_a_big_file_keep_their_order(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"INC{place:07}" for place in range(400_000)]
    columns = {"number": names, "opened_at": [dt.datetime(2026, 3, 2)] * len(names), "category": ["a", "b"] * 200_000}
    pq.write_table(pa.table(columns), project.path.parent / "a.parquet", row_group_size=50_000)

    engagement = project.path.parent / "a.parquet"
    monkeypatch.setattr(choose, "BIG", 0)
    source = Source.model_validate({"adapter": "servicenow", "kind": "incident", "files": [engagement.name]})
    inputs, _ = find_inputs(
        Engagement(version=1, id="t", client="T", zone="UTC", author="t", sources={"tickets": source}, kpis=["a"]),
        project.path,
    )
    landed = landing.land(inputs, b"k" * 32, project.folder)

    assert pd.read_parquet(landed.raw["tickets"], columns=["id"])["id"].tolist() == names


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
