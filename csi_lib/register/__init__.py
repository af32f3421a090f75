"""What was decided, tried, reviewed, and what comes next."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csi_lib.register.initiatives.completeness import find_gaps
    from csi_lib.register.initiatives.frame import register_frame
    from csi_lib.register.initiatives.initiative import Amount, Initiative, Target, check_kpis, load_initiatives
    from csi_lib.register.initiatives.opportunity import Opportunity
    from csi_lib.register.initiatives.review import is_declared_late, next_step
    from csi_lib.register.kinds import CLASSES, KINDS, find_kind
    from csi_lib.register.notes import NOTE_COLUMNS, is_period, load_notes, missing_notes, open_findings
    from csi_lib.register.objective import Objective
    from csi_lib.register.record import Record, Reference
    from csi_lib.register.register import Entry, Register

# Looked up only when asked for: a command that shows one record must not wait for pandas.
_HOMES = {
    "CLASSES": "kinds",
    "KINDS": "kinds",
    "NOTE_COLUMNS": "notes",
    "Amount": "initiatives.initiative",
    "Entry": "register",
    "Initiative": "initiatives.initiative",
    "Objective": "objective",
    "Opportunity": "initiatives.opportunity",
    "Record": "record",
    "Reference": "record",
    "Register": "register",
    "Target": "initiatives.initiative",
    "check_kpis": "initiatives.initiative",
    "find_gaps": "initiatives.completeness",
    "find_kind": "kinds",
    "is_declared_late": "initiatives.review",
    "is_period": "notes",
    "load_initiatives": "initiatives.initiative",
    "load_notes": "notes",
    "missing_notes": "notes",
    "next_step": "initiatives.review",
    "open_findings": "notes",
    "register_frame": "initiatives.frame",
}

__all__ = [
    "CLASSES",
    "KINDS",
    "NOTE_COLUMNS",
    "Amount",
    "Entry",
    "Initiative",
    "Objective",
    "Opportunity",
    "Record",
    "Reference",
    "Register",
    "Target",
    "check_kpis",
    "find_gaps",
    "find_kind",
    "is_declared_late",
    "is_period",
    "load_initiatives",
    "load_notes",
    "missing_notes",
    "next_step",
    "open_findings",
    "register_frame",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
