"""Whether the history is whole: every hash worked again, every record compared with its newest entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csi_lib.register.store.chain import Link, find_breaks

if TYPE_CHECKING:
    from sqlalchemy import Connection

SHORTEST = 8  # digits of a noted head that are enough


@dataclass(frozen=True)
class Verified:
    """What a look at the whole history found.

    Parameters
    ----------
    changes : int
        Entries of the history.
    records : int
        Records that stand.
    head : str
        Hash of the newest entry; empty where there is none.
    faults : tuple of str
        Everything that does not hold together; empty: all does.
    noted : int
        Number of the entry whose hash was noted earlier; 0: none was given, or it is not there.
    """

    changes: int
    records: int
    head: str
    faults: tuple[str, ...] = ()
    noted: int = 0

    @property
    def ok(self) -> bool:
        """Whether the history is as it was written."""
        return not self.faults


def verify(connection: Connection, engagement: str, head: str = "") -> Verified:
    """Work every hash again and compare the records with the history; parameters as for ``Store.verify``."""
    from sqlalchemy import select

    from csi_lib.register.store.schema import HEAD, HISTORY, RECORD

    links = [Link(**row._mapping) for row in connection.execute(select(HISTORY).order_by(HISTORY.c.seq))]
    rows = [dict(row._mapping) for row in connection.execute(select(RECORD))]
    top = connection.execute(select(HEAD)).one()._mapping
    faults = [*find_breaks(links, engagement), *_compare_head(links, dict(top)), *_compare_records(links, rows)]
    noted = _find_noted(links, head)
    if head and not noted:
        faults.append(f"the noted head {head} is not in this history: it was written anew, or cut off before it")
    return Verified(len(links), len(rows), links[-1].hash if links else "", tuple(faults), noted)


def _find_noted(links: list[Link], head: str) -> int:
    if len(head) < SHORTEST:
        return 0
    return next((link.seq for link in links if link.hash.startswith(head.lower())), 0)


def _compare_head(links: list[Link], top: dict[str, object]) -> Iterator[str]:
    if links and (top["seq"], top["hash"]) != (links[-1].seq, links[-1].hash):
        yield f"the newest entry is {links[-1].seq}, and the register says it is {top['seq']}"
    if not links and top["seq"]:
        yield f"the history is empty, and the register says it has {top['seq']} entries"


def _compare_records(links: list[Link], rows: list[dict[str, object]]) -> Iterator[str]:
    newest = {(link.kind, link.id): link for link in links}
    first = {(link.kind, link.id): link.at for link in reversed(links)}
    found = {(str(row["kind"]), str(row["id"])): row for row in rows}
    for kind, name in sorted(newest.keys() - found.keys()):
        yield f"{kind} '{name}' is in the history and not among the records"
    for kind, name in sorted(found.keys() - newest.keys()):
        yield f"{kind} '{name}' is among the records and not in the history"
    for key in sorted(newest.keys() & found.keys()):
        link, row = newest[key], found[key]
        if (link.seq, link.revision, link.at) != (row["seq"], row["revision"], row["changed"]):
            yield f"{link.kind} '{link.id}' is not at the revision of its newest entry"
        if row["raised"] != first[key]:
            yield f"{link.kind} '{link.id}' was first written at {first[key]}, and the register says {row['raised']}"
        if json.loads(link.body) != _read(str(row["body"])):
            yield f"{link.kind} '{link.id}' was changed past the history"


def _read(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None
