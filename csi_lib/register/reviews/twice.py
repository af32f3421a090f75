"""Promises recorded twice: in the contract of a supplier and in an agreement with that supplier."""

from __future__ import annotations

from collections.abc import Iterator

from csi_lib.register.register import Register
from csi_lib.register.reviews.supplier import Supplier
from csi_lib.register.sla import Sla


def list_twice(register: Register) -> Iterator[str]:
    """Say where a supplier's contract and an agreement with that supplier both record a promise on one KPI.

    Parameters
    ----------
    register : Register
        Its suppliers and agreements.

    Yields
    ------
    str
        One sentence each: two records of one promise can come to say different things.
    """
    for sla in register.of(Sla):
        supplier = register.get(Supplier, sla.supplier) if sla.tier == "supplier" and sla.status == "agreed" else None
        for measure in supplier.measures if supplier else ():
            twin = next((item for item in sla.measures if item.kpi == measure.kpi), None)
            whole = measure.where in ({}, {"service": sla.service})
            if supplier is None or twin is None or not whole or sla.service not in supplier.services:
                continue
            said = "the same" if (twin.target, sla.period) == (measure.target, measure.period) else "different"
            yield (
                f"{measure.kpi} of {sla.service} is promised twice by '{supplier.id}', with {said} values: measure "
                f"'{measure.id}' of the supplier ({measure.target:g} a {measure.period}) and agreement '{sla.id}' "
                f"({twin.target:g} a {sla.period}); keep one of them"
            )
