"""A service design package: six parts that have to be there before a service is built, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field

from csi_lib.register.machine import Machine, Step
from csi_lib.register.record import Record, Reference
from csi_lib.register.register import Register
from csi_lib.register.role import OneRole
from csi_lib.register.service import Service
from csi_lib.register.services.package import Contingency, Evidence, ServiceRisk, Supply
from csi_lib.register.sla import Sla

PARTS = 6


def _need_parts(record: Record, register: Register) -> str:
    assert isinstance(record, Design)
    missing = [item for item in check_package(record, register) if item.counts and not item.passed]
    return "; ".join(f"{item.part}: {item.missing}" for item in missing)


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
    MACHINE: ClassVar[Machine] = Machine(
        "status",
        ("draft",),
        (
            Step("draft", "accepted", (_need_parts,)),
            Step("draft", "withdrawn"),
            Step("accepted", "draft"),
            Step("accepted", "withdrawn"),
        ),
    )

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


@dataclass(frozen=True)
class Part:
    """One part of a package.

    Parameters
    ----------
    key, part : str
        As the file names it, and for a reader.
    missing : str
        What keeps it from passing; empty when it passes.
    evidence : str
        Where it can be read.
    counts : bool
        Whether it is one of the six; the plan for a disaster is asked beside them.
    """

    key: str
    part: str
    missing: str
    evidence: str
    counts: bool = True

    @property
    def passed(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def check_package(design: Design, register: Register) -> tuple[Part, ...]:
    """Go through the parts of a package.

    Parameters
    ----------
    design : Design
        The package.
    register : Register
        Holds the agreements and the service that some parts need.

    Returns
    -------
    tuple of Part
        The six parts in order, then the plan for a disaster.
    """
    return tuple(_list_parts(design, register))


def score_package(parts: tuple[Part, ...]) -> int:
    """Count the parts that pass, of six."""
    return sum(item.counts and item.passed for item in parts)


def _list_parts(design: Design, register: Register) -> Iterator[Part]:
    yield _read("architecture", "Architecture of the service", design.architecture)
    yield _read("processes", "Processes that run it", design.processes)
    yield _read("levels", "Service levels", design.levels, _find_agreement(design, register))
    yield _read_risks(design)
    yield _read("supply", "Capacity and availability", design.supply, _find_supply(design, register))
    yield _read("security", "Security and compliance", design.security)
    yield _read("contingency", "Plan for a disaster", design.contingency, counts=False)


def _read(key: str, part: str, evidence: Evidence, needs: str = "", *, counts: bool = True) -> Part:
    missing = [] if evidence.there else ["a link to where it is written"]
    return Part(key, part, " and ".join([*missing, *([needs] if needs else [])]), evidence.link, counts)


def _read_risks(design: Design) -> Part:
    missing = "" if design.risks else "at least one risk with its mitigation and owner"
    evidence = f"{len(design.risks)} risk{'s' * (len(design.risks) != 1)} in the record" if design.risks else ""
    return Part("risks", "Risks", missing, evidence)


def _find_agreement(design: Design, register: Register) -> str:
    names = _names_of(design, register)
    if any(item.service in names and item.status != "ended" for item in register.of(Sla)):
        return ""
    return "a service level agreement in the register"


def _find_supply(design: Design, register: Register) -> str:
    service = _find_service(design, register)
    missing = []
    if not design.supply.kpi:
        missing.append("the KPI of its availability")
    if service is None or service.capacity is None:
        missing.append("'capacity' in the service's record, so that the forecast is held against it")
    return " and ".join(missing)


def _find_service(design: Design, register: Register) -> Service | None:
    return next((item for item in register.of(Service) if design.service in item.names), None)


def _names_of(design: Design, register: Register) -> tuple[str, ...]:
    service = _find_service(design, register)
    return service.names if service else (design.service,)
