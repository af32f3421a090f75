"""What is asked of a series, and what can be answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Answer = Literal["improved", "worse", "no clear change", "not enough evidence"]
GuardAnswer = Literal["not worse", "worse", "cannot tell"]
NOWHERE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Beside:
    """A series that the change did not touch, to compare with.

    Parameters
    ----------
    kpi : str
        Id of its KPI; empty: that of the intervention.
    where : mapping of str to str
        Its slice; empty: the total.
    """

    kpi: str = ""
    where: Mapping[str, str] = field(default_factory=lambda: NOWHERE)


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
    declared : date or None
        Day on which KPI, date and worthwhile change were written down; None: never.
    where : mapping of str to str
        Slice column to value; empty: the total.
    worthwhile : float
        Smallest change worth having: relative for ratios (0.1 is 10 %), else in units of the KPI.
    transition : int
        Periods left out, beginning with the one of the date.
    guards : tuple of str
        Ids of KPIs that must not get worse.
    beside : Beside or None
        An unaffected series to compare with.
    min_periods : int
        Usable periods needed on each side.
    min_events : int
        Cases needed on each side; for a share both met and unmet ones.
    """

    id: str
    title: str
    kpi: str
    date: dt.date
    declared: dt.date | None = None
    where: Mapping[str, str] = field(default_factory=lambda: NOWHERE)
    worthwhile: float = 0.0
    transition: int = 1
    guards: tuple[str, ...] = ()
    beside: Beside | None = None
    min_periods: int = 6
    min_events: int = 5

    @property
    def declared_late(self) -> bool:
        """Whether the measurement was laid down after the fact, or never: then there is no headline claim."""
        return self.declared is None or self.declared > self.date


@dataclass(frozen=True)
class Guard:
    """What can be said of a KPI that must not get worse.

    Parameters
    ----------
    kpi : str
        Id.
    answer : str
        not worse, worse or cannot tell.
    effect, lo, hi : float or None
        Step beside the earlier course with its 95 % interval.
    effect_kind, unit : str
        As in a verdict.
    p, q : float or None
        Two-sided p of "no step", and adjusted by Benjamini-Hochberg over all guards of the report.
    reason : str
        Why, in one clause.
    """

    kpi: str
    answer: GuardAnswer
    effect: float | None
    lo: float | None
    hi: float | None
    effect_kind: str
    unit: str
    p: float | None
    q: float | None
    reason: str


@dataclass(frozen=True)
class Slope:
    """How much faster or slower a series moves after a change: description, never a claim.

    Parameters
    ----------
    effect, lo, hi : float
        What the change of slope alone amounts to over ``over``, with its 95 % interval; of the kind of the verdict.
    p : float
        Two-sided p of "no change of slope", noise pooled over the same series as for the step.
    over : str
        "a year", or "the window" where periods make no year.
    """

    effect: float
    lo: float
    hi: float
    p: float
    over: str


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
        Step beside the earlier course with its 95 % interval, the one that holds both answers (pooled noise and own);
        None where nothing was computed. ``hi`` of a rate ratio may be infinite.
    effect_kind : str
        "ratio", "percentage points", "rate ratio" or "difference".
    unit : str
        Unit of the KPI.
    amount : str
        The effect in plain units at the level of that time: ``about 3.1 h``; empty where it is in units already.
    p, own_p, q : float or None
        Two-sided p of "no step": with the noise of all KPIs of the report, with that of the series alone, and the
        larger of the two adjusted by Holm over the primary KPIs of the report. A claim needs all three below .05.
    family, pooled : int
        How many primary KPIs were adjusted for, and how many series made the noise.
    slope : Slope or None
        The change of slope beside the step; None where it could not be estimated.
    n_before, n_after : int
        Usable periods on each side.
    rho : float or None
        Posterior mean of the lag-1 autocorrelation.
    equivalent : bool
        Whether the whole interval is smaller than the worthwhile change, either way.
    exploratory : bool
        Whether the measurement was declared after the fact: the effect is shown, and no verdict is given.
    detectable : float or None
        Smallest change that these periods find in four of five cases; size as in ``worthwhile``.
    more : int or None
        Further periods until the worthwhile change is found in four of five cases; None: more than 60, or not asked.
    outlook : str
        Both, in one sentence.
    beside, parallel : str
        The series compared with, and what it did before the change; empty without one.
    guards : tuple of Guard
        The KPIs that must not get worse.
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
    amount: str
    p: float | None
    own_p: float | None
    q: float | None
    family: int
    pooled: int
    slope: Slope | None
    n_before: int
    n_after: int
    rho: float | None
    equivalent: bool
    exploratory: bool
    detectable: float | None
    more: int | None
    outlook: str
    beside: str
    parallel: str
    guards: tuple[Guard, ...]
    reason: str
    marks: tuple[str, ...]
    design: str
    sentence: str
