"""A title that only repeats the heading above it is printed once, in every format, and is still said to a reader."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from docx import Document as read_docx
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pptx import Presentation

from csi_lib.report import Column, Table
from csi_lib.report.export import docx, pdf, pptx
from csi_lib.report.export.document import Heading, find_echoes
from csi_lib.report.html import render_page
from tests.report.export.office import BARS, META, TYPED, report

DECISIONS = Table("Decisions", (Column("what", "What"),), ({"what": "Search"},))
STEPS = replace(BARS, title="Next steps")
OTHER = replace(TYPED, title="Decisions")  # the second under its heading tells itself apart by its title
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
WHOLE = report(Heading(2, "The decisions"), DECISIONS, OTHER, Heading(2, "Next steps"), STEPS)


def test_only_the_first_under_its_heading_is_an_echo():
    assert find_echoes(WHOLE.pages[0].items) == {1, 4}


def _make_notebook() -> nbformat.NotebookNode:
    cells = [new_markdown_cell("# Did it help?")]
    for item in WHOLE.pages[0].items:
        if isinstance(item, Heading):
            cells.append(new_markdown_cell(f"## {item.text}"))
        else:
            cells.append(new_code_cell(outputs=[new_output("display_data", *[item._repr_mimebundle_()[0]])]))
    return new_notebook(cells=cells)


def test_a_page_hides_the_echo_and_keeps_it_for_who_cannot_see():
    html = render_page(_make_notebook(), nav=(), meta=META)

    captions = re.findall(r"<(?:fig)?caption[^>]*>[^<]*</", html)
    said = ['<caption class="spoken">Decisions</', "<caption>Decisions</", '<figcaption class="spoken">Next steps</']
    assert [text for text in captions if "Numbers" not in text] == said
    assert 'aria-label="Table: Decisions"' in html


def test_a_document_prints_the_echo_once_and_names_the_table(tmp_path: Path):
    path = docx.write(WHOLE, tmp_path / "a.docx").path

    lines = [paragraph.text for paragraph in read_docx(str(path)).paragraphs if paragraph.style.name == "Caption"]
    assert lines == ["Table 1. Decisions"]  # of the second table
    names = re.findall(r'<w:tblCaption w:val="([^"]*)"', zipfile.ZipFile(path).read("word/document.xml").decode())
    assert names == ["Decisions", "Decisions"]


def test_slides_say_the_echo_once_and_name_the_table(tmp_path: Path):
    deck = Presentation(str(pptx.write(WHOLE, tmp_path / "a.pptx").path))

    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    texts = [part.text for shape in shapes if shape.has_text_frame for part in shape.text_frame.paragraphs]
    assert sorted(text for text in texts if "ecisions" in text) == ["Decisions", "The decisions"]
    assert [text for text in texts if "Next steps" in text] == ["Next steps"]
    assert {"Decisions"} == {shape.name for shape in shapes if shape.has_table}


def test_a_printed_page_says_the_echo_once(tmp_path: Path):
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(pdf.write(WHOLE, tmp_path / "a.pdf").path).pages)

    lines = [line.strip() for line in text.splitlines()]
    assert [line for line in lines if line.endswith("ecisions")] == ["The decisions", "Decisions"]
    assert lines.count("Next steps") == 1
