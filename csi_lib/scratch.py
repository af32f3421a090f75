"""Folders for the time of a piece of work; what a process that was killed left behind is swept up by the next."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from csi_lib.files import CAN_LOCK, lock

PREFIX = "csi-"
_OWNER = ".owner"  # locked while its process lives: a lock goes with the process, a number could be another's by then


@contextmanager
def keep_scratch(prefix: str = PREFIX) -> Iterator[Path]:
    """Keep a folder beside the system's temporary files for the life of a block.

    Parameters
    ----------
    prefix : str
        What its name begins with, itself beginning with ``csi-``.

    Yields
    ------
    Path
        Of mode 0700; it holds nothing that does not begin with a dot.
    """
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    owner = _own(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if owner is not None:
            owner.close()


def sweep() -> int:
    """Remove the folders of ``keep_scratch`` whose processes are gone; return how many there were.

    Folders of others, folders that nobody marked and, where files cannot be locked, all folders are left alone.
    """
    swept = 0
    if not CAN_LOCK:
        return swept
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid() or not (folder / _OWNER).is_file():
                continue
            with (folder / _OWNER).open("a") as owner:
                if lock(owner.fileno()):
                    shutil.rmtree(folder, ignore_errors=True)
                    swept += 1
    return swept


def _own(folder: Path) -> IO[str] | None:
    """Mark a folder as this process's; the mark appears locked, so that no sweep comes in between."""
    aside = folder / f"{_OWNER}.new"
    owner = aside.open("w")
    if not lock(owner.fileno()):
        owner.close()
        aside.unlink()
        return None
    os.rename(aside, folder / _OWNER)
    return owner
