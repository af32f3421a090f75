"""Where a register's database is: a file, or a schema on a PostgreSQL server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from csi_lib.address import POSTGRESQL
from csi_lib.errors import SourceError
from csi_lib.settings import Engagement

LONGEST = 63  # bytes of a name on PostgreSQL; ids are ASCII


@dataclass(frozen=True)
class Place:
    """One database.

    Parameters
    ----------
    engagement : str
        Id of the engagement whose register it is.
    file : Path or None
        The SQLite file; None on a server.
    url : str
        ``postgresql://…``; empty for a file. It may hold a password and is never printed.
    """

    engagement: str
    file: Path | None = None
    url: str = ""

    @property
    def schema(self) -> str:
        """Name of the schema on a server: the engagement's own, cut with a hash where it is too long."""
        name = f"csi_register_{self.engagement}"
        if len(name) <= LONGEST:
            return name
        return f"{name[: LONGEST - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"

    @property
    def exists(self) -> bool:
        """Whether there may be a register: a file that is there; of a server only a look tells."""
        return self.file is None or self.file.is_file()

    def __str__(self) -> str:
        return str(self.file) if self.file else f"PostgreSQL, schema {self.schema}"


def find_place(engagement: Engagement, path: Path) -> Place | None:
    """Return the database of an engagement; None where its register is a folder of files, or there is none.

    Parameters
    ----------
    engagement : Engagement
        Its keys ``records`` and ``initiatives`` count.
    path : Path
        Its file, from which a relative path resolves.

    Returns
    -------
    Place or None
        Whether the database exists or not.
    """
    if not engagement.records or engagement.initiatives:
        return None
    if engagement.records.startswith(POSTGRESQL):
        return Place(engagement.id, url=engagement.records)
    file = (path.parent / engagement.records).resolve()
    return Place(engagement.id, file=file) if _is_database(file) else None


def refuse_emptied(place: Place) -> None:
    """Refuse a file without any bytes: ``register init`` leaves none such, so what stood in it is lost.

    Raises
    ------
    SourceError
        When the file is there and empty.
    """
    if place.file is not None and place.file.is_file() and not place.file.stat().st_size:
        what = "this is no intact database: the file is empty"
        raise SourceError(what, where=str(place), do="Bring back a copy; if nothing ever stood in it, delete the file")


def _is_database(file: Path) -> bool:
    return not file.is_dir() and (file.is_file() or file.suffix in (".db", ".sqlite", ".sqlite3"))
