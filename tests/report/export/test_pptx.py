"""The slides hold what the report holds: every number, native charts that can be edited, texts that do nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.chart import Chart, Line
from csi_lib.report.export.document import Document, Failure, Numbers, Paragraph, Run
from csi_lib.report.markup import say_cell
from tests.report.export.office import (
    AWKWARD,
    BARS,
    CONTROL,
    CURVES,
    EFFECTS,
    LEVELS,
    META,
    NUMBER,
    TYPED,
    house,
    report,
    whole,
)

pytest.importorskip("pptx", reason="python-pptx (the extra 'office') is not installed")
from pptx import Presentation

from csi_lib.report.export.pptx import write

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def read(document: Document, folder: Path) -> Any:
    write(document, folder / "report.pptx")
    return Presentation(str(folder / "report.pptx"))


def shapes(deck: Any) -> Iterator[Any]:
    return (shape for slide in deck.slides for shape in slide.shapes)


def charts(deck: Any) -> list[Any]:
    return [shape for shape in shapes(deck) if shape.has_chart]


def tables(deck: Any) -> list[list[list[str]]]:
    found = [shape.table for shape in shapes(deck) if shape.has_table]
    return [[[cell.text.replace("\v", "\n") for cell in row.cells] for row in table.rows] for table in found]


def words(deck: Any) -> str:
    """Return everything that stands on the slides, tables left out."""
    return "\n".join(shape.text_frame.text for shape in shapes(deck) if shape.has_text_frame).replace("\v", "\n")


def notes(deck: Any) -> str:
    return "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)


def workbook(shape: Any) -> Any:
    blob = shape.chart.part.chart_workbook.xlsx_part.blob
    return openpyxl.load_workbook(io.BytesIO(blob)).worksheets[0]


def column(shape: Any, label: str) -> list[Any]:
    """Return the cells below a heading of a chart's workbook."""
    first, *rows = [[cell.value for cell in row] for row in workbook(shape).iter_rows()]
    return [row[first.index(label)] for row in rows]


@pytest.mark.parametrize("picture", [CONTROL, EFFECTS, BARS, LEVELS, CURVES], ids=lambda picture: picture.title)
def test_what_a_chart_draws_is_what_its_workbook_holds(picture: Picture, tmp_path: Path) -> None:
    drawn = charts(read(report(picture), tmp_path))

    assert drawn
    for shape in drawn:
        sheet = workbook(shape)
        for reference in shape.chart._chartSpace.iter(f"{C}numRef", f"{C}strRef"):
            start, _, end = reference.find(f"{C}f").text.split("!")[1].replace("$", "").partition(":")
            cells = [cell.value for row in sheet[f"{start}:{end or start}"] for cell in row]
            cached = {int(point.get("idx")): point.find(f"{C}v").text for point in reference.iter(f"{C}pt")}
            for place, value in enumerate(cells):
                if hasattr(value, "year"):
                    assert float(cached[place]) == openpyxl.utils.datetime.to_excel(value)
                elif isinstance(value, int | float):
                    assert float(cached[place]) == value
                else:
                    assert cached.get(place) == value


def test_a_control_chart_keeps_every_value_to_the_last_digit_and_sets_the_unusable_apart(tmp_path: Path) -> None:
    (shape,) = charts(read(report(CONTROL), tmp_path))

    assert column(shape, "value") == [4.125, 5.0, 9.75, None]
    assert column(shape, "too few cases or left out") == [None, None, None, 4.5]
    assert column(shape, "outside the limits") == [None, None, 9.75, None]
    assert column(shape, "upper limit") == [9.0] * 4
    assert column(shape, "target") == [4.0] * 4
    assert [day.isoformat()[:10] for day in column(shape, None)] == [row["period_start"] for row in CONTROL.data]


def test_whiskers_end_where_the_intervals_end(tmp_path: Path) -> None:
    shape, _ = charts(read(report(EFFECTS), tmp_path))

    series = shape.chart.plots[0].series[0]
    down, up = (
        [float(value.text) for value in series._element.findall(f".//{C}errBars/{C}{way}//{C}v")]
        for way in ("minus", "plus")
    )
    assert series.values[0] == 0.8
    assert (series.values[0] - down[0], series.values[0] + up[0]) == pytest.approx((0.7, 0.9))


