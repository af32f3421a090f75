"""An entry of the Customer Service Improvement Programme: what takes a service forward, beyond the contract."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Register
from csi_lib.register.reviews.agreement import check_csip
from csi_lib.register.reviews.moved import Moved, need_moved
from csi_lib.register.reviews.needs import need_decision
from csi_lib.register.role import MaybeRole, Role
from csi_lib.settings import Settings

if TYPE_CHECKING:
    from csi_lib.register.change import Occasion

CostType = Literal["no added cost", "costing required", "costed", "waived"]
Status = Literal["proposed", "progress", "hold", "removed", "done", "moved"]
SCREENED = ("kpi", "unlinked", "raised", "screening")
DECIDED = ("progress", "hold", "removed")  # only a recorded review decides these


class Check(Settings):
    """One thing to do or to look at."""

    what: str = Field(min_length=1)
    done: dt.date | None = None


class Costing(Settings):
    """What it costs, and how that was found out."""

    value: float = Field(ge=0)
    unit: str = Field(min_length=1)
    basis: str = Field(min_length=1)


class Screening(Settings):
    """Whether the KPI was in breach when the entry was raised, and whether it is a repair then.

    Fixing what is below the agreement is no improvement: an entry whose KPI was in breach has to say why it is one.
    """

    found: Literal["in breach", "not in breach", "not decidable"]
    seen: str = Field(min_length=1)  # the figure, its month and the line
    on: dt.date
    answer: Literal["", "improvement", "repair"] = ""  # a repair belongs in the Action Register
    reason: str = ""
    by: MaybeRole = ""

    @model_validator(mode="after")
    def _answer_stands_for_itself(self) -> Screening:
        if self.answer and not (self.reason and self.by):
            raise ValueError(f"the answer '{self.answer}' needs 'reason' and 'by', a role")
        return self


class Csip(Record):
    """One entry of the Customer Service Improvement Programme.

    Examples
    --------
    ::

        version: 1
        id: network-review
        title: Review of the network
        description: What runs, how it is documented, and what it should be replaced by
        service: Netzwerk & VPN
        supplier: netz-ag                 # id of a supplier; "" = our own people
        kpi: availability                 # on which it should be seen; on none: unlinked says why
        raised: 2026-03-12
        raised_by: supplier manager       # a role, not a person
        cost_type: costing required       # no added cost | costing required | costed | waived
        cost: {value: 4000, unit: EUR, basis: offer of the supplier}
        effective: 2026-04-20             # from when on it should be seen on the KPI; left out while it is not known
        checks: [{what: Document the configuration, done: 2026-04-20}]
        screening: {found: not in breach, seen: "99.95 % in 2026-03, line 99.5 %", on: 2026-03-31}
        status: proposed                  # proposed | progress | hold | removed | done | moved
        review: netz-ag-2026-q1           # the review that decided last
    """

    KIND = "csip"
    FOLDER = "csip"
    TITLE = "Customer Service Improvement Programme"
    MACHINE: ClassVar[Machine] = Machine(
        "status",
        ("proposed",),
        (
            # that the cost is known and no repair is among them is asked of every entry in progress: see check
            *(Step(source, "progress", (need_decision,)) for source in ("proposed", "hold")),
            *(Step(source, "hold", (need_decision,)) for source in ("proposed", "progress")),
            *(Step(source, "removed", (need_decision,)) for source in ("proposed", "progress", "hold")),
            Step("progress", "done"),
            *(Step(source, "moved", (need_moved,)) for source in ("proposed", "progress", "hold")),
        ),
    )

    model_config = ConfigDict(coerce_numbers_to_str=True)

    title: str = Field(min_length=1)
    description: str = ""
    service: str = ""
    supplier: str = ""
    kpi: str = ""
    unlinked: str = ""  # why no KPI is linked: where none is, nobody can look whether it is a repair
    raised: dt.date
    raised_by: Role
    cost_type: CostType
    cost: Costing | None = None
    waived: str = ""  # why no costing is needed
    checks: list[Check] = []
    screening: Screening | None = None
    status: Status = "proposed"
    review: str = ""
    reason: str = ""  # of the last decision
    again: dt.date | None = None  # on hold: when it is looked at again
    effective: dt.date | None = None  # from when on it should be seen on the KPI
    done: dt.date | None = None
    outcome: str = ""  # what came of it
    moved: Moved | None = None
    came_from: str = ""  # id of the action it was before

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its service, supplier and KPI, the review that decided, and the other register."""
        named = (
            ("service", self.service, "service"),
            ("supplier", self.supplier, "supplier"),
            ("kpi", self.kpi, "kpi"),
            ("review", self.review, "review"),
            ("action", self.came_from, "came_from"),
        )
        moved = (Reference("action", self.moved.other, ("moved", "other")),) if self.moved else ()
        return (*(Reference(kind, name, (key,)) for kind, name, key in named if name), *moved)

    def check(self, register: Register) -> tuple[str, ...]:
        """Find what contradicts the reviews and the other register."""
        return check_csip(self, register)

    def check_change(self, was: Record) -> tuple[str, ...]:
        """Say what may not be changed: once it goes on, what told an improvement from a repair stands."""
        if not isinstance(was, Csip):
            return ()
        changed = [f"'{key}'" for key in SCREENED if getattr(was, key) != getattr(self, key)]
        if was.status in ("progress", "done"):
            said = f"{', '.join(changed)} cannot be changed, for it is '{was.status}' by what was screened then"
            return (said,) if changed else ()
        stale = (was.kpi, was.raised) != (self.kpi, self.raised) and was.screening == self.screening is not None
        return ("it was screened with another 'kpi' or 'raised': leave 'screening' empty, then look again",) * stale

    def check_occasion(self, was: Record | None, occasion: Occasion) -> tuple[str, ...]:
        """Say what may not be written now: a look at the figures that nobody took."""
        before = was.screening if isinstance(was, Csip) else None
        seen, known = (None if item is None else (item.found, item.seen, item.on) for item in (self.screening, before))
        if seen in (None, known) or occasion.may_screen(was):
            return ()
        said = "'found', 'seen' and 'on' of 'screening' come from no look at the figures"
        return (f"{said}; leave it empty: csi register screen looks and notes them",)

    @model_validator(mode="after")
    def _fit_the_cost(self) -> Csip:
        if self.cost_type == "costed" and self.cost is None:
            raise ValueError("cost_type 'costed' needs 'cost': {value, unit, basis}")
        if self.cost_type == "waived" and not self.waived:
            raise ValueError("cost_type 'waived' needs 'waived': why no costing is needed")
        if self.cost_type == "no added cost" and self.cost is not None and self.cost.value > 0:
            raise ValueError(
                f"'no added cost' and a cost of {self.cost.value:g} {self.cost.unit}: one of them is wrong"
            )
        return self

    @model_validator(mode="after")
    def _fit_the_status(self) -> Csip:
        needs = {
            "hold": ("reason", "again"),
            "removed": ("reason",),
            "done": ("done", "outcome"),
            "moved": ("moved",),
        }.get(self.status, ())
        lacking = [
            f"'{name}'" for name in (*needs, *(("review",) if self.status in DECIDED else ())) if not self._has(name)
        ]
        if lacking:
            raise ValueError(f"status '{self.status}' needs {' and '.join(lacking)}")
        return self

    def _has(self, name: str) -> bool:
        return bool(getattr(self, name))
