"""The first page with its contents, and what stands above and below every page."""

from __future__ import annotations

import io

from docx.oxml.ns import qn
from docx.shared import Cm

from csi_lib.report.blocks import Table
from csi_lib.report.export.document import Heading
from csi_lib.report.export.docx.body import Body
from csi_lib.report.export.docx.markup import FIELD_END, field, field_begin, link_inside, paragraph, parse, run
from csi_lib.report.export.raster import draw_logo
from csi_lib.report.language import current

_LOGO_HEIGHT = 1.6  # cm
_DEEPEST = 2  # level of the contents


def write_title(body: Body) -> None:
    """Write whose report this is, by whom, and up to when its data go."""
    brand, meta = body.document.brand, body.document.meta
    logo = draw_logo(brand)
    if logo is not None:
        place = body.word.add_paragraph()
        shape = place.add_run().add_picture(io.BytesIO(logo.png), height=Cm(_LOGO_HEIGHT))
        body.next_drawing()
        said = body.clean(brand.logo_alt or body.say("logo", brand.name))
        shape._inline.docPr.set("descr", " ".join(said.split()))
    body.write(body.document.title, "Title")
    facts = [meta.engagement, f"{body.say('as of')} {current().number(str(meta.as_of))}", meta.author, brand.name]
    body.write(" · ".join(fact for fact in facts if fact), "Subtitle")
    if not meta.published:
        body.write(body.say("unpublished"), "Warning")
    for baseline in meta.baselines:
        body.write(f"{body.say('baseline')}: {' '.join(str(part) for part in baseline.values())}", "Note")


def heading_name(place: int, part: int = 0) -> str:
    """Return the name of the bookmark of a page, or of one of its headings."""
    return f"_Toc{place + 1:03d}{part:03d}"


def write_contents(body: Body) -> None:
    """Write the contents as a field that already shows its entries; an update adds the numbers of the pages."""
    body.write(body.say("contents"), "TOCHeading")
    entries = _list_entries(body)
    for place, (level, text, name) in enumerate(entries):
        begin = field_begin(f'TOC \\o "1-{_DEEPEST}" \\h \\z \\u') if place == 0 else ""
        end = FIELD_END if place == len(entries) - 1 else ""
        link = link_inside(name, run(body.clean(text)))
        body.add(paragraph(f"{begin}{link}{end}", f"TOC{level}"))


def _list_entries(body: Body) -> list[tuple[int, str, str]]:
    entries = []
    folded = False
    for place, page in enumerate(body.document.pages):
        entries.append((1, page.title, heading_name(place)))
        for part, item in enumerate(page.items, start=1):
            if isinstance(item, Heading) and item.level <= _DEEPEST:
                entries.append((item.level, item.text, heading_name(place, part)))
            folded = folded or (isinstance(item, Table) and item.folded)
    if folded:
        entries.append((1, body.say("appendix"), heading_name(len(body.document.pages))))
    return entries


def write_edges(body: Body) -> None:
    """Write the lines above and below the pages: whose report, of which data, and which page of how many."""
    meta, brand = body.document.meta, body.document.brand
    section = body.word.sections[0]
    section.different_first_page_header_footer = True
    above = f"{body.document.title} · {body.say('as of')} {current().number(str(meta.as_of))}"
    _fill(section.header, run(body.clean(above)))
    words = [brand.footer, f"{body.say('fingerprint')} {meta.fingerprint}" if meta.fingerprint else ""]
    lead = "".join(f"{body.clean(text)} · " for text in words if text)
    of = f" {body.say('of')} "
    page = f"{run(lead + body.say('page') + ' ')}{field('PAGE', '1')}{run(of)}{field('NUMPAGES', '1')}"
    for footer in (section.footer, section.first_page_footer):
        _fill(footer, page)


def _fill(edge: object, inner: str) -> None:
    edge.is_linked_to_previous = False  # type: ignore[attr-defined]
    element = edge._element  # type: ignore[attr-defined]
    style = "Footer" if element.tag == qn("w:ftr") else "Header"
    for old in list(element):
        element.remove(old)
    element.append(parse(paragraph(inner, style, '<w:jc w:val="right"/>')))
