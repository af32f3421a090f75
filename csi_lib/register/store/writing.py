"""Changes put into the database, each with its entry in the history; the caller holds the lock and commits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, update

from csi_lib.register.change import Change, Source
from csi_lib.register.record import Record, canonical, say_body
from csi_lib.register.register import Entry
from csi_lib.register.store.chain import Link, seal
from csi_lib.register.store.conflict import Conflict
from csi_lib.register.store.schema import HEAD, HISTORY, RECORD

Entries = Mapping[tuple[str, str], Entry]


def find_conflicts(entries: Entries, changes: Sequence[Change]) -> list[Conflict]:
    """List the changes that were made on something else than what stands."""
    found = []
    for change in changes:
        record = change.record
        entry = entries.get((record.KIND, record.id))
        revision = entry.revision if entry else 0
        if revision != change.revision:
            keys = list_differing(say_body(entry.record), say_body(record)) if entry else ()
            when = say_stamp(entry.changed) if entry and entry.changed else ""
            found.append(Conflict(record.KIND, record.id, change.revision, revision, keys, when))
    return found


def leave_out_same(entries: Entries, changes: Sequence[Change]) -> list[Change]:
    """Leave out the changes that change nothing: what stands already gets no entry."""
    return [change for change in changes if not _is_same(entries.get((change.record.KIND, change.record.id)), change)]


def _is_same(entry: Entry | None, change: Change) -> bool:
    return entry is not None and say_body(entry.record) == say_body(change.record)


def append(
    connection: Connection,
    head: tuple[int, str],
    entries: Entries,
    changes: Sequence[Change],
    *,
    who: str,
    why: str,
    at: dt.datetime,
    source: Source,
) -> tuple[int, str]:
    """Write changes and their entries, and return the new head.

    Parameters
    ----------
    connection : Connection
        In a transaction that holds the lock.
    head : tuple of (int, str)
        Number and hash of the newest entry.
    entries : mapping
        What stands, by kind and id.
    changes : sequence of Change
        Checked already.
    who, why, at : str, str, datetime
        Pseudonym, reason, moment.
    source : {"hand", "elsewhere", "evaluation", "cycle"}
        What they come from.

    Returns
    -------
    tuple of (int, str)
        Number and hash of the newest entry.
    """
    seq, previous = head
    stamp = say_stamp(at)
    for change in changes:
        record, seq = change.record, seq + 1
        was = entries.get((record.KIND, record.id))
        body = canonical(say_body(record))
        what = say_what(was.record if was else None, record, source)
        link = Link(seq, stamp, who, record.KIND, record.id, change.revision + 1, what, why, body, previous)
        link = replace(link, hash=seal(link, previous))
        connection.execute(HISTORY.insert().values(**vars(link)))
        _put(connection, link, new=was is None)
        previous = link.hash
    connection.execute(update(HEAD).values(seq=seq, hash=previous))
    return seq, previous


def _put(connection: Connection, link: Link, *, new: bool) -> None:
    values: dict[str, Any] = {
        "revision": link.revision,
        "seq": link.seq,
        "changed": link.at,
        "body": link.body,
    }
    if new:
        connection.execute(RECORD.insert().values(kind=link.kind, id=link.id, raised=link.at, **values))
        return
    here = (RECORD.c.kind == link.kind) & (RECORD.c.id == link.id)
    connection.execute(update(RECORD).where(here).values(**values))


def say_what(was: Record | None, record: Record, source: Source = "hand") -> str:
    """Say in a word what a change does: ``added``, ``imported``, ``moved a -> b``, ``withdrawn`` or ``changed``."""
    if was is None:
        return "imported" if source == "elsewhere" else "added"
    if bool(record.withdrawn) != bool(was.withdrawn):
        return "withdrawn" if record.withdrawn else "brought back"
    machine = record.MACHINE
    if machine is not None:
        before, after = getattr(was, machine.key), getattr(record, machine.key)
        if before != after:
            return f"moved {before} -> {after}"
    return "changed"


def say_stamp(at: dt.datetime) -> str:
    """Say a moment as ISO 8601 in UTC with microseconds."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_stamp(text: str) -> dt.datetime:
    """Read what ``say_stamp`` says."""
    return dt.datetime.fromisoformat(text)


def list_differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """List the keys in which two records' plain values differ, in order."""
    missing = object()
    return tuple(key for key in sorted({*one, *other}) if one.get(key, missing) != other.get(key, missing))
