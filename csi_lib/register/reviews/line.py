"""Below which value a KPI of a service is in breach: what a contract or an agreement says, and where it says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from csi_lib.register.register import Register
from csi_lib.register.reviews.supplier import Supplier
from csi_lib.register.sla import Sla

# Two KPIs of the same tickets that add up to 100 %: a promise about one is a promise about the other.
TWINS: Mapping[str, str] = {"sla_breach": "sla_compliance", "sla_compliance": "sla_breach"}


@dataclass(frozen=True)
class Line:
    """One line that a KPI must not cross.

    Parameters
    ----------
    kpi : str
        The KPI asked for.
    target : float
        In its unit; meeting it exactly is enough.
    period : {"month", "quarter", "year"}
        Over which it is read.
    where : dict
        Slice column to value.
    source : str
        Who says so, and where.
    consequence : str
        What follows from a miss; may be empty.
    """

    kpi: str
    target: float
    period: Literal["month", "quarter", "year"]
    where: Mapping[str, str]
    source: str
    consequence: str = ""


def find_lines(register: Register, kpi: str, service: str, supplier: str, on: dt.date) -> tuple[Line, ...]:
    """List the lines of a KPI of a service on a day: first the supplier's contract, then agreements on the service.

    Parameters
    ----------
    register : Register
        Suppliers and agreements.
    kpi : str
        Id of the KPI.
    service : str
        Its service; empty: no agreement on one counts.
    supplier : str
        Id of the supplier; empty: that of the service, if there is one.
    on : date
        The day on which it has to hold.

    Returns
    -------
    tuple of Line
        The most binding first; empty where nothing was agreed.
    """
    return (*_read_contracts(register, kpi, service, supplier, on), *_read_agreements(register, kpi, service, on))


def _read_contracts(register: Register, kpi: str, service: str, supplier: str, on: dt.date) -> Iterator[Line]:
    for item in register.of(Supplier):
        if item.id != supplier and (supplier or service not in item.services):
            continue
        for measure in item.measures:
            target = _turn(kpi, measure.kpi, measure.target)
            if target is None or not _is_on(on, measure.since, measure.until):
                continue
            where = dict(measure.where) or {"service": service or item.services[0]}
            if service and where.get("service", service) != service:
                continue
            source = f"contract of {item.title}, {measure.clause}"
            yield Line(kpi, target, measure.period, where, source, measure.consequence)


def _read_agreements(register: Register, kpi: str, service: str, on: dt.date) -> Iterator[Line]:
    for item in register.of(Sla):
        if item.service != service or item.status == "draft" or not _is_on(on, item.since, item.until):
            continue
        for measure in item.measures:
            target = _turn(kpi, measure.kpi, measure.target)
            if target is not None:
                source = f"agreement '{item.id}'"
                yield Line(kpi, target, item.period, {"service": service}, source, measure.penalty or item.penalty)


def _turn(kpi: str, promised: str, target: float) -> float | None:
    """Return a promise as a line of the KPI asked for; None where it is about another."""
    if promised == kpi:
        return target
    return 100.0 - target if TWINS.get(kpi) == promised else None


def _is_on(on: dt.date, since: dt.date | None, until: dt.date | None) -> bool:
    return (since is None or since <= on) and (until is None or on <= until)
