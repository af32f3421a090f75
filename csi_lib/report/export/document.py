"""A report between its executed notebooks and its formats: pages of headings, paragraphs and blocks, typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from markdown_it.token import Token
from nbformat import NotebookNode

from csi_lib.errors import one_line
from csi_lib.report.blocks import Column, Number, Picture, Table, Text, from_json
from csi_lib.report.blocks import Heading as Heading  # an item of a page, as the others here
from csi_lib.report.brand import Brand
from csi_lib.report.echo import is_echo
from csi_lib.report.language import current, speaking
from csi_lib.report.markdown import parse_markdown
from csi_lib.report.meta import Meta
from csi_lib.report.outputs import MARKDOWN, read_outputs
from csi_lib.report.results import PAPERMILL_MARKER, say_block, title_of

Kind = Literal["plain", "bullet", "number", "quote", "code"]


@dataclass(frozen=True)
class Run:
    """A stretch of text in one look; an address only where the analyst wrote a link."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str = ""


@dataclass(frozen=True)
class Paragraph:
    """What an analyst wrote between the blocks; ``depth`` counts from 1 in lists."""

    runs: tuple[Run, ...]
    kind: Kind = "plain"
    depth: int = 0

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Numbers:
    """Numbers that stand side by side."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Failure:
    """A part of the page that was not made, and why."""

    text: str


Item = Heading | Paragraph | Numbers | Text | Table | Picture | Failure


@dataclass(frozen=True)
class Page:
    """One notebook.

    Parameters
    ----------
    name : str
        Name of the notebook.
    title : str
        Its first heading.
    answers : tuple of Text
        What stands first and large.
    items : tuple of Item
        Everything else in order; no heading stands empty.
    """

    name: str
    title: str
    answers: tuple[Text, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Document:
    """A whole report.

    Parameters
    ----------
    meta : Meta
        What its head says.
    pages : tuple of Page
        In reading order.
    brand : Brand
        Whose name and colours it carries.
    language : {"en", "de"}
        Of its words.
    """

    meta: Meta
    pages: tuple[Page, ...]
    brand: Brand = field(default_factory=Brand)
    language: str = "en"

    @property
    def title(self) -> str:
        """Name of the report: the client's, led by what kind of document it is where it is one."""
        name = self.meta.client or self.meta.engagement
        return f"{self.meta.title} – {name}" if self.meta.title else name


def read_document(
    notebooks: Mapping[str, NotebookNode], meta: Meta, brand: Brand | None = None, language: str = "en"
) -> Document:
    """Read a report back from its executed notebooks.

    Parameters
    ----------
    notebooks : mapping of str to NotebookNode
        Executed notebooks by name, in reading order.
    meta : Meta
        What the head says.
    brand : Brand, optional
        Default the kit's own.
    language : {"en", "de"}
        Of the words that the exporters add.

    Returns
    -------
    Document
        Every block as it was, and what else cells show as blocks; code and warnings are left out.
    """
    with speaking(language):
        pages = tuple(read_page(notebook, name) for name, notebook in notebooks.items())
    return Document(meta, pages, brand or Brand(), language)


def read_page(notebook: NotebookNode, name: str) -> Page:
    """Read one page from its executed notebook."""
    items = list(_gather_numbers(_read_items(notebook)))
    answers = tuple(item for item in items if isinstance(item, Text) and item.role == "answer")
    rest = [item for item in items if not (isinstance(item, Text) and item.role == "answer")]
    return Page(name, current().say(title_of(notebook, name)), answers, tuple(_drop_empty_headings(rest)))


def _read_items(notebook: NotebookNode) -> Iterator[Item | Number]:
    titled = False
    for place, cell in enumerate(notebook.cells, start=1):
        if PAPERMILL_MARKER in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            for item in read_prose(cell.source):
                if isinstance(item, Heading) and item.level == 1 and not titled:
                    titled = True
                else:
                    yield _lower(item)
        for output in read_outputs(cell, place):
            if output["output_type"] == "error":
                said = one_line(f"{output.get('ename', '')}: {output.get('evalue', '')}")
                yield Failure(f"{said} (cell {place} of the notebook; what should follow was not made)")
            elif MARKDOWN in output["data"]:
                yield from map(_lower, read_prose(output["data"][MARKDOWN]))
            else:
                data, drawing = say_block(output)
                svg = {"svg": drawing} if drawing else {}
                yield from_json({**data, **svg})  # type: ignore[misc]  # a block is an item


