"""Whether the value of a KPI in one period keeps what was promised: one rule for contracts and agreements alike."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

from csi_lib.register.register import Register
from csi_lib.register.reviews.supplier import Supplier
from csi_lib.register.sla import Sla

Met = Literal["met", "missed", "not decidable"]
FEW = "too few"  # what a promise says of a period holds with few cases too; the reader is told how many there were
NO_DIRECTION = "no direction of this KPI is good"


def judge_value(value: float | None, reason: str, target: float, better: str) -> Met:
    """Tell whether a value keeps a promise.

    Parameters
    ----------
    value : float or None
        Of the KPI in the period; None or NaN: there is none.
    reason : str
        Why the measure must not enter a test; empty where it may. Few cases do not matter: a promise counts them all.
    target : float
        What was promised, in the same unit; meeting it exactly is enough.
    better : {"lower", "higher", "none"}
        The good direction of the KPI.

    Returns
    -------
    {"met", "missed", "not decidable"}
        Not decidable without a value, in a part of a period, while cases can still change it, or without a direction.
    """
    if value is None or math.isnan(value) or better == "none" or (reason and not reason.startswith(FEW)):
        return "not decidable"
    return "met" if (value <= target if better == "lower" else value >= target) else "missed"


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
