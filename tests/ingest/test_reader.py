"""Files come in as they are, and no row is lost on the way."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.ingest.reader import read_sheet
from csi_lib.ingest.text import read_text

PLAIN = "number,opened_at,short\r\nINC1,2026-03-02,Müller\r\n"


def read(path: Path, content: str | bytes, **more: str):
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_sheet(path, **more)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_umlauts_survive_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    sheet = read(tmp_path / "a.csv", PLAIN.encode(encoding))

    assert sheet.headings == ["number", "opened_at", "short"]
    assert sheet.rows == [["INC1", "2026-03-02", "Müller"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    sheet = read(tmp_path / "a.csv", PLAIN.replace(",", delimiter))

    assert sheet.rows == [["INC1", "2026-03-02", "Müller"]]


def test_known_headings_tell_the_delimiter_where_counts_do_not(tmp_path: Path) -> None:
    text = "number;a, b, c, d\nINC1;x\n"
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")

    sheet = read_sheet(path, known=lambda headings: sum(item == "number" for item in headings))

    assert sheet.rows == [["INC1", "x"]]


def test_a_given_encoding_wins(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "number\n\u0416\n".encode("cp1251"), encoding="cp1251").rows == [["\u0416"]]


def test_a_ragged_row_is_put_aside_with_its_row_number_and_reason(tmp_path: Path) -> None:
    sheet = read(tmp_path / "a.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n")

    assert (sheet.rows, sheet.numbers) == ([["1", "2"], ["7", "8"]], [2, 5])
    assert [(item.row, item.cells) for item in sheet.broken] == [(3, ["3"]), (4, ["4", "5", "6"])]
    assert sheet.broken[0].reason == "1 cells where the heading has 2"


def test_a_line_break_inside_a_cell_is_part_of_the_cell(tmp_path: Path) -> None:
    sheet = read(tmp_path / "a.csv", 'a,b\r\n1,"two\r\nlines"\r\n3,4\r\n')

    assert sheet.rows == [["1", "two\r\nlines"], ["3", "4"]]
    assert sheet.numbers == [2, 3]


def test_a_quote_never_closed_costs_its_own_line_and_not_the_rest_of_the_file(tmp_path: Path) -> None:
    sheet = read(tmp_path / "a.csv", 'a,b\n1,2\n3,"open\n5,6\n7,8\n')

    assert sheet.rows == [["1", "2"], ["5", "6"], ["7", "8"]]
    assert [(item.row, item.reason) for item in sheet.broken] == [(3, "broken quotes")]


def test_a_stray_quote_does_not_swallow_the_rows_up_to_the_next_one(tmp_path: Path) -> None:
    sheet = read(tmp_path / "a.csv", 'a,b,c\n1,"open,2\n3,4,5\n6,7,8\n9,shut",x,y\n')

    assert sheet.rows == [["3", "4", "5"], ["6", "7", "8"]]
    assert sheet.count == 4


def test_blank_lines_are_no_rows_but_keep_the_numbering(tmp_path: Path) -> None:
    sheet = read(tmp_path / "a.csv", "\n\na,b\n\n1,2\n,\n3,4\n")

    assert (sheet.rows, sheet.numbers) == ([["1", "2"], ["3", "4"]], [5, 7])


def test_a_cell_of_forty_thousand_characters_survives(tmp_path: Path) -> None:
    long = "x" * 400_000

    assert read(tmp_path / "a.csv", f"a,b\n1,{long}\n").rows == [["1", long]]


def test_a_zip_with_one_csv_is_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("inner.csv", PLAIN)

    assert read(tmp_path / "a.zip", stream.getvalue()).rows == [["INC1", "2026-03-02", "Müller"]]


def test_a_workbook_gives_texts_and_the_sheets_row_numbers(tmp_path: Path) -> None:
    import datetime as dt

    book = openpyxl.Workbook()
    for row in (
        [],
        ["Number", "Opened", "Count", "Share", "Made"],
        [],
        ["INC1", dt.datetime(2026, 3, 2, 8), 3, 0.5, True],
    ):
        book.active.append(row)
    book.active.append(["INC2", "02-03-2026 08:00:00", None, "x", False])
    book.save(tmp_path / "a.xlsx")

    sheet = read_sheet(tmp_path / "a.xlsx")

    assert sheet.headings == ["Number", "Opened", "Count", "Share", "Made"]
    assert sheet.rows == [
        ["INC1", "2026-03-02 08:00:00", "3", "0.5", "true"],
        ["INC2", "02-03-2026 08:00:00", "", "x", "false"],
    ]
    assert sheet.numbers == [4, 5]


@given(st.lists(st.text(alphabet='a,"\n ', max_size=12), max_size=8))
def test_every_line_with_text_is_laid_out_or_put_aside(lines: list[str]) -> None:
    """No damage makes the sum of the characters read smaller than what the file holds."""
    body = "\n".join(line.replace("\n", " ") for line in lines)
    sheet = read_text("h1,h2\n" + body, ",", len)

    cells = [cell for row in sheet.rows for cell in row] + [cell for item in sheet.broken for cell in item.cells]
    assert sum(cell.count("a") for cell in cells) == body.count("a")
