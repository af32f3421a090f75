"""A record that was put into the other register: where it went, and why."""

from __future__ import annotations

import datetime as dt

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
