"""The hidden sheet of a workbook: every record as it went out, so that every difference is seen when it comes back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from csi_lib.register.record import digest

SHEET = "csi"
FORMAT, VERSION = "csi register", "1"
KEYS = ("format", "version", "engagement", "changes", "head", "digest", "fingerprint")
LAYOUT_HEADINGS = ("form", "sheet", "headings")
RECORD_HEADINGS = ("kind", "id", "revision", "record")
CHUNK = 30_000  # letters of a record in one cell; the rest goes into the cells after it


@dataclass(frozen=True)
class Layout:
    """One sheet as it went out: its form, its name and its headings."""

    form: str
    sheet: str
    headings: tuple[str, ...]


@dataclass(frozen=True)
class Sealed:
    """One record as it went out."""

    kind: str
    id: str
    revision: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Seal:
    """What a workbook was made of.

    Parameters
    ----------
    engagement : str
        Id of the engagement.
    changes : int
        Length of the register's history; 0 without one.
    head, digest : str
        Hash of its newest entry, and of what all records say.
    layouts : tuple of Layout
        Every sheet of records.
    records : tuple of Sealed
        Every record that went out.
    """

    engagement: str
    changes: int
    head: str
    digest: str
    layouts: tuple[Layout, ...]
    records: tuple[Sealed, ...]
    by_name: Mapping[tuple[str, str], Sealed] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {(item.kind, item.id): item for item in self.records})

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all of it."""
        return digest([self.engagement, self.changes, self.head, self.digest, *self._list_rows()])

    def _list_rows(self) -> list[Any]:
        layouts = [[item.form, item.sheet, list(item.headings)] for item in self.layouts]
        return [layouts, [[item.kind, item.id, item.revision, item.body] for item in self.records]]

    def rows(self) -> list[list[str]]:
        """Return it as the texts of a sheet, row by row; every text is of ASCII, so that no program alters it."""
        head = dict(zip(KEYS, (FORMAT, VERSION, *self._head(), self.fingerprint), strict=True))
        found = [[key, value] for key, value in head.items()]
        found += [[], list(LAYOUT_HEADINGS)]
        found += [[item.form, *_cut(json.dumps([item.sheet, *item.headings]))] for item in self.layouts]
        found += [[], list(RECORD_HEADINGS)]
        found += [[item.kind, item.id, str(item.revision), *_cut(json.dumps(item.body))] for item in self.records]
        return found

    def _head(self) -> tuple[str, ...]:
        return self.engagement, str(self.changes), self.head, self.digest


def _cut(text: str) -> list[str]:
    """Cut JSON for cells; an underscore could begin what a workbook takes for the number of a letter."""
    safe = text.replace("_", "\\u005f")
    return [safe[start : start + CHUNK] for start in range(0, len(safe), CHUNK)]


def read_seal(rows: Iterable[Sequence[str]]) -> Seal | None:
    """Read the hidden sheet.

    Parameters
    ----------
    rows : iterable of sequence of str
        Its texts.

    Returns
    -------
    Seal or None
        None where it was changed, or is of another version.
    """
    parts = _split([[text for text in row] for row in rows])
    if len(parts) != 3:
        return None
    head = {row[0]: row[1] if len(row) > 1 else "" for row in parts[0]}
    if (head.get("format"), head.get("version")) != (FORMAT, VERSION):
        return None
    try:
        seal = Seal(
            head["engagement"],
            int(head["changes"]),
            head["head"],
            head["digest"],
            tuple(_read_layout(row) for row in parts[1][1:]),
            tuple(_read_record(row) for row in parts[2][1:]),
        )
        return seal if seal.fingerprint == head["fingerprint"] else None
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def _split(rows: list[list[str]]) -> list[list[list[str]]]:
    """Split rows at the empty ones."""
    parts: list[list[list[str]]] = [[]]
    for row in rows:
        kept = row[: max((place + 1 for place, text in enumerate(row) if text), default=0)]
        if kept:
            parts[-1].append(kept)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def _read_layout(row: Sequence[str]) -> Layout:
    sheet, *headings = json.loads("".join(row[1:]))
    return Layout(row[0], sheet, tuple(headings))


def _read_record(row: Sequence[str]) -> Sealed:
    return Sealed(row[0], row[1], int(row[2]), json.loads("".join(row[3:])))
