"""An entry of the Action Register: what brings a service or a supplier back to what was agreed."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Register
from csi_lib.register.reviews.moved import Moved, list_one_sided, need_moved
from csi_lib.register.role import OneRole, Role

OPEN = ("open", "in progress")


class Action(Record):
    """One action.

    Examples
    --------
    ::

        version: 1
        id: vpn-breaches-2026-05
        title: Agree what is done about the missed tickets of the network
        service: Netzwerk & VPN
        supplier: netz-ag
        kpi: sla_breach
        source: breach                    # hand | breach | review | feedback | audit
        seen: 14.2 % of 212 tickets, line 10 %
        evidence: sla_breach version 1, month 2026-05, by ticket
        raised: 2026-05-31
        raised_by: service level manager
        owner: account manager network    # a role, not a person
        due: 2026-07-15
        status: open                      # open | in progress | done | dropped | moved
    """

    KIND = "action"
    FOLDER = "actions"
    TITLE = "Action Register"
    MACHINE: ClassVar[Machine] = Machine(
        "status",
        ("open", "in progress"),
        (
            Step("open", "in progress"),
            *(Step(source, target) for source in OPEN for target in ("done", "dropped")),
            *(Step(source, "moved", (need_moved,)) for source in OPEN),
            Step("done", "open"),  # it came back
        ),
    )

    title: str = Field(min_length=1)
    service: str = ""
    supplier: str = ""
    kpi: str = ""
    source: Literal["hand", "breach", "review", "feedback", "audit"] = "hand"
    seen: str = ""  # what was seen, with its numbers
    evidence: str = ""  # where it can be looked up
    raised: dt.date
    raised_by: Role
    owner: OneRole
    due: dt.date
    status: Literal["open", "in progress", "done", "dropped", "moved"] = "open"
    review: str = ""  # the review that raised it
    done: dt.date | None = None
    outcome: str = ""  # what shows that it is in line again
    reason: str = ""  # why it was dropped
    moved: Moved | None = None
    came_from: str = ""  # id of the CSIP entry it was before

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its service, supplier and KPI, the review that raised it, and the other register."""
        named = (
            ("service", self.service, "service"),
            ("supplier", self.supplier, "supplier"),
            ("kpi", self.kpi, "kpi"),
            ("review", self.review, "review"),
            ("csip", self.came_from, "came_from"),
        )
        moved = (Reference("csip", self.moved.other, ("moved", "other")),) if self.moved else ()
        return (*(Reference(kind, name, (key,)) for kind, name, key in named if name), *moved)

    def is_overdue(self, today: dt.date) -> bool:
        """Tell whether it was due before a day and is still open."""
        return self.status in OPEN and self.due < today

    def check(self, register: Register) -> tuple[str, ...]:
        """Find what contradicts the other register."""
        return tuple(list_one_sided(self.id, self.moved, self.came_from, "csip", register))

    @model_validator(mode="after")
    def _fit_the_status(self) -> Action:
        needs = {"done": ("done", "outcome"), "dropped": ("reason",), "moved": ("moved",)}.get(self.status, ())
        lacking = [f"'{name}'" for name in needs if not getattr(self, name)]
        if lacking:
            raise ValueError(f"status '{self.status}' needs {' and '.join(lacking)}")
        if self.due < self.raised:
            raise ValueError(f"it is due on {self.due}, before it was raised on {self.raised}")
        return self
