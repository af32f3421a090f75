"""The pages of a report as chapters, and the tables that nobody reads on the way as an appendix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.opc.constants import RELATIONSHIP_TYPE

from csi_lib.report.blocks import Number, Picture, Table, Text
from csi_lib.report.export.document import Failure, Heading, Item, Numbers, Page, Paragraph, Run, find_echoes, name_item
from csi_lib.report.export.docx.body import Body
from csi_lib.report.export.docx.charts import write_picture
from csi_lib.report.export.docx.head import heading_name
from csi_lib.report.export.docx.lists import begin_list
from csi_lib.report.export.docx.markup import attribute, link_inside, paragraph, run
from csi_lib.report.export.docx.styles import ANSWER, CARD_LABEL, CARD_VALUE, CODE, HAIRLINE, NOTE, WARNING
from csi_lib.report.export.docx.tables import is_wide, write_table
from csi_lib.report.wording import say_source

_LINKED = ("https://", "http://", "mailto:")  # what an analyst may lead a reader to
_NAMED = 6  # tables of the appendix that are named one by one
_CARDS = 3  # numbers side by side
_SMALL = '<w:sz w:val="15"/><w:szCs w:val="15"/>'


@dataclass(frozen=True)
class Folded:
    """A table for the appendix, of which page, and the bookmark that its page leads to."""

    page: Page
    table: Table
    name: str


class PageWriter:
    """Writes one page.

    Parameters
    ----------
    body : Body
        Where.
    page : Page
        The page.
    new_page : bool
        Begin on new paper.
    """

    def __init__(self, body: Body, page: Page, new_page: bool) -> None:
        self.body = body
        self.page = page
        self.new_page = new_page
        self._place = body.document.pages.index(page)
        self._echoes = find_echoes(page.items)
        self._list: tuple[int, int] = (0, 0)
        self._folded: list[Folded] = []

    def write(self) -> list[Folded]:
        """Write the page and return what is to stand in the appendix."""
        lies = _lies_whole(self.page)
        turned = self.body.turn(landscape=lies or _is_wide(self.page.items))  # a new section begins on new paper
        write_heading(self.body, 1, self.page.title, heading_name(self._place), self.new_page and not turned)
        for answer in self.page.answers:
            for said in _paragraphs(answer.body):
                self.body.write(said, ANSWER)
        waiting: list[Folded] = []
        heading = ""
        for part, item in enumerate(self.page.items, start=1):
            heading = item.text if isinstance(item, Heading) else heading
            self.body.cleaner.enter(self.page.title, name_item(item, heading))
            if isinstance(item, Table) and item.folded:
                waiting.append(Folded(self.page, item, f"table{self._place + 1}_{part}"))
                continue
            self._point(waiting)
            waiting = []
            turned = self.body.turn(landscape=lies or _is_wide(self.page.items[part - 1 :]))
            if isinstance(item, Heading):
                name = heading_name(self._place, part)
                write_heading(self.body, item.level, item.text, name, item.new_page and not turned)
            self._write(item, part)
        self._point(waiting)
        return self._folded

    def _write(self, item: Item, part: int) -> None:
        if not (isinstance(item, Paragraph) and item.kind == "number"):
            self._list = (0, 0)
        if isinstance(item, Text):
            self._write_text(item)
        elif isinstance(item, Paragraph):
            self._write_paragraph(item)
        elif isinstance(item, Failure):
            self.body.write(f"{self.body.say('failed')}: {item.text}", WARNING)
        elif isinstance(item, Numbers):
            write_cards(self.body, item)
        elif isinstance(item, Table):
            write_table(self.body, item, captioned=part - 1 not in self._echoes)
        elif isinstance(item, Picture):
            write_picture(self.body, item, captioned=part - 1 not in self._echoes)

    def _point(self, folded: Sequence[Folded]) -> None:
        """Say which tables stand in the appendix, each with a link."""
        if not folded:
            return
        self._folded += folded
        named = folded if len(folded) <= _NAMED else (folded[0], folded[-1])
        links = run("; " if named is folded else f" … ({len(folded) - 2}) … ").join(
            link_inside(one.name, run(self.body.clean(one.table.title), _blue(self.body))) for one in named
        )
        self.body.add(paragraph(run(self.body.say("in the appendix", "")) + links, NOTE))

    def _write_text(self, text: Text) -> None:
        style = {"warning": WARNING, "note": NOTE, "answer": ANSWER}.get(text.role, "")
        for place, part in enumerate(_paragraphs(text.body)):
            if text.role == "warning" and place == 0:
                lead = run(f"{self.body.say('warning')}: ", "<w:b/>")
                self.body.add(paragraph(lead + run(self.body.clean(part)), style))
            else:
                self.body.write(part, style)

    def _write_paragraph(self, item: Paragraph) -> None:
        inner = "".join(self._run(part) for part in item.runs)
        depth = min(3, max(1, item.depth))
        suffix = "" if depth == 1 else str(depth)
        if item.kind == "number":
            known, number = self._list
            if known != depth:
                number = begin_list(self.body.word, f"List Number{' ' + suffix if suffix else ''}")
                self._list = (depth, number)
            more = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
            self.body.add(paragraph(inner, f"ListNumber{suffix}", more))
            return
        styles = {"bullet": f"ListBullet{suffix}", "quote": "Quote", "code": CODE}
        self.body.add(paragraph(inner, styles.get(item.kind, "")))

    def _run(self, part: Run) -> str:
        look = ('<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>' if part.code else "") + (
            "<w:b/>" if part.strong else ""
        )
        look += "<w:i/>" if part.emphasis else ""
        text = self.body.clean(part.text)
        if not part.link:
            return run(text, look)
        address = self.body.clean(part.link)
        if not address.startswith(_LINKED):
            return run(f"{text} ({address})", look)
        relation = self.body.word.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f"<w:hyperlink r:id={attribute(relation)}>{run(text, look + _blue(self.body))}</w:hyperlink>"


def _is_wide(items: Sequence[Item]) -> bool:
    """Tell whether the next item lies across the paper; a heading lies as what it stands above."""
    first = next((item for item in items if not isinstance(item, Heading)), None)
    return isinstance(first, Table) and not first.folded and is_wide(first)


def _lies_whole(page: Page) -> bool:
    """Tell whether a whole page lies across the paper: half of its tables do, and no chart would grow too tall."""
    tables = [item for item in page.items if isinstance(item, Table) and not item.folded]
    wide = sum(is_wide(table) for table in tables)
    return 2 * wide >= max(1, len(tables)) and not any(isinstance(item, Picture) for item in page.items)


def write_heading(body: Body, level: int, text: str, name: str, new_page: bool = False) -> None:
    """Write a heading that the contents lead to."""
    inner = body.mark(name, run(body.clean(text)))
    body.add(paragraph(inner, f"Heading{level}", "<w:pageBreakBefore/>" if new_page else ""))


def write_appendix(body: Body, folded: Sequence[Folded]) -> None:
    """Write the tables that only their titles were in sight of, page by page."""
    if not folded:
        return
    turned = body.turn(landscape=is_wide(folded[0].table))
    name = heading_name(len(body.document.pages))
    write_heading(body, 1, body.say("appendix"), name, new_page=not turned)
    last: Page | None = None
    for place, one in enumerate(folded, start=1):
        body.turn(landscape=is_wide(one.table))
        if one.page is not last:
            write_heading(body, 2, one.page.title, heading_name(len(body.document.pages), place))
            last = one.page
        body.cleaner.enter(one.page.title, one.table.title)
        write_table(body, one.table, one.name)


def write_cards(body: Body, numbers: Numbers) -> None:
    """Write numbers side by side: each large, with its name above and where it comes from below."""
    width = round(body.width / _CARDS * 567)
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"'
    borders = "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    rows = [numbers.numbers[place : place + _CARDS] for place in range(0, len(numbers.numbers), _CARDS)]
    cards = ["".join(_card(body, row, place, width, row is not rows[-1]) for place in range(_CARDS)) for row in rows]
    made = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{line}</w:tr>" for line in cards)
    grid = f'<w:gridCol w:w="{width}"/>' * _CARDS
    body.add(
        f'<w:tbl><w:tblPr><w:tblW w:w="{width * _CARDS}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="120" w:type="dxa"/>'
        '<w:bottom w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
        f"<w:tblCaption w:val={attribute(body.say('numbers'))}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"
    )
    body.write("")


def _card(body: Body, row: Sequence[Number], place: int, width: int, keep: bool) -> str:
    kept = "<w:keepNext/>" if keep else ""
    inner = paragraph("")
    if place < len(row):
        number = row[place]
        quiet = f'<w:color w:val="{body.document.brand.quiet.lstrip("#")}"/>{_SMALL}'
        inner = (
            paragraph(run(body.clean(number.label)), CARD_LABEL, kept)
            + paragraph(run(body.clean(number.text)), CARD_VALUE, kept)
            + paragraph(run(body.clean(say_source(number.source)), quiet), CARD_LABEL, kept)
        )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def _blue(body: Body) -> str:
    return f'<w:color w:val="{body.document.brand.accent.lstrip("#")}"/><w:u w:val="single"/>'


def _paragraphs(text: str) -> Iterator[str]:
    yield from (part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())
