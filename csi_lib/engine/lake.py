"""Canonical tables as Parquet files in a folder that other machines read."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from csi_lib.engine.protocol import NOTE, Kept
from csi_lib.errors import UsageError
from csi_lib.files import write_whole


def keep_in_folder(folder: Path, kept: Kept, files: Mapping[str, Path]) -> str:
    """Copy tables into a folder of their data, beside earlier ones, and say so in a note written last.

    Parameters
    ----------
    folder : Path
        An existing folder.
    kept : Kept
        Names the place in it, and the data.
    files : mapping of str to Path
        Table -> its Parquet file.

    Returns
    -------
    str
        Where they are now.

    Raises
    ------
    UsageError
        When the folder is not there or cannot be written.
    """
    if not folder.is_dir():
        raise UsageError(f"--to {folder}: there is no such folder", do="Make it first, where the cluster can read it")
    place = folder / kept.name
    try:
        place.mkdir(exist_ok=True)
        if not find_kept(folder, kept):
            _copy_whole(place, kept.fingerprint, files)
        _write_note(place, kept.fingerprint, list(files))
        for other in place.iterdir():
            if other.is_dir() and other.name != kept.fingerprint:
                shutil.rmtree(other)
    except OSError as error:
        raise UsageError(f"--to {folder}: cannot be written: {error.strerror}", do="Check rights and space") from None
    return str(place)


def find_kept(folder: Path, kept: Kept) -> dict[str, Path]:
    """Find the tables of the same data.

    Parameters
    ----------
    folder : Path
        What ``keep_in_folder`` was given.
    kept : Kept
        The place in it, and the data.

    Returns
    -------
    dict of str to Path
        Table -> its Parquet file; empty when they are not there.
    """
    place = folder / kept.name
    try:
        note = json.loads((place / f"{NOTE}.json").read_text(encoding="utf-8"))
        if note["fingerprint"] != kept.fingerprint:
            return {}
        files = {str(name): place / kept.fingerprint / f"{name}.parquet" for name in note["tables"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return files if all(path.is_file() for path in files.values()) else {}


def _copy_whole(place: Path, fingerprint: str, files: Mapping[str, Path]) -> None:
    aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=place))
    try:
        for name, path in files.items():
            shutil.copyfile(path, aside / f"{name}.parquet")
        aside.chmod(0o755)  # the cluster is another user
        shutil.rmtree(place / fingerprint, ignore_errors=True)
        os.rename(aside, place / fingerprint)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_note(place: Path, fingerprint: str, names: list[str]) -> None:
    note = json.dumps({"fingerprint": fingerprint, "tables": names})
    write_whole(place / f"{NOTE}.json", note.encode("utf-8"))