def name_item(item: Item, heading: str) -> str:
    """Name a part of a page: by its own title, else by the heading above it."""
    return item.text if isinstance(item, Heading) else str(getattr(item, "title", "") or heading)


def find_echoes(items: Sequence[Item]) -> frozenset[int]:
    """Find the tables and pictures whose title repeats the heading that they are the first of.

    Parameters
    ----------
    items : sequence of Item
        Of one page, in order.

    Returns
    -------
    frozenset of int
        Their places; a folded table keeps its title, it is read elsewhere.
    """
    found, above = set(), ""
    for place, item in enumerate(items):
        if isinstance(item, Heading):
            above = item.text
        elif isinstance(item, Table | Picture) and not (isinstance(item, Table) and item.folded):
            if is_echo(item.title, above):
                found.add(place)
            above = ""
    return frozenset(found)


def _lower(item: Heading | Paragraph | Table) -> Heading | Paragraph | Table:
    """Keep the first level for the title of the page."""
    return replace(item, level=max(2, item.level)) if isinstance(item, Heading) else item


def _gather_numbers(items: Iterator[Item | Number]) -> Iterator[Item]:
    waiting: list[Number] = []
    for item in items:
        if isinstance(item, Number):
            waiting.append(item)
            continue
        if waiting:
            yield Numbers(tuple(waiting))
            waiting = []
        yield item
    if waiting:
        yield Numbers(tuple(waiting))


def _drop_empty_headings(items: Sequence[Item]) -> Iterator[Item]:
    for place, item in enumerate(items):
        after = items[place + 1] if place + 1 < len(items) else None
        bare = isinstance(item, Heading) and (
            after is None or (isinstance(after, Heading) and after.level <= item.level)
        )
        if not bare:
            yield item


def read_prose(source: str) -> Iterator[Heading | Paragraph | Table]:
    """Read the headings, paragraphs, lists and tables of a markdown cell; raw HTML in it is text."""
    tokens = parse_markdown(source)
    lists: list[Kind] = []
    quoted = 0
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("bullet" if token.type.startswith("bullet") else "number")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type in ("blockquote_open", "blockquote_close"):
            quoted += 1 if token.nesting > 0 else -1
        elif token.type == "heading_open":
            text = "".join(run.text for run in _read_runs(tokens[place + 1])).strip()
            yield Heading(min(4, int(token.tag[1])), current().say(text))
            place += 2
        elif token.type == "table_open":
            end = next(at for at in range(place, len(tokens)) if tokens[at].type == "table_close")
            yield _read_table(tokens[place:end])
            place = end
        elif token.type in ("fence", "code_block"):
            yield Paragraph((Run(token.content.rstrip("\n"), code=True),), "code")
        elif token.type == "inline":
            kind: Kind = lists[-1] if lists else "quote" if quoted else "plain"
            yield Paragraph(_translate(tuple(_read_runs(token))), kind, len(lists))
        place += 1


def _translate(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Say what stands in one look in the language of the document; what an analyst wrote stays as it is."""
    text = "".join(run.text for run in runs)
    plain = all(run == Run(run.text) for run in runs)
    said = current().say(text) if plain else text
    return runs if said == text else (Run(said),)


def _read_runs(token: Token) -> Iterator[Run]:
    strong = emphasis = 0
    link = ""
    for child in token.children or []:
        if child.type in ("strong_open", "strong_close"):
            strong += child.nesting
        elif child.type in ("em_open", "em_close"):
            emphasis += child.nesting
        elif child.type in ("link_open", "link_close"):
            link = str(child.attrs.get("href", "")) if child.nesting > 0 else ""
        else:
            text = "\n" if child.type == "hardbreak" else " " if child.type == "softbreak" else child.content
            yield Run(text, bool(strong), bool(emphasis), child.type == "code_inline", link)


def _read_table(tokens: Sequence[Token]) -> Table:
    rows: list[list[str]] = []
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append("".join(run.text for run in _read_runs(tokens[place + 1])))
    columns = tuple(Column(str(key), label or " ") for key, label in enumerate(rows[0]))
    return Table("", columns, tuple({str(key): cell for key, cell in enumerate(row)} for row in rows[1:]))
