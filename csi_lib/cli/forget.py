"""Destroy an engagement's key and its prepared data, and say what remains; asks nothing."""

from __future__ import annotations

import argparse
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.settings import Engagement


@dataclass(frozen=True)
class _Place:
    """Whose data, and where they lie; no settings where their file is gone, too."""

    id: str
    home: Path
    settings: Engagement | None
    path: Path | None


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi forget``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file; the exports may be gone already")


def execute(arguments: argparse.Namespace) -> int:
    """Destroy the key first, then the prepared data; what was destroyed before stays so, and that is no fault."""
    from csi_lib.ingest.people import destroy_key
    from csi_lib.report.wording import count_words

    place = _find_place(arguments.engagement)
    key_was_there = destroy_key(place.id, place.home)
    print(
        f"{place.id}: the key of the pseudonyms is destroyed; nobody can tell any more who is behind one"
        if key_was_there
        else f"{place.id}: there is no key of pseudonyms"
    )
    files = _destroy(_cache_of(place))
    destroyed = f"{count_words(files, 'file')} of prepared data destroyed"
    print(f"{place.id}: {destroyed if files else 'no prepared data'}")
    for line in _list_rest(place):
        print(line)
    return 0


def _find_place(engagement: str) -> _Place:
    """Find an engagement by its file or id; by its bare id also where only its key or its prepared data are left."""
    from csi_lib.errors import SettingsError
    from csi_lib.ingest.people import find_key_file
    from csi_lib.settings import ID_PATTERN, find_home, load_engagement

    try:
        settings, path = load_engagement(engagement)
    except SettingsError:
        # A file that is gone or broken keeps nobody from being forgotten; a mistyped id must not pass for done.
        home = find_home()
        name = Path(engagement).stem if Path(engagement).suffix in {".yml", ".yaml"} else engagement
        place = _Place(name, home, None, None)
        if re.match(ID_PATTERN, name) and (find_key_file(name, home).exists() or _cache_of(place).exists()):
            return place
        raise
    return _Place(settings.id, find_home(path.parent), settings, path)


def _cache_of(place: _Place) -> Path:
    return place.home / "reports" / ".cache" / place.id


def _list_rest(place: _Place) -> list[str]:
    """Say what is still there, and who has to see to it."""
    lines = ["What remains, to be removed by hand where it has to go:"]
    exports = _find_exports(place)
    if place.settings is None:
        lines.append("  exports: not known, the engagement's file cannot be read")
    elif exports:
        lines.append(f"  exports, with everything that stands in them: {len(exports):,}")
        lines += [f"    {path}" for path in exports]
    else:
        lines.append("  exports: none where the engagement looks for them")
    reports = place.home / "reports" / place.id
    published = sorted(item for item in reports.glob("*") if item.is_dir()) if reports.is_dir() else []
    batches = _find_batches(place)
    if batches:
        lines.append(f"  reports of batches: {len(batches):,}")
        lines += [f"    {folder}" for folder in batches]
    lines.append(
        f"  published reports, with numbers, findings and rejected rows (no names): {len(published):,}"
        + (f", below {reports}" if published else "")
    )
    lines += _say_register(place)
    if place.settings is not None and place.settings.engine:
        lines.append("  tables that csi prepare wrote to another engine: drop them there")
    lines.append("  reports written elsewhere (--out), tables loaded elsewhere (--to), copies and backups")
    return lines


def _say_register(place: _Place) -> list[str]:
    """Say where the register remains, and that who made its changes cannot be told any more."""
    from csi_lib.register.reading import find_folder
    from csi_lib.register.store import find_place

    if place.settings is None or place.path is None:
        return []
    database = find_place(place.settings, place.path)
    if database is not None and database.exists:
        return [
            f"  the register, {database}: nothing of it is deleted; who made a change is a pseudonym that nobody can",
            f"    trace now, and csi register verify {place.id} still proves the history",
        ]
    folder = find_folder(place.settings, place.path)
    return [f"  the register's files, below {folder}"] if folder is not None and folder.is_dir() else []


def _find_batches(place: _Place) -> list[Path]:
    """Find the folders of batches whose reports are of this engagement."""
    import json

    found = []
    for path in sorted((place.home / "reports" / "batches").glob("*/batch.json")):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if told.get("engagement") == place.id:
            found.append(path.parent)
    return found


def _find_exports(place: _Place) -> list[Path]:
    from csi_lib.errors import CsiError
    from csi_lib.ingest.files import match_files

    if place.settings is None or place.path is None:
        return []
    found: set[Path] = set()
    for pattern in (pattern for source in place.settings.sources.values() for pattern in source.files):
        try:
            found.update(match_files(pattern, place.path))
        except CsiError:  # a pattern that cannot be resolved names no file
            continue
    return sorted(found)


def _destroy(folder: Path) -> int:
    """Remove a folder with everything in it and return how many files that were."""
    if not folder.is_dir():
        return 0
    files = sum(path.is_file() for path in folder.rglob("*"))
    shutil.rmtree(folder)
    return files