def test_each_scale_of_effects_is_a_chart_of_its_own_and_the_verdict_stands_in_words(tmp_path: Path) -> None:
    ratios, points = charts(read(report(EFFECTS), tmp_path))

    assert list(ratios.chart.plots[0].categories) == ["A: improved, × 0.80", "B: not enough evidence"]
    assert list(points.chart.plots[0].categories) == ["C: worse, +2.5 percentage points"]


def test_a_step_curve_keeps_each_value_until_the_next(tmp_path: Path) -> None:
    (shape,) = charts(read(report(CURVES), tmp_path))

    rows = list(workbook(shape).iter_rows(min_row=2, max_col=2, values_only=True))
    assert rows == [(0, 100), (1, 100), (1, 75), (2, 75), (2, 50), (3, 50), (3, 25)]


def test_bars_carry_their_numbers_as_the_pages_say_them(tmp_path: Path) -> None:
    (shape,) = charts(read(report(BARS), tmp_path))

    labels = [text.text for text in shape.chart._chartSpace.iter() if text.tag.endswith("}t")]
    assert labels[:2] == ["30 (Σ 75.0 %)", "10 (Σ 100.0 %)"]
    assert column(shape, "tickets") == [30, 10]


def test_a_table_says_its_cells_as_the_pages_do(tmp_path: Path) -> None:
    (table,) = tables(read(report(TYPED), tmp_path))

    assert table[0] == ["Name", "Share [%]", "n", "On", "Good"]
    assert table[1:] == [[say_cell(row[c.key], c.to_json()) for c in TYPED.columns] for row in TYPED.rows]
    assert table[1] == ["a", "93.4", "1,204", "2026-06-30", "yes"]


def test_a_number_stands_on_a_card_and_its_origin_in_the_notes(tmp_path: Path) -> None:
    deck = read(report(Numbers((NUMBER,))), tmp_path)

    assert "Mean time\n22.1 h\n2026-06, n = 84" in words(deck)
    assert "Mean time: 22.1 h (2026-06, n = 84, mttr)" in notes(deck)


