"""WordprocessingML as text: runs, paragraphs and fields; every text is escaped here."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml.etree import _Element

_SPACES = nsdecls("w", "r", "wp", "a", "c")


def run(text: str, look: str = "") -> str:
    """Return runs of a clean text; line ends and tabulators are kept.

    Parameters
    ----------
    text : str
        Clean text.
    look : str
        Properties as WordprocessingML, for example ``<w:b/>``.

    Returns
    -------
    str
        WordprocessingML.
    """
    inner = "<w:br/>".join(
        "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))
        for line in text.split("\n")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inner}</w:r>"


def paragraph(inner: str, style: str = "", more: str = "") -> str:
    """Return a paragraph around runs; ``more`` are further properties, in the order of the schema."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
    return f"<w:p>{properties}{inner}</w:p>"


def field(instruction: str, shown: str, look: str = "") -> str:
    """Return a field with the text that it shows before anybody updates it."""
    return (
        f"{field_begin(instruction, look)}{run(shown, look)}"
        f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def field_begin(instruction: str, look: str = "") -> str:
    """Return the begin of a field; what it shows and its end have to follow."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return (
        f'<w:r>{properties}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{properties}<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r>{properties}<w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def bookmark(name: str, number: int, inner: str) -> str:
    """Return runs that a link inside the document can lead to."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def link_inside(name: str, inner: str) -> str:
    """Return runs that lead to a bookmark."""
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{inner}</w:hyperlink>'


def attribute(text: str) -> str:
    """Return a clean text as a quoted attribute; its line ends become spaces."""
    return quoteattr(" ".join(text.split()))


def parse(markup: str) -> _Element:
    """Parse one element whose name spaces are not said."""
    head, _, rest = markup.partition(">")
    spaced = f"{head[:-1]} {_SPACES}/>{rest}" if head.endswith("/") else f"{head} {_SPACES}>{rest}"
    return parse_xml(spaced)
