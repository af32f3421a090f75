"""A Parquet file is an export like another: the same table as its CSV, and every row accounted for."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from csi_lib.errors import SourceError
from csi_lib.ingest.reader import read_sheet

OPENED = dt.datetime(2026, 3, 2, 8)


def write(path: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def cells(path: Path, columns: dict[str, Any]) -> list[str]:
    """Read a file of one column back as text."""
    return [row[0] for row in read_sheet(write(path / "a.parquet", columns)).rows]


def test_the_same_rows_as_parquet_and_as_csv_give_the_same_table(new_project: Any, ticket: Any, as_csv: Any) -> None:
    rows = [ticket, ticket | {"number": "INC2", "resolved_at": "", "state": "New", "sys_updated_on": ""}]
    typed = pd.DataFrame(rows).replace("", None)
    for name in [item for item in typed if item.endswith(("_at", "_on"))]:
        typed[name] = pd.to_datetime(typed[name])
    one, two = new_project(), new_project()
    one.put("a.csv", as_csv(rows))
    typed.to_parquet(two.path.parent / "a.parquet")

    pd.testing.assert_frame_equal(one.table(one.ingest("a.csv")), two.table(two.ingest("a.parquet")))


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_stamp_of_any_precision_is_read_to_the_second(tmp_path: Path, unit: str) -> None:
    column = pa.array([OPENED, None], pa.timestamp(unit))

    assert cells(tmp_path, {"at": column}) == ["2026-03-02 08:00:00", ""]


def test_a_stamp_with_a_zone_goes_before_the_zone_of_the_source(new_project: Any) -> None:
    project = new_project()
    berlin = pa.array([OPENED], pa.timestamp("us", tz="Europe/Berlin"))  # 08:00 UTC; 09:00 on the wall in Berlin
    write(project.path.parent / "a.parquet", {"number": ["INC1"], "opened_at": berlin})

    table = project.table(project.ingest("a.parquet", zone="Asia/Tokyo", kind="incident"))

    assert table["opened_at"].tolist() == [pd.Timestamp(OPENED)]


def test_fractions_of_a_second_are_kept(new_project: Any) -> None:
    project = new_project()
    moments = [OPENED, OPENED + dt.timedelta(microseconds=1_500)]
    write(project.path.parent / "a.parquet", {"number": ["INC1", "INC2"], "opened_at": moments})

    table = project.table(project.ingest("a.parquet", kind="incident"))

    assert table["opened_at"].tolist() == [pd.Timestamp(item) for item in moments]


def test_a_stamp_before_1970_keeps_its_fraction(tmp_path: Path) -> None:
    column = pa.array([dt.datetime(1969, 12, 31, 23, 59, 59, 250_000)], pa.timestamp("us"))

    assert cells(tmp_path, {"at": column}) == ["1969-12-31 23:59:59.250000"]


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array([3.0, 1.5, float("nan"), None]), ["3", "1.5", "", ""]),
        (pa.array([2**60, None]), [str(2**60), ""]),
        (pa.array([True, False, None]), ["true", "false", ""]),
        (pa.array([Decimal("1.50"), None]), ["1.50", ""]),
        (pa.array([dt.date(2026, 3, 2), None]), ["2026-03-02 00:00:00", ""]),
        (pa.array([dt.timedelta(minutes=90), None]), ["5400", ""]),
        (pa.array(["Müller", None]).dictionary_encode(), ["Müller", ""]),
        (pa.array(["Müller".encode(), None]), ["Müller", ""]),
        (pa.array([["a", "b"], None]), ['["a", "b"]', ""]),
        (pa.array([None, None]), ["", ""]),
    ],
)
def test_every_type_has_one_text(tmp_path: Path, column: pa.Array, texts: list[str]) -> None:
    assert cells(tmp_path, {"value": column}) == texts


def test_an_empty_row_is_a_row_of_the_file_and_rejected_with_its_number(project: Any) -> None:
    write(project.path.parent / "a.parquet", {"number": ["INC1", None, "INC3"], "opened_at": [OPENED, None, OPENED]})

    found = project.ingest("a.parquet", kind="incident")

    assert found.ledger.loc[0, ["rows", "kept", "rejected"]].tolist() == [3, 2, 1]
    assert found.rejected["row"].tolist() == [3]  # the column names count as row 1


def test_a_zip_archive_may_hold_one(tmp_path: Path) -> None:
    inner = write(tmp_path / "a.parquet", {"number": ["INC1"]})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(inner, "a.parquet")

    assert read_sheet(tmp_path / "a.zip").rows == [["INC1"]]


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    data = write(tmp_path / "a.parquet", {"number": ["INC1"] * 50}).read_bytes()
    (tmp_path / "a.parquet").write_bytes(data[: len(data) // 2])

    with pytest.raises(SourceError, match="the Parquet file cannot be read"):
        read_sheet(tmp_path / "a.parquet")


def test_bytes_that_are_no_text_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the Parquet file cannot be read"):
        read_sheet(write(tmp_path / "a.parquet", {"number": pa.array([b"\xff\xfe"])}))


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="a heading and no rows"):
        read_sheet(write(tmp_path / "a.parquet", {"number": pa.array([], pa.string())}))


def test_parquet_under_the_name_of_text_is_named(tmp_path: Path) -> None:
    stream = io.BytesIO()
    pq.write_table(pa.table({"number": ["INC1"]}), stream)
    (tmp_path / "a.csv").write_bytes(stream.getvalue())

    with pytest.raises(SourceError, match=r"a Parquet file; name it \.parquet"):
        read_sheet(tmp_path / "a.csv")
