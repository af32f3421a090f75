"""A page of a report as a sheet: its answers, then its texts, numbers, tables and charts in order."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass

from csi_lib.report.blocks import Column, Picture, Table, Text
from csi_lib.report.export.document import Document, Failure, Heading, Item, Numbers, Page, Paragraph, name_item
from csi_lib.report.export.raster import draw_pixels
from csi_lib.report.export.series import plot_picture
from csi_lib.report.export.xlsx import tables
from csi_lib.report.export.xlsx.behind import Behind
from csi_lib.report.export.xlsx.book import Book
from csi_lib.report.export.xlsx.charts import height_of, make_chart
from csi_lib.report.export.xlsx.tables import LINE, count_lines, fit_rows, write_table
from csi_lib.report.language import current
from csi_lib.report.wording import say_source

ROW = 15  # points of a row under a chart, which is 20 pixels
PIXELS = 20
CHART_WIDTH = 900  # pixels
READING_WIDTH = 105  # characters of a line of prose
_FREEZE = 12  # rows above a lone table that may stay in sight
_HIGHEST = 400  # points of a row; Excel holds no higher ones than 409
_FOOT = 100  # characters; each may be written as two, and Excel takes 255
_LINK = 120  # characters of a title in a link


@dataclass(frozen=True)
class Entry:
    """What the contents name: a page, or a table or chart on it."""

    kind: str
    title: str
    sheet: str
    row: int
    rows: int = 0
    answer: str = ""


def write_page(book: Book, document: Document, page: Page) -> list[Entry]:
    """Write one page, and the numbers behind its pictures on a sheet of their own.

    Parameters
    ----------
    book : Book
        The workbook.
    document : Document
        Whose head stands on every sheet.
    page : Page
        The page.

    Returns
    -------
    list of Entry
        The page, then its tables and charts.
    """
    writer = PageWriter(book, document, page)
    heading = ""
    for item in page.items:
        heading = item.text if isinstance(item, Heading) else heading
        book.cleaner.enter(page.title, name_item(item, heading))
        writer.write(item)
    book.cleaner.enter(page.title)
    writer.finish()
    answer = str(page.answers[0]).split("\n")[0] if page.answers else ""
    return [Entry("page", page.title, writer.name, 0, answer=answer), *writer.entries]


class PageWriter:
    """Writes one page from top to bottom.

    Parameters
    ----------
    book : Book
        The workbook.
    document : Document
        The report.
    page : Page
        The page.
    """

    def __init__(self, book: Book, document: Document, page: Page) -> None:
        self.book = book
        self.document = document
        self.page = page
        self.entries: list[Entry] = []
        self._behind: Behind | None = None
        self._heading = ""
        self._begin()
        self.name = self.sheet.get_name()
        self._write_head()

    def write(self, item: Item) -> None:
        """Write one item below the last."""
        if isinstance(item, Heading):
            size = {2: 14, 3: 12}.get(item.level, 11)
            self.row += 1
            self._heading = item.text
            self._line(item.text, bold=True, font_size=size, font_color=self.book.brand.accent)
        elif isinstance(item, Text):
            self._text(item)
        elif isinstance(item, Paragraph):
            self._prose(_say_paragraph(item))
        elif isinstance(item, Failure):
            self._prose(f"{self.book.say('failed')}: {item.text}", font_color=self.book.brand.bad)
        elif isinstance(item, Numbers):
            self._numbers(item)
        elif isinstance(item, Table):
            self._table(item)
        else:
            self._picture(item)

    def finish(self) -> None:
        """Lay the prose over the columns and give every column its width."""
        for col, width in self._widths.items():
            self.sheet.set_column(col, col, width)
        fit_rows(self.sheet, self._texts, self._widths)
        last, room = 0, self._widths.get(0, 9.0)
        while room < READING_WIDTH:
            last += 1
            room += self._widths.get(last, 9.0)
        for row, text, look in self._prose_rows:
            letters = room * 10 / max(10, int(look.get("font_size", 10)))
            lines = count_lines(text, letters)
            height = LINE * int(look.get("font_size", 10)) / 10
            self.sheet.set_row(row, min(_HIGHEST, lines * height + 4))
            shape = self.book.look(text_wrap=True, **look)
            self.sheet.merge_range(row, 0, row, last, "", shape)
            self.sheet.write_string(row, 0, text, shape)
        if self._tables == 1 and self._pictures == 0 and self._lone <= _FREEZE:
            self.sheet.freeze_panes(self._lone + 1, 0)
        if self._behind is not None:
            self._behind.finish()

    def _begin(self) -> None:
        """Begin a sheet; a page whose rows are more than a sheet holds goes on with another."""
        self.sheet = self.book.add_sheet(self.page.name)
        self.row = 0
        self._widths: dict[int, float] = {}
        self._texts: dict[int, list[tuple[int, str]]] = {}
        self._prose_rows: list[tuple[int, str, dict[str, object]]] = []
        self._tables = self._pictures = self._lone = 0
        meta = self.document.meta
        day = current().number(str(meta.as_of))
        foot = f"{self.document.title} – {self.book.say('as of')} {day} – {meta.fingerprint}"
        self.sheet.set_footer(f"&L&8{_guard(self.book.cleaner.clean(foot)[:_FOOT])}&R&8&P / &N")

    def _write_head(self) -> None:
        self._line(self.page.title, bold=True, font_size=18, font_color=self.book.brand.ink)
        self._back()
        self.row += 1
        for answer in self.page.answers:
            look = {"font_size": 12, "bold": False, "bg_color": _tint(self.book.brand.accent)}
            for part in _paragraphs(answer.body):
                self._prose(part, **look)

    def _back(self) -> None:
        link = self.book.look(font_color=self.book.brand.accent, underline=1, font_size=9)
        text = f"← {self.book.say('back')}"
        self.sheet.write_url(self.row, 0, f"internal:'{self.book.say('contents')}'!A1", link, text)
        self.row += 1

    def _line(self, text: str, **look: object) -> None:
        """Write a line that runs over the cells to its right."""
        self.sheet.set_row(self.row, LINE * int(look.get("font_size", 10)) / 10 + 5)
        self.sheet.write_string(self.row, 0, self.book.fit(text), self.book.look(**look))
        self.row += 1

    def _prose(self, text: str, **look: object) -> None:
        self._prose_rows.append((self.row, self.book.fit(text), look))
        self.row += 1

    def _text(self, text: Text) -> None:
        brand = self.book.brand
        looks = {"warning": {"font_color": brand.bad}, "note": {"font_color": brand.quiet}}
        for place, part in enumerate(_paragraphs(text.body)):
            lead = f"{self.book.say('warning')}: " if text.role == "warning" and place == 0 else ""
            self._prose(lead + part, **looks.get(text.role, {}))

    def _numbers(self, numbers: Numbers) -> None:
        words = (("label", "number"), ("value", "value"), ("unit", "unit"), ("source", "source"))
        columns = [Column(key, self.book.say(word), kind="number" if key == "value" else "text") for key, word in words]
        rows = [
            {
                "label": number.label,
                "value": number.text if number.value is None else number.value,
                "unit": number.unit,
                "source": say_source(number.source),
            }
            for number in numbers.numbers
        ]
        self._rows(Table(self.book.say("numbers"), tuple(columns), tuple(rows)), f"{self.page.name}_numbers")

    def _table(self, table: Table) -> None:
        self._rows(table, self.page.name)
        notes = [table.note] if table.note else []
        if table.muted:
            notes.append(self.book.say("few"))
        for note in notes:
            self._prose(note, font_size=9, font_color=self.book.brand.quiet)

    def _rows(self, table: Table, stem: str) -> None:
        self.row += 1 if self._heading != table.title else 0
        done = 0
        while done < max(1, len(table.rows)):
            room = tables.LAST_ROW - self.row - 8  # its title and headings, and what may stand below
            if room < 1:
                self.finish()
                self._begin()
                self._back()
                continue
            chunk = table.rows[done : done + room]
            title = table.title + (f" ({self.book.say('continued')})" if done else "")
            kind = "table" if stem == self.page.name else "numbers"
            if kind == "table":
                self.entries.append(Entry(kind, title, self.sheet.get_name(), self.row, len(table.rows)))
                if title and title != self._heading:  # said once is enough
                    self._line(title, bold=True, font_size=11)
            self._chunk(table, chunk, done, stem)
            done += max(1, len(chunk))
        self.row += 1

    def _chunk(self, table: Table, rows: tuple[object, ...], done: int, stem: str) -> None:
        if not rows:
            heads = self.book.look(bold=True, text_wrap=True)
            for col, column in enumerate(table.columns):
                self.sheet.write_string(self.row, col, self.book.fit(column.label), heads)
            self.sheet.write_string(self.row + 1, 0, self.book.say("no rows"))
            self.row += 2
            return
        muted = frozenset(place - done for place in table.muted)
        wishes = write_table(self.book, self.sheet, self.row, table.columns, rows, stem, muted)  # type: ignore[arg-type]
        self._texts |= wishes.texts
        for col, width in enumerate(wishes.widths):
            self._widths[col] = max(self._widths.get(col, 0), width)
        self._tables += 1
        self._lone = self.row
        self.row += 1 + len(rows)

    def _picture(self, picture: Picture) -> None:
        self._pictures += 1
        plots = plot_picture(picture, self.book.language)
        self.row += 1
        if not plots:
            self._line(picture.title, bold=True, font_size=11)
            if not self._drawn(picture):
                self._prose(picture.alt)
        if not picture.data:
            return
        if self._behind is None:
            self._behind = Behind(self.book, self.book.add_sheet(f"{self.page.name[:24]} {self.book.say('data')}"))
        start, laid = self._behind.add(picture, plots, f"{self.page.name}_picture")
        name = self._behind.sheet.get_name()
        self.entries.append(Entry("chart" if plots else "table", picture.title, self.name, self.row, len(picture.data)))
        for place, part in enumerate(laid):
            chart = make_chart(self.book.workbook, part, self.book.brand)
            height = round(CHART_WIDTH * height_of(part.plot))
            chart.set_size({"width": CHART_WIDTH, "height": height})
            said = picture.alt if len(laid) == 1 else f"{picture.alt} ({place + 1}/{len(laid)})"
            options = {"description": self.book.cleaner.clean(said), "object_position": 2}
            self.sheet.insert_chart(self.row, 0, chart, options)
            for row in range(self.row, self.row + math.ceil(height / PIXELS) + 1):
                self.sheet.set_row(row, ROW)
            self.row += math.ceil(height / PIXELS) + 1
            if part.plot.events:
                events = self.book.say("events", "; ".join(part.plot.events))
                self._prose(events, font_size=9, font_color=self.book.brand.quiet)
        link = self.book.look(font_color=self.book.brand.accent, underline=1, font_size=9)
        title = picture.title if len(picture.title) <= _LINK else f"{picture.title[:_LINK]}…"
        text = self.book.fit(self.book.say("behind", title))
        self.sheet.write_url(self.row, 0, f"internal:'{name}'!A{start + 1}", link, text)
        self.row += 1

    def _drawn(self, picture: Picture) -> bool:
        """Put in as pixels what no native chart can show; false where there is no drawing."""
        pixels = draw_pixels(picture.svg) if picture.chart is None and picture.svg.strip() else None
        if pixels is None:
            return False
        height = round(CHART_WIDTH * pixels.height / pixels.width)
        scale = CHART_WIDTH / pixels.width
        options = {
            "image_data": io.BytesIO(pixels.png),
            "x_scale": scale,
            "y_scale": scale,
            "description": self.book.cleaner.clean(picture.alt),
            "object_position": 2,
        }
        self.sheet.insert_image(self.row, 0, f"{self.page.name}_{self._pictures}.png", options)
        for row in range(self.row, self.row + math.ceil(height / PIXELS) + 1):
            self.sheet.set_row(row, ROW)
        self.row += math.ceil(height / PIXELS) + 1
        return True


def _say_paragraph(paragraph: Paragraph) -> str:
    lead = {"bullet": "• ", "number": "– "}.get(paragraph.kind, "")
    said = "".join(f"{run.text} ({run.link})" if run.link else run.text for run in paragraph.runs)
    return "    " * max(0, paragraph.depth - 1) + lead + said


def _paragraphs(body: str) -> Iterator[str]:
    yield from (part.strip("\n") for part in body.replace("\r\n", "\n").split("\n\n") if part.strip())


def _guard(text: str) -> str:
    """Return a text for a page's foot, where & begins a command."""
    return text.replace("&", "&&")


def _tint(colour: str, share: float = 0.1) -> str:
    """Mix a colour with white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)
