"""Whether a record stands as its history wrote it; what was changed with other tools is neither read nor written on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Row, and_, select

from csi_lib.errors import SourceError
from csi_lib.register.change import Change
from csi_lib.register.store.place import Place
from csi_lib.register.store.schema import HISTORY, RECORD


def refuse_touched(connection: Connection, place: Place, after: int) -> None:
    """Refuse records that do not say what the entry they name says; the database compares them.

    Parameters
    ----------
    connection : Connection
        Open.
    place : Place
        For the message.
    after : int
        Records whose newest entry has a higher number are looked at.

    Raises
    ------
    SourceError
        Naming the first.
    """
    written = and_(*(RECORD.c[key] == HISTORY.c[key] for key in ("seq", "kind", "id", "revision", "body")))
    joined = RECORD.outerjoin(HISTORY, written)
    lost = select(RECORD.c.kind, RECORD.c.id).select_from(joined).where(RECORD.c.seq > after, HISTORY.c.seq.is_(None))
    found = connection.execute(lost.order_by(RECORD.c.kind, RECORD.c.id)).first()
    if found is not None:
        raise _refuse(place, found.kind, found.id)


def refuse_writing_over(connection: Connection, place: Place, changes: Iterable[Change]) -> None:
    """Refuse to change a record that is not what its newest entry says: the new entry would cover that up.

    Parameters
    ----------
    connection : Connection
        In a transaction that holds the lock.
    place : Place
        For the message.
    changes : iterable of Change
        What shall be written.

    Raises
    ------
    SourceError
        Naming the first.
    """
    for change in changes:
        kind, name = change.record.KIND, change.record.id
        of = and_(HISTORY.c.kind == kind, HISTORY.c.id == name)
        newest = connection.execute(select(HISTORY).where(of).order_by(HISTORY.c.seq.desc()).limit(1)).first()
        stands = connection.execute(select(RECORD).where(RECORD.c.kind == kind, RECORD.c.id == name)).first()
        if _say(newest) != _say(stands):
            raise _refuse(place, kind, name)


def _say(row: Row[tuple[object, ...]] | None) -> tuple[object, ...] | None:
    return None if row is None else (row.seq, row.revision, row.body)


def _refuse(place: Place, kind: str, name: str) -> SourceError:
    return SourceError(
        f"{kind} '{name}' was changed past the history",
        where=str(place),
        do=f"csi register verify {place.engagement} lists all that was; then put a backup back",
    )
