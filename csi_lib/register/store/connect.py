"""Connections to a register's database: one to write, which waits its turn, and one that can only look."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from csi_lib.errors import CsiError, SourceError, UsageError
from csi_lib.register.store.place import Place

PATIENCE = 60.0  # seconds a writer waits for another one
SILENCE = 3.0  # seconds it waits without a word
_HOT = "readonly"  # what SQLite says when a killed writer's journal has to be rolled back by somebody who may write


def open_engine(place: Place, *, write: bool) -> Engine:
    """Make the engine of a database; nothing is connected yet.

    Parameters
    ----------
    place : Place
        Which database.
    write : bool
        False: nothing can be written through it.

    Returns
    -------
    Engine
        Every transaction of a writer begins by taking the lock; a reader sees one moment.
    """
    return _open_file(place.file, write=write) if place.file else _open_server(place, write=write)


@contextmanager
def begin(engine: Engine, place: Place) -> Iterator[Connection]:
    """Open one transaction, committed at the end, rolled back on any fault.

    Raises
    ------
    SourceError
        When the database cannot be reached, is no register, or refuses; the message holds no URL.
    """
    try:
        with ExitStack() as open_ones:
            with tell_waiting(place):
                connection = open_ones.enter_context(engine.begin())
            if place.file is None:
                connection.execute(text(f'SET LOCAL search_path TO "{place.schema}"'))
                connection.execute(text(f"SET LOCAL lock_timeout TO {round(1_000 * PATIENCE)}"))
            yield connection
    except DBAPIError as error:
        raise translate(error.orig or error, place) from None


@contextmanager
def tell_waiting(place: Place) -> Iterator[None]:
    """Say once on stderr what is waited for, where that takes long; to no notebook, where it would stand for ever."""

    def say() -> None:
        said = f"csi: waits for {place}; somebody else may be writing to it (at most {PATIENCE:g} s)"
        print(said, file=sys.stderr, flush=True)

    timer = Timer(SILENCE, say)
    timer.daemon = True
    if "ipykernel" not in sys.modules:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def translate(error: BaseException, place: Place) -> CsiError:
    """Say a fault of a database in one line without its URL."""
    said = str(error)
    if place.url:
        from csi_lib.engine.postgresql import hide

        said = hide(said, place.url)
    if "locked" in said or "lock timeout" in said:
        return SourceError(f"somebody has been writing for {PATIENCE:g} s", where=str(place), do="Try again")
    if "not a database" in said or "malformed" in said:
        return SourceError(f"this is no intact database: {said}", where=str(place), do="Bring back a copy")
    return SourceError(f"the register's database refuses: {said}", where=str(place), do="Check place, rights and space")


def _open_file(file: Path, *, write: bool) -> Engine:
    def connect() -> sqlite3.Connection:
        return _connect_file(file, write=write)

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)
    mode = "IMMEDIATE" if write else "DEFERRED"

    # The driver begins late and by itself; a writer has to hold the lock before it reads (SQLAlchemy's own recipe).
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _connect_file(file: Path, *, write: bool) -> sqlite3.Connection:
    if write:
        return _set_up(_connect(file, "rw"))
    connection = _connect(file, "ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if _HOT not in str(error) or not os.access(file, os.W_OK):
            raise
        connection = _connect(file, "rw")  # rolls back what a killed writer left, then may only look
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect(file: Path, mode: str) -> sqlite3.Connection:
    place = f"{file.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(place, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)


def _set_up(connection: sqlite3.Connection) -> sqlite3.Connection:
    # The rollback journal stands alone in one file that can be copied; FULL waits for the disk before it says done.
    for line in ("journal_mode = DELETE", "synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
        connection.execute(f"PRAGMA {line}")
    return connection


def _open_server(place: Place, *, write: bool) -> Engine:
    def connect() -> Any:
        try:
            import psycopg
        except ImportError:
            raise UsageError("PostgreSQL needs the package psycopg", do="Run pip install csi-kit[postgres]") from None
        try:
            return psycopg.connect(place.url)
        except psycopg.Error as error:
            from csi_lib.engine.postgresql import hide

            raise UsageError(hide(f"cannot connect to PostgreSQL: {error}", place.url), do="Check the URL") from None

    level = "READ COMMITTED" if write else "REPEATABLE READ"
    options = {"isolation_level": level} if write else {"isolation_level": level, "postgresql_readonly": True}
    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
    return engine.execution_options(**options)
