"""The document has real headings, captions and contents, native charts with words, and every text that it was given."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.shared import Cm

from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.export.document import Document, Failure, Heading, Numbers, Page, Paragraph, Run
from csi_lib.report.export.docx import write
from tests.report.export.office import (
    AWKWARD,
    BARS,
    BOX,
    CONTROL,
    CURVES,
    EFFECTS,
    LEVELS,
    META,
    NUMBER,
    TYPED,
    awkward,
    convert,
    house,
    names,
    report,
    whole,
    wide,
)


def read(document: Document, folder: Path) -> Word:
    path = folder / "report.docx"
    write(document, path)
    return docx.Document(str(path))


def texts(word: Word) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs]


def styled(word: Word, style: str) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.style and paragraph.style.name == style]


def cells(word: Word) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]


def part(folder: Path, name: str) -> str:
    with zipfile.ZipFile(folder / "report.docx") as package:
        return package.read(name).decode()


def test_a_page_is_a_chapter_and_its_headings_are_headings(tmp_path: Path) -> None:
    word = read(whole(), tmp_path)

    assert styled(word, "Heading 1") == ["Did it help?", "Where next?"]
    assert (styled(word, "Heading 2"), styled(word, "Heading 3")) == (["Why", "Work"], ["Levels"])


def test_the_contents_are_a_field_that_shows_its_entries_and_leads_to_the_headings(tmp_path: Path) -> None:
    word = read(whole(), tmp_path)
    body = part(tmp_path, "word/document.xml")

    assert 'TOC \\o "1-2"' in body
    assert styled(word, "toc 1") == ["Did it help?", "Where next?"]
    assert styled(word, "toc 2") == ["Why", "Work"]
    anchors = re.findall(r'w:anchor="(_Toc\w+)"', body)
    assert len(anchors) == 4
    assert set(anchors) <= set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', body))


def test_nobody_is_asked_anything_when_the_document_opens(tmp_path: Path) -> None:
    read(whole(), tmp_path)

    assert "updateFields" not in part(tmp_path, "word/settings.xml")


def test_tables_and_figures_are_counted_by_fields_in_their_captions(tmp_path: Path) -> None:
    word = read(report(TYPED, CONTROL, TYPED, BARS), tmp_path)

    assert styled(word, "Caption") == [
        "Table 1. Typed",
        "Figure 1. Hours to resolve",
        "Table 2. Typed",
        "Figure 2. Tickets by team",
    ]
    body = part(tmp_path, "word/document.xml")
    assert (body.count("SEQ Table"), body.count("SEQ Figure")) == (2, 2)


def test_the_answers_stand_first_in_a_style_of_their_own(tmp_path: Path) -> None:
    word = read(whole(), tmp_path)

    assert styled(word, "Answer") == ["It did.", "By a quarter."]
    said = texts(word)
    assert said.index("It did.") == said.index("Did it help?", said.index("Work")) + 1


def test_numbers_are_said_with_their_names_and_where_they_come_from(tmp_path: Path) -> None:
    (card,) = cells(read(report(Numbers((NUMBER,))), tmp_path))

    assert card[0][0] == f"Mean time\n{NUMBER.text}\n2026-06, n = 84, mttr"


def test_the_cells_of_a_table_say_what_the_report_says(tmp_path: Path) -> None:
    (table,) = cells(read(report(TYPED), tmp_path))

    assert table == [
        ["Name", "Share [%]", "n", "On", "Good"],
        ["a", "93.4", "1,204", "2026-06-30", "yes"],
        ["b", "0.3", "3", "2026-06-30 08:15", "no"],
        ["c", "–", "–", "–", "–"],
    ]


def test_numbers_stand_right_and_the_head_of_a_table_repeats(tmp_path: Path) -> None:
    (table,) = read(report(TYPED), tmp_path).tables

    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert [str(side) for side in sides] == ["None", "RIGHT (2)", "RIGHT (2)", "None", "None"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_note_and_the_meaning_of_grey_rows_stand_below_a_table(tmp_path: Path) -> None:
    assert styled(read(report(TYPED), tmp_path), "Note") == [
        "What the columns mean.\nRows in grey rest on too few cases."
    ]


def test_a_long_table_shows_its_first_rows_and_says_where_the_others_are(tmp_path: Path) -> None:
    word = read(report(names(1_260)), tmp_path)

    (rows,) = cells(word)
    assert [row[0] for row in rows[1:]] == [f"name {place}" for place in range(60)]
    assert "Rows 1 to 60 of 1,260; all of them stand in the XLSX file of this report." in texts(word)


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    assert "No rows." in texts(read(report(Table("None", (Column("a"),))), tmp_path))


def test_a_folded_table_stands_in_the_appendix_and_its_page_leads_there(tmp_path: Path) -> None:
    folded = replace(TYPED, title="Details", folded=True)

    word = read(report(Heading(2, "Why"), folded, Text("After.")), tmp_path)

    said = texts(word)
    assert said.index("In the appendix: Details") < said.index("After.") < said.index("Table 1. Details")
    assert styled(word, "Heading 1")[-1] == "Appendix" == styled(word, "toc 1")[-1]


def test_a_table_of_many_columns_lies_across_the_paper_and_what_follows_does_not(tmp_path: Path) -> None:
    word = read(report(Text("Before."), wide(), Text("After."), CONTROL), tmp_path)

    assert [str(section.orientation) for section in word.sections] == ["PORTRAIT (0)", "LANDSCAPE (1)", "PORTRAIT (0)"]
    (drawn,) = word.tables
    widths = sum(int(width.get(qn("w:w"))) for width in drawn._tbl.tblGrid)
    assert widths <= Cm(29.7 - 4).twips + 12


@pytest.mark.parametrize("picture", [CONTROL, BARS, LEVELS, CURVES], ids=lambda picture: picture.title)
def test_a_picture_is_a_native_chart_with_its_words_and_a_workbook_to_edit(picture: Picture, tmp_path: Path) -> None:
    word = read(report(picture), tmp_path)

    (drawing,) = word.element.body.iter(qn("wp:docPr"))
    assert drawing.get("descr") == picture.alt
    with zipfile.ZipFile(tmp_path / "report.docx") as package:
        (workbook,) = [name for name in package.namelist() if name.startswith("word/embeddings/")]
        book = openpyxl.load_workbook(io.BytesIO(package.read(workbook)))
    held = [cell.value for row in book.active.iter_rows() for cell in row]
    assert all(row[line.key] in held for row in picture.data for line in picture.chart.lines if line.key in row)
    assert not book.active._charts


def test_a_chart_draws_the_numbers_of_its_picture_and_no_others(tmp_path: Path) -> None:
    read(report(CONTROL), tmp_path)

    chart = part(tmp_path, "word/charts/chart1.xml")

    first = chart[chart.index("<c:ser>") : chart.index("</c:ser>")]
    values = re.findall("<c:v>([^<]*)</c:v>", first[first.index("<c:val>") :])
    assert [float(value) for value in values] == [4.125, 5.0, 9.75]  # the fourth month is left out and drawn apart
    assert '<c:dispBlanksAs val="gap"/>' in chart and '<c:smooth val="0"/>' in chart


def test_each_scale_of_effects_is_a_chart_of_its_own(tmp_path: Path) -> None:
    word = read(report(EFFECTS), tmp_path)

    said = [drawing.get("descr") for drawing in word.element.body.iter(qn("wp:docPr"))]
    assert said == [f"{EFFECTS.alt} (1/2)", f"{EFFECTS.alt} (2/2)"]
    assert styled(word, "Caption") == ["Figure 1. Effects"]


def test_a_picture_that_nothing_says_how_to_plot_is_shown_as_drawn_with_its_words(tmp_path: Path) -> None:

    word = read(report(Picture("Drawn", "A square.", BOX)), tmp_path)

    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == "A square."


def test_a_picture_without_drawing_and_chart_is_said_in_words(tmp_path: Path) -> None:
    assert "A square." in texts(read(report(Picture("Lost", "A square.", "")), tmp_path))


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text_is_text_wherever_it_stands_and_nothing_is_lost(text: str, tmp_path: Path) -> None:
    numbers = Numbers((Number(text, None, text=text),))

    word = read(
        report(Heading(2, text), Text(text), numbers, Heading(2, "Table"), awkward(text), Failure(text)), tmp_path
    )

    said = "\n".join(texts(word))
    assert said.count(text) >= 6  # contents, heading, text, caption, note, failure
    (card, rows) = cells(word)
    assert rows == [[text], [text]]
    assert card[0][0].count(text) == 2


def test_control_characters_go_and_are_counted(tmp_path: Path) -> None:
    done = write(report(Text("a\x00b\x1bc")), tmp_path / "report.docx")

    assert "abc" in texts(docx.Document(str(done.path)))
    assert done.removed == 2


def test_a_lone_surrogate_does_no_harm(tmp_path: Path) -> None:
    assert any(text.startswith("left") for text in texts(read(report(Text("left\ud83dright")), tmp_path)))


def test_a_long_text_of_the_analyst_is_whole_and_one_in_a_table_is_cut_with_a_note_and_counted(tmp_path: Path) -> None:
    table = Table("Long", (Column("a"),), ({"a": "y" * 40_000},))

    done = write(report(Text("x" * 40_000), table), tmp_path / "report.docx")

    word = docx.Document(str(done.path))
    assert "x" * 40_000 in texts(word)
    (rows,) = cells(word)
    assert rows[1][0].endswith("of 40000 characters shown]") and done.cut == 1
    assert any("the XLSX file of this report holds them whole" in text for text in texts(word))


def test_what_an_analyst_writes_keeps_its_looks_and_lists_begin_at_one(tmp_path: Path) -> None:
    link = Run("site", link="https://example.com/a")
    unsafe = Run("click", link="javascript:alert(1)")
    items = [Paragraph((Run("first"),), "number", 1), Text("Between."), Paragraph((Run("again"),), "number", 1)]

    word = read(report(Paragraph((Run("so", strong=True), link, unsafe)), *items), tmp_path)

    said = next(paragraph for paragraph in word.paragraphs if "so" in paragraph.text)
    assert said.runs[0].bold and [link.address for link in said.hyperlinks] == ["https://example.com/a"]
    assert "click (javascript:alert(1))" in said.text
    numbered = [paragraph for paragraph in word.paragraphs if paragraph.text in ("first", "again")]
    ids = {paragraph._p.pPr.numPr.numId.val for paragraph in numbered}
    assert len(ids) == 2


def test_every_page_says_whose_it_is_and_which_of_how_many(tmp_path: Path) -> None:
    word = read(whole(), tmp_path)

    section = word.sections[0]
    assert section.header.paragraphs[0].text == "Acme & Söhne · Data up to 2026-06-30"
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[0].text == "Fingerprint 3f9c1b2a7d5e · Page 1 of 1"
        assert "NUMPAGES" in footer._element.xml and " PAGE " in footer._element.xml


@pytest.mark.parametrize(("language", "spoken", "heading"), [("en", "en-GB", "Contents"), ("de", "de-DE", "Inhalt")])
def test_the_document_knows_its_language(language: str, spoken: str, heading: str, tmp_path: Path) -> None:
    word = read(report(TYPED, language=language), tmp_path)

    assert f'<w:lang w:val="{spoken}"' in part(tmp_path, "word/styles.xml")
    assert styled(word, "TOC Heading") == [heading]


def test_the_brand_gives_its_logo_with_words_its_colours_and_its_footer(tmp_path: Path) -> None:
    word = read(report(TYPED, brand=house(tmp_path, accent="#6a1b4d")), tmp_path)

    assert word.inline_shapes[0]._inline.docPr.get("descr") == "A black bar"
    assert str(word.styles["Heading 2"].font.color.rgb) == "6A1B4D"
    assert word.sections[0].footer.paragraphs[0].text.startswith("Confidential · ")


def test_a_report_of_a_failed_run_says_that_it_is_not_complete(tmp_path: Path) -> None:
    word = read(replace(report(), meta=replace(META, published=False)), tmp_path)

    assert styled(word, "Warning") == ["This report is not complete: the run that made it failed."]


def test_the_file_says_whose_it_is_and_carries_the_day_of_its_data(tmp_path: Path) -> None:
    known = read(whole(), tmp_path).core_properties

    assert (known.title, known.author, known.language) == ("Acme & Söhne", "A. Analyst", "en-GB")
    assert known.created == known.modified == dt.datetime(2026, 6, 30, tzinfo=known.created.tzinfo)


def test_the_same_report_is_the_same_file(tmp_path: Path) -> None:
    write(whole(), tmp_path / "one.docx")
    write(whole(), tmp_path / "two.docx")

    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()


def test_every_drawing_and_bookmark_has_a_number_of_its_own(tmp_path: Path) -> None:
    body = read(Document(META, (*whole().pages, Page("more", "More", (), (CONTROL, EFFECTS, TYPED)))), tmp_path).element

    drawings: list[Any] = [drawing.get("id") for drawing in body.iter(qn("wp:docPr"))]
    marks = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(set(drawings)) == len(drawings) and len(set(marks)) == len(marks)


@pytest.mark.slow
def test_libreoffice_opens_the_document(tmp_path: Path) -> None:
    write(whole(), tmp_path / "report.docx")

    assert convert(tmp_path / "report.docx", tmp_path).stat().st_size > 5_000
