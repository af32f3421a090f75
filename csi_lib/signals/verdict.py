"""What is asked of a series, and what can be answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Answer = Literal["improved", "worse", "no clear change", "not enough evidence"]


@dataclass(frozen=True)
class Intervention:
    """What was done, when, where, and what was agreed to be worth it.

    Parameters
    ----------
    id, title : str
        Of the initiative.
    kpi : str
        Id of the KPI it was to move.
    date : date
        Local day it took effect.
    where : mapping of str to str
        Slice column to value; empty: the total.
    worthwhile : float
        Smallest change worth having: relative for ratios (0.1 is 10 %), else in units of the KPI.
    transition : int
        Periods left out, beginning with the one of the date.
    min_periods : int
        Usable periods needed on each side.
    min_events : int
        Cases needed on each side; for a share both met and unmet ones.
    """

    id: str
    title: str
    kpi: str
    date: dt.date
    where: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    worthwhile: float = 0.0
    transition: int = 1
    min_periods: int = 6
    min_events: int = 5


@dataclass(frozen=True)
class Verdict:
    """What can be said of one intervention.

    Parameters
    ----------
    intervention, kpi : str
        Ids.
    where : mapping of str to str
        The slice.
    verdict : str
        improved, worse, no clear change or not enough evidence.
    effect, lo, hi : float or None
        Step beside the earlier course with its 95 % interval; None where nothing was computed. ``hi`` of a rate ratio
        may be infinite.
    effect_kind : str
        "ratio", "percentage points", "rate ratio" or "difference".
    unit : str
        Unit of the KPI.
    p : float or None
        Two-sided, of "no step".
    n_before, n_after : int
        Usable periods on each side.
    rho : float or None
        Posterior mean of the lag-1 autocorrelation.
    reason : str
        Why this verdict, in one sentence.
    marks : tuple of str
        What a reader has to know beside it: other events, periods left out.
    design : str
        What was computed.
    sentence : str
        The verdict in one plain sentence.
    """

    intervention: str
    kpi: str
    where: Mapping[str, str]
    verdict: Answer
    effect: float | None
    lo: float | None
    hi: float | None
    effect_kind: str
    unit: str
    p: float | None
    n_before: int
    n_after: int
    rho: float | None
    reason: str
    marks: tuple[str, ...]
    design: str
    sentence: str
