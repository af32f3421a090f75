"""Slides can be read: nothing stands outside its slide, nothing is tiny, nothing is left out in silence."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.export.document import Document, Heading, Numbers, Page
from tests.report.export.office import BARS, BOX, CONTROL, LONG, META, TYPED, convert, house, names, report, whole, wide

pytest.importorskip("pptx", reason="python-pptx (the extra 'office') is not installed")
from matplotlib.ft2font import FT2Font
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from csi_lib.report.export.pdf.letters import find_fonts
from csi_lib.report.export.pptx import write
from csi_lib.report.export.pptx.measure import count_lines, measure_width, writing_in

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FOOT = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


def read(document: Document, folder: Path) -> Any:
    write(document, folder / "report.pptx")
    return Presentation(str(folder / "report.pptx"))


def kind(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def sizes(slide: Any) -> set[float]:
    """Return the sizes of all letters of a slide that are set there, its foot left out."""
    return {
        int(run.get("sz")) / 100
        for shape in slide.shapes
        if kind(shape) not in FOOT
        for run in shape.element.iter(f"{A}rPr")
        if run.get("sz")
    }


def rows_of(deck: Any) -> list[list[str]]:
    found = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    return [[cell.text for cell in row.cells] for table in found for row in list(table.rows)[1:]]


def words(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def said(deck: Any) -> str:
    return "\n".join(words(slide) for slide in deck.slides)


def summary(answers: int = 3, verdicts: int = 4, length: int = 5) -> Document:
    numbers = Numbers(tuple(Number(f"Measure {place} of the service desk", 10.5 + place, "h") for place in range(6)))
    columns = tuple(Column(name) for name in ("Initiative", "Verdict", "Why", "Effect", "Interval", "p", "Months"))
    rows = tuple(
        {"Initiative": f"Initiative {place}", "Verdict": "improved", "Why": LONG * 2, "Effect": "21 % lower"}
        for place in range(verdicts)
    )
    items = (Heading(2, "Numbers"), numbers, Heading(2, "Verdicts"), Table("Verdicts", columns, rows), CONTROL)
    texts = tuple(Text(f"Part {place}: {LONG * length}", "answer") for place in range(answers))
    return Document(META, (Page("executive_summary", "What changed?", texts, items),))


def test_no_number_and_no_heading_is_lost_on_the_way(tmp_path: Path) -> None:
    numbers = Numbers(tuple(Number(f"Measure {place}", 10.5 + place, "h") for place in range(15)))
    titles = [Heading(2, "Section"), Heading(3, "Part one"), CONTROL, Heading(3, "Part two"), names(3)]

    deck = read(report(numbers, *titles), tmp_path)

    assert all(f"Measure {place}\n{10.5 + place} h" in said(deck) for place in range(15))
    assert "Section › Part one" in said(deck)
    assert "Part two" in said(deck)


def test_slides_are_sixteen_to_nine(tmp_path: Path) -> None:
    deck = read(whole(), tmp_path)

    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)
    assert [layout.name for layout in deck.slide_layouts] == ["Title Slide", "Title and Content", "Title Only"]
    for holder in [*deck.slide_master.placeholders, *(h for lay in deck.slide_layouts for h in lay.placeholders)]:
        assert holder.left + holder.width <= deck.slide_width
        assert holder.top + holder.height <= deck.slide_height


def test_every_slide_has_a_real_title_and_no_two_have_the_same(tmp_path: Path) -> None:
    deck = read(replace(whole(), pages=(*whole().pages, *whole().pages)), tmp_path)

    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(title.strip() for title in titles)
    assert len(set(titles)) == len(titles)
    assert all(slide.shapes[0].shape_id == slide.shapes.title.shape_id for slide in deck.slides)  # read out first


def test_every_slide_but_the_cover_has_its_number_and_whose_data_it_shows(tmp_path: Path) -> None:
    deck = read(whole(), tmp_path)

    for place, slide in enumerate(list(deck.slides)[1:], start=2):
        foot = {kind(shape): shape.text_frame.text for shape in slide.placeholders if kind(shape) in FOOT}
        assert foot[PP_PLACEHOLDER.FOOTER] == "Acme & Söhne · Data up to 2026-06-30 · Fingerprint 3f9c1b2a7d5e"
        assert slide.element.find(f".//{A}fld[@type='slidenum']").find(f"{A}t").text == str(place)


def test_the_contents_lead_to_the_first_slide_of_each_page(tmp_path: Path) -> None:
    deck = read(whole(), tmp_path)
    contents = deck.slides[1]

    runs = [run for run in contents.placeholders[1].element.iter(f"{A}r") if run.find(f".//{A}hlinkClick") is not None]
    key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    targets = [contents.part.related_part(run.find(f".//{A}hlinkClick").get(key)).slide for run in runs]
    assert [run.find(f"{A}t").text for run in runs] == ["Did it help?", "Where next?"]
    assert [slide.shapes.title.text_frame.text for slide in targets] == ["Did it help?", "Where next?"]


def test_each_page_is_a_section_and_every_slide_is_in_one(tmp_path: Path) -> None:
    deck = read(whole(), tmp_path)

    xml = deck.part._element
    found = [element.get("name") for element in xml.iter() if element.tag.endswith("}section")]
    members = [int(element.get("id")) for element in xml.iter() if element.tag.endswith("2010/main}sldId")]
    assert found == ["Acme & Söhne", "Did it help?", "Where next?"]
    assert members == [slide.slide_id for slide in deck.slides]


def test_the_executive_page_stands_on_one_slide_in_letters_of_twelve_points(tmp_path: Path) -> None:
    deck = read(summary(), tmp_path)
    slide = deck.slides[1]

    text = words(slide)
    assert all(f"Part {place}: {LONG * 5}".strip() in text for place in range(3))
    assert all(f"Measure {place} of the service desk\n{10.5 + place} h" in text for place in range(6))
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]
    assert [row.cells[0].text for row in table.rows] == ["Initiative", *(f"Initiative {place}" for place in range(4))]
    assert min(sizes(slide)) >= 12


def test_an_executive_page_that_is_too_long_is_cut_and_stands_whole_in_the_notes(tmp_path: Path) -> None:
    slide = read(summary(answers=6, verdicts=40, length=8), tmp_path).slides[1]

    text = slide.notes_slide.notes_text_frame.text
    assert all(f"Part {place}: {LONG * 8}".strip() in text for place in range(6))
    assert re.search(r"Rows 1 to \d+ of 40", text)
    assert "…" in words(slide)


@pytest.mark.parametrize("make", [whole, summary, lambda: summary(9, 60, 20), lambda: report(names(40), TYPED)])
def test_nothing_stands_outside_its_slide_and_nothing_is_tiny(make: Any, tmp_path: Path) -> None:
    deck = read(make(), tmp_path)

    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
            low = deck.slide_height if kind(shape) in FOOT or slide == deck.slides[0] else 6.95 * 914400
            assert shape.top + shape.height <= low
        assert min(sizes(slide), default=12) >= 10


@pytest.mark.parametrize("font", ["Arial", "House Grotesk"])
def test_texts_are_as_high_as_their_boxes_in_their_font_and_in_what_stands_in_for_it(font: str, tmp_path: Path) -> None:
    items = tuple(Text(f"{place} {LONG * 6}") for place in range(12))
    document = report(*items, answers=(LONG * 9, LONG * 9), brand=house(tmp_path, font=font))

    for slide in read(document, tmp_path).slides:
        for shape in slide.shapes:
            if not shape.has_text_frame or shape.is_placeholder:
                continue
            with writing_in(font):
                lines = [
                    count_lines(p.text, p.runs[0].font.size.pt, shape.width / 914400) * p.runs[0].font.size.pt
                    for p in shape.text_frame.paragraphs
                ]
            assert sum(lines) * 1.2 / 72 <= shape.height / 914400 + 0.01


def test_a_table_of_some_slides_is_there_row_by_row(tmp_path: Path) -> None:
    deck = read(report(names(40)), tmp_path)

    assert rows_of(deck) == [[f"name {place}", str(place)] for place in range(40)]
    assert "of 40; all of them" not in said(deck)


@pytest.mark.parametrize("number", [80, 5_000])
def test_a_long_table_says_how_many_rows_stand_elsewhere(number: int, tmp_path: Path) -> None:
    deck = read(report(names(number)), tmp_path)

    shown = rows_of(deck)
    assert shown == [[f"name {place}", str(place)] for place in range(len(shown))]
    assert len(shown) < number
    assert f"Rows 1 to {len(shown)} of {number:,}; all of them stand in the XLSX file of this report." in said(deck)


def test_few_rows_of_many_columns_lie_on_their_side(tmp_path: Path) -> None:
    deck = read(report(wide(2)), tmp_path)

    assert rows_of(deck) == [[f"Column {at}", f"a {at}", f"b {at}"] for at in range(1, 12)]


def test_columns_that_do_not_fit_beside_each_other_follow_on_the_next_slide(tmp_path: Path) -> None:
    deck = read(report(wide(9, 20, "Incomprehensibility")), tmp_path)

    shown = {cell for row in rows_of(deck) for cell in row}
    assert shown == {f"{row} {at}" for row in "abcdefghi" for at in range(20)}


def test_folded_tables_stay_out_and_are_named_in_the_notes(tmp_path: Path) -> None:
    deck = read(report(replace(names(3), title="For looking up", folded=True)), tmp_path)

    assert not rows_of(deck)
    assert re.search(r"Tables kept for looking up, whole in the XLSX .*: 1\.", said(deck))
    assert any("For looking up" in slide.notes_slide.notes_text_frame.text for slide in deck.slides)


def test_a_long_cell_is_cut_in_sight_and_whole_in_the_notes(tmp_path: Path) -> None:
    table = Table("Long", (Column("a"), Column("b")), ({"a": "x", "b": LONG * 20},))

    deck = read(report(table), tmp_path)

    assert rows_of(deck)[0][1].endswith("…")
    assert any((LONG * 20).strip() in slide.notes_slide.notes_text_frame.text for slide in deck.slides)


def test_what_even_the_notes_do_not_hold_is_counted_as_cut(tmp_path: Path) -> None:
    done = write(report(Text(LONG * 200)), tmp_path / "report.pptx")

    assert done.cut == 1


def test_a_table_of_the_same_name_stands_beside_its_chart(tmp_path: Path) -> None:
    table = Table(BARS.title, (Column("name"), Column("n", kind="number")), ({"name": "=Desk", "n": 30},))

    deck = read(report(BARS, table), tmp_path)

    (slide,) = [slide for slide in deck.slides if any(shape.has_chart for shape in slide.shapes)]
    assert any(shape.has_table for shape in slide.shapes)


def test_a_picture_without_numbers_is_drawn(tmp_path: Path) -> None:
    deck = read(report(Picture("Free drawing", "A box.", BOX)), tmp_path)

    (drawn,) = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13]
    assert drawn.image.content_type == "image/png"
    assert drawn.width / drawn.height == pytest.approx(3, rel=0.02)  # whole pixels


def test_no_slide_is_empty(tmp_path: Path) -> None:
    document = report(Heading(2, "One"), names(0), Heading(2, "Two"), Heading(3, "Three"), CONTROL, answers=())

    for slide in list(read(document, tmp_path).slides)[1:]:
        assert any(shape.has_chart or shape.has_table for shape in slide.shapes) or len(words(slide).split("\n")) > 2


def test_widths_are_those_of_arial() -> None:
    """Helvetica's widths from Adobe's AFM file: H 722, e 556, l 222, o 556, with five per cent to spare."""
    assert measure_width("Hello", 72) == pytest.approx((722 + 556 + 222 + 222 + 556) / 1000 * 1.05)
    assert count_lines("one two", 72, measure_width("one two", 72)) == 1
    assert count_lines("one two", 72, measure_width("one two", 72) - 0.01) == 2


@pytest.mark.parametrize("bold", [False, True])
def test_a_font_that_may_be_missing_leaves_room_for_what_stands_in_for_it(bold: bool) -> None:
    """FreeType lays the texts out in DejaVu Sans, which most programs of Linux take and which runs widest."""
    face = FT2Font(str(find_fonts() / f"DejaVuSans{'-Bold' if bold else ''}.ttf"))
    face.set_size(72, 72)
    for text in ("Hours to resolve (median and P90)", "Wiederherstellungszeit", "Million tickets lie still"):
        face.set_text(text)
        with writing_in("House Grotesk"):
            assert measure_width(text, 72, bold) >= face.get_width_height()[0] / 64 / 72
        assert measure_width(text, 72, bold) < face.get_width_height()[0] / 64 / 72  # in Arial's widths


def test_libreoffice_opens_every_slide(tmp_path: Path) -> None:
    write(whole(), tmp_path / "report.pptx")
    slides = len(Presentation(str(tmp_path / "report.pptx")).slides)

    pdf = convert(tmp_path / "report.pptx", tmp_path).read_bytes()

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == slides


def test_the_template_leaves_no_picture_or_printer_behind(tmp_path: Path) -> None:
    write(whole(), tmp_path / "report.pptx")

    with zipfile.ZipFile(tmp_path / "report.pptx") as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "printer" in name]
