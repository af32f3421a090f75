"""A kernel forked from a zygote, seen from the process that asked for it."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress

from csi_lib.run.warm.wire import Inbox, Request, send_request

ANSWER_SECONDS = 60.0  # a zygote on a cold, busy machine may still be importing


class Refused(Exception):
    """The zygote is gone, or would not fork this kernel."""


class ForkedProcess:
    """What jupyter_client's provisioner wants of a process, as ``subprocess.Popen`` has it.

    Parameters
    ----------
    connection : socket
        To the zygote; its end ends the kernel.
    inbox : Inbox
        What came over it.
    pid : int
        The kernel's process, which leads its group.
    """

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, inbox: Inbox, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection
        self._inbox = inbox

    def poll(self) -> int | None:
        """Return the exit status; None while it runs."""
        return self._look(wait=False)

    def wait(self) -> int:
        """Wait for the end and return the exit status."""
        status = self._look(wait=True)
        assert status is not None
        return status

    def send_signal(self, number: int) -> None:
        """Signal the kernel if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the kernel."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def _look(self, *, wait: bool) -> int | None:
        if self.returncode is None:
            try:
                message = self._inbox.take(wait=wait)
            except EOFError:  # the zygote is gone, and its kernels must not outlive it
                message = {"status": -signal.SIGKILL}
                with suppress(OSError):
                    os.killpg(self.pid, signal.SIGKILL)
            if message:
                self.returncode = int(message["status"])
                self._connection.close()
        return self.returncode


def fork_kernel(address: str, request: Request, streams: Sequence[int]) -> ForkedProcess:
    """Have a zygote fork a kernel.

    Parameters
    ----------
    address : str
        Path of its socket.
    request : Request
        The kernel.
    streams : sequence of int
        Descriptors of its stdout and stderr.

    Returns
    -------
    ForkedProcess
        The kernel, which lives no longer than this object.

    Raises
    ------
    Refused
        When there is none to be had; then it has to be started afresh.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(ANSWER_SECONDS)
    inbox = Inbox(connection)
    try:
        connection.connect(address)
        send_request(connection, request, streams)
        answer = inbox.take(wait=True) or {}
        if "pid" not in answer:
            raise Refused(answer.get("refused", "no answer"))
    except (OSError, EOFError) as error:
        connection.close()
        raise Refused(f"no zygote at {address}: {error}") from None
    except Refused:
        connection.close()
        raise
    connection.settimeout(None)
    return ForkedProcess(connection, inbox, int(answer["pid"]))


def is_reachable(address: str) -> bool:
    """Tell whether a zygote listens at an address."""
    if not address:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.connect(address)
        except OSError:
            return False
    return True
