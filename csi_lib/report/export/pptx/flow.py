"""The pages of a report on slides: answers first, then every chart and table where it fits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from csi_lib.report.blocks import Picture, Table, Text
from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.document import Document, Failure, Heading, Item, Numbers, Page, Paragraph, Run, name_item
from csi_lib.report.export.formats import Written
from csi_lib.report.export.pptx.deck import Deck
from csi_lib.report.export.pptx.master import BOTTOM, LEFT, RIGHT
from csi_lib.report.export.pptx.measure import writing_in
from csi_lib.report.export.pptx.overview import MOST_CARDS, find_overview, place_overview
from csi_lib.report.export.pptx.pictured import find_company, place_picture
from csi_lib.report.export.pptx.prose import (
    SIDE,
    note_number,
    write_answers,
    write_card,
    write_failure,
    write_heading,
    write_paragraph,
    write_text,
)
from csi_lib.report.export.pptx.sheet import GAP, PAD, Sheet
from csi_lib.report.export.pptx.tabled import place_table
from csi_lib.report.export.pptx.text import Para, measure_paras
from csi_lib.report.export.tidy import tidy_document

ANSWER_SIZES = (22, 20, 18, 16, 14, 12)  # points
ANSWER_SHARE = 0.75  # of a slide that answers may take before their letters get smaller
CARDS = 4  # side by side
WIDE = RIGHT - LEFT
CAPTION_LINES = 4
LEAST_CHART = 3.6  # inches


def write(document: Document, path: Path) -> Written:
    """Write a report as a PPTX presentation.

    Parameters
    ----------
    document : Document
        The report.
    path : Path
        The file.

    Returns
    -------
    Written
        The path, how many control characters were taken out and how many texts were cut; the same document gives
        the same bytes.
    """
    cleaner = Cleaner()
    document = tidy_document(document, cleaner)
    with writing_in(document.brand.font):
        return _write(document, cleaner, path)


def _write(document: Document, cleaner: Cleaner, path: Path) -> Written:
    deck = Deck(document, cleaner)
    deck.add_cover()
    contents = deck.add_contents() if len(document.pages) > 1 else None
    for page in document.pages:
        PageFlow(deck, page).place()
    if contents is not None:
        deck.fill_contents(contents, deck.sections[1:])
    return deck.finish(path)


class PageFlow:
    """One page on its way to slides.

    Parameters
    ----------
    deck : Deck
        Takes the slides.
    page : Page
        What they show.
    """

    def __init__(self, deck: Deck, page: Page) -> None:
        self.deck = deck
        self.page = page
        self.kicker = page.title
        self.waiting: list[Para] = []  # texts that go together before the next chart or table
        self.waiting_notes: list[str] = []
        self.heading = ""
        self.below = ""  # a heading below that one
        self.sheet: Sheet

    def place(self) -> None:
        """Place the whole page."""
        self.deck.begin_section(self.kicker)
        self.deck.cleaner.enter(self.page.title)
        items = list(self.page.items)
        overview = find_overview(self.page)
        if overview:
            self.sheet = place_overview(self.deck, self.page, overview)
            place, more = items.index(overview.numbers), overview.numbers.numbers[MOST_CARDS:]
            items[place : place + 1] = [Numbers(more)] if more else []
            items = _drop_bare(items)
        else:
            self._open()
        folded = [item for item in items if isinstance(item, Table) and item.folded]
        shown = _drop_bare([item for item in items if item not in folded])
        while shown:
            item = shown.pop(0)
            self.deck.cleaner.enter(self.page.title, name_item(item, self.below or self.heading))
            if isinstance(item, Picture):
                company = find_company(item, shown)
                shown = shown[len(company) :]
                self._place_picture(item, company)
            else:
                self._place_item(item)
        self._name_folded(folded)
        self._flush()

    def _open(self) -> None:
        """Begin with the answers, as large as they fit."""
        self.sheet = self.deck.add_sheet(self.page.title)
        if not self.page.answers:
            return
        notes = self.sheet.notes
        room = self.sheet.room * ANSWER_SHARE
        sizes = [size for size in ANSWER_SIZES if self._measure_answers(size) <= room]
        size = sizes[0] if sizes else ANSWER_SIZES[-1]
        self._flow(write_answers(self.page.answers, size, self.deck.fit, notes))

    def _measure_answers(self, size: float) -> float:
        return measure_paras(write_answers(self.page.answers, size, str, []), WIDE)

    def _place_item(self, item: Item) -> None:
        language = self.deck.document.language
        if isinstance(item, Heading):
            self._turn_to(item)
        elif isinstance(item, Paragraph):
            self.waiting.append(write_paragraph(item))
        elif isinstance(item, Text):
            self.waiting += write_text(item, self.deck.fit, language, self.waiting_notes)
        elif isinstance(item, Failure):
            self.waiting += write_failure(item, language)
        elif isinstance(item, Numbers):
            self._flush()
            self._place_cards(item)
        elif isinstance(item, Table):
            self._place_table(item)

    def _turn_to(self, heading: Heading) -> None:
        self._flush()
        if heading.new_page:
            self.sheet.y = BOTTOM  # full: what follows begins a slide that the heading is the title of
        if heading.level == 2:
            self.heading, self.below = heading.text, ""
        else:
            self.below = heading.text
        self.waiting.append(write_heading(heading))

    def _path(self) -> tuple[str, ...]:
        return (self.kicker, *[heading for heading in (self.heading, self.below) if heading])

    def _begin(self, title: str, kicker: str = "") -> None:
        self.sheet = self.deck.add_sheet(title, kicker or self.kicker)

    def _flush(self) -> None:
        """Place the texts that wait, on the slide at hand where they fit whole and a heading has company."""
        if not self.waiting or (len(self.waiting) == 1 and self._waits_for_heading()):
            return
        height = measure_paras(self.waiting, WIDE)
        paras = self.waiting
        if height > self.sheet.room:
            title = self.heading or self.page.title
            if self._waits_for_heading():
                title, paras = paras[0].text, paras[1:]
            self._begin(title)
        self.waiting = []
        self._flow(paras)

    def _waits_for_heading(self) -> bool:
        return self.waiting[0].heading

    def _flow(self, paras: Sequence[Para]) -> None:
        """Write paragraphs, on as many slides as they need."""
        self.sheet.notes += self.waiting_notes
        self.waiting_notes = []
        left = list(paras)
        while left:
            count = len(left)
            while count > 1 and measure_paras(left[:count], WIDE) > self.sheet.room:
                count -= 1
            if measure_paras(left[:count], WIDE) > self.sheet.room and not self.sheet.untouched:
                self._begin(f"{self.heading or self.page.title} ({self.deck.say('continued')})")
                continue
            self.sheet.add_text(left[:count])
            left = left[count:]
            if left:
                self._begin(f"{self.heading or self.page.title} ({self.deck.say('continued')})")

    def _place_cards(self, numbers: Numbers) -> None:
        width = (WIDE - (CARDS - 1) * GAP) / CARDS
        for first in range(0, len(numbers.numbers), CARDS):
            row = [(number, write_card(number)) for number in numbers.numbers[first : first + CARDS]]
            height = max(measure_paras(paras, width - 2 * PAD) for _, paras in row) + 2 * PAD
            if height > self.sheet.room or self.waiting:
                self._begin_for(height)
            for place, (number, paras) in enumerate(row):
                self.sheet.add_card(paras, (LEFT + place * (width + GAP), self.sheet.y, width, height))
                self.sheet.notes.append(note_number(number))
            self.sheet.y += height + GAP

    def _begin_for(self, height: float) -> None:
        """Put the heading that waits above what follows, on the slide at hand or on a new one."""
        if self.waiting and height + measure_paras(self.waiting, WIDE) + GAP <= self.sheet.room:
            paras, self.waiting = self.waiting, []
            self._flow(paras)
            return
        title = self.waiting[0].text if self.waiting and self._waits_for_heading() else self.heading
        self.waiting = []
        self._begin(title or self.page.title)

    def _place_table(self, table: Table) -> None:
        self.sheet = place_table(self.deck, self.sheet, table, self._take_waiting(), self._path())

    def _take_waiting(self) -> list[Para]:
        paras, self.waiting = self.waiting, []
        self.sheet.notes += self.waiting_notes
        self.waiting_notes = []
        return paras

    def _place_picture(self, picture: Picture, company: Sequence[Text | Table]) -> None:
        self._flush()
        heading, self.waiting = self.waiting, []  # the line above the title says it
        placed = place_picture(self.deck, picture, company, self._path())
        if placed is not None:
            self.sheet = placed
            return
        words = write_text(Text(picture.alt), self.deck.fit, self.deck.document.language, self.waiting_notes)
        self.waiting = [*heading, *words]
        for item in company:
            self._place_item(item)

    def _name_folded(self, folded: Sequence[Table]) -> None:
        """Say which tables stay in the XLSX file, by name in the notes."""
        if not folded:
            return
        self._flush()
        names = "; ".join(table.title for table in folded)
        para = Para((Run(self.deck.say("folded tables", len(folded))),), SIDE, "accent4")
        home = self.deck.sections[-1].slides[0]
        first = next(sheet for sheet in self.deck.sheets if sheet.slide is home)
        sheet = first if first.room > measure_paras([para], WIDE) else self.sheet
        if sheet.room < measure_paras([para], WIDE):
            self._begin(self.page.title)
            sheet = self.sheet
        sheet.add_text([para])
        sheet.notes.append(f"{self.deck.say('folded tables', len(folded))} {self.deck.fit(names)}")


def _drop_bare(items: Sequence[Item]) -> list[Item]:
    """Return the items without headings that have nothing below them any more."""
    kept: list[Item] = []
    for item in reversed(items):
        after = kept[-1] if kept else None
        bare = isinstance(item, Heading) and (
            after is None or (isinstance(after, Heading) and after.level <= item.level)
        )
        if not bare:
            kept.append(item)
    return kept[::-1]
