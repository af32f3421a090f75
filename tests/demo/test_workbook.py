"""The workbook opens in the libraries people use, with the cells that were written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from csi_lib.demo.workbook import name_column, write_workbook

ROWS = [
    ["Number", "Opened", "Business service", "Risk"],
    ["CHG1", dt.datetime(2025, 3, 30, 3, 0, 1), '=HYPERLINK("http://example.invalid";"Payroll")', 2],
    ["CHG2", None, "<script>alert('csi')</script> & Büro-IT 🖨️", 2.5],
    ["CHG3", dt.datetime(2024, 2, 29, 23, 59, 59), "  two spaces\nand a line", 0],
]


def read_openpyxl(path: Path) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def read_calamine(path: Path) -> list[list[object]]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [[None if cell == "" else cell for cell in row] for row in rows]


def to_second(rows: list[list[object]]) -> list[list[object]]:
    def nearest(cell: object) -> object:
        if not isinstance(cell, dt.datetime):
            return cell
        return (cell + dt.timedelta(microseconds=500_000)).replace(microsecond=0)

    return [[nearest(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("read", [read_openpyxl, read_calamine])
def test_a_reader_finds_every_cell_as_it_was_written(read, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", "Page 1", ROWS)

    assert to_second(read(tmp_path / "a.xlsx")) == ROWS


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", "Page 1", ROWS)
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["C2"]

    assert cell.data_type != "f"


def test_both_readers_agree_on_every_cell_of_the_generated_changes(small_demo: Path) -> None:
    path = small_demo / "data" / "demo" / "change_request.xlsx"
    first, second = to_second(read_openpyxl(path)), to_second(read_calamine(path))

    assert first[0][:3] == ["Number", "Type", "State"]
    assert len(first) > 30
    assert first == second


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), min_size=1
    )
)
@settings(max_examples=30, deadline=None)
def test_any_printable_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("book") / "a.xlsx"

    write_workbook(path, "Page 1", [["heading"], [text]])

    assert read_openpyxl(path)[1] == [text]


@pytest.mark.parametrize(
    ("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_excel_names_them(place: int, name: str) -> None:
    assert name_column(place) == name
