"""Did it change after? One intervention, one series, one verdict that never says more than the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.errors import UsageError
from csi_lib.periods import period_name
from csi_lib.settings import Event
from csi_lib.signals.series import KpiLike, Series, main_stat, pick_series
from csi_lib.signals.verdict import Answer, Intervention, Verdict
from csi_lib.signals.wording import say_count, say_effect, say_interval, say_kept, say_subject
from csi_lib.stats import Effect, MixtureFit, Refused, fit_alone, interrupted, scale_of

DESIGN = "interrupted series"


@dataclass(frozen=True, eq=False)
class _Sides:
    """The periods before and after the gap, whether usable or not."""

    series: Series
    before: NDArray[np.bool_]
    after: NDArray[np.bool_]
    change: int
    gap: int

    @property
    def used(self) -> NDArray[np.bool_]:
        return self.series.usable & (self.before | self.after)

    def count(self, side: NDArray[np.bool_]) -> int:
        return int((side & self.series.usable).sum())


def judge(intervention: Intervention, measures: pd.DataFrame, kpi: KpiLike, *, events: Iterable[Event] = ()) -> Verdict:
    """Say whether a KPI stepped after an intervention, beside the course it was on anyway.

    Parameters
    ----------
    intervention : Intervention
        What to judge.
    measures : DataFrame
        As the kpi room makes it.
    kpi : Kpi
        The KPI of the intervention.
    events : iterable of Event
        What else happened: a blocking event inside the window forbids a verdict, others near the date mark it.

    Returns
    -------
    Verdict
        improved or worse only when the 95 % interval excludes no change, the effect is at least worthwhile, and the
        KPI has a better direction.

    Raises
    ------
    UsageError
        When the KPI is not that of the intervention, or the measures hold two rows for one period.
    """
    if intervention.kpi != kpi.id:
        raise UsageError(f"{intervention.id} is about {intervention.kpi}, not about {kpi.id}", where="judge")
    try:
        series = pick_series(measures, kpi, intervention.where)
        sides = _split(series, intervention)
    except Refused as refusal:
        return _say_open(intervention, kpi, None, str(refusal), ())
    own_events = sorted((item for item in events if _concerns(item, intervention)), key=lambda e: (e.date, e.what))
    marks = _find_marks(sides, intervention, own_events)
    missing = _say_missing(sides, intervention, kpi) or _say_blocked(sides, own_events)
    if missing:
        return _say_open(intervention, kpi, sides, missing, marks)
    try:
        fit = _fit(sides)
        effect = series.scale.effect(fit)
    except Refused as refusal:
        return _say_open(intervention, kpi, sides, str(refusal), marks)
    return _say_verdict(intervention, kpi, sides, fit, effect, marks)


def decide(effect: Effect, better: str, worthwhile: float) -> Answer:
    """Turn an effect into a verdict: a claim needs an interval without zero, a worthwhile size and a direction.

    Parameters
    ----------
    effect : Effect
        With its interval.
    better : str
        lower, higher or none.
    worthwhile : float
        Smallest size worth a claim.

    Returns
    -------
    str
        improved, worse or no clear change.
    """
    if not effect.excludes_none or effect.size < worthwhile or better not in ("lower", "higher"):
        return "no clear change"
    return "improved" if (effect.lo > effect.none) == (better == "higher") else "worse"


def _split(series: Series, intervention: Intervention) -> _Sides:
    day = pd.Timestamp(intervention.date)
    starts, ends = series.rows["period_start"], series.rows["period_end"]
    holds = ((starts <= day) & (day < ends)).to_numpy()
    if not holds.any():
        window = f"{starts.iloc[0]:%Y-%m-%d} to {ends.iloc[-1] - pd.Timedelta(days=1):%Y-%m-%d}"
        raise Refused(f"{intervention.date} is not among the periods measured ({window})")
    change = int(series.numbers[holds][0])
    # A period that is half before and half after belongs to neither side, whatever the transition.
    gap = max(intervention.transition, int(starts[holds].iloc[0] < day))
    before, after = series.numbers < change, series.numbers >= change + gap
    return _Sides(series, before, after, change, gap)


def _fit(sides: _Sides) -> MixtureFit:
    series = sides.series
    design = interrupted(series.numbers[sides.used], sides.change, transition=sides.gap)
    y = series.working(sides.used)
    return fit_alone(y, design)


def _say_missing(sides: _Sides, intervention: Intervention, kpi: KpiLike) -> str:
    """Say which side has too few periods or cases, and how many are needed; empty when there are enough."""
    faults = []
    for word, side in (("before", sides.before), ("after", sides.after)):
        have, need = sides.count(side), intervention.min_periods
        cases, which = _count_cases(sides.series, side, kpi)
        if have < need:
            why = sides.series.left_out(side)
            lost = f" ({why})" if why else ""
            periods = say_count(have, f"usable {sides.series.noun}")
            faults.append(f"{periods} {word} {intervention.date}, {need} are needed{lost}")
        elif cases < intervention.min_events:
            needed = f"{word} {intervention.date}, {intervention.min_events} are needed"
            faults.append(f"{say_count(int(cases), 'case')}{which} {needed}")
    return "; ".join(faults)


def _count_cases(series: Series, side: NDArray[np.bool_], kpi: KpiLike) -> tuple[float, str]:
    here = side & series.usable
    if kpi.kind == "proportion":
        met = float(series.sample.numerator[here].sum())
        unmet = float(series.sample.denominator[here].sum()) - met
        return (met, " that met the criterion") if met <= unmet else (unmet, " that missed the criterion")
    return float(pd.to_numeric(series.rows.loc[here, "n"]).sum()), ""


def _concerns(event: Event, intervention: Intervention) -> bool:
    """Tell whether an event touches the series; one about a single service also touches the total of all."""
    service = intervention.where.get("service")
    about_kpi = not event.kpis or intervention.kpi in event.kpis
    return about_kpi and (not event.services or service is None or service in event.services)


def _overlaps(event: Event, first: pd.Timestamp, end: pd.Timestamp) -> bool:
    return pd.Timestamp(event.date) < end and pd.Timestamp(event.until or event.date) >= first


def _say_blocked(sides: _Sides, events: list[Event]) -> str:
    used = sides.series.rows[sides.used]
    if used.empty:
        return ""
    first, end = used["period_start"].iloc[0], used["period_end"].iloc[-1]
    blocking = [item for item in events if item.blocks and _overlaps(item, first, end)]
    named = "; ".join(f"{item.what} on {item.date}" for item in blocking)
    return f"the periods before and after cannot be compared: {named}" if named else ""


def _find_marks(sides: _Sides, intervention: Intervention, events: list[Event]) -> tuple[str, ...]:
    series, numbers = sides.series, sides.series.numbers
    near = series.rows[(numbers >= sides.change - 1) & (numbers <= sides.change + sides.gap)]
    first, end = near["period_start"].iloc[0], near["period_end"].iloc[-1]
    marks = [f"also on {item.date}: {item.what}" for item in events if not item.blocks and _overlaps(item, first, end)]
    lost = series.left_out(sides.before | sides.after)
    if lost:
        marks.append(f"{series.noun}s {lost}")
    if sides.gap > intervention.transition:
        row = series.rows[numbers == sides.change].iloc[0]
        marks.append(
            f"{period_name(row['period_start'], row['period_end'])} is left out: it holds the day of the change"
        )
    return (*marks, *series.caveats)


def _say_verdict(
    intervention: Intervention,
    kpi: KpiLike,
    sides: _Sides,
    fit: MixtureFit,
    effect: Effect,
    marks: tuple[str, ...],
) -> Verdict:
    verdict = decide(effect, kpi.better, intervention.worthwhile)
    before, after = sides.count(sides.before), sides.count(sides.after)
    clause = say_kept(effect, kpi.unit, intervention.worthwhile, verdict, kpi.better)
    subject = say_subject(kpi.title, main_stat(kpi), intervention.where)
    sentence = (
        f"{subject} was {say_effect(effect, kpi.unit)} after {intervention.date} "
        f"than its earlier course would give (95 % interval {say_interval(effect, kpi.unit)}; "
        f"{before} and {say_count(after, sides.series.noun)}); {clause}."
    )
    return Verdict(
        intervention=intervention.id,
        kpi=kpi.id,
        where=dict(intervention.where),
        verdict=verdict,
        effect=effect.estimate,
        lo=effect.lo,
        hi=effect.hi,
        effect_kind=effect.kind,
        unit=kpi.unit,
        p=fit.p,
        n_before=before,
        n_after=after,
        rho=fit.rho,
        reason=f"{clause}.",
        marks=marks,
        design=DESIGN,
        sentence=sentence,
    )


def _say_open(
    intervention: Intervention, kpi: KpiLike, sides: _Sides | None, reason: str, marks: tuple[str, ...]
) -> Verdict:
    subject = say_subject(kpi.title, main_stat(kpi), intervention.where)
    return Verdict(
        intervention=intervention.id,
        kpi=kpi.id,
        where=dict(intervention.where),
        verdict="not enough evidence",
        effect=None,
        lo=None,
        hi=None,
        effect_kind=scale_of(kpi.kind).kind,
        unit=kpi.unit,
        p=None,
        n_before=sides.count(sides.before) if sides else 0,
        n_after=sides.count(sides.after) if sides else 0,
        rho=None,
        reason=f"{reason}.",
        marks=marks,
        design=DESIGN,
        sentence=f"{subject}: not enough evidence on the change of {intervention.date}: {reason}.",
    )
