"""A register's database made, or brought up to date."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from csi_lib.errors import SourceError
from csi_lib.register.store.connect import begin, open_engine
from csi_lib.register.store.migrate import upgrade
from csi_lib.register.store.place import Place, refuse_emptied


def create(place: Place) -> bool:
    """Make the tables of a register where there are none, or bring them up to date.

    Parameters
    ----------
    place : Place
        A file that is made with its folder where it is not there, or a server.

    Returns
    -------
    bool
        Whether anything had to be done.

    Raises
    ------
    CsiError
        When the place cannot be written, or a newer kit made the tables.
    """
    if place.file:
        _begin_file(place.file)
        refuse_emptied(place)
    with begin(open_engine(place, write=True), place) as connection:
        if place.file is None:
            from sqlalchemy import text

            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": place.schema})
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{place.schema}"'))
        return upgrade(connection, place)


def _begin_file(file: Path) -> None:
    """Make a database without tables, whole at once; two that begin together both find it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), file.open("xb", buffering=0) as stream:
            stream.write(_make_empty())
        if not file.stat().st_size:
            time.sleep(0.1)  # whoever began a moment earlier has not written yet
        os.close(os.open(file, os.O_RDWR))
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise SourceError(what, where=str(file), do="Check folder and rights") from None


def _make_empty() -> bytes:
    """Return a database without tables: no bytes at all would be one that was emptied."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript("CREATE TABLE one (one); DROP TABLE one; VACUUM")
        return made.serialize()
