"""The process that kernels are forked from; run as ``python -m csi_lib.run.warm.zygote LISTENER MODULE…``."""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import selectors
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from csi_lib.run.warm.imprint import Imprint, find_difference, find_obstacle, take_imprint
from csi_lib.run.warm.wire import Request, receive_request, send_message

REQUEST_SECONDS = 5.0  # a request is written in one go
LOOK_SECONDS = 1.0  # between two looks whether the process that started the zygote still lives
# What every kernel imports while it starts; its debugger alone takes half of that time.
STARTED_WITH = ("ipykernel.kernelapp", "ipykernel.debugger", "sqlite3", "IPython.extensions.storemagic")
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)
_INLINE = "module://matplotlib_inline.backend_inline"  # what ipykernel asks matplotlib for where nobody asks otherwise


@dataclass(frozen=True)
class _Kernel:
    """A kernel that runs: its process, a descriptor that tells its end, and the provisioner that asked for it."""

    pid: int
    end: int
    connection: socket.socket


class Zygote:
    """Answers requests for kernels, one after the other.

    Parameters
    ----------
    listener : socket
        Bound to a path in a folder that only this user may enter.
    imprint : Imprint
        What the imports of this process rest on.
    """

    def __init__(self, listener: socket.socket, imprint: Imprint) -> None:
        self._listener = listener
        self._imprint = imprint
        self._parent = os.getppid()
        self._kernels: dict[int, _Kernel] = {}  # by each of its two descriptors
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ)
        self._selector.register(0, selectors.EVENT_READ)  # the line to who started it: its end is the batch's

    def serve(self) -> Request:
        """Fork a kernel for each request until the batch is over; returns in forked kernels only."""
        signal.signal(signal.SIGTERM, lambda *_: self._stop())
        while os.getppid() == self._parent:
            for key, _ in self._selector.select(LOOK_SECONDS):
                if key.fd == 0:
                    self._stop()
                elif key.fileobj is self._listener:
                    request = self._answer()
                    if request:
                        return request
                elif self._kernels.get(key.fd) is key.data:  # and not one that took over a number since
                    self._look_after(key.fd)
        self._stop()

    def _answer(self) -> Request | None:
        connection, _ = self._listener.accept()
        connection.settimeout(REQUEST_SECONDS)
        try:
            if _user_of(connection) != os.getuid():
                raise ValueError("another user asks")
            request, streams = receive_request(connection)
            if request.interpreter != sys.executable:
                raise ValueError(f"this is {sys.executable}")
            reason = find_difference(self._imprint, request.environment, request.folder)
        except (OSError, ValueError, KeyError) as error:
            request, streams, reason = None, (), str(error)
        if request and not reason and self._fork(connection, request, streams):
            return request
        for stream in streams:
            os.close(stream)
        if reason:
            send_message(connection, refused=reason)
            connection.close()
        return None

    def _fork(self, connection: socket.socket, request: Request, streams: Sequence[int]) -> bool:
        """Make a kernel's process; true in it."""
        zygote = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            send_message(connection, refused=str(error))
            connection.close()
            return False
        if pid:
            kernel = _Kernel(pid, os.pidfd_open(pid), connection)
            for descriptor in (kernel.end, connection.fileno()):
                self._kernels[descriptor] = kernel
                self._selector.register(descriptor, selectors.EVENT_READ, kernel)
            return False
        os.setsid()
        _die_with(zygote)
        send_message(connection, pid=os.getpid())  # by the kernel itself: only now can its group be signalled
        connection.close()
        self._let_go()
        _become_kernel(request, streams)
        return True

    def _let_go(self) -> None:
        """Close in a kernel what belongs to the zygote: who holds a line open hides the end of the other side."""
        self._selector.close()
        self._listener.close()
        for kernel in set(self._kernels.values()):
            os.close(kernel.end)
            kernel.connection.close()

    def _look_after(self, descriptor: int) -> None:
        """Bury a kernel that ended; kill one whose provisioner is gone, with all it started."""
        kernel = self._kernels[descriptor]
        _kill_group(kernel.pid)
        if descriptor == kernel.end:
            _, status = os.waitpid(kernel.pid, 0)
            send_message(kernel.connection, status=os.waitstatus_to_exitcode(status))
            os.close(kernel.end)
            self._forget(kernel.end)
        if kernel.connection.fileno() in self._kernels:
            self._forget(kernel.connection.fileno())
        kernel.connection.close()

    def _forget(self, descriptor: int) -> None:
        self._selector.unregister(descriptor)
        del self._kernels[descriptor]

    def _stop(self) -> NoReturn:
        for kernel in set(self._kernels.values()):
            _kill_group(kernel.pid)
        os._exit(0)


def preload(modules: Sequence[str]) -> None:
    """Import modules and draw one figure, which fills matplotlib's caches of fonts; use nothing else of them.

    What starts threads of its own when it is *used* (polars, typst) hangs in a forked kernel; imported only, it does
    not.
    """
    chosen = os.environ.get("MPLBACKEND")
    os.environ["MPLBACKEND"] = chosen or _INLINE  # kept by name; the module itself is imported in the kernel
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:  # then it is the kernel's to say so
            continue
    if "matplotlib" in sys.modules:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure()
        figure.add_subplot().set_title("Aé1")
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]  # without pyplot: it chooses its backend in the kernel
    gc.collect()
    gc.freeze()


def _become_kernel(request: Request, streams: Sequence[int]) -> None:
    """Make this fork what a process started afresh would be: its streams, variables, folder, signals and chance."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for there, here in zip((nothing, *streams), (0, 1, 2), strict=True):
        os.dup2(there, here)
        os.close(there)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request.environment)
    os.chdir(request.folder)
    tempfile.tempdir = None
    if "numpy.random" in sys.modules:  # Python's own generator seeds itself at a fork; numpy's old one does not
        sys.modules["numpy.random"].seed()
    if "multiprocessing.process" in sys.modules:
        sys.modules["multiprocessing.process"].current_process().authkey = os.urandom(32)


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _kill_group(leader: int) -> None:
    for kill in (os.killpg, os.kill):  # a fork that has not come to lead its group yet is killed alone
        try:
            kill(leader, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def _user_of(connection: socket.socket) -> int:
    credentials = struct.Struct("3i")  # pid, uid, gid
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, credentials.size)
    return int(credentials.unpack(told)[1])


def main() -> list[str]:
    """Import, serve, and return the arguments of a kernel in each process that became one."""
    _, descriptor, *modules = sys.argv
    if sys.path[0] in ("", os.getcwd()):  # as ipykernel_launcher does
        del sys.path[0]
    before, begun = dict(os.environ), time.time_ns()
    preload([*STARTED_WITH, *modules])
    obstacle = find_obstacle() or ("a thread runs" if threading.active_count() > 1 else "")
    if obstacle:
        sys.exit(f"no warm kernels: {obstacle}")
    zygote, launcher = os.getpid(), importlib.util.find_spec("ipykernel_launcher")
    assert launcher is not None
    request = Zygote(socket.socket(fileno=int(descriptor)), take_imprint(before, begun)).serve()
    sys.argv = [str(launcher.origin), *request.arguments]
    return [*request.arguments, f"--IPKernelApp.parent_handle={zygote}"]


if __name__ == "__main__":
    arguments = main()
    from ipykernel import kernelapp as app

    app.launch_new_instance(arguments)  # at the depth of ipykernel_launcher: recursion ends where it ends there
