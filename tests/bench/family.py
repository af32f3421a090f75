"""What a command costs with everything it starts, also what outlives it."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from contextlib import suppress

_CHILD_SUBREAPER = 36  # prctl(2)


def adopt_orphans() -> None:
    """Be the parent of what outlives its own: what a fork server or a browser leaves behind is counted, too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1)


def bury_orphans() -> None:
    """Wait for all of them."""
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def count_children() -> float:
    """Return the seconds of processors of all that ended so far, s."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
