"""A heading that asks for a new page gets one in every format, and an address of its own on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from csi_lib.errors import UsageError
from csi_lib.report import Column, Heading, Table, Text, from_json
from csi_lib.report.export.document import Document, Page, read_page
from csi_lib.report.export.formats import export
from csi_lib.report.html import render_page
from csi_lib.report.language import load_words, translate
from tests.report.export.office import META

QUESTIONS = ("1 What is the vision?", "2 Where are we now?")
BLOCKS = [
    Text("Two questions.", "answer"),
    *(
        block
        for number, title in enumerate(QUESTIONS, 1)
        for block in (
            Heading(2, title, new_page=True, anchor=f"question-{number}"),
            Table(title, (Column("a", "Answered by"),), ({"a": f"artefact {number}"},)),
        )
    ),
]


def save(make_notebook: Any, kind: str, folder: Path) -> Path:
    page = read_page(make_notebook("# Where do we stand?", BLOCKS), "programme")
    (done,) = export(Document(META, (Page("first", "Before", (), (Text("Words."),)), page)), [kind], folder, "report")
    return done.path


def test_on_paper_each_question_begins_a_page(make_notebook: Any, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="Typst is not installed (extra 'office')")
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

    texts = [sheet.extract_text() for sheet in pypdf.PdfReader(save(make_notebook, "pdf", tmp_path)).pages]
    found = [next(place for place, text in enumerate(texts) if f"artefact {number}" in text) for number in (1, 2)]

    assert found == [3, 4]  # the contents, the page before, the answer, and then a sheet each
    assert [title in texts[place] for title, place in zip(QUESTIONS, found, strict=True)] == [True, True]


def test_in_a_text_document_each_question_begins_a_page(make_notebook: Any, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")

    paragraphs = docx.Document(str(save(make_notebook, "docx", tmp_path))).paragraphs
    heads = {one.text: one.paragraph_format.page_break_before for one in paragraphs if one.style.name == "Heading 2"}

    assert heads == dict.fromkeys(QUESTIONS, True)


def test_each_question_is_the_title_of_a_slide(make_notebook: Any, tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx", reason="python-pptx is not installed")

    slides = pptx.Presentation(str(save(make_notebook, "pptx", tmp_path))).slides
    titles = [slide.shapes.title.text for slide in slides]

    assert titles[-3:] == ["Where do we stand?", *QUESTIONS]
    assert [sum(shape.has_table for shape in slide.shapes) for slide in list(slides)[-2:]] == [1, 1]


def test_the_contents_of_a_workbook_lead_to_each_question(make_notebook: Any, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")

    book = openpyxl.load_workbook(save(make_notebook, "xlsx", tmp_path))
    links = {cell.value: cell.hyperlink.location for row in book.worksheets[0] for cell in row if cell.hyperlink}
    heads = {cell.value: cell.row for cell in book["Programme"]["A"] if cell.value in QUESTIONS}

    assert links | {title: f"'Programme'!A{row + 1}" for title, row in heads.items()} == links
    assert list(heads) == list(QUESTIONS)


def test_the_top_of_a_page_links_to_each_question(make_notebook: Any, meta: Any, read_page: Any) -> None:
    page = read_page(render_page(make_notebook("# Where do we stand?", BLOCKS), nav=(), meta=meta))

    (jumps,) = (attrs for attrs in page.attributes("nav") if attrs.get("class") == "jumps")
    targets = [attrs["id"] for attrs in page.attributes("h2")]
    assert jumps["aria-label"] == "On this page"
    assert targets == ["question-1", "question-2"]
    assert [attrs["href"] for attrs in page.attributes("a")][1:3] == [f"#{name}" for name in targets]


def test_a_heading_survives_the_file_and_is_said_in_german() -> None:
    heading = BLOCKS[1]

    assert from_json(heading.to_json()) == heading
    assert translate(heading.to_json(), load_words("de"))["text"] == "1 Was ist die Vision?"


def test_an_anchor_that_no_address_could_hold_is_refused() -> None:
    with pytest.raises(UsageError, match="is no anchor"):
        Heading(2, "Which one?", anchor="Which one?")
