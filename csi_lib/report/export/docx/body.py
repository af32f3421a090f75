"""The document while it is written: where the next element goes, and the numbers given so far."""

from __future__ import annotations

from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Cm

from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.document import Document
from csi_lib.report.export.docx.markup import bookmark, field, paragraph, parse, run
from csi_lib.report.export.docx.styles import MARGIN, PAGE
from csi_lib.report.export.words import say


class Body:
    """The body of the document.

    Parameters
    ----------
    word : docx.document.Document
        With its styles.
    document : Document
        The report.
    cleaner : Cleaner
        Cleans and counts.
    """

    def __init__(self, word: Word, document: Document, cleaner: Cleaner) -> None:
        self.word = word
        self.document = document
        self.cleaner = cleaner
        self.landscape = False
        self._bookmarks = 0
        self._drawings = 0
        self._captions: dict[str, int] = {}

    def say(self, phrase: str, *parts: object) -> str:
        """Say an added word in the report's language."""
        return say(phrase, self.document.language, *parts)

    def clean(self, text: object) -> str:
        """Return a text that XML can hold."""
        return self.cleaner.clean(text)

    def add(self, markup: str) -> None:
        """Put an element at the end."""
        self.word.element.body.insert_element_before(parse(markup), "w:sectPr")

    def write(self, text: object, style: str = "", look: str = "", more: str = "") -> None:
        """Put a paragraph of one look at the end."""
        self.add(paragraph(run(self.clean(text), look), style, more))

    def mark(self, name: str, inner: str) -> str:
        """Return runs that carry a bookmark."""
        self._bookmarks += 1
        return bookmark(name, self._bookmarks, inner)

    def next_drawing(self) -> int:
        """Return a number that no drawing has."""
        self._drawings += 1
        return self._drawings

    def caption(self, kind: str, title: str, name: str = "") -> None:
        """Put a numbered caption at the end; ``kind`` is table or figure."""
        more = '<w:keepNext w:val="0"/>' if kind == "figure" else ""  # a table's stands above it, a figure's below
        self._captions[kind] = self._captions.get(kind, 0) + 1
        label = self.say(kind)
        number = field(f"SEQ {label} \\* ARABIC", str(self._captions[kind]))
        inner = f"{run(f'{label} ')}{number}"
        titled = run(f". {self.clean(title)}", '<w:b w:val="0"/>') if title else ""
        self.add(paragraph((self.mark(name, inner) if name else inner) + titled, "Caption", more))

    @property
    def width(self) -> float:
        """Width of the text in cm."""
        return PAGE[1 if self.landscape else 0] - 2 * MARGIN

    def turn(self, landscape: bool) -> bool:
        """Begin a section of the other orientation and tell whether there was need; a section begins on new paper."""
        if landscape == self.landscape:
            return False
        self.landscape = landscape
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        short, long = Cm(PAGE[0]), Cm(PAGE[1])
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        first_page = section._sectPr.find(qn("w:titlePg"))
        if first_page is not None:
            section._sectPr.remove(first_page)
        return True
