"""The Action Register: what brings a service or a supplier back to what was agreed."""

from __future__ import annotations

from typing import Any

from csi_lib.register.reviews import Action, Csip
from csi_lib.register.reviews.action import OPEN
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections.reviews.csip import name_supplier, say_state
from csi_lib.study import Study

ORDER = ("open", "in progress", "done", "dropped", "moved")


def action_register(study: Study) -> Blocks:
    """Show the actions, the overdue ones first, then by the day they are due."""
    actions = study.records.of(Action)
    if not actions:
        return Blocks([Text("The Action Register holds no action.", role="note")])
    columns = (
        Column("title", "Action"),
        Column("service", "Service"),
        Column("supplier", "Supplier"),
        Column("seen", "What was seen"),
        Column("raised", "Raised", kind="stamp"),
        Column("owner", "Owner"),
        Column("due", "Due", kind="stamp"),
        Column("status", "State"),
        Column("late", "Overdue", kind="flag"),
        Column("outcome", "What shows that it is in line again, or why it was dropped"),
    )
    ranked = sorted(actions, key=lambda item: (not item.is_overdue(study.as_of), ORDER.index(item.status), item.due))
    lines = tuple(_line(study, item) for item in ranked)
    return Blocks([Table("Action Register", columns, lines)])


def _line(study: Study, item: Action) -> dict[str, Any]:
    return {
        "title": item.title,
        "service": item.service,
        "supplier": name_supplier(study, item.supplier),
        "seen": item.seen,
        "raised": item.raised,
        "owner": item.owner,
        "due": item.due,
        "status": say_state(item.status),
        "late": item.is_overdue(study.as_of) if item.status in OPEN else None,
        "outcome": item.outcome or item.reason or (item.moved.reason if item.moved else ""),
    }


def moved_entries(study: Study) -> Blocks:
    """Show what was moved from one register into the other, each with its reason."""
    columns = (
        Column("title", "Entry"),
        Column("way", "Moved"),
        Column("on", "On", kind="stamp"),
        Column("reason", "Reason given"),
        Column("by", "By"),
    )
    found: list[tuple[Csip | Action, str]] = [
        *((item, "from the CSIP to the Action Register") for item in study.records.of(Csip) if item.moved),
        *((item, "from the Action Register to the CSIP") for item in study.records.of(Action) if item.moved),
    ]
    lines = tuple(
        {"title": item.title, "way": way, "on": moved.on, "reason": moved.reason, "by": moved.by}
        for item, way in found
        if (moved := item.moved) is not None
    )
    if not lines:
        return Blocks([Text("Nothing was moved from one register into the other.", role="note")])
    return Blocks([Table("Moved from one register into the other", columns, lines)])
