"""What a service design package holds, part by part: six of them count, and some pass only with records behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csi_lib.register.design import Design, Evidence
from csi_lib.register.register import Register
from csi_lib.register.service import Service
from csi_lib.register.sla import Sla

PARTS = 6


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
