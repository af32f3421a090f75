"""Moving an entry from the CSIP to the Action Register or back: both sides say so, with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from csi_lib.errors import UsageError, suggest
from csi_lib.register.change import Change
from csi_lib.register.making import make_record
from csi_lib.register.record import say_body
from csi_lib.register.register import Register
from csi_lib.register.reviews.action import Action
from csi_lib.register.reviews.csip import Csip

KINDS: dict[str, type[Csip | Action]] = {"csip": Csip, "action": Action}
OTHER = {"csip": "action", "action": "csip"}
SHARED = ("title", "service", "supplier", "kpi", "raised_by")


def transfer(
    register: Register, kind: str, name: str, *, reason: str, by: str, on: dt.date, given: Mapping[str, Any]
) -> tuple[Change, ...]:
    """Make the two changes that move an entry into the other register.

    Parameters
    ----------
    register : Register
        As it stands.
    kind : {"csip", "action"}
        Where the entry is now.
    name : str
        Its id.
    reason, by, on
        Why it moves, who says so (a role) and on which day.
    given : mapping
        Keys of the new record that the old one does not know, such as ``owner`` and ``due`` of an action or
        ``cost_type`` of a CSIP entry; ``id``, default that of the old one.

    Returns
    -------
    tuple of Change
        The old entry, ended as moved, and the new one, begun.

    Raises
    ------
    UsageError
        When there is no such entry, or its new id is taken.
    SettingsError
        When the new record lacks something.
    """
    entry = register.entry(kind, name)
    if entry is None:
        known = [item.record.id for item in register.entries if kind == item.record.KIND]
        raise UsageError(f"there is no {kind} '{name}'", do=suggest(name, known))
    body, other = say_body(entry.record), OTHER[kind]
    new_id = str(given.get("id", name))
    if register.entry(other, new_id) is not None:
        raise UsageError(f"there is a {other} '{new_id}' already", do="Give the new one another id: id=…")
    moved = {"other": new_id, "reason": reason, "by": by, "on": on}
    old = make_record(KINDS[kind], body | {"status": "moved", "moved": moved})
    shared = {key: body[key] for key in SHARED if key in body}
    # raised on the day it moves: whether its KPI was in breach is asked of the new entry by itself
    begun = shared | {"raised": on} | dict(given) | {"id": new_id, "came_from": name}
    return Change(old, entry.revision), Change(make_record(KINDS[other], begun))
