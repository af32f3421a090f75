"""Files that are there whole or not at all, and locks that go with the process that holds them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

CAN_LOCK = find_spec("fcntl") is not None  # not on Windows, where nothing that asks for a lock does more than save work


def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file beside its place and move it there in one step.

    Parameters
    ----------
    path : Path
        In a folder that exists; what stood there is replaced.
    data : bytes
        All of it.
    private : bool
        Only this user can read it, from the first byte on.

    Raises
    ------
    OSError
        When it cannot be written; what stood there still does.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(aside, flags, 0o600 if private else 0o666), "wb") as stream:
            stream.write(data)
        os.replace(aside, path)
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()


@contextmanager
def hold_alone(path: Path) -> Iterator[None]:
    """Let one process of this machine at a time into a block; where files cannot be locked, all of them.

    Parameters
    ----------
    path : Path
        A file, made where there is none, or a folder.
    """
    if not CAN_LOCK:
        yield
        return
    descriptor = os.open(path, os.O_RDONLY) if path.is_dir() else os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        lock(descriptor, wait=True)
        yield
    finally:
        os.close(descriptor)


def lock(descriptor: int, *, wait: bool = False) -> bool:
    """Lock an open file for this process, until it is closed or the process is gone.

    Parameters
    ----------
    descriptor : int
        Of the file.
    wait : bool
        Wait for whoever holds it.

    Returns
    -------
    bool
        Whether it is locked.
    """
    if not CAN_LOCK:
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True
