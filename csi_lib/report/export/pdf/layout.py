"""A report as data for the Typst template: chapters, boxes, tables and drawings, every text plain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

from csi_lib.report.blocks import Number, Picture, Table, Text
from csi_lib.report.echo import is_echo
from csi_lib.report.export.clean import CELL_LIMIT
from csi_lib.report.export.document import Document, Failure, Heading, Item, Numbers, Page, Paragraph, name_item
from csi_lib.report.export.pdf.arrange import Data, count_sections, lie_down, nest, pair_sections, set_beside
from csi_lib.report.export.pdf.density import ROOMY, Density
from csi_lib.report.export.pdf.letters import PrintCleaner, break_words
from csi_lib.report.export.pdf.tables import Paper, agree_sizes, lay_table
from csi_lib.report.export.words import say
from csi_lib.report.wording import say_source

ALT = 4_000  # characters of an alternative text; who has a longer one read aloud is not helped
SHOWN_OF_DIGEST = 12  # hexadecimal digits: enough to tell two reports apart by eye
CONTENTS_DEEP = 40  # entries; a longer list of contents names chapters alone
_LINK = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
_LENGTH = re.compile(r"\s*[0-9.]*[1-9][0-9.]*\s*(pt|px|mm|cm|in|em|pc)?\s*")


@dataclass
class Layout:
    """What is gathered while a report is laid out.

    Parameters
    ----------
    document : Document
        The report.
    densities : mapping of str to Density
        How close a page is set, by its name; default roomy.
    cleaner : PrintCleaner
        Counts what is taken out and cut.
    drawings : dict of str to str
        Drawings by the name of their file.
    appendix : list of (str, list of dict)
        By the title of the page, tables that stand at the end.
    """

    document: Document
    densities: Mapping[str, Density] = field(default_factory=dict)
    cleaner: PrintCleaner = field(default_factory=PrintCleaner)
    drawings: dict[str, str] = field(default_factory=dict)
    appendix: list[tuple[str, list[Data]]] = field(default_factory=list)

    def lay(self) -> Data:
        """Return the whole report as plain JSON values."""
        document, language = self.document, self.document.language
        chapters = [self._lay_page(page) for page in document.pages]
        meta, brand = document.meta, document.brand
        return {
            "title": self._clean(document.title) or self._clean(meta.engagement) or "Report",
            "lead": self._clean(document.pages[0].title) if len(document.pages) == 1 else "",
            "author": self._clean(meta.author or brand.name),
            "language": language,
            "single": len(document.pages) == 1,
            "facts": [[say(word, language), break_words(self._clean(fact))] for word, fact in self._facts() if fact],
            "brand": {"name": self._clean(brand.name), "logo": "", "alt": self._clean(brand.logo_alt or brand.name)},
            "colours": {name: getattr(brand, name) for name in ("ink", "accent", "good", "bad", "quiet", "ground")},
            "foot": self._foot(),
            "unpublished": "" if meta.published else say("unpublished", language),
            "words": {
                word: say(word, language) for word in ("contents", "page", "of", "warning", "failed", "appendix")
            },
            "density": asdict(ROOMY),
            "deep": sum(count_sections(chapter["items"]) + 1 for chapter in chapters) <= CONTENTS_DEEP,
            "chapters": [*chapters, *self._lay_appendix()],
            "boxes": self._remark(),
        }

    def _facts(self) -> Iterator[tuple[str, str]]:
        meta = self.document.meta
        yield "as of", str(meta.as_of)
        yield "engagement", meta.engagement
        yield "author", meta.author
        yield "fingerprint", meta.fingerprint[:SHOWN_OF_DIGEST]
        for baseline in meta.baselines:
            yield "baseline", f"{baseline['id']} ({baseline['digest'][:SHOWN_OF_DIGEST]})"

    def _remark(self) -> str:
        """Say what this file could not hold as it was: letters shown as boxes, texts cut and where."""
        language, cleaner = self.document.language, self.cleaner
        boxes = say("boxes", language) if cleaner.boxed else ""
        cut = say("cut at", language, cleaner.cut, cleaner.say_places()) if cleaner.cut else ""
        return cleaner.clean(" ".join(part for part in (boxes, cut) if part))

    def _foot(self) -> str:
        meta, language = self.document.meta, self.document.language
        parts = (
            f"{say('as of', language)} {meta.as_of}",
            f"{say('fingerprint', language)} {meta.fingerprint[:SHOWN_OF_DIGEST]}" if meta.fingerprint else "",
            self.document.brand.footer,
        )
        return self._clean(" · ".join(part for part in parts if part))

    def _clean(self, text: Any) -> str:
        return self.cleaner.fit(text, CELL_LIMIT)

    def _say(self, text: Any) -> str | list[str]:
        return break_words(self._clean(text))

    def _lay_page(self, page: Page) -> Data:
        self.cleaner.enter(page.title)
        folded: list[Data] = []
        density = self.densities.get(page.name, ROOMY)
        title = self._clean(page.title).strip() or page.name
        if density.close:
            items = list(self._lay_close(page.items, folded, density))
        else:
            items = lie_down(list(self._lay_items(page.items, folded, density.paper)))
        if folded:
            self.appendix.append((title, folded))
        return {
            "title": title,
            "density": asdict(density),
            "answers": [self._paragraphs(answer.body) for answer in page.answers],
            "items": items,
        }

    def _lay_close(self, items: Sequence[Item], folded: list[Data], density: Density) -> Iterator[Data]:
        for sections in pair_sections(items):
            if len(sections) == 1:
                yield from set_beside(list(self._lay_items(sections[0], folded, density.paper)))
            else:
                left, right = (list(self._lay_items(section, folded, density.half)) for section in sections)
                yield {"kind": "pair", "shares": [1, 1], "left": left, "right": right}

    def _lay_items(self, items: Sequence[Item], folded: list[Data], paper: Paper) -> Iterator[Data]:
        level, above, heading = 1, "", ""
        agreed = agree_sizes([item for item in items if isinstance(item, Table)], paper)
        for kind, group in _gather(items):
            if kind != "list":
                self.cleaner.part = name_item(group[0], heading)
            if kind == "pointers":
                entries = [self._put_off(table, folded, agreed.get(table.columns, paper)) for table in group]
                yield {"kind": "pointers", "lead": self._lead(), "entries": entries}
            elif kind == "list":
                yield {"kind": "list", "entries": nest(group, self._runs)}
            elif kind == "heading":
                level, above = max(2, min(group[0].level, level + 1)), self._clean(group[0].text)
                heading = above
                if above.strip():  # a heading of nothing but control characters says nothing
                    turn = {"new_page": True} if group[0].new_page else {}
                    yield {"kind": "heading", "level": level, "text": break_words(above), **turn}
            else:
                item = group[0]
                if isinstance(item, Table | Picture) and is_echo(item.title, above):
                    item = replace(item, title="")
                yield from self._lay_item(item, agreed.get(item.columns, paper) if isinstance(item, Table) else paper)
                above = "" if isinstance(item, Table | Picture) else above

    def _lead(self) -> str:
        return say("in the appendix", self.document.language, "").rstrip()

    def _put_off(self, table: Table, folded: list[Data], paper: Paper) -> Data:
        place = sum(len(tables) for _, tables in self.appendix) + len(folded)
        title = self._clean(table.title).strip() or say("table", self.document.language)
        heading = {"text": break_words(title), "label": f"table-{place}"}
        bare = Table("", table.columns, table.rows, table.note, muted=table.muted)
        folded.append({**heading, "items": lay_table(bare, paper, self.cleaner, self.document.language)})
        return heading

    def _lay_item(self, item: Item, paper: Paper) -> Iterator[Data]:
        if isinstance(item, Text):
            yield {"kind": "text", "role": item.role, "parts": self._paragraphs(item.body)}
        elif isinstance(item, Paragraph):
            yield {"kind": item.kind, "runs": self._runs(item)}
        elif isinstance(item, Numbers):
            yield {"kind": "numbers", "cards": [self._lay_number(number) for number in item.numbers]}
        elif isinstance(item, Table):
            yield from lay_table(item, paper, self.cleaner, self.document.language)
        elif isinstance(item, Picture):
            yield self._lay_picture(item)
        elif isinstance(item, Failure):
            yield {"kind": "failure", "parts": self._paragraphs(item.text)}

    def _paragraphs(self, body: str) -> list[str | list[str]]:
        return [break_words(part.strip("\n")) for part in self._clean(body).split("\n\n") if part.strip()]

    def _runs(self, paragraph: Paragraph) -> list[Data]:
        return [
            {
                "text": self._say(run.text),
                "strong": run.strong,
                "emphasis": run.emphasis,
                "code": run.code,
                "link": self._clean(run.link) if _LINK.fullmatch(run.link) else "",
            }
            for run in paragraph.runs
        ]

    def _lay_number(self, number: Number) -> Data:
        return {
            "label": self._say(number.label),
            "text": self._say(number.text),
            "trace": self._say(say_source(number.source)),
        }

    def _lay_picture(self, picture: Picture) -> Data:
        name = ""
        if is_drawing(picture.svg):
            name = f"drawing-{len(self.drawings)}.svg"
            self.drawings[name] = picture.svg
        return {
            "kind": "picture",
            "caption": self._say(picture.title),
            "alt": self.cleaner.fit(picture.alt, ALT).strip() or say("figure", self.document.language),
            "file": name,
        }

    def _lay_appendix(self) -> list[Data]:
        if not self.appendix:
            return []
        several = len(self.document.pages) > 1
        items: list[Data] = []
        for title, tables in self.appendix:
            if several:
                items.append({"kind": "heading", "level": 2, "text": break_words(title)})
            for table in tables:
                heading = {"level": 3 if several else 2, "text": table["text"], "label": table["label"]}
                items += [{"kind": "heading", **heading}, *table["items"]]
        title = say("appendix", self.document.language)
        return [{"title": title, "density": asdict(ROOMY), "answers": [], "items": lie_down(items)}]


def _find_addresses(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        yield from (value for name, value in element.attrib.items() if name.rpartition("}")[2] == "href")


def _gather(items: Sequence[Item]) -> Iterator[tuple[str, list[Any]]]:
    """Yield items one by one, the entries of a list and tables that stand at the end together."""
    for kind, group in groupby(items, _sort):
        if kind in ("pointers", "list"):
            yield kind, list(group)
        else:
            yield from ((kind, [item]) for item in group)


def _sort(item: Item) -> str:
    if isinstance(item, Table) and item.folded:
        return "pointers"
    if isinstance(item, Paragraph) and item.depth:
        return "list"
    return "heading" if isinstance(item, Heading) else "block"


def is_drawing(svg: str) -> bool:
    """Tell whether a text is a drawing that can be set: well-formed SVG, of a size, that fetches nothing."""
    try:
        root = ElementTree.fromstring(svg)
    except (ElementTree.ParseError, ValueError):
        return False
    if any(not address.startswith(("#", "data:")) for address in _find_addresses(root)):
        return False
    sized = all(_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height"))
    return root.tag == "{http://www.w3.org/2000/svg}svg" and (sized or "viewBox" in root.attrib)
