"""The PDF: the template and its data in a folder of their own, one compiler, no network, no system fonts, no clock."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from csi_lib.errors import UsageError, one_line
from csi_lib.report.export.document import Document
from csi_lib.report.export.formats import Written
from csi_lib.report.export.pdf.density import CLOSE, ROOMY, Density
from csi_lib.report.export.pdf.layout import Layout
from csi_lib.report.export.pdf.letters import find_fonts
from csi_lib.settings import find_kit

STANDARD = "ua-1"  # ISO 14289-1: tagged, in reading order, no picture without a text
TEMPLATE = "report.typ"
NEAR = 3  # pages; of no more than these a close setting can make one


def write(document: Document, path: Path) -> Written:
    """Write a report as PDF/UA-1.

    Parameters
    ----------
    document : Document
        The report.
    path : Path
        Where the file goes.

    Returns
    -------
    Written
        Characters that no font shows and that were taken out, texts too long for print that were cut.

    Raises
    ------
    UsageError
        When the logo or a drawing cannot be set.
    """
    with tempfile.TemporaryDirectory(prefix="csi-pdf-") as folder:
        content, layout = _set(document, Path(folder))
    path.write_bytes(content)
    return Written(path, layout.cleaner.removed, layout.cleaner.cut)


def _set(document: Document, folder: Path) -> tuple[bytes, Layout]:
    roomy = _Setting(document, ROOMY, folder / "roomy")
    if len(document.pages) == 1 and 1 < roomy.count() <= NEAR:
        for place, density in enumerate(CLOSE):
            close = _Setting(document, density, folder / f"close-{place}")
            if close.count() == 1:
                return close.compile(), close.layout
    return roomy.compile(), roomy.layout


class _Setting:
    """A report in one density, ready to be counted and compiled."""

    def __init__(self, document: Document, density: Density, folder: Path) -> None:
        # Imported here and not above: what Typst starts on first use does not survive a fork.
        import typst

        folder.mkdir()
        self.layout = Layout(document, density)
        data = self.layout.lay()
        _lay_files(self.layout, data, folder)
        self._source = folder / TEMPLATE
        self._compiler = typst.Compiler(
            str(self._source), root=str(folder), font_paths=[str(find_fonts())], ignore_system_fonts=True
        )

    def count(self) -> int:
        """Return how many pages it takes."""
        return int(json.loads(self._do(self._compiler.query, "<pages>", field="value", one=True)))

    def compile(self) -> bytes:
        """Return the file."""
        return bytes(self._do(self._compiler.compile, format="pdf", pdf_standards=[STANDARD]))

    def _do(self, work: Any, *parts: Any, **options: Any) -> Any:
        try:
            return work(*parts, **options)
        except RuntimeError as error:  # also the base of Typst's own
            raise UsageError(
                f"the PDF could not be set: {one_line(str(error))}", do="Check the logo and the pictures"
            ) from None


def _lay_files(layout: Layout, data: dict[str, Any], folder: Path) -> None:
    shutil.copyfile(find_kit("reports/templates") / TEMPLATE, folder / TEMPLATE)
    logo = layout.document.brand.logo
    if logo:
        data["brand"]["logo"] = f"logo{logo.suffix.lower()}"
        shutil.copyfile(logo, folder / data["brand"]["logo"])
    for name, drawing in layout.drawings.items():
        (folder / name).write_text(drawing, encoding="utf-8")
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
