"""The PDF: the template and its data in a folder of their own, one compiler, no network, no system fonts, no clock."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from csi_lib.errors import UsageError, one_line
from csi_lib.report.export.document import Document
from csi_lib.report.export.formats import Written
from csi_lib.report.export.pdf.density import CLOSE, ROOMY, Density
from csi_lib.report.export.pdf.layout import Layout
from csi_lib.report.export.pdf.letters import find_fonts
from csi_lib.scratch import keep_scratch
from csi_lib.settings import find_kit

STANDARD = "ua-1"  # ISO 14289-1: tagged, in reading order, no picture without a text
TEMPLATE = "report.typ"
ONE_SHEET = "executive_summary"  # the page that is handed on alone, also out of a whole report
NEAR = 3  # sheets; of no more than these a close setting can make one


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
        Control characters that were taken out, texts too long for print that were cut, each with a note.

    Raises
    ------
    UsageError
        When the logo or a drawing cannot be set.
    """
    with keep_scratch("csi-pdf-") as folder:
        densities = {
            page.name: _choose_density(replace(document, pages=(page,)), folder)
            for page in document.pages
            if len(document.pages) == 1 or page.name == ONE_SHEET
        }
        setting = _Setting(document, densities, folder)
        path.write_bytes(setting.compile())
    cleaner = setting.layout.cleaner
    return Written(path, cleaner.removed, cleaner.cut, cleaner.say_places())


def _choose_density(sheet: Document, folder: Path) -> Density:
    """Take the widest density in which a page needs one sheet; where there is none, the one that reads best."""
    name = sheet.pages[0].name
    for density in (ROOMY, *CLOSE):
        count = _Setting(sheet, {name: density}, folder).count()
        if count == 1:
            return density
        if count > NEAR:
            break
    return ROOMY


class _Setting:
    """A report with its densities, ready to be counted and compiled."""

    def __init__(self, document: Document, densities: Mapping[str, Density], folder: Path) -> None:
        # Imported here and not above: what Typst starts on first use does not survive a fork.
        import typst

        home = Path(tempfile.mkdtemp(dir=folder))
        self.layout = Layout(document, densities)
        _lay_files(self.layout, self.layout.lay(), home)
        self._compiler = typst.Compiler(
            str(home / TEMPLATE), root=str(home), font_paths=[str(find_fonts())], ignore_system_fonts=True
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
