"""The bytes of a presentation, the same for the same content: no clock and no chance in it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can say
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office PowerPoint</Application><PresentationFormat>Widescreen</PresentationFormat>"
    "<Slides>{}</Slides></Properties>"
)
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"


def number_parts(deck: Any) -> None:
    """Let the package count the parts it adds; by itself it looks through all of them for each new name."""
    numbers: Counter[str] = Counter()
    package = deck.part.package
    taken = {part.partname for part in package.iter_parts()}

    def next_partname(template: str) -> PackURI:
        numbers[template] += 1
        name = PackURI(template % numbers[template])
        return next_partname(template) if name in taken else name

    package.next_partname = next_partname


def set_properties(deck: Any, title: str, author: str, subject: str, created: dt.datetime) -> None:
    """Set what a file says about itself; the template's own words go."""
    core = deck.core_properties
    core.title, core.author, core.last_modified_by, core.subject = (
        title[:255],
        author[:255],
        author[:255],
        subject[:255],
    )
    core.created = core.modified = created
    core.revision = 1
    core.keywords = core.comments = core.category = ""
    for relation in deck.part.package._rels.values():
        if relation.reltype.endswith("/extended-properties"):
            relation.target_part._blob = _APP.format(len(deck.slides)).encode()


def set_sections(deck: Any, sections: Sequence[tuple[str, Sequence[int]]]) -> None:
    """Group slides under names, as PowerPoint's own sections; ``sections`` holds their ids."""
    parts = []
    for place, (name, slides) in enumerate(sections):
        key = str(uuid5(NAMESPACE_URL, f"csi-kit/section/{place}")).upper()
        members = "".join(f'<p14:sldId id="{slide}"/>' for slide in slides)
        parts.append(
            f'<p14:section name={quoteattr(name)} id="{{{key}}}"><p14:sldIdLst>{members}</p14:sldIdLst></p14:section>'
        )
    root = deck.part._element
    found = root.find(f"{{{_P}}}extLst")
    holder = found if found is not None else parse_xml(f'<p:extLst xmlns:p="{_P}"/>')
    if found is None:
        root.append(holder)
    holder.insert(0, parse_xml(
        f'<p:ext xmlns:p="{_P}" uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
        f'<p14:sectionLst xmlns:p14="{_P14}">{"".join(parts)}</p14:sectionLst></p:ext>'
    ))  # fmt: skip


def save(deck: Any, path: Path) -> None:
    """Write the presentation with every member of the archive dated alike."""
    written = io.BytesIO()
    deck.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            plain = zipfile.ZipInfo(member.filename, FIRST_DAY)
            plain.compress_type = zipfile.ZIP_DEFLATED
            plain.external_attr = 0o600 << 16
            target.writestr(plain, source.read(member))
