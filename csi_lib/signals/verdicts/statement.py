"""A verdict in words: what was found, what it amounts to, and what limits it."""

from __future__ import annotations

from dataclasses import dataclass

from csi_lib.signals.amounts import say_amount_of
from csi_lib.signals.series import KpiLike, main_stat
from csi_lib.signals.verdicts.beside import At, Parallel
from csi_lib.signals.verdicts.outlook import Outlook
from csi_lib.signals.verdicts.sides import Sides
from csi_lib.signals.verdicts.verdict import Answer, Guard, Intervention, Slope, Verdict
from csi_lib.signals.wording import is_equivalent, say_count, say_effect, say_interval, say_kept, say_subject
from csi_lib.stats import ALPHA, Effect, MixtureFit, scale_of

DESIGN = "interrupted series"
BESIDE = "interrupted series of the difference from an untouched series"


@dataclass(frozen=True, eq=False)
class Statement:
    """Everything a verdict is said from."""

    intervention: Intervention
    kpi: KpiLike
    sides: Sides
    fit: MixtureFit
    at: At
    effect: Effect
    answer: Answer
    q: float
    family: int
    beside: str
    parallel: Parallel | None
    slope: Slope | None


def say_verdict(said: Statement, marks: tuple[str, ...], outlook: Outlook, guards: tuple[Guard, ...]) -> Verdict:
    """Write the verdict where an effect could be estimated."""
    item, kpi, sides, fit, effect = said.intervention, said.kpi, said.sides, said.fit, said.effect
    late = item.declared_late
    clause = _say_late(item) if late else _say_clause(said)
    amount = say_amount_of(sides.series, kpi, said.at)
    parallel = said.parallel.said if said.parallel else ""
    return Verdict(
        intervention=item.id,
        kpi=kpi.id,
        where=dict(item.where),
        verdict="not enough evidence" if late else said.answer,
        effect=effect.estimate,
        lo=effect.lo,
        hi=effect.hi,
        effect_kind=effect.kind,
        unit=kpi.unit,
        amount=amount,
        p=fit.p,
        own_p=fit.own_p,
        q=None if late else said.q,
        family=said.family,
        pooled=fit.pooled,
        slope=said.slope,
        n_before=sides.count(sides.before),
        n_after=sides.count(sides.after),
        rho=fit.rho,
        equivalent=said.answer == "no clear change" and is_equivalent(effect, item.worthwhile),
        exploratory=late,
        detectable=outlook.detectable,
        more=outlook.more,
        outlook=outlook.sentence,
        beside=said.beside,
        parallel=parallel,
        guards=guards,
        reason=f"{clause}.",
        marks=(*(["date declared afterwards"] if late else []), *([parallel] if parallel else []), *marks),
        design=BESIDE if said.beside else DESIGN,
        sentence=_say_sentence(said, amount, clause),
    )


def say_open(
    item: Intervention,
    kpi: KpiLike,
    sides: Sides | None,
    reason: str,
    marks: tuple[str, ...],
    outlook: Outlook,
    guards: tuple[Guard, ...],
) -> Verdict:
    """Write the verdict where nothing could be estimated."""
    subject = say_subject(kpi.title, main_stat(kpi), item.where)
    return Verdict(
        intervention=item.id,
        kpi=kpi.id,
        where=dict(item.where),
        verdict="not enough evidence",
        effect=None,
        lo=None,
        hi=None,
        effect_kind=scale_of(kpi.kind).kind,
        unit=kpi.unit,
        amount="",
        p=None,
        own_p=None,
        q=None,
        family=0,
        pooled=0,
        slope=None,
        n_before=sides.count(sides.before) if sides else 0,
        n_after=sides.count(sides.after) if sides else 0,
        rho=None,
        equivalent=False,
        exploratory=item.declared_late,
        detectable=outlook.detectable,
        more=outlook.more,
        outlook=outlook.sentence,
        beside="",
        parallel="",
        guards=guards,
        reason=f"{reason}.",
        marks=(*(["date declared afterwards"] if item.declared_late else []), *marks),
        design=BESIDE if item.beside else DESIGN,
        sentence=f"{subject}: not enough evidence on the change of {item.date}: {reason}.",
    )


def _say_sentence(said: Statement, amount: str, clause: str) -> str:
    item, kpi, sides = said.intervention, said.kpi, said.sides
    subject = say_subject(kpi.title, main_stat(kpi), item.where)
    size = f"{say_effect(said.effect, kpi.unit)}{f' ({amount} at the level of that time)' if amount else ''}"
    before, after = sides.count(sides.before), say_count(sides.count(sides.after), sides.series.noun)
    sure = f"(95 % interval {say_interval(said.effect, kpi.unit)}; {before} and {after})"
    if not said.beside:
        return f"{subject} was {size} after {item.date} than its earlier course would give {sure}; {clause}."
    held = said.parallel is not None and said.parallel.held
    if held and said.answer in ("improved", "worse") and not item.declared_late:
        return f"{subject} changed more than {said.beside} after {item.date}: it was {size} beside it {sure}; {clause}."
    course = "" if held else " and the course their difference was on"
    return f"{subject} was {size} after {item.date}, compared with {said.beside}{course} {sure}; {clause}."


def _say_clause(said: Statement) -> str:
    item, kpi = said.intervention, said.kpi
    return say_kept(said.effect, kpi.unit, item.worthwhile, said.answer, kpi.better, _say_doubt(said))


def _say_doubt(said: Statement) -> str:
    """Say which p-value forbids a claim that the interval alone would allow: only that of the whole family can."""
    if max(said.fit.p, said.fit.own_p) < ALPHA <= said.q:
        return f"as one of {said.family} initiatives judged together it is not sure enough, adjusted p {said.q:.2g}"
    return ""


def _say_late(item: Intervention) -> str:
    when = f"only on {item.declared}, after the change" if item.declared else "never"
    return f"that is exploratory and no verdict, because what to measure was declared {when}"
