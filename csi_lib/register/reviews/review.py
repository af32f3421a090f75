"""A review: planned, held with or without attendance, with what it decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, model_validator

from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Register
from csi_lib.register.reviews.supplier import Cadence
from csi_lib.register.role import MaybeOneRole, MaybeRole, Role
from csi_lib.settings import Settings

if TYPE_CHECKING:
    from csi_lib.register.change import Occasion

ReviewType = Literal["service", "supplier", "metrics", "feedback", "process audit", "programme"]
Subject = Literal["csip", "action", "initiative", "opportunity", "page", "other"]
Word = Literal["progress", "hold", "remove", "agreed"]
STATUS_AFTER = {"progress": "progress", "hold": "hold", "remove": "removed"}  # of the CSIP entry


class Decision(Settings):
    """One decision: on an entry of the CSIP it is progress, hold or remove; on anything else what was agreed."""

    about: Subject
    id: str = ""  # of the record; for a page its name, such as trends
    decision: Word = "agreed"
    what: str = ""  # what was agreed
    reason: str = ""
    again: dt.date | None = None  # on hold: when it is looked at again
    owner: MaybeOneRole = ""  # who does the next step; a role
    due: dt.date | None = None

    @model_validator(mode="after")
    def _fit_the_subject(self) -> Decision:
        if (self.about == "csip") != (self.decision != "agreed"):
            raise ValueError("a CSIP entry is decided 'progress', 'hold' or 'remove', and anything else 'agreed'")
        if self.about != "other" and not self.id:
            raise ValueError(f"a decision about '{self.about}' needs 'id'")
        if self.about != "csip" and not self.what:
            raise ValueError("'what' is missing: what was agreed")
        if self.decision == "hold" and not (self.reason and self.again):
            raise ValueError("'hold' needs 'reason' and 'again', the day it is looked at again")
        if self.decision == "remove" and not self.reason:
            raise ValueError("'remove' needs 'reason'")
        return self


class Review(Record):
    """One review.

    Examples
    --------
    ::

        version: 1
        id: netz-ag-2026-q2
        title: Supplier review Netz AG, second quarter
        type: supplier                    # service | supplier | metrics | feedback | process audit | programme
        supplier: netz-ag
        customer: ""                      # their party, a role or organisation; a service review has one
        planned: 2026-07-09
        cadence: quarterly                # when the next one is due; left out: it is the only one
        status: held                      # planned | held | cancelled
        held: 2026-07-09
        attendance: []                    # roles; none: a desk review, read and decided without the supplier
        deciders: [supplier manager]      # roles
        decisions:
          - {about: csip, id: network-review, decision: progress}
        actions: [vpn-breaches-2026-05]   # raised in it
        minutes: The figures of the quarter were read; two entries were decided.
    """

    KIND = "review"
    FOLDER = "reviews"
    TITLE = "Reviews"
    MACHINE: ClassVar[Machine] = Machine(
        "status", ("planned", "held"), (Step("planned", "held"), Step("planned", "cancelled"))
    )

    title: str = Field(min_length=1)
    type: ReviewType
    service: str = ""
    supplier: str = ""
    customer: MaybeRole = ""
    planned: dt.date
    cadence: Cadence | None = None
    status: Literal["planned", "held", "cancelled"] = "planned"
    held: dt.date | None = None
    attendance: list[Role] = []
    deciders: list[Role] = []
    decisions: list[Decision] = []
    actions: list[str] = []
    minutes: str = ""
    reason: str = ""  # why it was cancelled

    @property
    def desk(self) -> bool:
        """Whether it was held without anybody attending."""
        return self.status == "held" and not self.attendance

    @property
    def lacks_customer(self) -> bool:
        """Whether it is with a customer, and nobody says who stands for that one."""
        return self.type == "service" and self.status != "cancelled" and not self.customer

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its service and supplier, what it decided on and the actions it raised."""
        named = (Reference(key, getattr(self, key), (key,)) for key in ("service", "supplier") if getattr(self, key))
        decided = (
            Reference(item.about, item.id, ("decisions", place, "id"))
            for place, item in enumerate(self.decisions)
            if item.about not in ("page", "other")
        )
        raised = (Reference("action", name, ("actions", place)) for place, name in enumerate(self.actions))
        return (*named, *decided, *raised)

    def decided(self, csip: str) -> Decision | None:
        """Return what it decided on an entry of the CSIP, or None."""
        return next((item for item in self.decisions if (item.about, item.id) == ("csip", csip)), None)

    def is_overdue(self, today: dt.date) -> bool:
        """Tell whether it was planned before a day and neither held nor cancelled."""
        return self.status == "planned" and self.planned < today

    def check(self, register: Register) -> tuple[str, ...]:
        """Find decisions that the entries of the CSIP do not know of."""
        return (*_list_unknown(self, register), *_list_unraised(self, register))

    def check_change(self, was: Record) -> tuple[str, ...]:
        """Say what of a review that was held may not be changed: what it decided stands, and more may be added."""
        return tuple(_list_rewritten(was, self)) if isinstance(was, Review) and was.status == "held" else ()

    def check_occasion(self, was: Record | None, occasion: Occasion) -> tuple[str, ...]:
        """Say whether it claims to have been held on a day that has not come anywhere yet."""
        if occasion.day is None or self.held is None or occasion.brings_past(was):
            return ()
        # occasion.day is the earliest day that it is anywhere; the latest is 26 hours ahead
        coming = self.held > occasion.day + dt.timedelta(days=2)
        return (f"'held' cannot be {self.held}: that day has not come yet",) if coming else ()

    @model_validator(mode="after")
    def _fit_the_status(self) -> Review:
        if self.status == "held" and (self.held is None or not self.deciders):
            raise ValueError("status 'held' needs 'held', the day, and 'deciders', at least one role")
        if self.status != "held" and (self.held or self.decisions):
            raise ValueError("only a review that was held has 'held' and 'decisions'")
        if self.status == "cancelled" and not self.reason:
            raise ValueError("status 'cancelled' needs 'reason'")
        return self

    @model_validator(mode="after")
    def _fit_the_type(self) -> Review:
        if self.type == "supplier" and not self.supplier:
            raise ValueError("a supplier review needs 'supplier'")
        twice = _find_twice([item.id for item in self.decisions if item.about == "csip"])
        if twice:
            raise ValueError(f"'{twice}' is decided on twice in one review")
        return self


