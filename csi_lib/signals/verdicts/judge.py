"""Did it change after? Interventions in, verdicts out that never say more than the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from csi_lib.errors import UsageError
from csi_lib.periods import period_name
from csi_lib.settings import Event
from csi_lib.signals.series import KpiLike, Season, Series, main_stat, pick_series
from csi_lib.signals.verdicts.beside import At, check_parallel, match
from csi_lib.signals.verdicts.guards import answer_guards
from csi_lib.signals.verdicts.outlook import NO_OUTLOOK, Outlook, View, look_ahead, say_wait
from csi_lib.signals.verdicts.pool import Answers, ask_pool
from csi_lib.signals.verdicts.rivals import find_rivals, mark_rivals, say_blocked
from csi_lib.signals.verdicts.sides import Sides, count_short, say_missing, split
from csi_lib.signals.verdicts.slope import describe_slope
from csi_lib.signals.verdicts.statement import Statement, say_open, say_verdict
from csi_lib.signals.verdicts.verdict import Answer, Beside, Guard, Intervention, Verdict
from csi_lib.signals.wording import say_subject
from csi_lib.stats import ALPHA, Effect, MixtureFit, Refused
from csi_lib.stats.multiplicity import holm
from csi_lib.stats.power import learn_noise

Headline = Literal["together", "each"]


@dataclass(frozen=True, eq=False)
class _Case:
    """One intervention with its series, before anything is computed of the others."""

    intervention: Intervention
    kpi: KpiLike
    sides: Sides | None
    other: Series | None
    beside: str
    missing: str
    marks: tuple[str, ...]
    waits: bool  # whether more periods can help


def judge(
    intervention: Intervention,
    measures: pd.DataFrame,
    kpi: KpiLike,
    *,
    events: Iterable[Event] = (),
    season: Season = "yearly",
) -> Verdict:
    """Say whether one KPI stepped after one intervention, with no other KPI to learn the noise from.

    Parameters
    ----------
    intervention : Intervention
        What to judge.
    measures : DataFrame
        As the kpi room makes it.
    kpi : Kpi
        The KPI of the intervention.
    events : iterable of Event
        What else happened.
    season : {"yearly", "none"}
        Whether a yearly season is possible.

    Returns
    -------
    Verdict
        As of ``judge_all``.

    Raises
    ------
    UsageError
        When the KPI is not that of the intervention, or the measures hold two rows for one period.
    """
    if intervention.kpi != kpi.id:
        raise UsageError(f"{intervention.id} is about {intervention.kpi}, not about {kpi.id}", where="judge")
    return judge_all([intervention], measures, [kpi], events=events, season=season)[0]


def judge_all(
    interventions: Sequence[Intervention],
    measures: pd.DataFrame,
    kpis: Iterable[KpiLike],
    *,
    events: Iterable[Event] = (),
    season: Season = "yearly",
    headline: Headline = "each",
) -> tuple[Verdict, ...]:
    """Say of every intervention whether its KPI stepped afterwards, beside the course it was on anyway.

    Parameters
    ----------
    interventions : sequence of Intervention
        All of the report.
    measures : DataFrame
        As the kpi room makes it.
    kpis : iterable of Kpi
        All of the report: their total series tell what noise to expect.
    events : iterable of Event
        What else happened: a blocking event inside the window forbids a verdict, others near the date mark it.
    season : {"yearly", "none"}
        Whether a yearly season is possible; "none" is an assumption and is marked.
    headline : {"each", "together"}
        Whether each primary KPI, named beforehand, is a question of its own, or all of them are declared one headline
        family and adjusted by Holm.

    Returns
    -------
    tuple of Verdict
        One an intervention. improved or worse only when the measurement was declared beforehand, "no step" has a
        p-value below .05 with the pooled noise, with the series' own, and with the larger of both adjusted for its
        family, the effect is at least worthwhile, and the KPI has a better direction.

    Raises
    ------
    UsageError
        When an intervention names a KPI that is not there, or the measures hold two rows for one period.
    """
    by_id = {kpi.id: kpi for kpi in kpis}
    known = list(events)
    cases = [_open(item, measures, by_id, known, season) for item in interventions]
    answers = [_ask(case, measures, by_id, season) for case in cases]
    p = np.array([_headline(case, found) for case, found in zip(cases, answers, strict=True)])
    q = holm(p) if headline == "together" else p
    guards = answer_guards([(case.intervention, found, by_id) for case, found in zip(cases, answers, strict=True)])
    family = int(np.isfinite(p).sum()) if headline == "together" else 1
    return tuple(
        _conclude(case, found, float(adjusted), family, said)
        for case, found, adjusted, said in zip(cases, answers, q, guards, strict=True)
    )


def decide(effect: Effect, better: str, worthwhile: float, *, claims: bool = True) -> Answer:
    """Turn an effect into a verdict: a claim needs its p-values, an interval without zero, a size and a direction.

    Parameters
    ----------
    effect : Effect
        With its interval.
    better : str
        lower, higher or none.
    worthwhile : float
        Smallest size worth a claim.
    claims : bool
        Whether every p-value that is asked for allows a claim.

    Returns
    -------
    str
        improved, worse or no clear change.
    """
    if not claims or not effect.excludes_none or effect.size < worthwhile or better not in ("lower", "higher"):
        return "no clear change"
    return "improved" if (effect.lo > effect.none) == (better == "higher") else "worse"


def _open(
    item: Intervention, measures: pd.DataFrame, kpis: Mapping[str, KpiLike], events: list[Event], season: Season
) -> _Case:
    if item.kpi not in kpis:
        raise UsageError(f"{item.id} is about {item.kpi}, which is not among the KPIs", where="judge_all")
    kpi, other, name = kpis[item.kpi], None, ""
    try:
        series = pick_series(measures, kpi, item.where, season=season)
        if item.beside is not None:
            other, name = _pick_beside(item, item.beside, measures, kpis, season)
            series = match(series, other)
        sides = split(series, item.date, item.transition)
    except Refused as refusal:
        return _Case(item, kpi, None, other, name, str(refusal), (), False)
    wheres = [item.where, *([item.beside.where] if item.beside else [])]
    rivals = find_rivals(events, {item.kpi, item.beside.kpi if item.beside else ""}, wheres)
    blocked = say_blocked(sides, rivals)
    short = say_missing(sides, item, kpi) or series.short_of_season(sides.used)
    marks = (*mark_rivals(sides, rivals), *_mark_gaps(sides, item), *series.caveats, *series.uneven)
    return _Case(item, kpi, sides, other, name, blocked or short, marks, not blocked)


def _pick_beside(
    item: Intervention, beside: Beside, measures: pd.DataFrame, kpis: Mapping[str, KpiLike], season: Season
) -> tuple[Series, str]:
    kpi = kpis.get(beside.kpi or item.kpi)
    if kpi is None:
        raise Refused(f"the KPI {beside.kpi} to compare with is not among the measures")
    name = ", ".join(f"{column} {value}" for column, value in beside.where.items())
    if kpi.id != item.kpi or not name:
        name = say_subject(kpi.title, main_stat(kpi), beside.where)
    return pick_series(measures, kpi, beside.where, season=season), name


def _mark_gaps(sides: Sides, item: Intervention) -> list[str]:
    series, found = sides.series, []
    lost = series.left_out(sides.before | sides.after)
    if lost:
        found.append(f"of the {series.noun}s, {lost}")
    if sides.gap > item.transition:
        row = series.rows[series.numbers == sides.change].iloc[0]
        found.append(
            f"{period_name(row['period_start'], row['period_end'])} is left out: it holds the day of the change"
        )
    return found


def _ask(case: _Case, measures: pd.DataFrame, kpis: Mapping[str, KpiLike], season: Season) -> Answers:
    """Put the question of one intervention to its series, its guards and every total."""
    if case.sides is None:
        return Answers.none()
    return ask_pool(case.intervention, case.sides, case.other, measures, kpis, season)


def _headline(case: _Case, found: Answers) -> float:
    """Return the p-value with which an intervention enters the headline family; NaN where it makes no claim."""
    fit = found.tested
    if case.missing or case.intervention.declared_late or not isinstance(fit, MixtureFit):
        return float("nan")
    return max(fit.p, fit.own_p)


def _conclude(case: _Case, found: Answers, q: float, family: int, guards: tuple[Guard, ...]) -> Verdict:
    item, kpi, sides = case.intervention, case.kpi, case.sides
    fit, treated = found.tested, found.treated
    outlook = _look(case, fit, treated)
    if case.missing or sides is None or not isinstance(fit, MixtureFit) or not isinstance(treated, MixtureFit):
        reason = case.missing or str(fit if isinstance(fit, Refused) else treated)
        return say_open(item, kpi, sides, reason, case.marks, outlook, guards)
    at = At(fit.b, *fit.widest, treated.level)
    effect = sides.series.scale.effect(at)
    claims = not item.declared_late and q < ALPHA
    parallel = None
    if case.other is not None:
        parallel = check_parallel(sides, case.other, treated.level, kpi.unit)
    statement = Statement(
        item, kpi, sides, fit, at, effect, decide(effect, kpi.better, item.worthwhile, claims=claims), q, family,
        case.beside, parallel, describe_slope(sides, found.slope, treated.level),
    )  # fmt: skip
    return say_verdict(statement, case.marks, outlook, guards)


def _look(case: _Case, fit: MixtureFit | Refused, treated: MixtureFit | Refused) -> Outlook:
    sides = case.sides
    if sides is None or not case.waits:
        return NO_OUTLOOK
    least = count_short(sides, case.intervention)
    if least is None:
        return NO_OUTLOOK
    if not isinstance(fit, MixtureFit) or not isinstance(treated, MixtureFit):
        return say_wait(least, sides.series.noun)
    cases = sides.ask().weights if case.other is None else None  # a difference of two series is not weighted
    view = View(
        learn_noise(fit, sides.design(), cases=cases),
        sides.design,
        sides.series.scale,
        treated.level,
        case.kpi.better,
        least,
    )
    return look_ahead(view, case.intervention.worthwhile, sides.series.noun, case.kpi.unit)