def test_every_chart_table_and_picture_says_what_it_is(tmp_path: Path) -> None:
    drawn = Picture("Free drawing", "A line.", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='3'/>")
    document = whole()
    deck = read(replace(document, pages=(*document.pages, *report(drawn).pages)), tmp_path)

    seen = [shape for shape in shapes(deck) if shape.has_chart or shape.has_table or shape.shape_type == 13]
    described = {shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in seen}
    assert {CONTROL.alt, EFFECTS.alt, BARS.alt, LEVELS.alt, CURVES.alt, "A line."} < described
    assert all(described)


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_texts_come_back_as_they_were_and_nothing_runs(text: str, tmp_path: Path) -> None:
    bars = replace(BARS, data=({"name": text, "value": 1, "cumulative": 100.0},))
    table = Table("Texts", (Column("a"), Column("b")), ({"a": text, "b": 1},))

    deck = read(report(Text(text), table, bars), tmp_path)

    assert text in words(deck)
    assert tables(deck)[0][1][0] == text
    cell = workbook(charts(deck)[0])["A2"]
    assert (cell.value, cell.data_type) == (" ".join(text.split()), "s")
    assert not any(rel.is_external for slide in deck.slides for rel in slide.part.rels.values())


def test_only_web_addresses_that_an_analyst_wrote_become_links(tmp_path: Path) -> None:
    good, bad = Run("manual", link="https://example.org/x"), Run("click", link="javascript:alert(1)")

    deck = read(report(Paragraph((good, bad))), tmp_path)

    links = [rel.target_ref for slide in deck.slides for rel in slide.part.rels.values() if rel.is_external]
    assert links == ["https://example.org/x"]
    assert "manualclick" in words(deck)


def test_control_characters_are_gone_and_counted_once_each(tmp_path: Path) -> None:
    table = Table("Ta\x07ble", (Column("a"),), ({"a": "x\x00y"}, {"a": "\x1b[31mred"}))
    bars = replace(BARS, title="Bars\x0b", data=({"name": "a\x01b", "value": 1, "cumulative": 100.0},))

    done = write(report(table, bars, Text("fine\x7f")), tmp_path / "report.pptx")

    deck = Presentation(str(tmp_path / "report.pptx"))
    assert done.removed == 6
    assert [row[0] for row in tables(deck)[0]] == ["a", "xy", "[31mred"]
    assert list(charts(deck)[0].chart.plots[0].categories) == ["ab"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_any_text_gives_a_file_that_opens(tmp_path: Path, one: str, other: str) -> None:
    table = Table(one, (Column("a", other),), ({"a": one}, {"a": other}))
    chart = Chart("bars", "name", (Line("value", other),), one)
    picture = Picture(one, f"x{other}", "<svg/>", ({"name": other, "value": 1.0},), chart)

    deck = read(report(Text(one), table, picture, answers=(other,)), tmp_path)

    assert len(charts(deck)) == 1


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.pptx", tmp_path / "other.pptx"
    write(whole(), one)
    write(whole(), other)

    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        assert len(set(archive.namelist())) == len(archive.namelist())


def test_every_part_is_dated_on_the_last_day_of_the_data(tmp_path: Path) -> None:
    deck = read(whole(), tmp_path)

    blob = charts(deck)[0].chart.part.chart_workbook.xlsx_part.blob
    book = openpyxl.load_workbook(io.BytesIO(blob))
    assert str(book.properties.created)[:10] == META.as_of
    assert {str(getattr(deck.core_properties, name))[:10] for name in ("created", "modified")} == {META.as_of}
    assert (deck.core_properties.title, deck.core_properties.author) == ("Acme & Söhne", "A. Analyst")


def test_the_brand_is_the_theme_so_that_a_new_theme_recolours_everything(tmp_path: Path) -> None:
    deck = read(report(CONTROL, TYPED, brand=house(tmp_path, accent="#123456", font="Verdana")), tmp_path)

    theme = next(
        rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme")
    ).blob.decode()
    assert re.search(r'<a:accent1><a:srgbClr val="123456"/>', theme)
    assert theme.count('<a:latin typeface="Verdana"/>') == 2
    assert any(
        shape._element.xpath(".//p:cNvPr")[0].get("descr") == "A black bar" for shape in deck.slide_master.shapes
    )
    assert "Confidential" in words(deck)
    with zipfile.ZipFile(tmp_path / "report.pptx") as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if re.search(r"/(slide|chart)\d+\.xml", name)
        ]
    assert not any("srgbClr" in part for part in parts)


def test_what_failed_and_what_warns_is_said(tmp_path: Path) -> None:
    document = report(Failure("ZeroDivisionError: by zero"), Text("Mind it.", "warning"))

    deck = read(replace(document, meta=replace(META, published=False)), tmp_path)

    assert "Not made: ZeroDivisionError: by zero" in words(deck)
    assert "Warning: Mind it." in words(deck)
    assert "This report is not complete" in words(deck)


def test_the_words_around_the_blocks_follow_the_language(tmp_path: Path) -> None:
    deck = read(replace(whole(), language="de"), tmp_path)

    assert "Inhalt" in words(deck)
    assert "Daten bis 2026-06-30" in words(deck)


def test_a_chart_without_numbers_is_said_in_words(tmp_path: Path) -> None:
    empty = replace(
        CONTROL, alt="No period has a value.", data=tuple({**row, "value": None} for row in CONTROL.data[:0])
    )

    deck = read(report(empty), tmp_path)

    assert not charts(deck)
    assert "No period has a value." in words(deck)


def test_a_number_is_said_in_the_words_of_its_block(tmp_path: Path) -> None:
    number = Number("Share", 0.123456, "%", text="12.3 of 100")

    assert "12.3 of 100" in words(read(report(Numbers((number,))), tmp_path))
