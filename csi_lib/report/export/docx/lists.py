"""Numbered lists that each begin at 1."""

from __future__ import annotations

from docx.document import Document as Word
from docx.oxml.ns import qn


def begin_list(word: Word, style: str) -> int:
    """Begin a list in the numbering of a style.

    Parameters
    ----------
    word : docx.document.Document
        The document.
    style : str
        Name of a style of numbered lists.

    Returns
    -------
    int
        The id that the paragraphs of the list carry.
    """
    numbering = word.part.numbering_part.element
    used = word.styles[style].element.pPr.numPr.numId.val
    pattern = next(num for num in numbering.findall(qn("w:num")) if num.numId == used).abstractNumId.val
    begun = numbering.add_num(pattern)
    begun.add_lvlOverride(0).add_startOverride(1)
    return int(begun.numId)
