"""Forms from files and folders: each by what it is, and none passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from csi_lib.maturity.collect.people import Hide
from csi_lib.maturity.collect.returned.form import Returned
from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.returned.page import read_saved
from csi_lib.maturity.collect.returned.workbook import read_workbook

_LARGEST = 50 << 20  # bytes; a form has some ten thousand
PAGE = ".html"
_AS_SENT = "Send back the .xlsx, or the .json that the page saves"
_REMEDIES = {
    PAGE: "This is the page itself: open it, press 'Save my answers' and take the .json that it saves",
    ".xls": "Open it and save it as .xlsx",
    ".ods": "Open it and save it as .xlsx",
    ".xlsb": "Open it and save it as .xlsx",
    ".xlsm": "Open it and save it as .xlsx, without macros",
    ".numbers": "Open it and export it as .xlsx",
    ".csv": "A CSV file has lost the ids and the fingerprint: take the workbook itself",
}
_FORMS = (".xlsx", ".json")


def list_files(paths: Iterable[Path], notes: Notes) -> tuple[Path, ...]:
    """List the files that were named, and everything in the folders that were.

    Parameters
    ----------
    paths : iterable of Path
        Files or folders.
    notes : Notes
        What does not exist is a fault.

    Returns
    -------
    tuple of Path
        Each once, in the order of their paths; lock and hidden files of a folder are left out.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            inside = [
                item for item in sorted(path.iterdir()) if item.is_file() and not item.name.startswith(("~", "."))
            ]
            if not inside:
                notes.refuse(str(path), "the folder is empty", "Name the folder with the forms that came back")
            found |= {item.resolve(): item for item in inside if _may_be_form(item, notes)}
        elif path.is_file():
            found[path.resolve()] = path
        else:
            notes.refuse(str(path), "there is no such file", "Check the path")
    return tuple(sorted(found.values()))


def _may_be_form(path: Path, notes: Notes) -> bool:
    """Tell whether a file of a folder could hold answers; what could not is said and left out."""
    could = path.suffix.lower() in (*_FORMS, *_REMEDIES) and path.suffix.lower() != PAGE
    if not could:
        said = "this is a page to fill in, not one that came back" if path.suffix.lower() == PAGE else "this is no form"
        notes.remark(str(path), f"{said}; it is not read")
    return could


def read_form(path: Path, where: str, data: bytes, engagement: str, notes: Notes, hide: Hide) -> Returned | None:
    """Read one filled-in form.

    Parameters
    ----------
    path : Path
        Its file.
    where : str
        How messages name it.
    data : bytes
        What it holds.
    engagement : str
        Id of the engagement that it should belong to.
    notes : Notes
        Faults and remarks go there.
    hide : callable
        Turns an e-mail address into a pseudonym.

    Returns
    -------
    Returned or None
        None when nothing of it can be read.
    """
    suffix = path.suffix.lower()
    if suffix not in _FORMS:
        notes.refuse(where, f"a file '{suffix or 'without a suffix'}' is no form", _REMEDIES.get(suffix, _AS_SENT))
        return None
    if len(data) > _LARGEST:
        notes.refuse(where, "the file is larger than 50 MB, which no form is", "Ask for it again")
        return None
    reader = read_workbook if suffix == ".xlsx" else read_saved
    return reader(where, data, engagement, notes, hide)
