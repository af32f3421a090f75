"""The styles of the document: whoever changes one of them changes the whole report."""

from __future__ import annotations

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from csi_lib.report.brand import Brand
from csi_lib.report.export.docx.markup import parse

ANSWER, NOTE, WARNING, CODE = "Answer", "Note", "Warning", "Code"
TABLE_TEXT, TABLE_SIZES = "TableText", (9, 8, 7)  # points
TABLE = "ReportTable"
CARD_VALUE, CARD_LABEL = "NumberValue", "NumberLabel"
MARGIN = 2.0  # cm
PAGE = (21.0, 29.7)  # cm, ISO 216 A4
HAIRLINE = "D1D5DB"
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def set_styles(word: Word, brand: Brand, language: str) -> None:
    """Give a new document the house's styles, paper and language.

    Parameters
    ----------
    word : docx.document.Document
        New.
    brand : Brand
        Its colours and font.
    language : str
        As in ``en-GB``.
    """
    section = word.sections[0]
    section.page_width, section.page_height = Cm(PAGE[0]), Cm(PAGE[1])
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.0)
    _set_defaults(word, brand, language)
    _style(word, "Normal", brand, 10, brand.ink, after=6)
    _style(word, "Title", brand, 26, brand.ink, bold=True, before=12, after=4)
    _style(word, "Subtitle", brand, 12, brand.quiet, after=12)
    for level, size in enumerate((18, 14, 12, 11), start=1):
        colour = brand.ink if level == 1 else brand.accent
        style = _style(word, f"Heading {level}", brand, size, colour, bold=True, before=22 - 4 * level, after=6)
        style.paragraph_format.keep_with_next = True
    caption = _style(word, "Caption", brand, 9, brand.ink, bold=True, before=10, after=4)
    caption.paragraph_format.keep_with_next = True
    _style(word, "Header", brand, 8, brand.quiet)
    _style(word, "Footer", brand, 8, brand.quiet)
    for depth in ("", " 2", " 3"):
        for kind in ("List Bullet", "List Number"):
            _style(word, kind + depth, brand, 10, brand.ink, after=3)
    _style(word, "Quote", brand, 10, brand.quiet, italic=True, after=6)
    _edge(_style(word, ANSWER, brand, 12, brand.ink, after=8), brand.accent, _tint(brand.accent))
    _style(word, NOTE, brand, 8.5, brand.quiet, before=2, after=8)
    _edge(_style(word, WARNING, brand, 10, brand.bad, after=6), brand.bad)
    _style(word, CODE, brand, 9, brand.ink, after=6).font.name = "Courier New"
    for points in TABLE_SIZES:
        _style(word, f"{TABLE_TEXT}{points}", brand, points, brand.ink)
    _style(word, CARD_VALUE, brand, 17, brand.accent, bold=True, before=4)
    _style(word, CARD_LABEL, brand, 9, brand.ink)
    _style(word, "TOC Heading", brand, 14, brand.accent, bold=True, before=18, after=6)
    for level in (1, 2):
        entry = _style(word, f"toc {level}", brand, 10 if level == 1 else 9, brand.ink if level == 1 else brand.quiet)
        entry.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        entry.paragraph_format.space_before = Pt(5 if level == 1 else 0)
    word.styles.element.append(_table_style(brand))
    _set_age(word, language)


def _set_age(word: Word, language: str) -> None:
    """Say that the document is one of Word 2013 or later; else it opens in a compatibility mode."""
    settings = word.settings.element
    for spoken in settings.findall(qn("w:themeFontLang")):
        spoken.set(qn("w:val"), language)
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = parse("<w:compat/>")
        settings.append(compat)
    for old in list(compat):
        compat.remove(old)
    said = 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
    compat.append(parse(f"<w:compatSetting {said}/>"))


def _style(
    word: Word,
    name: str,
    brand: Brand,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
) -> ParagraphStyle:
    known = {style.name for style in word.styles}
    own = name[:3].lower() != "toc"
    style = word.styles[name] if name in known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, not own)
    assert isinstance(style, ParagraphStyle)
    if not own:
        style.element.styleId = name.replace("toc", "TOC").replace(" ", "")
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
    style.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.quick_style = True
    letters = style.element.get_or_add_rPr()
    for wide in letters.findall(qn("w:spacing")):  # of the library's own subtitle
        letters.remove(wide)
    _name_font(letters, brand.font)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:  # of the library's own title
        style.element.pPr.remove(borders)
    return style


def _name_font(properties: object, font: str) -> None:
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for theme in _THEMED:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def _set_defaults(word: Word, brand: Brand, language: str) -> None:
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _name_font(defaults, brand.font)
    spoken = defaults.find(qn("w:lang"))
    spoken.set(qn("w:val"), language)


def _edge(style: ParagraphStyle, colour: str, ground: str = "") -> None:
    """Draw a bar beside the paragraphs of a style."""
    properties = style.element.get_or_add_pPr()
    bar = f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{colour.lstrip("#")}"/></w:pBdr>'
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground.lstrip("#")}"/>' if ground else ""
    spacing = properties.find(qn("w:spacing"))
    place = properties.index(spacing) if spacing is not None else len(properties)
    for part in filter(None, (shade, bar)):
        properties.insert(place, parse(part))
    style.paragraph_format.left_indent = Cm(0.4)


def _table_style(brand: Brand) -> object:
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"'
    head = f'w:val="single" w:sz="12" w:space="0" w:color="{brand.accent.lstrip("#")}"'
    return parse(
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}"><w:name w:val="Report Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom {head}/></w:tcBorders>'
        "</w:tcPr></w:tblStylePr></w:style>"
    )


def _tint(colour: str, share: float = 0.08) -> str:
    """Mix a colour with white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)
