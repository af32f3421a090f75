"""Pages from executed notebooks: self-contained, without code, script or any request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup
from nbformat import NotebookNode

from csi_lib.errors import one_line
from csi_lib.report.brand import Look
from csi_lib.report.echo import is_echo
from csi_lib.report.language import ENGLISH, current, speaking
from csi_lib.report.markdown import Section, read_markdown
from csi_lib.report.markup import render_block, render_number, wrap_numbers
from csi_lib.report.meta import Meta
from csi_lib.report.outputs import MARKDOWN, read_outputs
from csi_lib.report.results import PAPERMILL_MARKER, say_block, title_of
from csi_lib.report.style import Inline, embed_logo, make_inline, make_style
from csi_lib.report.wording import count_words
from csi_lib.settings import find_kit

FLAT = 8  # pages that the navigation lists side by side; more of them stand in groups
SHOWN_OF_DIGEST = 12  # hexadecimal digits: enough to tell two reports apart by eye


@dataclass(frozen=True)
class Link:
    """One entry of the navigation.

    Parameters
    ----------
    title : str
        What the reader sees.
    href : str
        Address, relative to the page.
    current : bool
        It is the page itself.
    group : str
        Heading under which it is listed where there are many.
    """

    title: str
    href: str
    current: bool = False
    group: str = ""


@dataclass(frozen=True)
class Report:
    """One report of an engagement, as the index lists it.

    Parameters
    ----------
    as_of : str
        Last day of its data.
    ok : bool
        Every notebook ran; a report with a failed one was not published.
    pages : tuple of Link
        Its pages, addresses relative to the index.
    fingerprint : str
        Digest of everything that went in.
    baselines : tuple of dict
        ``id`` and ``digest`` of each frozen baseline compared with.
    faults : tuple of str
        One line per failed notebook.
    """

    as_of: str
    ok: bool
    pages: tuple[Link, ...]
    fingerprint: str = ""
    baselines: tuple[Mapping[str, str], ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Piece:
    """A stretch of the page: markdown, an answer, another block or a failure, and the heading it begins with.

    A heading with an anchor is what the top of the page leads to.
    """

    html: Markup
    kind: str
    heading: int = 0
    bare: bool = False
    jump: Link | None = None


def render_page(
    notebook: NotebookNode,
    *,
    nav: Sequence[Link],
    meta: Meta,
    look: Look | None = None,
    files: Sequence[Link] = (),
) -> str:
    """Turn an executed notebook into one self-contained page.

    Parameters
    ----------
    notebook : NotebookNode
        Executed; its markdown and what its cells show, never their code. The first heading is the title; texts with
        the role "answer" stand under it, before everything else.
    nav : sequence of Link
        The pages of the report; more than a few are listed by their groups.
    meta : Meta
        Head of the page.
    look : Look, optional
        Whose name, logo and colours the page carries; default the kit's own.
    files : sequence of Link
        The whole report in other formats.

    Returns
    -------
    str
        HTML with its own style, pictures and the one script that sorts its tables, a content security policy that
        allows nothing else, and for a cell that failed a plain sentence instead of a traceback.
    """
    look = look or Look()
    with speaking(look.language):
        return _render_page(notebook, nav, meta, look, files)


def _render_page(notebook: NotebookNode, nav: Sequence[Link], meta: Meta, look: Look, files: Sequence[Link]) -> str:
    pieces = list(_read_pieces(notebook))
    answers = [piece.html for piece in pieces if piece.kind == "answer"]
    here = next((link.group for link in nav if link.current), "")
    grouped = _group_links(nav) if len(nav) > FLAT else {}
    body = [piece.html for piece in _drop_bare_headings(pieces) if piece.kind != "answer"]
    return render_template(
        "page.html.j2",
        title=current().say(title_of(notebook, meta.engagement)),
        answers=answers,
        body=body,
        jumps=[piece.jump for piece in pieces if piece.jump],
        nav=[link for link in nav if not grouped or link.group == here],
        groups=grouped,
        here=here,
        meta=meta,
        fingerprint=meta.fingerprint[:SHOWN_OF_DIGEST],
        baselines=_short(meta.baselines),
        files=files,
        look=look,
        script=_read_script() if any("<table" in piece for piece in body) else None,
    )


def render_index(reports: Sequence[Report], *, title: str, language: str = ENGLISH) -> str:
    """List all reports of an engagement, newest first.

    Parameters
    ----------
    reports : sequence of Report
        In any order.
    title : str
        Name of the engagement or client.
    language : {"en", "de"}
        Of its own words.

    Returns
    -------
    str
        HTML of the same kind as the pages.
    """
    newest_first = sorted(reports, key=lambda report: (report.as_of, not report.ok), reverse=True)
    entries = [
        {"report": report, "fingerprint": report.fingerprint[:SHOWN_OF_DIGEST], "baselines": _short(report.baselines)}
        for report in newest_first
    ]
    count = count_words(len(entries), "report")
    with speaking(language):
        look = Look(language=language)
        return render_template("index.html.j2", look=look, title=title, entries=entries, count=count)


def _short(baselines: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{"id": item["id"], "digest": item["digest"][:SHOWN_OF_DIGEST]} for item in baselines]


def render_template(template: str, *, look: Look | None = None, script: Inline | None = None, **values: Any) -> str:
    """Fill a template of ``reports/templates`` in; its policy allows its own style and script and nothing else."""
    folder = find_kit("reports/templates")
    look = look or Look()
    style = make_style(folder / "style.css", look.brand)
    return (
        _environment(folder)
        .get_template(template)
        .render(
            style=Markup(style.text),
            style_hash=style.digest,
            script=Markup(script.text) if script else "",
            script_hash=script.digest if script else "",
            language=look.language,
            brand=look.brand,
            logo=embed_logo(look.brand),
            **values,
        )
    )


def _read_script() -> Inline:
    return make_inline((find_kit("reports/templates") / "sort.js").read_text(encoding="utf-8"))


# With the context as argument Jinja does not fold a filter of a fixed text into the template when it is compiled, which
# would keep the language of the first page for all pages after it.
@pass_context
def _say(context: Any, text: str) -> str:
    return current().say(text)


@pass_context
def _number(context: Any, value: object) -> str:
    return current().number(str(value))


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["say"] = _say
    environment.filters["number"] = _number
    return environment


@dataclass
class _Reading:
    """What is known while a page is read: names given to tables, numbers that wait, and the heading above.

    The heading counts until a table or picture stands below it: that one need not repeat it.
    """

    tables: dict[str, int] = field(default_factory=dict)
    numbers: list[Markup] = field(default_factory=list)
    above: str = ""

    def flush(self) -> Iterator[_Piece]:
        """Yield the numbers that wait, side by side."""
        if self.numbers:
            yield _Piece(wrap_numbers(self.numbers), "block")
            self.numbers.clear()

    def read_section(self, section: Section) -> Iterator[_Piece]:
        """Yield what an analyst wrote."""
        self.above = section.last or self.above
        if section.html:
            yield _Piece(section.html, "markdown", section.heading, section.bare)


def _group_links(nav: Sequence[Link]) -> dict[str, list[Link]]:
    groups: dict[str, list[Link]] = {}
    for link in nav:
        groups.setdefault(link.group, []).append(link)
    return groups


def _read_pieces(notebook: NotebookNode) -> Iterator[_Piece]:
    titled = False
    reading = _Reading()
    for place, cell in enumerate(notebook.cells, start=1):
        if PAPERMILL_MARKER in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            yield from reading.flush()
            section, titled = read_markdown(cell.source, titled)
            yield from reading.read_section(section)
        for output in read_outputs(cell, place):
            yield from _read_output(output, place, reading)
    yield from reading.flush()


def _read_output(output: Mapping[str, Any], place: int, reading: _Reading) -> Iterator[_Piece]:
    if output["output_type"] == "error":
        yield from reading.flush()
        yield _Piece(_say_failure(output, place), "failure")
        return
    if MARKDOWN in output["data"]:
        yield from reading.flush()
        yield from reading.read_section(read_markdown(output["data"][MARKDOWN], titled=True)[0])
        return
    data, drawing = say_block(output)
    if data["type"] == "number":
        reading.numbers.append(render_number(data))
        return
    yield from reading.flush()
    if data["type"] == "heading":
        reading.above = data["text"]
        jump = Link(data["text"], f"#{data['anchor']}") if "anchor" in data else None
        yield _Piece(render_block(data), "block", data["level"], bare=True, jump=jump)
        return
    kind = "answer" if data["type"] == "text" and data["role"] == "answer" else "block"
    echo = is_echo(data.get("title", ""), reading.above)
    yield _Piece(render_block(data, _name_region(data, reading.tables), drawing, echo), kind)
    if data["type"] in ("table", "picture") and not data.get("folded"):
        reading.above = ""


def _name_region(data: Mapping[str, Any], tables: dict[str, int]) -> str:
    """Name a table's region so that no two on a page have one name, which a screen reader could not tell apart."""
    lead = current().say("Numbers behind" if data["type"] == "picture" else "Table")
    name = f"{lead}: {data.get('title', '')}"
    tables[name] = tables.get(name, 0) + 1
    return name if tables[name] == 1 else f"{name} ({tables[name]})"


def _say_failure(output: Mapping[str, Any], place: int) -> Markup:
    where = f"It happened in cell {place} of the notebook; what should follow was not made."
    return Markup('<div class="text failure" role="note"><p class="kind">{}</p><p>{}</p><p>{}</p></div>').format(
        current().say("This part failed"),
        one_line(f"{output.get('ename', '')}: {output.get('evalue', '')}"),
        current().say(where),
    )


def _drop_bare_headings(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Leave out a heading under which nothing is left once its answers stand at the top of the page."""
    for place, piece in enumerate(pieces):
        following = pieces[place + 1 :]
        answered = bool(following) and following[0].kind == "answer"
        left = next((other for other in following if other.kind != "answer"), None)
        empty = left is None or 0 < left.heading <= piece.heading
        if not (piece.bare and answered and empty):
            yield piece
