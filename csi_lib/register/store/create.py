"""A register's database made, or brought up to date."""

from __future__ import annotations

import os

from csi_lib.errors import SourceError
from csi_lib.register.store.connect import begin, open_engine
from csi_lib.register.store.migrate import upgrade
from csi_lib.register.store.place import Place


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
        _touch(place)
    with begin(open_engine(place, write=True), place) as connection:
        if place.file is None:
            from sqlalchemy import text

            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": place.schema})
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{place.schema}"'))
        return upgrade(connection, place)


def _touch(place: Place) -> None:
    """Make an empty file, which is an empty database; two that begin together both find it."""
    assert place.file is not None
    try:
        place.file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(place.file, os.O_RDWR | os.O_CREAT, 0o666))
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise SourceError(what, where=str(place.file), do="Check folder and rights") from None
