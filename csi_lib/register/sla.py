"""What was agreed for a service: with whom, which targets, on which clock, and what follows when one is missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference
from csi_lib.register.role import MaybeRole, Role
from csi_lib.settings import Settings

if TYPE_CHECKING:
    from csi_lib.register.register import Register

HOURS: dict[str, float] = {"min": 1 / 60, "h": 1.0, "d": 24.0}


class TimeTarget(Settings):
    """How long tickets of a priority may take, and what share of them has to keep it."""

    times: Literal["response", "resolution"]
    priority: Literal["", "1", "2", "3", "4", "5"] = ""  # empty: all
    within: float = Field(gt=0)
    unit: Literal["min", "h", "d"]
    share: float = Field(gt=0, le=100)  # percent of the tickets of a period
    penalty: str = ""  # empty: that of the agreement

    @field_validator("priority", mode="before")
    @classmethod
    def _number_means_text(cls, value: object) -> object:
        return str(value) if type(value) is int else value

    @property
    def hours(self) -> float:
        """The agreed time in hours of the agreement's clock; a day has 24 of them."""
        return self.within * HOURS[self.unit]


class Measure(Settings):
    """A KPI with the value that was agreed for every period; which side is good stands in the KPI's definition."""

    kpi: str = Field(min_length=1)
    target: float
    unit: str = ""  # as the definition says it, for the reader
    penalty: str = ""


class Sla(Record):
    """One agreement on one service; a service may have several, also with those who stand behind it.

    Examples
    --------
    ::

        version: 1
        id: vpn
        title: Remote access for everybody
        service: Netzwerk & VPN
        tier: customer             # customer | internal (between groups) | supplier (a contract behind the service)
        provider: network manager
        customer: heads of the business units
        supplier: ""               # id of a supplier's record, for a contract
        objective: Whoever works at home can begin at eight
        status: agreed             # draft | agreed | ended
        since: 2024-01-01          # targets hold for whole periods from this day on
        until: 2026-12-31
        review_by: 2026-09-30
        period: month              # month | quarter | year
        calendar: office-de        # the clock of the times: that of the service, or 24x7
        pauses: true               # waiting for the user does not count
        covers: incident           # incident | request | all
        targets:
          - {times: response, priority: "1", within: 30, unit: min, share: 90}
          - {times: resolution, priority: "1", within: 8, unit: h, share: 90, penalty: 5 % of the monthly charge}
        measures:
          - {kpi: availability, target: 99.5, unit: "%"}
        penalty: The provider explains the month at the next review and names the repair
        weight: 2                  # beside other agreements of the service
    """

    KIND = "sla"
    FOLDER = "slas"
    TITLE = "Service level agreements"
    MACHINE: ClassVar[Machine]

    title: str = Field(min_length=1)
    service: str = Field(min_length=1)
    tier: Literal["customer", "internal", "supplier"] = "customer"
    provider: Role
    customer: Role
    supplier: str = ""
    objective: str = Field(min_length=1)
    status: Literal["draft", "agreed", "ended"]
    since: dt.date | None = None
    until: dt.date | None = None
    review_by: dt.date | None = None
    period: Literal["month", "quarter", "year"] = "month"
    calendar: str = Field(min_length=1)
    pauses: bool = True
    covers: Literal["incident", "request", "all"] = "incident"
    targets: list[TimeTarget] = Field(default=[])
    measures: list[Measure] = Field(default=[])
    penalty: str = ""
    escalation: MaybeRole = ""  # who is told when a target is missed
    weight: float = Field(default=1.0, gt=0)

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether it is agreed and holds on a day: no draft, not ended, not before it begins."""
        begun = self.since is not None and self.since <= day
        return self.status == "agreed" and begun and (self.until is None or day <= self.until)

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its KPIs, its service, and the supplier of a contract."""
        return tuple(self._list_references())

    def _list_references(self) -> Iterator[Reference]:
        yield Reference("service", self.service, ("service",))
        if self.supplier:
            yield Reference("supplier", self.supplier, ("supplier",))
        for place, item in enumerate(self.measures):
            yield Reference("kpi", item.kpi, ("measures", place, "kpi"))

    @model_validator(mode="after")
    def _holds_together(self) -> Sla:
        if not self.targets and not self.measures:
            raise ValueError("an agreement needs a target: a time under 'targets', or a KPI under 'measures'")
        if self.status != "draft" and self.since is None:
            raise ValueError(f"status '{self.status}' needs 'since', the day from which the targets hold")
        if self.status == "ended" and self.until is None:
            raise ValueError("status 'ended' needs 'until', the last day the targets held")
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"'until' lies before 'since', {self.since}")
        if self.tier == "supplier" and not self.supplier:
            raise ValueError("tier 'supplier' needs 'supplier', the id of the supplier's record")
        self._refuse_twice()
        return self

    def _refuse_twice(self) -> None:
        times = [(item.times, item.priority) for item in self.targets]
        names = [item.kpi for item in self.measures]
        for key in dict.fromkeys(times):
            if times.count(key) > 1:
                priority = f" of priority {key[1]}" if key[1] else ""
                raise ValueError(f"the time of {key[0]}{priority} has two targets; keep one")
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                raise ValueError(f"the KPI '{name}' has two targets; keep one")


def _has_penalty(record: Record, register: Register) -> str:
    assert isinstance(record, Sla)
    every = all([item.penalty for item in record.targets] + [item.penalty for item in record.measures])
    return "" if record.penalty or every else "'penalty': what follows when a target is missed ('none' is an answer)"


Sla.MACHINE = Machine(
    "status",
    ("draft", "agreed"),
    (Step("draft", "agreed", (_has_penalty,)), Step("draft", "ended"), Step("agreed", "ended")),
)
