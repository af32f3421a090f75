"""KPIs that must not get worse while another gets better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from csi_lib.signals.series import KpiLike
from csi_lib.signals.verdicts.pool import Answers, GuardFit
from csi_lib.signals.verdicts.verdict import Guard, GuardAnswer, Intervention
from csi_lib.signals.wording import say_size
from csi_lib.stats import ALPHA, Effect, MixtureFit, false_discovery, scale_of

TOLERANCE = 0.10  # worsening, as a share of the level, that still counts as "not worse"; nobody agreed on another
MIN_SIDE = 6  # usable periods on each side, as for a verdict


def answer_guards(
    asked: Sequence[tuple[Intervention, Answers, Mapping[str, KpiLike]]],
) -> list[tuple[Guard, ...]]:
    """Say of every guard of every intervention whether it got worse.

    Parameters
    ----------
    asked : sequence of (Intervention, Answers, mapping of str to Kpi)
        One an intervention.

    Returns
    -------
    list of tuple of Guard
        In the same order. worse: p, adjusted by Benjamini-Hochberg over all guards of the report, is below .05 in the
        bad direction. not worse: the whole interval is better than a worsening by a tenth of the level. cannot tell:
        neither.
    """
    found = [(kpis.get(name), name, answers.guards.get(name)) for item, answers, kpis in asked for name in item.guards]
    q = false_discovery([_p_of(guard) for _, _, guard in found])
    said = iter([_answer(*guard, float(adjusted)) for guard, adjusted in zip(found, q, strict=True)])
    return [tuple(next(said) for _ in item.guards) for item, _, _ in asked]


def _p_of(guard: GuardFit | None) -> float:
    return guard.fit.p if guard is not None and _is_enough(guard) and isinstance(guard.fit, MixtureFit) else np.nan


def _is_enough(guard: GuardFit) -> bool:
    sides = guard.sides
    return sides is not None and min(sides.count(sides.before), sides.count(sides.after)) >= MIN_SIDE


def _answer(kpi: KpiLike | None, name: str, guard: GuardFit | None, q: float) -> Guard:
    if kpi is None or guard is None or guard.sides is None:
        reason = str(guard.fit) if guard is not None else "it is not among the KPIs measured"
        kind = scale_of(kpi.kind).kind if kpi is not None else ""
        return Guard(name, "cannot tell", None, None, None, kind, kpi.unit if kpi else "", None, None, reason)
    scale, fit = guard.sides.series.scale, guard.fit
    if not isinstance(fit, MixtureFit) or not _is_enough(guard):
        reason = str(fit) if not isinstance(fit, MixtureFit) else f"fewer than {MIN_SIDE} usable periods on a side"
        return Guard(name, "cannot tell", None, None, None, scale.kind, kpi.unit, None, None, reason)
    effect = scale.effect(fit)
    answer, reason = _decide(effect, kpi, q, _margin(effect, kpi, guard))
    return Guard(
        name, answer, effect.estimate, effect.lo, effect.hi, effect.kind, kpi.unit, fit.p, q,
        reason,
    )  # fmt: skip


def _decide(effect: Effect, kpi: KpiLike, q: float, margin: float) -> tuple[GuardAnswer, str]:
    if kpi.better not in ("lower", "higher"):
        return "cannot tell", "this KPI has no better direction"
    worst = effect.none - effect.lo if kpi.better == "higher" else effect.hi - effect.none
    bad = effect.hi < effect.none if kpi.better == "higher" else effect.lo > effect.none
    if bad and q < ALPHA:
        return "worse", f"adjusted p {q:.2g}"
    allowed = say_size(margin, effect.kind, kpi.unit)
    if worst <= margin:
        return "not worse", f"at most {allowed} worse"
    return "cannot tell", f"it may be more than {allowed} worse"


def _margin(effect: Effect, kpi: KpiLike, guard: GuardFit) -> float:
    """Return a tenth of the level as a size of the effect; of a percentage, of hits or misses, whichever is rarer."""
    if effect.kind in ("ratio", "rate ratio"):
        return TOLERANCE
    assert guard.sides is not None
    level = float(np.nanmean(guard.sides.series.sample.value[guard.sides.used]))
    return TOLERANCE * (min(level, 100 - level) if kpi.unit in ("%", "percent") else abs(level))
