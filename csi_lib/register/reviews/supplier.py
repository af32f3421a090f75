"""A supplier: the services it delivers, and the measures that its contract promises."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from csi_lib.register.record import Record, Reference
from csi_lib.register.role import MaybeRole, OneRole
from csi_lib.settings import Id, Settings

Cadence = Literal["monthly", "quarterly", "half-yearly", "yearly"]


class Measure(Settings):
    """One measure of the contract: a KPI, the value promised for every period, and the clause that says so."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: Id
    kpi: str = Field(min_length=1)
    where: dict[str, str] = Field(default={})  # slice it is promised for; {} = every service of the supplier by itself
    target: float  # in the unit of the KPI; meeting it exactly is enough
    period: Literal["month", "quarter", "year"] = "month"
    clause: str = Field(min_length=1)  # where the contract says so
    consequence: str = ""  # what the contract says follows from a miss
    since: dt.date | None = None
    until: dt.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Measure:
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError("'until' is before 'since'")
        return self


class Supplier(Record):
    """Who delivers a service from outside, and what was promised.

    Examples
    --------
    ::

        version: 1
        id: netz-ag
        title: Netz AG
        services: [Netzwerk & VPN]        # as the tickets name them
        manager: supplier manager         # ours; exactly one role answers, and no person
        contact: account manager          # theirs; a role; "" = nobody is ever met
        review: quarterly                 # monthly | quarterly | half-yearly | yearly; left out: none is agreed
        measures:
          - {id: in-time, kpi: sla_compliance, target: 90, period: month, clause: "schedule 2, no. 3"}
    """

    KIND = "supplier"
    FOLDER = "suppliers"
    TITLE = "Suppliers"

    title: str = Field(min_length=1)
    services: list[str] = Field(min_length=1)
    manager: OneRole
    contact: MaybeRole = ""
    review: Cadence | None = None
    contract: str = ""  # its name or number
    measures: list[Measure] = []

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its services and the KPIs of its contract."""
        services = (Reference("service", name, ("services", place)) for place, name in enumerate(self.services))
        kpis = (Reference("kpi", item.kpi, ("measures", place, "kpi")) for place, item in enumerate(self.measures))
        return (*services, *kpis)

    @property
    def concerns(self) -> tuple[str, ...]:
        """The services it delivers."""
        return tuple(self.services)

    @model_validator(mode="after")
    def _measures_once(self) -> Supplier:
        ids = [item.id for item in self.measures]
        twice = next((name for name in ids if ids.count(name) > 1), "")
        if twice:
            raise ValueError(f"two measures are called '{twice}'; give one of them another id")
        return self
