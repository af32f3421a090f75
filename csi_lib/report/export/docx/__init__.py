"""A report as a Word document: real headings, captions and contents, tables that repeat their heads, native charts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml.etree import cleanup_namespaces

from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.document import Document
from csi_lib.report.export.docx.body import Body
from csi_lib.report.export.docx.head import write_contents, write_edges, write_title
from csi_lib.report.export.docx.pages import PageWriter, write_appendix
from csi_lib.report.export.docx.styles import set_styles
from csi_lib.report.export.formats import Written
from csi_lib.report.export.properties import read_properties
from csi_lib.report.export.tidy import tidy_document

_LANGUAGES = {"en": "en-GB", "de": "de-DE"}


def write(document: Document, path: Path) -> Written:
    """Write a report as DOCX.

    Parameters
    ----------
    document : Document
        The report.
    path : Path
        The file to write.

    Returns
    -------
    Written
        With the control characters that were taken out and the texts of tables that were shortened.
    """
    cleaner = Cleaner()
    document = tidy_document(document, cleaner)
    word = docx.Document()
    language = _LANGUAGES.get(document.language, _LANGUAGES["en"])
    set_styles(word, document.brand, language)
    _set_properties(word, document, cleaner, language)
    body = Body(word, document, cleaner)
    write_title(body)
    write_contents(body)
    folded = []
    for place, page in enumerate(document.pages):
        writer = PageWriter(body, page, new_page=place > 0 or len(document.pages) > 1)
        folded += writer.write()
    write_appendix(body, folded)
    if cleaner.cut:
        body.write(body.say("cut at", cleaner.cut, cleaner.say_places()), "Note")
    write_edges(body)
    _save(word, path)
    return Written(path, cleaner.removed, cleaner.cut, cleaner.say_places())


def _set_properties(word: docx.document.Document, document: Document, cleaner: Cleaner, language: str) -> None:
    said, known = read_properties(document, cleaner), word.core_properties
    known.title, known.subject, known.comments = said.title, said.subject, said.comments
    known.author = known.last_modified_by = said.author
    known.keywords = known.category = ""
    known.language = language
    known.revision = 1
    known.created = known.modified = said.created
    thumbnails = [key for key, rel in word.part.package.rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]
    for key in thumbnails:  # of the empty document that the library begins with
        del word.part.package.rels[key]


def _save(word: docx.document.Document, path: Path) -> None:
    """Save with one fixed date in every part, so that the same report is the same file."""
    # Every element was parsed with all name spaces; said once at the top they are enough.
    cleanup_namespaces(word.element, keep_ns_prefixes=[prefix for prefix in word.element.nsmap if prefix])
    held = io.BytesIO()
    word.save(held)
    with zipfile.ZipFile(held) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part in parts.infolist():
            fixed = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(fixed, parts.read(part))
