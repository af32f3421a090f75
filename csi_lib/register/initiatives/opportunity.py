"""An opportunity: what could be better, who said so, and whether it is taken up."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from csi_lib.register.initiatives.choice import Decision, Score
from csi_lib.register.initiatives.initiative import Aim, Initiative, Source
from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Register
from csi_lib.register.role import MaybeOneRole, Role

RestsOn = Literal["measured", "reported", "assumed"]


def _need_decision(after: Record, register: Register) -> str:
    lacking = getattr(after, "decision", None) is None
    return "'decision' is missing: {reason, by, on}, the role that decided and why" if lacking else ""


def _need_initiative(after: Record, register: Register) -> str:
    answers = (item for item in register.of(Initiative) if after.id in item.opportunities)
    if any(item.is_over for item in answers):
        return ""
    return f"no initiative that is over names it under 'opportunities' ({after.id})"


class Opportunity(Record):
    """One opportunity.

    Examples
    --------
    ::

        version: 1
        id: printer-questions
        title: The same questions on printers every week
        said: Agents say that every fifth ticket on printers asks what the intranet explains
        source: employee feedback     # kpi signal | customer feedback | employee feedback | audit | maturity gap
        evidence: team meeting of 2025-01, tally of one week
        rests_on: reported            # measured | reported | assumed
        service: Printing             # "" = the whole
        kpi: mttr_resolve             # on which it would show; "" = not known yet
        where: {service: Printing}
        target: 30                    # where the KPI should be, in its unit; for the priority's KPI gap
        unit_cost: 45                 # money for one unit of what is at stake, e.g. EUR for an hour; for the same
        currency: EUR                 # of it
        raised: 2025-01-20
        by: service desk agent        # a role, not a person
        team: Service Desk
        aims: [efficiency]
        benefit: 3                    # 1 very little .. 5 very much; left out while nobody has weighed it
        effort: 1
        risk: 1
        status: accepted              # raised | accepted | declined | done | withdrawn
        decision: {reason: cheap to try, by: service manager, on: 2025-02-10}
    """

    KIND = "opportunity"
    FOLDER = "opportunities"
    TITLE = "Opportunities"
    MACHINE: ClassVar[Machine] = Machine(
        "status",
        ("raised",),
        (
            Step("raised", "accepted", (_need_decision,)),
            Step("raised", "declined", (_need_decision,)),
            Step("raised", "withdrawn", (_need_decision,)),
            Step("declined", "raised"),
            Step("accepted", "declined", (_need_decision,)),
            Step("accepted", "done", (_need_initiative,)),
        ),
    )

    model_config = ConfigDict(coerce_numbers_to_str=True)  # {priority: 1} means texts

    title: str = Field(min_length=1)
    said: str = Field(min_length=1)
    source: Source
    evidence: str = ""
    rests_on: RestsOn = "assumed"
    service: str = ""
    kpi: str = ""
    where: dict[str, str] = Field(default={})
    target: float | None = None
    unit_cost: float | None = Field(default=None, ge=0)
    currency: str = ""
    raised: dt.date
    by: Role
    team: str = ""
    owner: MaybeOneRole = ""
    aims: list[Aim] = Field(default=[])
    benefit: Score | None = None
    effort: Score | None = None
    risk: Score | None = None
    status: Literal["raised", "accepted", "declined", "done", "withdrawn"] = "raised"
    decision: Decision | None = None

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its KPI and its service, where it names them."""
        named = (("kpi", self.kpi), ("service", self.service))
        return tuple(Reference(kind, value, (kind,)) for kind, value in named if value)

    @model_validator(mode="after")
    def _fit_the_status(self) -> Opportunity:
        if self.unit_cost is not None and not self.currency:
            raise ValueError("'unit_cost' needs 'currency', e.g. EUR")
        if self.status != "raised" and self.decision is None:
            raise ValueError(f"status '{self.status}' needs 'decision': {{reason, by, on}}")
        if self.decision is not None and self.decision.on < self.raised:
            raise ValueError(f"decided on {self.decision.on}, before it was raised on {self.raised}")
        return self
