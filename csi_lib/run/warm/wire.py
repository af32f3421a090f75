"""What a provisioner and a zygote say to each other over their private socket."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

ZYGOTE_VARIABLE = "CSI_ZYGOTE"  # path of the socket of the zygote that serves this batch
_LENGTH = struct.Struct("!I")
_MOST_BYTES = 1 << 24  # of a request; an environment takes some kilobytes


@dataclass(frozen=True)
class Request:
    """A kernel that is asked for.

    Parameters
    ----------
    interpreter : str
        The Python it is for.
    arguments : tuple of str
        Those of ``ipykernel_launcher``.
    environment : dict of str to str
        All variables of the kernel.
    folder : str
        Its working folder.
    """

    interpreter: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str


def send_request(connection: socket.socket, request: Request, streams: Sequence[int]) -> None:
    """Ask for a kernel that writes to two open file descriptors, its stdout and stderr."""
    body = json.dumps(asdict(request)).encode()
    socket.send_fds(connection, [_LENGTH.pack(len(body))], streams)
    connection.sendall(body)


def receive_request(connection: socket.socket) -> tuple[Request, tuple[int, ...]]:
    """Read a request and the descriptors that came with it.

    Raises
    ------
    ValueError
        When it is not one.
    OSError
        When the other side falls silent or goes.
    """
    head, streams, _, _ = socket.recv_fds(connection, _LENGTH.size, 2)
    if len(head) != _LENGTH.size or len(streams) != 2 or (length := _LENGTH.unpack(head)[0]) > _MOST_BYTES:
        raise ValueError("this is no request")
    body = b""
    while len(body) < length:
        part = connection.recv(length - len(body))
        if not part:
            raise ValueError("the request breaks off")
        body += part
    told = json.loads(body)
    return Request(told["interpreter"], tuple(told["arguments"]), told["environment"], told["folder"]), tuple(streams)


def send_message(connection: socket.socket, **message: Any) -> None:
    """Tell the provisioner ``pid``, ``refused`` or ``status``; one that is gone need not hear it."""
    with suppress(OSError):
        connection.sendall(json.dumps(message).encode() + b"\n")


class Inbox:
    """The messages of a zygote, one line each.

    Parameters
    ----------
    connection : socket
        Connected to the zygote.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._read = b""

    def take(self, *, wait: bool) -> dict[str, Any] | None:
        """Return the next message; None where none has come and ``wait`` is false.

        Raises
        ------
        EOFError
            When the zygote is gone.
        OSError
            When it says nothing within the connection's time limit.
        """
        while b"\n" not in self._read:
            try:
                part = self._connection.recv(4096, 0 if wait else socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except ConnectionError:
                part = b""
            if not part:
                raise EOFError
            self._read += part
        line, self._read = self._read.split(b"\n", 1)
        message: dict[str, Any] = json.loads(line)
        return message
