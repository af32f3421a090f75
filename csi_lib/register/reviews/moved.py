"""A record that was put into the other register: where it went, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pydantic import Field

from csi_lib.register.record import Record
from csi_lib.register.register import Register
from csi_lib.register.role import Role
from csi_lib.settings import Id, Settings


class Moved(Settings):
    """What was moved between the CSIP and the Action Register: nothing is in both, and nothing moves in silence."""

    other: Id  # id of the record in the other register
    reason: str = Field(min_length=1)
    by: Role
    on: dt.date


def need_moved(after: Record, register: Register) -> str:
    """Ask where a record went and why."""
    if getattr(after, "moved", None) is None:
        return "'moved' is missing: {other, reason, by, on}; csi register transfer writes both sides"
    return ""


def list_one_sided(name: str, moved: Moved | None, came_from: str, other: str, register: Register) -> Iterator[str]:
    """Say where the record on the other side of a move does not know of it.

    Parameters
    ----------
    name : str
        Id of the record.
    moved : Moved or None
        Where it went.
    came_from : str
        Id of the record that it was before; empty: none.
    other : {"csip", "action"}
        The other register.
    register : Register
        All records.

    Yields
    ------
    str
        One clause each.
    """
    if moved is not None:
        there = register.entry(other, moved.other)
        if there is not None and getattr(there.record, "came_from", "") != name:
            yield f"{other} '{moved.other}' does not say that it came from here ('came_from: {name}')"
    if came_from:
        origin = register.entry(other, came_from)
        went = getattr(origin.record, "moved", None) if origin is not None else None
        if origin is not None and (went is None or went.other != name):
            yield f"{other} '{came_from}' does not say that it moved here"
