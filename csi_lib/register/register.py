"""The register as one report knows it: every record at one moment, frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from csi_lib.register.record import Record, digest, say_body

RecordT = TypeVar("RecordT", bound=Record)


@dataclass(frozen=True)
class Entry:
    """One record and what is known of its history.

    Parameters
    ----------
    record : Record
        As it stands.
    revision : int
        How often it was written; 0 where it comes from a file that keeps no history.
    raised, changed : datetime or None
        When it was written first and last, UTC; None without a history.
    """

    record: Record
    revision: int = 0
    raised: dt.datetime | None = None
    changed: dt.datetime | None = None


@dataclass(frozen=True)
class Register:
    """All records of an engagement at one moment.

    Parameters
    ----------
    entries : tuple of Entry
        In the order of kinds, then of ids.
    source : {"", "files", "database"}
        Where they were read; empty: the engagement keeps none.
    changes : int
        Length of the history; 0 without one.
    head : str
        Hash of the newest entry of the history; empty without one.
    """

    entries: tuple[Entry, ...] = ()
    source: str = ""
    changes: int = 0
    head: str = ""

    def of(self, kind: type[RecordT]) -> tuple[RecordT, ...]:
        """Return all records of one class that count, by id: a withdrawn one is found by ``entry`` alone."""
        return tuple(item.record for item in self.entries if type(item.record) is kind and not item.record.withdrawn)

    def get(self, kind: type[RecordT], name: str) -> RecordT | None:
        """Return one record by class and id, or None."""
        return next((item for item in self.of(kind) if item.id == name), None)

    def entry(self, kind: str, name: str) -> Entry | None:
        """Return a record with its history's figures by the name of its kind and its id, or None."""
        for item in self.entries:
            if (item.record.KIND, item.record.id) == (kind, name):
                return item
        return None

    def find(self, name: str) -> tuple[Record, ...]:
        """Return every record of that id, whatever its kind."""
        return tuple(item.record for item in self.entries if item.record.id == name)

    @property
    def digest(self) -> str:
        """SHA-256 over what the records say, without their history: the same on every machine."""
        return digest([[item.record.KIND, say_body(item.record)] for item in self.entries])

    def only(self, services: Iterable[str]) -> Register:
        """Keep the records about one of these services alone, and what belongs to its suppliers and initiatives."""
        wanted = set(services)
        suppliers, tried = (
            {item.record.id for item in self.entries if kind == item.record.KIND and _is_about(item, wanted)}
            for kind in ("supplier", "initiative")
        )
        kept = (
            item
            for item in self.entries
            if _is_about(item, wanted) or _is_of(item, suppliers) or _is_money_of(item, tried)
        )
        return replace(self, entries=tuple(kept))


def _is_about(item: Entry, services: set[str]) -> bool:
    return bool(services & set(item.record.concerns))


def _is_money_of(item: Entry, initiatives: set[str]) -> bool:
    """Tell whether it is a benefit or cost of one of these initiatives that names no service of its own."""
    record = item.record
    own = record.KIND in ("benefit", "cost") and not record.concerns
    return own and getattr(record, "initiative", "") in initiatives


def _is_of(item: Entry, suppliers: set[str]) -> bool:
    """Tell whether a record is about a supplier as a whole: it names no service of its own."""
    return not item.record.concerns and getattr(item.record, "supplier", "") in suppliers
