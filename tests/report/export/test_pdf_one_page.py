"""What a manager is handed on one sheet stands on one sheet, whole and large enough to read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.canvas import drawing, write_svg
from csi_lib.report.export.document import Document, Heading, Numbers, Page
from csi_lib.report.export.formats import export
from csi_lib.report.meta import Meta

pytest.importorskip("typst", reason="Typst is not installed (extra 'office')")
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

META = Meta("Muster GmbH", "muster", "2026-06-30", "aa54a51e78235b75" * 4, author="A. Analyst")
SENTENCE = "Mean time to resolve was 21 % lower (about 3.5 h at the level of that time) after 2025-04-01. "
SMALLEST = 5.0  # points; the letters of the font are as high as those of 6 points in a book face
A4 = (595, 842)  # points, ISO 216


def make_picture() -> Picture:
    with drawing(2.83) as (figure, (axis,)):
        for place in range(4):
            axis.plot([0.7, 1.1], [place, place])
    return Picture("Effects with 95 % intervals", "Four initiatives.", write_svg(figure))


def make_verdicts(rows: int) -> Table:
    labels = ("Initiative", "Verdict", "Target", "Effect", "95 % interval")
    fields = ("p", "p, series alone", "Months before", "Months after")
    columns = (*(Column(label) for label in labels), *(Column(label, kind="number") for label in fields))
    cells = (
        "Key users sort accounting faults first",
        "not enough evidence",
        SENTENCE,
        "21 % lower",
        "4 % to 34 % lower",
    )
    row = dict(zip(labels, cells, strict=True)) | dict(zip(fields, (0.0052, 0.024, 15, 14), strict=True))
    return Table("Verdicts", columns, (row,) * rows, SENTENCE * 7)


def make_summary(rows: int = 4) -> Document:
    trace = {"kpi": "mttr_resolve", "version": 1, "period": "2026-06", "n": 1243, "variant": "until the last resolve"}
    digest = {"What": "Fingerprint of everything", "Value": "0123456789abcdef" * 4}
    origin = Table("Where this comes from", (Column("What"), Column("Value")), (digest,) * 7)
    objectives = make_verdicts(3)
    page = Page(
        "executive_summary",
        "What changed, how sure are we, what next?",
        tuple(Text(SENTENCE * count, "answer") for count in (5, 5, 3)),
        (
            Heading(2, "The numbers behind it"),
            Numbers(tuple(Number(f"Mean time to resolve, number {at}", 36.4, "h", source=trace) for at in range(6))),
            Heading(2, "The verdicts"),
            make_verdicts(rows),
            make_picture(),
            Heading(2, "Objectives"),
            replace(objectives, title="Objectives", note=""),
            Heading(2, "How far to trust this"),
            Text("242,804 rows were read from 18 files. None was lost."),
            Heading(2, "Where this comes from"),
            origin,
        ),
    )
    return Document(META, (page,))


def read(document: Document, folder: Path) -> Any:
    (done,) = export(document, ["pdf"], folder, "report")
    return pypdf.PdfReader(done.path)


def test_the_executive_page_fits_one_a4(tmp_path: Path) -> None:
    (page,) = read(make_summary(), tmp_path).pages

    assert tuple(round(float(side)) for side in page.mediabox[2:]) == A4


def test_it_takes_one_sheet_of_a_whole_report_too(tmp_path: Path) -> None:
    summary = make_summary()
    other = Page("other", "What else?", (), (Text("x"),))

    _contents, first, second = read(replace(summary, pages=(*summary.pages, other)), tmp_path).pages

    assert "Where this comes from" in first.extract_text()
    assert "What else?" in second.extract_text()


def test_nothing_is_left_out_to_make_it_fit(tmp_path: Path) -> None:
    (page,) = read(make_summary(), tmp_path).pages

    shown = "".join(page.extract_text().split())
    assert shown.count("0123456789abcdef" * 4) == 7
    assert shown.count("".join(SENTENCE.split())) == 5 + 5 + 3 + 7 + 4 + 3
    assert shown.count("36.4h") == 6


def test_its_letters_can_be_read(tmp_path: Path) -> None:
    (page,) = read(make_summary(), tmp_path).pages

    sizes: list[float] = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, font, size: sizes.append(abs(size * tm[0] * cm[0])) if text.strip() else None
    )
    assert min(sizes) >= SMALLEST


def test_a_page_with_more_than_a_sheet_bears_goes_on_in_readable_type(tmp_path: Path) -> None:
    assert len(read(make_summary(rows=40), tmp_path).pages) > 1
