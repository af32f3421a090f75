"""A report as PDF can be printed, searched and read aloud, whatever stands in the tickets."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csi_lib.errors import UsageError
from csi_lib.report import Column, Number, Picture, Table, Text
from csi_lib.report.brand import Brand
from csi_lib.report.canvas import drawing, write_svg
from csi_lib.report.export.document import Document, Failure, Heading, Item, Numbers, Page, Paragraph, Run
from csi_lib.report.meta import Meta

typst = pytest.importorskip("typst", reason="Typst is not installed (extra 'office')")
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

META = Meta(
    "Muster GmbH", "muster", "2026-06-30", "aa54a51e78235b75" * 4, ({"id": "2024", "digest": "b" * 64},), "A. A."
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="20" fill="#0072b2"/></svg>'
)
LINKED = SVG.replace("</svg>", '<image href="file:///etc/passwd" width="9" height="9"/></svg>')
NAMES = Column("name", "Name")

AWKWARD = {  # the text, and what of it has to be found by who searches the file
    "Chinese": ("北京服务台 ✨〓 Peking", "Peking"),
    "Arabic and Hebrew": ("مكتب الخدمة שלום desk", "desk"),
    "Hindi and Thai": ("सेवा डेस्क โต๊ะบริการ desk", "desk"),
    "emoji of several parts": ("👩‍🔧 🇩🇪 1️⃣ ❤️ heart", "heart"),
    "umlauts": ("Büro-IT für Ärzte, Straße", "Büro-IT für Ärzte, Straße"),
    "private letters and noncharacters": ("\ue000\ufdd0\U0010ffff\ufeff private", "private"),
    "control characters": ("a\x00b\x07c\x1b[31m\x7f\ufffe", "abc[31m"),
    "a lone surrogate": ("a\ud800b end", "end"),
    "an import": ('#import "/etc/passwd": *', '#import "/etc/passwd": *'),
    "mathematics": ("$ sum_(i=1)^n x_i $ and $", "$ sum_(i=1)^n x_i $ and $"),
    "a function": ('#panic(1) #read("data.json") #{', '#panic(1) #read("data.json") #{'),
    "backslashes": ("\\ \\u{1F600} \\", "\\ \\u{1F600} \\"),
    "a reference": ("@ref <label> *bold* _it_ `raw` = Head", "@ref <label> *bold* _it_ `raw` = Head"),
    "HTML": ("<b>bold</b><script>alert(1)</script>", "<b>bold</b><script>alert(1)</script>"),
    "a formula": ('=HYPERLINK("http://example.invalid";"x")', '=HYPERLINK("http://example.invalid";"x")'),
    "braces": ("{{x}} [[y]] ]] }}", "{{x}} [[y]] ]] }}"),
    "right-to-left override": ("a\u202egnp.exe\u202c end", "end"),
}


def make(*items: Item, answers: tuple[Text, ...] = (), meta: Meta = META, **others: Any) -> Document:
    return Document(meta, (Page("page", "What changed?", answers, items),), **others)


def save(document: Document, folder: Path) -> Any:
    from csi_lib.report.export.formats import export

    (done,) = export(document, ["pdf"], folder, "report")
    return done


def read(document: Document, folder: Path) -> Any:
    return pypdf.PdfReader(save(document, folder).path)


def text_of(reader: Any) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def elements(reader: Any) -> list[Any]:
    """Return the elements of the structure tree in reading order."""
    found: list[Any] = []
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        item = waiting.pop().get_object()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict) and item.get("/Type") == "/StructElem":
            found.append(item)
            waiting.append(item.get("/K", pypdf.generic.ArrayObject()))
    return found


def kinds(reader: Any) -> list[str]:
    return [str(element["/S"]) for element in elements(reader)]


def rows(count: int) -> tuple[dict[str, Any], ...]:
    return tuple({"name": f"ticket {place}", "n": place} for place in range(count))


LONG = Table("Tickets", (NAMES, Column("n", "Count", "h", kind="number")), rows(90), "Counted once.")


@pytest.mark.parametrize(("text", "found"), AWKWARD.values(), ids=AWKWARD)
def test_no_text_of_a_client_stops_the_file_or_becomes_markup(text: str, found: str, tmp_path: Path) -> None:
    column = Column("k", text, text)
    document = make(
        Heading(2, text),
        Paragraph((Run(text, strong=True), Run(text, code=True), Run(text, link=text))),
        Paragraph((Run(text),), "bullet", 1),
        Paragraph((Run(text, code=True),), "code"),
        Text(text, "warning"),
        Numbers((Number(text, 1, source={"remark": text}),)),
        Table(text, (column,), ({"k": text},), text),
        Table(text, (column,), ({"k": text},), text, folded=True),
        Picture(text, text, SVG),
        Failure(text),
        answers=(Text(text, "answer"),),
        meta=replace(META, client=text, author=text),
    )

    shown = text_of(read(document, tmp_path))

    assert "".join(shown.split()).count("".join(found.split())) >= 10


def test_control_characters_are_counted(tmp_path: Path) -> None:
    assert save(make(Text("a\x00b\x07c")), tmp_path).removed == 2


def test_a_word_of_ten_thousand_letters_stays_on_the_page_and_is_not_lost(tmp_path: Path) -> None:
    reader = read(make(Text("W" * 10_000)), tmp_path)

    assert text_of(reader).count("W") >= 10_000
    edges = [at[4] for page in reader.pages for at in starts(page)]
    assert max(edges) < float(reader.pages[0].mediabox.width) - 51


def starts(page: Any) -> list[Any]:
    found: list[Any] = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: found.append(tm) if text.strip() else None)
    return found


def test_a_cell_that_is_too_long_for_print_says_so_and_is_counted(tmp_path: Path) -> None:
    done = save(make(Table("T", (NAMES,), ({"name": "lorem " * 2_000},))), tmp_path)

    assert done.cut == 1
    assert "of 12000 characters shown]" in " ".join(text_of(pypdf.PdfReader(done.path)).split())


@pytest.mark.parametrize(("name", "boxed"), [("北京服务台", True), ("Büro-IT für Łódź, Ελλάδα", False)])
def test_letters_that_the_font_lacks_are_shown_as_boxes_and_that_is_said(
    name: str, boxed: bool, tmp_path: Path
) -> None:
    assert ("shown as boxes" in text_of(read(make(Text(name)), tmp_path))) is boxed


def test_the_file_is_tagged_and_says_that_it_is_pdf_ua(tmp_path: Path) -> None:
    reader = read(make(Text("x")), tmp_path)

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_the_file_has_a_title_an_author_and_a_language(tmp_path: Path) -> None:
    reader = read(make(Text("x"), language="de"), tmp_path)

    assert reader.metadata.title == "Muster GmbH – What changed?"
    assert reader.metadata.author == "A. A."
    assert reader.trailer["/Root"]["/Lang"] == "de"


def test_the_words_around_the_blocks_are_german_in_a_german_report(tmp_path: Path) -> None:
    shown = text_of(read(make(Text("x", "warning"), language="de"), tmp_path))

    assert "Daten bis" in shown
    assert "Seite 1 von 1" in shown


def test_every_picture_is_read_aloud_by_its_text(tmp_path: Path) -> None:
    pictures = (Picture("One", "Fell from 3 to 2.", SVG), Picture("Two", "Rose from 2 to 3.", SVG))

    found = [str(element["/Alt"]) for element in elements(read(make(*pictures), tmp_path)) if "/Alt" in element]

    assert [text for text in found if text in ("Fell from 3 to 2.", "Rose from 2 to 3.")] == [
        "Fell from 3 to 2.",
        "Rose from 2 to 3.",
    ]


def test_a_picture_without_a_text_cannot_be_made() -> None:
    with pytest.raises(UsageError, match="needs a text"):
        Picture("One", " ", SVG)


@pytest.mark.parametrize("svg", ["", "<svg/>", "no drawing", "<svg xmlns='http://www.w3.org/2000/svg'", LINKED])
def test_a_picture_that_cannot_be_drawn_is_said_in_words(svg: str, tmp_path: Path) -> None:
    assert "Fell from 3 to 2." in text_of(read(make(Picture("One", "Fell from 3 to 2.", svg)), tmp_path))


def test_a_drawing_of_the_kit_is_set(tmp_path: Path) -> None:
    with drawing(2.0) as (figure, (axis,)):
        axis.plot([1, 2], [3, 4])
    document = make(Picture("One", "Rose.", write_svg(figure)))

    assert "/Figure" in kinds(read(document, tmp_path))


def test_the_text_comes_out_in_reading_order(tmp_path: Path) -> None:
    document = make(
        Heading(2, "Second"),
        Numbers((Number("third", 3.0, "h"), Number("fourth", 4.0, "h"))),
        Table("Fifth", (NAMES,), ({"name": "sixth"},), "seventh"),
        Picture("Eighth", "alt", SVG),
        Text("ninth"),
        answers=(Text("First.", "answer"),),
    )

    shown = text_of(read(document, tmp_path))

    order = ["First.", "Second", "third", "3.0 h", "fourth", "4.0 h", "Fifth", "sixth", "seventh", "Eighth", "ninth"]
    places = [shown.index(word) for word in order]
    assert places == sorted(places)


def test_the_numbers_are_those_of_the_other_formats(tmp_path: Path) -> None:
    from csi_lib.report.wording import say_number

    values = [1234.5678, 0.000123, 36.44, None, 7]
    column = Column("n", "Hours", "h", kind="number")
    table = Table("T", (NAMES, column), tuple({"name": f"r{at}", "n": value} for at, value in enumerate(values)))

    shown = text_of(read(make(table, Numbers((Number("MTTR", 36.44, "h"),))), tmp_path))

    lines = shown.splitlines()
    expected = ["–" if value is None else say_number(value, "h") for value in values]
    assert [next(line for line in lines if line.startswith(f"r{at}")).split()[-1] for at in range(5)] == expected
    assert "36.4 h" in lines


def test_headings_are_headings_without_a_gap_between_their_levels(tmp_path: Path) -> None:
    found = kinds(read(make(Heading(4, "a"), Text("x"), Heading(2, "b"), Heading(4, "c"), Text("x")), tmp_path))

    assert [kind for kind in found if kind in ("/H1", "/H2", "/H3", "/H4")] == ["/H1", "/H2", "/H2", "/H3"]


def test_titles_of_nothing_but_control_characters_stop_nothing(tmp_path: Path) -> None:
    blank = "\x00"
    items = (Heading(2, blank), replace(LONG, title=blank, folded=True), Picture(blank, blank, SVG), Text("x"))

    shown = text_of(read(Document(META, (Page("name of the page", blank, (), items),)), tmp_path))

    assert "name of the page" in shown


def test_a_table_longer_than_a_page_repeats_its_head_and_loses_no_row(tmp_path: Path) -> None:
    reader = read(make(LONG), tmp_path)

    assert len(reader.pages) >= 2
    assert all("Count h" in page.extract_text() for page in reader.pages)
    shown = text_of(reader).splitlines()
    assert all(f"ticket {place} {place}" in shown for place in range(90))


def test_a_table_is_a_table_with_a_head_for_who_hears_it(tmp_path: Path) -> None:
    found = kinds(read(make(LONG), tmp_path))

    assert (found.count("/Table"), found.count("/TH"), found.count("/TD")) == (1, 2, 180)


def test_a_table_that_nobody_reads_on_paper_says_how_many_rows_there_are(tmp_path: Path) -> None:
    shown = text_of(read(make(replace(LONG, rows=rows(2_000))), tmp_path))

    assert "Rows 1 to 100 of 2,000" in shown
    assert "ticket 99 99" in shown
    assert "ticket 100 100" not in shown


def test_a_table_of_five_hundred_rows_is_printed_whole(tmp_path: Path) -> None:
    assert "ticket 499 499" in text_of(read(make(replace(LONG, rows=rows(500))), tmp_path))


def test_many_columns_go_below_each_other_beside_the_first_and_none_is_lost(tmp_path: Path) -> None:
    columns = (NAMES, *(Column(f"k{at}", f"Heading{at}", kind="number") for at in range(40)))
    table = Table("Wide", columns, ({"name": "row"} | {f"k{at}": 1000 + at for at in range(40)},) * 20)

    reader = read(make(table), tmp_path)

    shown = text_of(reader)
    assert all(f"Heading{at}" in shown and f"{1000 + at:,}" in shown for at in range(40))
    assert max(at[4] for page in reader.pages for at in starts(page)) < 842


def test_a_wide_table_lies_down(tmp_path: Path) -> None:
    columns = tuple(Column(f"k{at}", "long enough words", kind="text") for at in range(14))
    table = Table("Wide", columns, ({f"k{at}": "some words in every cell" for at in range(14)},) * 150)

    boxes = {tuple(float(side) for side in page.mediabox[2:]) for page in read(make(table), tmp_path).pages}

    assert max(box[0] for box in boxes) > 800


def test_few_records_of_many_fields_stand_side_by_side(tmp_path: Path) -> None:
    columns = tuple(Column(f"k{at}", f"Field {at}") for at in range(12))
    table = Table("Records", columns, ({f"k{at}": f"what stands in field {at} of it" for at in range(12)},) * 2)

    reader = read(make(table), tmp_path)

    assert len(reader.pages) == 1
    assert all(f"Field {at}" in text_of(reader) for at in range(12))


def test_rows_that_rest_on_few_cases_say_so_without_colour(tmp_path: Path) -> None:
    assert "Rows in grey rest on too few cases." in text_of(read(make(replace(LONG, muted=(1,))), tmp_path))


def test_folded_tables_stand_at_the_end_and_their_page_is_named(tmp_path: Path) -> None:
    folded = Table("Every KPI", (NAMES,), rows=({"name": "kept for looking up"},), folded=True)

    reader = read(make(Text("before"), folded, Text("after")), tmp_path)

    first, last = (reader.pages[at].extract_text() for at in (0, -1))
    assert "In the appendix" in first
    assert "after" in first
    assert "kept for looking up" in last
    assert "Every KPI" in last


def test_a_report_of_several_notebooks_has_contents_with_page_numbers(tmp_path: Path) -> None:
    pages = tuple(Page(name, f"Question {name}?", (), (Text("x"),)) for name in ("one", "two"))

    reader = read(Document(META, pages), tmp_path)

    first = reader.pages[0].extract_text()
    assert "Contents" in first
    assert [item.title for item in reader.outline] == ["Question one?", "Question two?"]
    assert [page.extract_text().count("Question") for page in reader.pages[1:]] == [2, 2]  # running title and heading


def test_one_notebook_has_no_contents(tmp_path: Path) -> None:
    assert "Contents" not in text_of(read(make(Text("x")), tmp_path))


def test_the_head_and_foot_say_whose_data_until_when_and_which_report(tmp_path: Path) -> None:
    shown = text_of(read(make(Text("x")), tmp_path))

    assert all(part in shown for part in ("Muster GmbH", "2026-06-30", "aa54a51e7823", "Page 1 of 1", "2024 (bbbb"))


def test_an_unfinished_report_says_so(tmp_path: Path) -> None:
    assert "not complete" in text_of(read(make(Text("x"), meta=replace(META, published=False)), tmp_path))


def test_the_brand_has_its_name_its_line_and_its_logo(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text(SVG, encoding="utf-8")
    brand = Brand(name="Haus Muster", logo=logo, logo_alt="Muster, a bar", footer="Confidential", accent="#6a1b4d")

    reader = read(make(Text("x"), brand=brand), tmp_path)

    assert all(part in text_of(reader) for part in ("Haus Muster", "Confidential"))
    assert "Muster, a bar" in [element.get("/Alt") for element in elements(reader)]


def test_a_logo_that_is_no_picture_ends_in_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"no picture")

    with pytest.raises(UsageError, match="could not be set"):
        save(make(Text("x"), brand=Brand(logo=logo, logo_alt="Logo")), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["logo.png"]


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    document = make(LONG, Picture("One", "Rose.", SVG), answers=(Text("Yes.", "answer"),))

    first, second = (save(document, tmp_path).path.read_bytes() for _ in range(2))

    assert first == second
    assert b"CreationDate" not in first


def test_typst_is_not_loaded_before_a_pdf_is_made() -> None:
    code = "import sys, csi_lib.report, csi_lib.report.export.pdf; print('typst' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"
