"""The workbook holds what the report holds: every number exact, every row, every text, and nothing that runs."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from csi_lib.report import Column, Number, Table, Text
from csi_lib.report.export.document import Document, Numbers, Page
from csi_lib.report.export.xlsx import tables, write
from csi_lib.report.plain import make_plain
from tests.report.export.office import (
    AWKWARD,
    BARS,
    CONTROL,
    CURVES,
    EFFECTS,
    LEVELS,
    NUMBER,
    TYPED,
    awkward,
    convert,
    names,
    report,
    whole,
)


def read(document: Document, folder: Path) -> Workbook:
    path = folder / "report.xlsx"
    write(document, path)
    return openpyxl.load_workbook(path)


def cells(sheet: Worksheet) -> list[Any]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def rows_of(sheet: Worksheet, name: str) -> list[list[Any]]:
    """Return the rows of an Excel table, its headings first."""
    return [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]


def test_a_number_is_typed_to_the_last_digit_with_its_unit_and_where_it_comes_from(tmp_path: Path) -> None:
    sheet = read(report(Numbers((NUMBER,))), tmp_path).worksheets[1]

    (_, row) = rows_of(sheet, "t_did_it_help_numbers_1")

    assert row == ["Mean time", 22.123456789012345, "h", "2026-06, n = 84, mttr"]


def test_the_cells_of_a_table_are_typed_and_its_numbers_exact(tmp_path: Path) -> None:
    sheet = read(report(TYPED), tmp_path).worksheets[1]

    rows = rows_of(sheet, "t_did_it_help_1")

    assert rows == [
        ["Name", "Share [%]", "n", "On", "Good"],
        ["a", 93.4000000000001, 1204, dt.datetime(2026, 6, 30), True],
        ["b", 0.30000000000000004, 3, dt.datetime(2026, 6, 30, 8, 15, 30), False],
        ["c", None, None, None, None],
    ]


def test_a_number_shows_the_digits_that_the_report_says_it_with(tmp_path: Path) -> None:
    sheet = read(report(TYPED), tmp_path).worksheets[1]
    first, last = sheet.tables["t_did_it_help_1"].ref.split(":")
    share, count, day = sheet[first:last][1][1:4]

    assert (share.number_format, count.number_format, day.number_format) == ("#,##0.0", "#,##0", "yyyy-mm-dd")


def test_rows_on_too_few_cases_are_quieter_and_the_note_says_so(tmp_path: Path) -> None:
    sheet = read(report(TYPED), tmp_path).worksheets[1]
    first, last = sheet.tables["t_did_it_help_1"].ref.split(":")
    looks = [row[0].font.color.rgb for row in sheet[first:last][1:]]

    assert looks[1] != looks[0] == looks[2]
    assert {"What the columns mean.", "Rows in grey rest on too few cases."} <= set(cells(sheet))


def test_a_whole_number_too_long_for_a_spreadsheet_stays_whole_as_text(tmp_path: Path) -> None:
    table = Table("Ids", (Column("id", kind="number"),), ({"id": 12345678901234567890},))

    sheet = read(report(table), tmp_path).worksheets[1]

    assert "12345678901234567890" in cells(sheet)


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text_is_text_wherever_it_stands_and_nothing_is_lost(text: str, tmp_path: Path) -> None:
    items = (Text(text), Numbers((Number(text, None, text=text),)), awkward(text))

    sheet = read(report(*items), tmp_path).worksheets[1]

    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(found) >= 6 - ("\n" in text)  # a heading is one line
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.hyperlink is None for cell in found)


def test_links_lead_inside_the_workbook_only(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    write(whole(), path)

    with zipfile.ZipFile(path) as package:
        outside = [name for name in package.namelist() if b'TargetMode="External"' in package.read(name)]
        links = [name for name in package.namelist() if b"<hyperlink " in package.read(name)]
    assert outside == []
    assert links


def test_control_characters_go_and_are_counted(tmp_path: Path) -> None:
    table = Table("a\x00b", (Column("a"),), ({"a": "c\x1bd\x07"},))

    done = write(report(table), tmp_path / "report.xlsx")

    assert "cd" in cells(openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets[1])
    assert done.removed >= 3
    contents = openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets[0]
    assert any("taken out" in str(cell) for cell in cells(contents))


def test_a_text_too_long_for_a_cell_is_cut_with_a_note_and_counted_and_not_dropped(tmp_path: Path) -> None:
    table = Table("Long", (Column("a"),), ({"a": "x" * 40_000}, {"a": "🖨" * 20_000}))

    done = write(report(table), tmp_path / "report.xlsx")

    held = [cell for cell in cells(openpyxl.load_workbook(done.path).worksheets[1]) if "[cut:" in str(cell)]
    assert done.cut == 2
    assert [len(cell.encode("utf-16-le")) // 2 <= 32_767 for cell in held] == [True, True]
    assert held[0].startswith("x" * 32_000)


def test_a_lone_surrogate_does_no_harm(tmp_path: Path) -> None:
    table = Table("Half", (Column("a"),), ({"a": "left\ud83dright"},))

    sheet = read(report(table), tmp_path).worksheets[1]

    assert make_plain("left\ud83dright") in cells(sheet)


def test_no_row_is_lost_where_a_sheet_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LAST_ROW", 40)

    book = read(report(names(100)), tmp_path)

    found = [value for sheet in book.worksheets[1:] for value in cells(sheet) if re.fullmatch(r"name \d+", str(value))]
    assert found == [f"name {place}" for place in range(100)]
    assert len(book.worksheets) > 3


def test_every_row_of_a_long_table_is_there(tmp_path: Path) -> None:
    sheet = read(report(names(5_000)), tmp_path).worksheets[1]

    assert len(rows_of(sheet, "t_did_it_help_1")) == 5_001


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    sheet = read(report(Table("None", (Column("a", "Alone"),))), tmp_path).worksheets[1]

    assert {"Alone", "No rows."} <= set(cells(sheet))


def test_headings_of_one_name_are_told_apart(tmp_path: Path) -> None:
    table = Table("Twice", (Column("a", "to"), Column("b", "To"), Column("c", "to")), ({"a": 1, "b": 2, "c": 3},))

    sheet = read(report(table), tmp_path).worksheets[1]

    assert rows_of(sheet, "t_did_it_help_1")[0] == ["to", "To (2)", "to (3)"]


def test_a_heading_that_looks_like_an_escape_is_the_same_in_its_cell_and_in_its_table(tmp_path: Path) -> None:
    sheet = read(report(Table("T", (Column("a", "_x0041_"),), ({"a": 1},))), tmp_path).worksheets[1]

    assert rows_of(sheet, "t_did_it_help_1")[0] == ["_x0041_"]
    with zipfile.ZipFile(tmp_path / "report.xlsx") as package:
        assert b'name="_x005F_x0041_"' in package.read("xl/tables/table1.xml")


def test_pages_of_long_alike_or_forbidden_names_get_sheets_of_their_own(tmp_path: Path) -> None:
    names = ("a" * 40, "a" * 41, "A" * 31, "what/ever?*[x]:", "'", "History", "🖨" * 30)
    pages = tuple(Page(name, name, (Text("Yes.", "answer"),), ()) for name in names)

    titles = read(Document(report().meta, pages), tmp_path).sheetnames[1:]

    assert len({title.lower() for title in titles}) == len(names)
    assert all(len(title.encode("utf-16-le")) // 2 <= 31 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)


@pytest.mark.parametrize("picture", [CONTROL, EFFECTS, BARS, LEVELS, CURVES], ids=lambda picture: picture.title)
def test_a_picture_is_a_native_chart_with_its_words_and_its_rows(picture: Any, tmp_path: Path) -> None:
    book = read(report(picture), tmp_path)

    with zipfile.ZipFile(tmp_path / "report.xlsx") as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert re.findall(r'descr="([^"]*)"', drawing)[0].startswith(picture.alt)
    behind = book.worksheets[2]
    (name,) = behind.tables
    rows = rows_of(behind, name)[1:]
    assert [[make_plain(value) for value in row] for row in rows] == [
        [row.get(key) or (None if row.get(key) == "" else row.get(key)) for key in picture.columns]
        for row in picture.data
    ]


def test_a_chart_reads_its_values_and_months_from_the_table_beside_it(tmp_path: Path) -> None:
    read(report(BARS, CONTROL), tmp_path)

    with zipfile.ZipFile(tmp_path / "report.xlsx") as package:
        bars, line = (package.read(f"xl/charts/chart{number}.xml").decode() for number in (1, 2))
    assert "<c:f>'Did it help data'!$A$3:$A$4</c:f>" in bars
    assert "<c:f>'Did it help data'!$B$3:$B$4</c:f>" in bars
    assert "<c:v>9.75</c:v>" in line and "<c:dateAx>" in line


def test_what_a_client_wrote_is_no_formula_in_a_chart_either(tmp_path: Path) -> None:
    read(report(BARS, CONTROL), tmp_path)

    with zipfile.ZipFile(tmp_path / "report.xlsx") as package:
        charts = "".join(package.read(f"xl/charts/chart{number}.xml").decode() for number in (1, 2))
    formulas = re.findall("<c:f>(.*?)</c:f>", charts)
    assert formulas and all(formula.startswith("'Did it help data'!$") for formula in formulas)
    assert "=go-live" in charts


def test_each_scale_of_effects_is_a_chart_of_its_own(tmp_path: Path) -> None:
    read(report(EFFECTS), tmp_path)

    with zipfile.ZipFile(tmp_path / "report.xlsx") as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        first = package.read("xl/charts/chart1.xml").decode()
    assert len(charts) == 2
    assert "A: improved, × 0.80" in first and "B: not enough evidence" in first


def test_the_contents_name_every_page_table_and_chart(tmp_path: Path) -> None:
    contents = read(whole(), tmp_path).worksheets[0]

    said = cells(contents)

    assert {"Did it help?", "Where next?", "Typed", "Hours to resolve", "Effects", "Tickets by team"} <= set(said)
    assert {"Acme & Söhne", "Data up to: 2026-06-30", "Fingerprint: 3f9c1b2a7d5e"} <= set(said)
    links = {cell.value: cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink}
    assert links["Where next?"] == "'Where next'!A1"


def test_the_answers_of_a_page_stand_first_and_whole(tmp_path: Path) -> None:
    sheet = read(whole(), tmp_path).worksheets[1]

    assert cells(sheet)[0] == "Did it help?"
    assert cells(sheet)[2:4] == ["It did.", "By a quarter."]


def test_the_words_that_the_workbook_adds_are_in_the_language_of_the_report(tmp_path: Path) -> None:
    book = read(report(TYPED, CONTROL, language="de"), tmp_path)

    assert book.sheetnames == ["Inhalt", "Did it help", "Did it help Daten"]
    assert "Graue Zeilen beruhen auf zu wenigen Fällen." in cells(book.worksheets[1])


def test_the_same_report_is_the_same_file(tmp_path: Path) -> None:
    write(whole(), tmp_path / "one.xlsx")
    write(whole(), tmp_path / "two.xlsx")

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_the_file_says_whose_it_is_and_carries_the_day_of_its_data(tmp_path: Path) -> None:
    properties = read(whole(), tmp_path).properties

    assert (properties.title, properties.creator) == ("Acme & Söhne", "A. Analyst")
    assert properties.created == dt.datetime(2026, 6, 30)


@pytest.mark.slow
def test_libreoffice_opens_the_workbook(tmp_path: Path) -> None:
    write(whole(), tmp_path / "report.xlsx")

    assert convert(tmp_path / "report.xlsx", tmp_path).stat().st_size > 5_000


def test_a_day_is_a_date_also_as_a_german_report_says_it(tmp_path: Path) -> None:
    table = Table("Tage", (Column("on", "Am", kind="stamp"),), ({"on": "30.06.2026"}, {"on": "2026-07"}))

    sheet = read(report(table, language="de"), tmp_path).worksheets[1]

    first, last = sheet.tables["t_did_it_help_1"].ref.split(":")
    days = [row[0] for row in sheet[first:last]][1:]
    assert [day.value for day in days] == [dt.datetime(2026, 6, 30), dt.datetime(2026, 7, 1)]
    assert [day.number_format for day in days] == ["dd.mm.yyyy", "yyyy-mm"]


@pytest.mark.filterwarnings("error")
def test_a_long_and_awkward_name_of_a_client_brings_no_warning(tmp_path: Path) -> None:
    document = replace(whole(), meta=replace(whole().meta, client="&P Smith & Sons " * 40))

    book = read(document, tmp_path)

    assert str(book.worksheets[1].oddFooter.left.text).startswith("&&P Smith && Sons")
