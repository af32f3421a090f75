"""The index of an engagement: every artefact with its hash and date, and what became of those of an earlier index."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from csi_lib.errors import UsageError
from csi_lib.ingest.files import match_files
from csi_lib.register.reading import list_register_files, read_records
from csi_lib.register.store import find_place
from csi_lib.report.csv import unguard_text
from csi_lib.settings import Engagement, list_kit

COLUMNS = ("part", "file", "date", "bytes", "sha256")
DEFINITIONS = (
    "params",
    "params/kpi",
    "params/sources",
    "params/calendars",
    "params/audiences",
    "params/brands",
    "params/takes",
)
# In the order in which an engagement makes them.
PARTS = ("settings", "definitions", "data", "answers", "baselines", "notes", "register", "reports")


@dataclass(frozen=True)
class Artefact:
    """One file of an engagement.

    Parameters
    ----------
    part : str
        What it belongs to.
    file : str
        Its place from the project's root; of a register on a server its schema.
    date : datetime or None
        When it was last written, UTC.
    size : int
        Bytes; of a register on a server the length of its history.
    sha256 : str
        Hash of what it holds; of a register on a server the head of its history.
    """

    part: str
    file: str
    date: dt.datetime | None
    size: int
    sha256: str

    @property
    def cells(self) -> tuple[str, str, str, int, str]:
        """The row of the index."""
        stamp = self.date.strftime("%Y-%m-%dT%H:%M:%SZ") if self.date else ""
        return self.part, self.file, stamp, self.size, self.sha256


@dataclass(frozen=True)
class Difference:
    """One artefact that is not as an earlier index says: changed, gone or new."""

    what: str
    file: str


def list_artefacts(engagement: Engagement, path: Path, home: Path) -> tuple[Artefact, ...]:
    """List every artefact of an engagement.

    Parameters
    ----------
    engagement : Engagement
        The settings.
    path, home : Path
        Their file, and the project's root.

    Returns
    -------
    tuple of Artefact
        In the order of parts, then of files; each file once.

    Raises
    ------
    CsiError
        When the register on a server cannot be read.
    OSError
        When a file cannot be read.
    """
    found: dict[Path, str] = {}
    for part, file in _list_files(engagement, path, home):
        if file.is_file():
            found.setdefault(file.resolve(), part)
    files = [_look_at(part, file, home) for file, part in found.items()]
    return tuple(sorted((*files, *_look_at_server(engagement, path)), key=lambda item: (_rank(item.part), item.file)))


def _rank(part: str) -> int:
    return PARTS.index(part)


def _list_files(engagement: Engagement, path: Path, home: Path) -> Iterator[tuple[str, Path]]:
    yield "settings", path
    for folder in DEFINITIONS:
        yield from (("definitions", file) for file in list_kit(folder, ".yml", home).values())
    for source in engagement.sources.values():
        yield from (("data", file) for pattern in source.files for file in match_files(pattern, path))
    block = engagement.assessment
    for pattern in (*engagement.answers, *block.previous, *block.ratings):
        yield from (("answers", file) for file in match_files(pattern, path))
    yield from _walk("baselines", home / "params" / "baselines" / engagement.id)
    if engagement.notes:
        yield from _walk("notes", path.parent / engagement.notes)
    yield from (("register", file) for file in list_register_files(engagement, path))
    place = find_place(engagement, path)
    if place is not None and place.file is not None:
        yield "register", place.file
    yield from _walk("reports", home / "reports" / engagement.id)


def _walk(part: str, folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if not any(name.startswith(".") for name in file.relative_to(folder).parts):
            yield part, file


def _look_at(part: str, file: Path, home: Path) -> Artefact:
    known = file.stat()
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    written = dt.datetime.fromtimestamp(known.st_mtime, dt.UTC)
    return Artefact(part, Path(os.path.relpath(file, home.resolve())).as_posix(), written, known.st_size, digest)


def _look_at_server(engagement: Engagement, path: Path) -> Iterator[Artefact]:
    place = find_place(engagement, path)
    if place is not None and place.file is None:
        register = read_records(engagement, path)
        newest = max((item.changed for item in register.entries if item.changed), default=None)
        yield Artefact("register", str(place), newest, register.changes, register.head)


def read_index(file: Path) -> dict[str, str]:
    """Read an index that was written earlier.

    Returns
    -------
    dict of str to str
        File -> hash.

    Raises
    ------
    UsageError
        When it is none.
    """
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError("this index cannot be read", where=str(file), do="Check the path") from error
    if not rows or not {"file", "sha256"} <= set(rows[0]):
        raise UsageError("this is no index", where=str(file), do="Name a file that csi register index wrote")
    return {unguard_text(row["file"]): row["sha256"] for row in rows}


def compare_index(before: dict[str, str], now: Iterable[Artefact]) -> tuple[Difference, ...]:
    """Compare artefacts with an earlier index.

    Parameters
    ----------
    before : dict of str to str
        File -> hash.
    now : iterable of Artefact
        Those that are there.

    Returns
    -------
    tuple of Difference
        Changed ones, then those that are gone, then new ones.
    """
    found = {item.file: item.sha256 for item in now}
    changed = [Difference("changed", name) for name, digest in before.items() if found.get(name, digest) != digest]
    gone = [Difference("gone", name) for name in before if name not in found]
    new = [Difference("new", name) for name in found if name not in before]
    return (*changed, *gone, *new)
