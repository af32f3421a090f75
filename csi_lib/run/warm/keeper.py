"""Starting a zygote for one batch, and ending it with the batch."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from csi_lib.scratch import keep_scratch

# What the kernels of reports import, at most. Imported by the zygote and never used there.
PRELOAD = (
    "pandas",
    "pyarrow",
    "duckdb",
    "scipy.stats",
    "matplotlib.pyplot",
    "seaborn",
    "csi_lib.study",
    "csi_lib.report.sections",
)
END_SECONDS = 5.0  # a zygote ends at once, or something is wrong with it


@contextmanager
def warm_kernels(
    environment: Mapping[str, str] | None = None, preload: Sequence[str] = PRELOAD
) -> Iterator[str | None]:
    """Keep a zygote for the life of a block.

    Parameters
    ----------
    environment : mapping of str to str, optional
        All variables of the kernels to come; default those of this process. A kernel that wants others of those that
        are read at import is started afresh.
    preload : sequence of str
        Modules to import beforehand.

    Yields
    ------
    str or None
        The address, to be given to kernels in ``ZYGOTE_VARIABLE``; None where fork is not safe. The zygote may still
        be importing; who asks meanwhile waits.
    """
    with keep_scratch() as folder:
        zygote = _start(f"{folder}/zygote", environment, preload) if is_fork_safe() else None
        try:
            yield f"{folder}/zygote" if zygote else None
        finally:
            if zygote:
                _end(zygote)


def is_fork_safe() -> bool:
    """Tell whether kernels may be forked on this machine: on Linux, with what the zygote needs of it."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def _start(
    address: str, environment: Mapping[str, str] | None, preload: Sequence[str]
) -> subprocess.Popen[bytes] | None:
    command = [sys.executable, "-m", "csi_lib.run.warm.zygote"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        try:
            listener.bind(address)
            listener.listen(128)
            return subprocess.Popen(
                [*command, str(listener.fileno()), *preload],
                env=environment,
                cwd=Path(address).parent,  # empty: nothing of the caller's folder is imported by accident
                stdin=subprocess.PIPE,  # its end tells the zygote that this process is gone
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(listener.fileno(),),
                start_new_session=True,  # Ctrl+C is answered here
            )
        except OSError:  # a temporary folder with too long a path, no processes left: kernels are started afresh
            return None


def _end(zygote: subprocess.Popen[bytes]) -> None:
    zygote.terminate()  # it ends its kernels first
    with suppress(subprocess.TimeoutExpired):
        zygote.communicate(timeout=END_SECONDS)
    zygote.kill()
    zygote.wait()
