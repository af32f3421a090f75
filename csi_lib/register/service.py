"""A service of the portfolio: who owns it, what it offers, what it costs, and whether it is planned, run or retired."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, model_validator

from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record
from csi_lib.register.role import OneRole
from csi_lib.register.sla import Sla
from csi_lib.settings import Settings

if TYPE_CHECKING:
    from csi_lib.register.register import Register

State = Literal["pipeline", "operational", "retired"]


class Budget(Settings):
    """What may be spent on a service over some months."""

    since: dt.date
    until: dt.date
    amount: float = Field(ge=0)
    currency: str = Field(min_length=1)
    category: str = ""  # of the cost bookings; empty: all

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Budget:
        if self.until < self.since:
            raise ValueError(f"'until' lies before 'since', {self.since}")
        return self


class Hands(Settings):
    """What a service has to do its work with, and the limit above which promises are at risk."""

    teams: list[str] = Field(default=[])  # groups of the table capacity whose hours count
    hours: float | None = Field(default=None, gt=0)  # stated hours a month, where there is no such table
    part: float | None = Field(default=None, gt=0, le=1)  # share of them for this service; empty: as in the last year
    limit: float = Field(default=0.85, gt=0, le=1)  # share of the hours that work may take
    handling: dict[Literal["incident", "request"], float] = Field(default={})  # h a ticket, where the data hold none

    @model_validator(mode="after")
    def _says_the_hours(self) -> Hands:
        if not self.teams and self.hours is None:
            raise ValueError("name the 'teams' whose hours count, or state 'hours' a month")
        if any(value <= 0 for value in self.handling.values()):
            raise ValueError("'handling' is a number of hours above 0")
        return self


class Service(Record):
    """One service of the portfolio, as the catalogue shows it.

    This is the catalogue. The table ``services`` of the exports stays what a tool knows of them (agreed hours a day,
    whether users have a choice); where both speak of one service, the report shows where they differ, and this counts.

    Examples
    --------
    ::

        version: 1
        id: vpn
        name: Netzwerk & VPN       # as the tickets name it
        also: [VPN]                # other names in the data; they count as this service's tickets
        description: Office network and access from home
        owner: network manager     # exactly one role
        status: operational        # pipeline | operational | retired
        since: 2019-05-01          # first day in operation; of the pipeline: when it is planned to begin
        until:                     # last day in operation, once retired
        features: [access from home, guest network]
        customers: [all business units]
        cost: 18500
        currency: EUR
        per: month                 # month | year | user and month | ticket
        calendar: 24x7
        value: 5                   # to the business, 1 to 5, as agreed with its customers
        replaced_by: ""            # id of the service that takes over
        capacity: {teams: [Netzbetrieb], limit: 0.85}
        budget: [{since: 2026-01-01, until: 2026-12-31, amount: 220000, currency: EUR}]
    """

    KIND = "service"
    FOLDER = "services"
    TITLE = "Services"
    MACHINE: ClassVar[Machine]

    name: str = Field(min_length=1)
    also: list[str] = Field(default=[])
    description: str = Field(min_length=1)
    owner: OneRole
    status: State
    since: dt.date | None = None
    until: dt.date | None = None
    features: list[str] = Field(default=[])
    customers: list[str] = Field(default=[])
    cost: float | None = Field(default=None, ge=0)
    currency: str = ""
    per: Literal["month", "year", "user and month", "ticket"] = "month"
    calendar: str = ""
    value: int | None = Field(default=None, ge=1, le=5)
    replaced_by: str = ""
    capacity: Hands | None = None
    budget: list[Budget] = Field(default=[])

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which the data may call it, its own first."""
        return (self.name, *self.also)

    @property
    def concerns(self) -> tuple[str, ...]:
        """Itself, by every name."""
        return self.names

    def check(self, register: Register) -> tuple[str, ...]:
        """Say which of its names another service carries too, and whether the one that takes over is there."""
        others = [item for item in register.of(Service) if item.id != self.id]
        taken = {name: item.id for item in others for name in item.names}
        found = [f"'{name}' is a name of service '{taken[name]}' too" for name in self.names if name in taken]
        if self.replaced_by and self.replaced_by not in {item.id for item in others}:
            found.append(f"replaced_by: there is no other service '{self.replaced_by}'")
        return tuple(found)

    @model_validator(mode="after")
    def _holds_together(self) -> Service:
        if self.status != "pipeline" and self.since is None:
            raise ValueError(f"status '{self.status}' needs 'since', the first day in operation")
        if self.status == "retired" and self.until is None:
            raise ValueError("status 'retired' needs 'until', the last day in operation")
        if self.status != "retired" and self.until is not None:
            raise ValueError(f"'until' is the last day of a retired service, and this one is '{self.status}'")
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"'until' lies before 'since', {self.since}")
        if self.cost is not None and not self.currency:
            raise ValueError("a cost needs its currency, e.g. currency: EUR")
        if len({item.currency for item in self.budget} | ({self.currency} - {""})) > 1:
            raise ValueError("costs and budgets of one service are in one currency")
        if len(set(self.names)) < len(self.names):
            raise ValueError("a name stands there twice; keep one")
        return self


def _is_described(record: Record, register: Register) -> str:
    assert isinstance(record, Service)
    missing = [key for key in ("features", "customers") if not getattr(record, key)]
    return f"{' and '.join(repr(key) for key in missing)}, which its users will ask for" if missing else ""


def _has_no_agreement(record: Record, register: Register) -> str:
    assert isinstance(record, Service)
    agreed = (item for item in register.of(Sla) if item.status == "agreed")
    open_slas = [item.id for item in agreed if item.service in record.names]
    return f"an end to the agreement{'s' * (len(open_slas) > 1)} {', '.join(open_slas)}" if open_slas else ""


Service.MACHINE = Machine(
    "status",
    ("pipeline", "operational", "retired"),
    (
        Step("pipeline", "operational", (_is_described,)),
        Step("pipeline", "retired"),
        Step("operational", "retired", (_has_no_agreement,)),
    ),
)
