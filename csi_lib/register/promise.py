"""Whether the value of a KPI in one period keeps what was promised: one rule for contracts and agreements alike."""

from __future__ import annotations

import math
from typing import Literal

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


def say_apart(value: float, line: float) -> tuple[str, str]:
    """Say two numbers with as many decimals as it takes to tell them apart, one at least and six at most."""
    for places in range(1, 7):
        said = f"{value:,.{places}f}", f"{line:,.{places}f}"
        if said[0] != said[1]:
            return said
    return f"{value:,.1f}", f"{line:,.1f}"
