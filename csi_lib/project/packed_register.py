"""A register as it goes into an archive: a copy of its database, or of one on a server its files and history."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from csi_lib.register.files import write_folder
from csi_lib.register.store import Place, open_database
from csi_lib.report.csv import write_csv

_KEY = re.compile(r"^records:.*$", re.MULTILINE)


def copy_register(place: Place, settings: Path, home: Path, aside: Path) -> dict[str, Path]:
    """Copy a register at one moment, also while somebody writes to it.

    Parameters
    ----------
    place : Place
        Its database.
    settings : Path
        The engagement's file.
    home : Path
        The project's root.
    aside : Path
        An empty folder for the copies; they have to last until they are packed.

    Returns
    -------
    dict of str to Path
        Place in the archive -> file. Of a server: the records as files, the history as a table, and settings that
        name these files in place of the URL, which may hold a password.

    Raises
    ------
    CsiError
        When it cannot be read.
    """
    store = open_database(place)
    register = store.read()  # says what is wrong before anything is copied
    if place.file is not None:
        copy = aside / place.file.name
        _copy_file(place.file, copy)
        return {_name_file(place.file, home): copy}
    folder = f"params/register/{place.engagement}"
    written = write_folder(register, aside / "register")
    found = {f"{folder}/{path.relative_to(aside / 'register').as_posix()}": path for path in written}
    write_csv(store.history(), aside / "history.csv")
    named = aside / settings.name
    text = _KEY.sub(f"records: ../register/{place.engagement}", settings.read_text(encoding="utf-8-sig"))
    named.write_text(text, encoding="utf-8", newline="\n")
    return found | {
        "register-history.csv": aside / "history.csv",
        f"params/engagements/{place.engagement}.yml": named,
    }


def _name_file(file: Path, home: Path) -> str:
    if not file.is_relative_to(home.resolve()):
        from csi_lib.errors import UsageError

        what = "this register lies outside the project and cannot be packed"
        raise UsageError(what, where=str(file), do=f"Move it to {home}")
    return file.relative_to(home.resolve()).as_posix()


def _copy_file(file: Path, copy: Path) -> None:
    """Copy page by page under SQLite's own lock: a plain copy could catch a writer half-way."""
    with (
        closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
