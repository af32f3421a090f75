"""A chart's markup with nothing left to be guessed: what XlsxWriter leaves out, programs take for different things."""

from __future__ import annotations

from lxml import etree

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_AXES = ("catAx", "valAx", "dateAx")
_LABELS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_OF_BARS = ("pictureOptions", "dPt", "dLbls", "trendline", "errBars", "cat", "val", "shape", "extLst")
_DATES = "yyyy-mm"

# Parent, child, value and what has to follow the child (ECMA-376 part 1, 21.2: an element that is left out has the
# value of its default, which is often "true").
_RULES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("chartSpace", "roundedCorners", "0", ("style", "clrMapOvr", "pivotSource", "protection", "chart")),
    ("chart", "dispBlanksAs", "gap", ("extLst",)),
    ("barChart", "varyColors", "0", ("ser", "dLbls", "gapWidth", "overlap", "serLines", "axId")),
    ("lineChart", "varyColors", "0", ("ser", "dLbls", "dropLines", "hiLowLines", "upDownBars", "marker", "axId")),
    ("radarChart", "varyColors", "0", ("ser", "dLbls", "axId")),
    ("scatterChart", "varyColors", "0", ("ser", "dLbls", "axId")),
    ("barChart/ser", "invertIfNegative", "0", _OF_BARS),
    ("barChart/ser/dPt", "invertIfNegative", "0", ("marker", "bubble3D", "explosion", "spPr")),
    ("lineChart/ser", "smooth", "0", ("extLst",)),
    ("scatterChart/ser", "smooth", "0", ("extLst",)),
    ("legend", "overlay", "0", ("spPr", "txPr")),
    ("title", "overlay", "0", ("spPr", "txPr")),
    *((axis, "delete", "0", ("axPos",)) for axis in _AXES),
    *((place, word, "0", _LABELS[at + 1 :]) for place in ("dLbls", "dLbl") for at, word in enumerate(_LABELS)),
)


def settle_chart(markup: bytes, relation: str) -> bytes:
    """Make the chart of a workbook one of a document.

    Parameters
    ----------
    markup : bytes
        DrawingML as XlsxWriter writes it.
    relation : str
        Of the chart to the workbook that its numbers are edited in.

    Returns
    -------
    bytes
        The same chart; every default is said, months are dates, and its numbers are in the workbook.
    """
    root = etree.fromstring(markup)
    for path, child, value, followers in _RULES:
        for parent in _find(root, path):
            removed = parent.find(f"{_C}delete")
            if child == "delete" or removed is None or removed.get("val") == "0":  # a deleted label says no more
                _insert(parent, child, value, followers)
    for axis in root.iter(f"{_C}dateAx"):
        for known in axis.getparent().iterfind(f".//{_C}cat//{_C}formatCode"):
            known.text = _DATES
    for printed in root.findall(f"{_C}printSettings"):  # a document has none
        root.remove(printed)
    outside = etree.SubElement(root, f"{_C}externalData", {f"{_R}id": relation})
    etree.SubElement(outside, f"{_C}autoUpdate", {"val": "0"})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _find(root: etree._Element, path: str) -> list[etree._Element]:
    if path == "chartSpace":
        return [root]
    steps = "/".join(f"{_C}{step}" for step in path.split("/"))
    return root.findall(f".//{steps}")


def _insert(parent: etree._Element, child: str, value: str, followers: tuple[str, ...]) -> None:
    if parent.find(f"{_C}{child}") is not None:
        return
    made = etree.Element(f"{_C}{child}", {"val": value})
    for place, other in enumerate(parent):
        if etree.QName(other).localname in followers:
            parent.insert(place, made)
            return
    parent.append(made)
