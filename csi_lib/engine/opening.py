"""An engine by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from csi_lib.address import POSTGRESQL
from csi_lib.engine.protocol import DUCKDB, Engine, is_spark
from csi_lib.errors import UsageError


@contextmanager
def open_engine(name: str = DUCKDB) -> Iterator[Engine]:
    """Open an engine for one piece of work and close it afterwards.

    Parameters
    ----------
    name : str
        ``duckdb`` (in memory, inside this process); the URL of a PostgreSQL server, ``postgresql://...``, where the
        tables become temporary ones and nothing is kept; or Spark: ``spark`` (this machine), ``local[2]``,
        ``spark://host:7077``, each with ``?tables=FOLDER`` where ``csi prepare`` put the tables into a folder.

    Yields
    ------
    Engine
        Ready to take tables and queries; UTC.

    Raises
    ------
    UsageError
        When the name is none of these, the driver is not installed, or the server cannot be reached; the message
        never holds the URL.
    """
    open_it: Callable[[str], AbstractContextManager[Engine]]
    if name == DUCKDB:
        from csi_lib.engine.duckdb import open_duckdb

        open_it = open_duckdb
    elif name.startswith(POSTGRESQL):
        from csi_lib.engine.postgresql import open_postgresql

        open_it = open_postgresql
    elif is_spark(name):
        from csi_lib.engine.spark import open_spark

        open_it = open_spark
    else:
        kind = name.partition(":")[0]
        do = f"Use '{DUCKDB}', {POSTGRESQL[0]}user@host/database, 'spark' or spark://host:7077"
        raise UsageError(f"unknown engine '{kind}'", do=do)
    with open_it(name) as engine:
        yield engine
