"""What the server imports that the workers of a batch are forked from; nothing else uses it."""

from __future__ import annotations

import sys
from types import TracebackType

import csi_lib.run.batch.work
import csi_lib.run.engine  # noqa: F401

# What a worker meets whose driver was stopped while it was being forked: its semaphores and pipes are gone.
_GONE = (FileNotFoundError, EOFError, ConnectionError)


def end_quietly(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Say nothing of a worker that was forked for a driver that is gone; anything else is told as ever."""
    if not issubclass(kind, _GONE):
        sys.__excepthook__(kind, fault, trace)


# multiprocessing.forkserver reports a fork that could not become a worker by this hook; a worker that is one tells its
# faults by its results.
sys.excepthook = end_quietly
