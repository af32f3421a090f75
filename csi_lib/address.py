"""Addresses of databases: which are taken, and what of them nobody may read."""

from __future__ import annotations

import re

POSTGRESQL = ("postgresql://", "postgres://")
# Two letters at least: C:/data is a folder of Windows. A path loses one of the two strokes on its way to a message.
_ADDRESS = re.compile(r"\s*[a-z][a-z0-9+.-]+:/|[^/\\@:]{2,}:.*@|.*\b(password|passwd|pwd)=", re.IGNORECASE | re.DOTALL)
_FILE = re.compile(r"\s*(sqlite|file)\b", re.IGNORECASE)
_ACCOUNT = re.compile(r"\b([a-z][a-z0-9+.-]+:/+[^\s:@/]*):\S*@", re.IGNORECASE)
_SAID = re.compile(r"\b(password|passwd|pwd)=[^\s&'\"]+", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether a text is meant as the address of a server, however it is spelt, and may hold a password."""
    return _ADDRESS.match(text) is not None


def check_place(text: str) -> None:
    """Refuse an address where no register can be kept.

    Parameters
    ----------
    text : str
        A path, or ``postgresql://…``.

    Raises
    ------
    ValueError
        Saying what to write instead, without the address.
    """
    if not is_address(text) or text.startswith(POSTGRESQL):
        return
    if _FILE.match(text):
        raise ValueError("of a file write the path alone, e.g. ../../data/register.db, without what stands before it")
    raise ValueError(
        f"no register is kept at such an address; write {POSTGRESQL[0]}user@host/database exactly so, "
        "in small letters, or the path of a file"
    )


def hide_passwords(text: str) -> str:
    """Take the passwords of addresses out of a text that goes to screens and logs."""
    if ":/" not in text and "=" not in text:
        return text
    return _SAID.sub(r"\1=***", _ACCOUNT.sub(r"\1:***@", text))
