"""The kernel of a job is this interpreter, whatever kernels the machine has registered."""

from __future__ import annotations

import json
import os
import socket
import sys
import sysconfig
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.kernelspec import KernelSpec
from jupyter_core.paths import jupyter_runtime_dir

from csi_lib.run.warm.provisioner import WarmKernelManager

KERNEL_NAME = "python3"
SOCKET_PATH_LIMIT = 90  # bytes; sun_path holds 104 on macOS, 108 on Linux, and jupyter_client adds a number


class OwnKernelManager(WarmKernelManager):
    """Starts or forks ipykernel under ``sys.executable``, over Unix sockets where the platform has them.

    Kernels that start side by side over TCP lose a race for a free port now and then (papermill issue 511); sockets in
    a folder of their own cannot.
    """

    environment: ClassVar[Mapping[str, str]] = {}  # of the kernel; none means those of this process

    @classmethod
    def under(cls, environment: Mapping[str, str]) -> type[OwnKernelManager]:
        """Make the class whose kernels have these variables; nbclient takes a class and makes the manager itself."""
        return type(cls.__name__, (cls,), {"environment": dict(environment)})

    def __init__(self, **kwargs: Any) -> None:
        """Choose the transport."""
        super().__init__(**kwargs)
        folder = self.environment.get("JUPYTER_RUNTIME_DIR") or jupyter_runtime_dir()
        address = os.path.join(folder, uuid.uuid4().hex[:12])
        if hasattr(socket, "AF_UNIX") and sys.platform != "win32" and len(os.fsencode(address)) < SOCKET_PATH_LIMIT:
            self.transport, self.ip = "ipc", address
        self.connection_file = f"{address}.json"  # beside the sockets, so that it goes with the run whatever ends it

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]  # as AsyncKernelManager does
        """Start a kernel under the variables it is to have."""
        await super().start_kernel(**{"env": dict(self.environment or os.environ), **kwargs})

    @property
    def kernel_spec(self) -> KernelSpec:
        """The one kernel: this interpreter."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


def make_environment(scratch: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """List the environment variables that the jobs run under.

    Parameters
    ----------
    scratch : Path
        A folder of this run alone: the profile and the sockets live there, so that neither a start-up file of the user
        nor a read-only home changes a report.
    extra : mapping of str to str
        What the caller wants to be set.

    Returns
    -------
    dict
        Variables to set; all others stay as they are.
    """
    for name in ("ipython", "runtime"):
        (scratch / name).mkdir(mode=0o700, exist_ok=True)
    _write_profile(scratch / "ipython" / "profile_default")
    return {
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": _python_path(),
        "MPLBACKEND": "Agg",  # blocks carry their own pictures; csi_lib.run.drawn shows the figures of other cells
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        **extra,
    }


def _write_profile(folder: Path) -> None:
    """Have every kernel load the extension that shows figures."""
    folder.mkdir(mode=0o700, exist_ok=True)
    config = {"InteractiveShellApp": {"extensions": ["csi_lib.run.drawn"]}}
    (folder / "ipython_kernel_config.json").write_text(json.dumps(config), encoding="utf-8")


def _python_path() -> str:
    """Let the kernel import the same kit as this process, also where it runs from its source tree."""
    given = os.environ.get("PYTHONPATH", "")
    root = str(Path(__file__).resolve().parents[2])
    if root in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib")):
        return given
    return os.pathsep.join(part for part in (root, given) if part)
