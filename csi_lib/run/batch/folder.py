"""The folder of a batch: one driver at a time, what a killed one left behind is cleared up, files are counted."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from csi_lib.errors import UsageError
from csi_lib.files import CAN_LOCK, lock

ASIDE = ".making"  # where reports are written before they are moved into their places
_OLD = re.compile(r"^\.(?P<name>.+)\.\d+\.old$")


@contextmanager
def hold(folder: Path, shard: str = "") -> Iterator[None]:
    """Keep a batch's folder for one driver.

    Parameters
    ----------
    folder : Path
        Of the batch; made where it is not there.
    shard : str
        Drivers of different shards run side by side.

    Raises
    ------
    UsageError
        When another driver runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".lock{shard}").open("a") as file:
        # On Windows two drivers would do work twice, and each report would still stand whole.
        if CAN_LOCK and not lock(file.fileno()):
            do = "Wait for it, or end it; then run the batch again"
            raise UsageError("this batch is running already", where=str(folder), do=do)
        yield


def clear_up(folder: Path, shard: str = "") -> int:
    """Clear up behind a driver that was killed; return how many things were there.

    A report on its way out when the new one had not come in yet goes back to its place.
    """
    left = 0
    for path in sorted(folder.glob("*/*/.*.old")):
        found = _OLD.match(path.name)
        if not found:
            continue
        left += 1
        target = path.parent / found["name"]
        if target.exists():
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.rename(path, target)
    aside = folder / f"{ASIDE}{shard}"
    if aside.exists():
        left += len(list(aside.iterdir()))
        shutil.rmtree(aside, ignore_errors=True)
    return left


def list_files(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of every file of a report by its name, with '/' on every machine."""
    found = {}
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        data = path.read_bytes()
        found[path.relative_to(folder).as_posix()] = (len(data), hashlib.sha256(data).hexdigest())
    return found


def is_whole(folder: Path, files: Mapping[str, tuple[int, str]]) -> bool:
    """Tell whether a report stands with all its files, by their sizes."""
    try:
        return bool(files) and all((folder / name).stat().st_size == size for name, (size, _) in files.items())
    except OSError:
        return False


def read_key(stands: Path) -> str:
    """Return the fingerprint of the report that stands in a folder; empty where none does."""
    try:
        manifest = json.loads((stands / "manifest.json").read_text(encoding="utf-8"))
        return str(manifest.get("key", "")) if manifest.get("ok") else ""
    except (OSError, ValueError):
        return ""


def read_standing(stands: Path) -> tuple[dict[str, tuple[int, str]], dict[str, float], str]:
    """Read files, seconds by page and the time of a report that stands."""
    manifest = json.loads((stands / "manifest.json").read_text(encoding="utf-8"))
    pages = {name: float(note["seconds"]) for name, note in manifest["notebooks"].items()}
    return list_files(stands), pages, str(manifest["started_at"])
