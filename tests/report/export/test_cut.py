"""Where a file cannot hold a text whole, it says on which page and in which part that was."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from docx import Document as read_docx
from pptx import Presentation

from csi_lib.report import Column, Table, Text
from csi_lib.report.export import docx, pdf, pptx, xlsx
from csi_lib.report.export.clean import CELL_LIMIT, Cleaner
from csi_lib.report.export.document import Document, Heading
from tests.report.export.office import CONTROL, report

LONG = "Printer on floor three out of paper. " * 1_000  # 37,000 characters
PLACE = "Did it help? › Worst tickets"


@pytest.fixture
def long() -> Document:
    """A report with one text that no cell of a workbook holds."""
    assert len(LONG) > CELL_LIMIT
    table = Table("Worst tickets", (Column("id"), Column("text", "Text")), ({"id": "1", "text": LONG},))
    return report(Heading(2, "Tickets"), Text("Short."), table, CONTROL)


def test_a_workbook_says_it_on_its_first_sheet(long: Document, tmp_path: Path):
    done = xlsx.write(long, tmp_path / "a.xlsx")

    first = openpyxl.load_workbook(done.path).worksheets[0]
    (said,) = [str(cell.value) for row in first.iter_rows() for cell in row if "cut" in str(cell.value)]
    assert said.endswith(f"({PLACE})")
    assert (done.cut, done.places) == (1, PLACE)


def test_a_document_says_it_at_its_end(long: Document, tmp_path: Path):
    done = docx.write(long, tmp_path / "a.docx")

    assert read_docx(str(done.path)).paragraphs[-1].text.endswith(f"with a note: 1 ({PLACE})")


def test_slides_say_it_in_the_notes_of_the_first(long: Document, tmp_path: Path):
    done = pptx.write(long, tmp_path / "a.pptx")

    assert (
        f"with a note: 1 ({PLACE})" in next(iter(Presentation(str(done.path)).slides)).notes_slide.notes_text_frame.text
    )


def test_a_printed_report_says_it_in_front(long: Document, tmp_path: Path):
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    done = pdf.write(long, tmp_path / "a.pdf")

    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(done.path).pages).split())
    assert f"with a note: 1 ({PLACE})" in text


def test_a_report_that_holds_everything_says_nothing(tmp_path: Path):
    done = docx.write(report(Text("Short.")), tmp_path / "a.docx")

    assert (done.cut, done.places) == (0, "")


def test_many_places_are_counted_after_the_first_dozen():
    cleaner = Cleaner()
    for place in range(14):
        cleaner.enter("Page", f"Part {place}")
        cleaner.fit("too long, far too long to be held by so small a cell of a workbook", 50)
        cleaner.fit("too long, far too long to be held by so small a cell of a workbook", 50)

    assert cleaner.say_places().startswith("Page › Part 0 (2); Page › Part 1 (2)")
    assert cleaner.say_places().endswith("Page › Part 11 (2); … (+2)")