def _find_twice(names: list[str]) -> str:
    return next((name for name in names if names.count(name) > 1), "")


def _list_rewritten(was: Review, now: Review) -> Iterator[str]:
    changed = [f"'{key}'" for key in ("held", "deciders", "attendance") if getattr(was, key) != getattr(now, key)]
    if changed:
        yield f"it was held on {was.held}, and {', '.join(changed)} cannot be changed any more"
    if was.customer and now.customer != was.customer:
        yield f"it was held on {was.held} with '{was.customer}', and 'customer' cannot be changed any more"
    for key in ("decisions", "actions"):
        if any(item not in getattr(now, key) for item in getattr(was, key)):
            yield f"it was held on {was.held}, and '{key}' may only be added to; one is changed or left out"
    if not now.minutes.startswith(was.minutes):
        yield f"it was held on {was.held}, and 'minutes' may only be added to"


def list_decisions(register: Register, csip: str) -> tuple[tuple[Review, Decision], ...]:
    """List what reviews decided on an entry of the CSIP, the oldest first."""
    found = [(item, said) for item in register.of(Review) if (said := item.decided(csip)) is not None]
    return tuple(sorted(found, key=lambda pair: (str(pair[0].held), pair[0].id)))


def _list_unknown(item: Review, register: Register) -> Iterator[str]:
    """Say which entries name another review as their last; what they say of it is asked of the entries themselves."""
    for said in item.decisions:
        entry = register.entry("csip", said.id) if said.about == "csip" else None
        decisions = list_decisions(register, said.id) if entry is not None else ()
        if entry is not None and decisions[-1][0].id == item.id and getattr(entry.record, "review", "") != item.id:
            yield f"it decided '{said.decision}' on csip '{said.id}', which does not name it ('review: {item.id}')"


def _list_unraised(item: Review, register: Register) -> Iterator[str]:
    for name in item.actions:
        action = register.entry("action", name)
        if action is not None and getattr(action.record, "review", "") != item.id:
            yield f"action '{name}' does not say that this review raised it ('review: {item.id}')"
