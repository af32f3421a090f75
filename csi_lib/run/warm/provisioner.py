"""The entry points for Jupyter: a provisioner that forks kernels, and a manager of kernels that uses it."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.paths import jupyter_runtime_dir

from csi_lib.run.warm.forked import ForkedProcess, Refused, fork_kernel, is_reachable
from csi_lib.run.warm.wire import ZYGOTE_VARIABLE, Request

GONE_SECONDS = 0.1  # a killed kernel is gone in some milliseconds; jupyter_client looks every 100
_LAUNCHERS = (["-m", "ipykernel_launcher"], ["-Xfrozen_modules=off", "-m", "ipykernel_launcher"])
_UNDERSTOOD = {"env", "cwd", "stdout", "stderr", "extra_arguments", "kernel_id"}

log = logging.getLogger(__name__)


class ForkProvisioner(LocalProvisioner):
    """Forks the kernel from the zygote that ``CSI_ZYGOTE`` names; starts it afresh in every other case."""

    process: Any = None  # a Popen, or a ForkedProcess in its place

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose Unix sockets where a kernel will be forked: many at a time lose races for free ports of TCP."""
        manager = self.parent
        environment = kwargs.get("env", os.environ)
        if manager and manager.transport == "tcp" and is_reachable(environment.get(ZYGOTE_VARIABLE, "")):
            manager.transport = "ipc"
            manager.ip = os.path.join(jupyter_runtime_dir(), f"csi-{self.kernel_id[:13]}")
            Path(manager.ip).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel if that comes to the same as starting it."""
        try:
            self.process = _fork(cmd, kwargs)
        except Refused as reason:
            log.info("The kernel is started afresh: %s", reason)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and give it the moment it needs to be gone."""
        await super().kill(restart)
        if isinstance(self.process, ForkedProcess):
            for _ in range(int(GONE_SECONDS / 0.005)):
                if self.process.poll() is not None:
                    break
                await asyncio.sleep(0.005)


class WarmKernelManager(AsyncKernelManager):
    """The usual manager, except that it forks kernels where it can."""

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]  # as its own base does
        """Start a kernel."""
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or os.urandom(16).hex()
            self.provisioner = ForkProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        await super().start_kernel(**kwargs)


def _fork(command: list[str], kwargs: dict[str, Any]) -> ForkedProcess:
    """Ask for a fork that does what the command would do.

    Raises
    ------
    Refused
        When there is none to be had.
    """
    environment = kwargs["env"]
    address = environment.get(ZYGOTE_VARIABLE)
    if not address:
        raise Refused("no zygote is announced")
    options, rest = _split(command)
    interpreter = shutil.which(os.path.expanduser(command[0]))
    if interpreter is None or options not in _LAUNCHERS or kwargs.keys() - _UNDERSTOOD:
        raise Refused("this is no ipykernel as usual")
    streams = [_descriptor(kwargs.get("stdout"), 1), _descriptor(kwargs.get("stderr"), 2)]
    folder = os.path.abspath(kwargs.get("cwd") or os.getcwd())
    variables = {**environment, "JPY_PARENT_PID": str(os.getpid())}  # as jupyter_client sets it
    request = Request(os.path.abspath(interpreter), tuple(rest), variables, folder)
    return fork_kernel(address, request, streams)


def _split(command: list[str]) -> tuple[list[str], list[str]]:
    end = command.index("ipykernel_launcher") + 1 if "ipykernel_launcher" in command else 1
    return command[1:end], command[end:]


def _descriptor(stream: Any, default: int) -> int:
    if stream is None:
        return default
    if hasattr(stream, "fileno"):
        stream = stream.fileno()
    if not isinstance(stream, int) or stream < 0:  # PIPE and its like
        raise Refused("a pipe of its own is asked for")
    return stream
