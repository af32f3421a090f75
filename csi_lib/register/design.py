"""A service design package: six parts that have to be there before a service is built, each with its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference
from csi_lib.register.role import MaybeRole, OneRole
from csi_lib.settings import Settings

if TYPE_CHECKING:
    from csi_lib.register.register import Register


class Evidence(Settings):
    """One part of a package: what it says in a sentence, and where it is written."""

    says: str = ""
    link: str = ""  # document, page or file where it can be read
    by: MaybeRole = ""
    on: dt.date | None = None

    @property
    def there(self) -> bool:
        """Whether somebody could go and read it."""
        return bool(self.link)


class ServiceRisk(Settings):
    """What could keep the service from being delivered, and what is done about it."""

    what: str = Field(min_length=1)
    probability: int = Field(ge=1, le=5)
    impact: int = Field(ge=1, le=5)
    mitigation: str = Field(min_length=1)
    owner: OneRole
    review_by: dt.date | None = None


class Contingency(Evidence):
    """How the service comes back after a disaster, and when that was last tried."""

    tested: dt.date | None = None
    recovery_hours: float | None = Field(default=None, gt=0)  # promised
    tested_hours: float | None = Field(default=None, gt=0)  # what the last test took
    kpi: str = ""  # optional: the KPI that follows it


class Supply(Evidence):
    """How the service carries its load and stays up."""

    kpi: str = ""  # the KPI of its availability


class Design(Record):
    """One service design package.

    Examples
    --------
    ::

        version: 1
        id: vpn
        title: Remote access, third generation
        service: Netzwerk & VPN
        owner: service designer
        status: draft              # draft | accepted | withdrawn
        architecture: {link: wiki/vpn/architecture, says: Two gateways in two places}
        processes: {link: wiki/vpn/processes}
        levels: {link: wiki/vpn/levels}        # passes only with an agreement (kind sla) for the service
        risks:                                  # passes only with a row
          - {what: Both gateways on one circuit, probability: 2, impact: 5, mitigation: A second, owner: manager}
        supply: {link: wiki/vpn/capacity, kpi: availability}   # passes only with a KPI and the service's 'capacity'
        security: {link: wiki/vpn/security}
        contingency: {link: wiki/vpn/recovery, tested: 2026-03-14, recovery_hours: 4, tested_hours: 3.5}
    """

    KIND = "design"
    FOLDER = "designs"
    TITLE = "Service design packages"
    MACHINE: ClassVar[Machine]

    title: str = Field(min_length=1)
    service: str = Field(min_length=1)
    owner: OneRole
    status: Literal["draft", "accepted", "withdrawn"] = "draft"
    architecture: Evidence = Evidence()
    processes: Evidence = Evidence()
    levels: Evidence = Evidence()
    risks: list[ServiceRisk] = Field(default=[])
    supply: Supply = Supply()
    security: Evidence = Evidence()
    contingency: Contingency = Contingency()

    @property
    def references(self) -> tuple[Reference, ...]:
        """Its service, and the KPIs it leans on."""
        return tuple(self._list_references())

    def _list_references(self) -> Iterator[Reference]:
        yield Reference("service", self.service, ("service",))
        for key, part in (("supply", self.supply), ("contingency", self.contingency)):
            if part.kpi:
                yield Reference("kpi", part.kpi, (key, "kpi"))


def _is_complete(record: Record, register: Register) -> str:
    from csi_lib.register.services.package import check_package  # it reads this class

    assert isinstance(record, Design)
    missing = [item for item in check_package(record, register) if item.counts and not item.passed]
    return "; ".join(f"{item.part}: {item.missing}" for item in missing)


Design.MACHINE = Machine(
    "status",
    ("draft",),
    (
        Step("draft", "accepted", (_is_complete,)),
        Step("draft", "withdrawn"),
        Step("accepted", "draft"),
        Step("accepted", "withdrawn"),
    ),
)
