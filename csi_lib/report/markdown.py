"""Markdown cells as HTML: the analyst's headings and sentences, never raw markup, pictures or styles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from csi_lib.report.language import ENGLISH, current


@dataclass(frozen=True)
class Section:
    """One markdown cell, ready for a page.

    Parameters
    ----------
    html : Markup
        Its HTML without the page's title.
    heading : int
        Level of the heading it begins with; 0 where it begins with something else.
    bare : bool
        It is that heading and nothing else.
    last : str
        Text of the last heading in it, as the page says it; empty where there is none.
    """

    html: Markup
    heading: int
    bare: bool
    last: str = ""


def read_markdown(source: str, titled: bool) -> tuple[Section, bool]:
    """Turn a markdown cell into HTML.

    Parameters
    ----------
    source : str
        Markdown; raw HTML in it is shown as text, pictures are left as text, links stay links.
    titled : bool
        The page has its title already; later first-level headings become second-level ones.

    Returns
    -------
    tuple of (Section, bool)
        The cell without the title, and whether the page has its title now.
    """
    tokens = _parser().parse(source)
    titled, tokens = _take_title(tokens, titled)
    for token in tokens:
        if token.type == "inline":
            _translate(token)
        token.attrs.pop("style", None)  # the policy of the page allows no style attributes
        if token.tag == "h1":
            token.tag = "h2"
    html = Markup(_parser().renderer.render(tokens, _parser().options, {}))
    heading = int(tokens[0].tag[1]) if tokens and tokens[0].type == "heading_open" else 0
    heads = [after for token, after in zip(tokens, tokens[1:], strict=False) if token.type == "heading_open"]
    last = "".join(child.content for child in heads[-1].children or []) if heads else ""
    return Section(html, heading, bare=bool(heading) and len(tokens) == 3, last=last), titled


def read_title(source: str) -> str:
    """Return the text of the first first-level heading of a markdown cell; empty where there is none."""
    tokens = _parser().parse(source)
    for token, inline in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open" and token.tag == "h1":
            return "".join(child.content for child in inline.children or []).strip()
    return ""


def _translate(token: Token) -> None:
    """Say what stands in one look in the language of the page; what an analyst wrote stays as it is."""
    if current().language != ENGLISH and all(child.type in ("text", "softbreak") for child in token.children or []):
        said = current().say(token.content.replace("\n", " "))
        token.children = [Token("text", "", 0, content=said)]


def parse_markdown(source: str) -> list[Token]:
    """Return the tokens of a markdown cell; raw HTML in it is text, pictures are left as text."""
    return _parser().parse(source)


def _take_title(tokens: list[Token], titled: bool) -> tuple[bool, list[Token]]:
    if titled:
        return True, tokens
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            return True, tokens[:place] + tokens[place + 3 :]  # open, text, close
    return False, tokens


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
