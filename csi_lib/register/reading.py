"""Where an engagement keeps its register, and all of it read at one moment."""

from __future__ import annotations

from pathlib import Path

from csi_lib.register.folder import list_record_files, read_folder
from csi_lib.register.initiatives.initiative import load_initiatives
from csi_lib.register.register import Entry, Register
from csi_lib.register.store import find_place, open_database
from csi_lib.settings import Engagement


def find_folder(engagement: Engagement, path: Path) -> Path | None:
    """Return the folder of the register's files; None where it is a database or there is none."""
    if engagement.initiatives:
        return path.parent / engagement.initiatives
    place = path.parent / engagement.records
    return place if engagement.records and place.is_dir() else None


def list_register_files(engagement: Engagement, path: Path) -> tuple[Path, ...]:
    """List the files a register is kept in; none for a database."""
    folder = find_folder(engagement, path)
    if folder is None:
        return ()
    return tuple(sorted(folder.glob("*.yml"))) if engagement.initiatives else list_record_files(folder)


def read_records(engagement: Engagement, path: Path) -> Register:
    """Read everything that an engagement's register holds.

    Parameters
    ----------
    engagement : Engagement
        Its keys ``records`` and ``initiatives`` count.
    path : Path
        Its file, from which relative paths resolve.

    Returns
    -------
    Register
        Empty when the engagement keeps none.

    Raises
    ------
    CsiError
        When it cannot be read.
    """
    if engagement.initiatives:
        found = load_initiatives(path.parent / engagement.initiatives)
        return Register(tuple(Entry(item) for item in found), "files")
    if not engagement.records:
        return Register()
    database = find_place(engagement, path)
    if database is not None:
        return open_database(database).read()
    return read_folder(path.parent / engagement.records)
