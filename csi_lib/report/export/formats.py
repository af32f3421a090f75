"""The formats that a report can be handed over in, and what each needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.report.export.document import Document
from csi_lib.report.language import speaking

EXTRA = "office"


@dataclass(frozen=True)
class Format:
    """One format of a whole report in one file.

    Parameters
    ----------
    name : str
        Also the file's suffix.
    needs : str
        Import name of the library that writes it.
    """

    name: str
    needs: str


@dataclass(frozen=True)
class Written:
    """A file that was made.

    Parameters
    ----------
    path : Path
        Where it is.
    removed : int
        Control characters that the format cannot hold and that were taken out.
    cut : int
        Texts that the format cannot hold whole and that were cut, each with a note.
    places : str
        Where that was: pages and their parts.
    """

    path: Path
    removed: int = 0
    cut: int = 0
    places: str = ""


Writer = Callable[[Document, Path], Written]

FORMATS = {
    name: Format(name, needs)
    for name, needs in {"pdf": "typst", "pptx": "pptx", "docx": "docx", "xlsx": "xlsxwriter"}.items()
}


def check_formats(names: Sequence[str]) -> None:
    """Refuse a format that is unknown or whose library is missing, before any work.

    Raises
    ------
    UsageError
        Naming the format, and the extra to install.
    """
    for name in names:
        if name not in FORMATS:
            raise UsageError(f"unknown format '{name}'", do=did_you_mean(name, FORMATS).capitalize())
        if find_spec(FORMATS[name].needs) is None:
            raise UsageError(
                f"the format {name} needs the package '{FORMATS[name].needs}'",
                do=f"pip install 'csi-kit[{EXTRA}]'",
            )


def export(document: Document, names: Sequence[str], folder: Path, stem: str) -> tuple[Written, ...]:
    """Write a report in several formats.

    Parameters
    ----------
    document : Document
        The report.
    names : sequence of str
        Keys of ``FORMATS``.
    folder : Path
        Where the files go.
    stem : str
        Their name without suffix.

    Returns
    -------
    tuple of Written
        One per format; a file is there whole or not at all, and the same document gives the same bytes.

    Raises
    ------
    UsageError
        When a format is unknown or its library is missing.
    """
    check_formats(names)
    return tuple(_export_one(document, name, folder / f"{stem}.{name}") for name in names)


def _export_one(document: Document, name: str, path: Path) -> Written:
    writer: Writer = import_module(f"csi_lib.report.export.{name}").write
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with speaking(document.language):
            done = writer(document, aside)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    return replace(done, path=path)
