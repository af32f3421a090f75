"""One question, put to every series that helps to answer it: the noise of all is what each is read with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from csi_lib.signals.series import KpiLike, Season, pick_series
from csi_lib.signals.verdicts.sides import Sides, split
from csi_lib.signals.verdicts.verdict import Intervention
from csi_lib.stats import MixtureFit, Question, Refused, fit_together

Found = MixtureFit | Refused
UNASKED = Refused("nothing was asked")


@dataclass(frozen=True, eq=False)
class GuardFit:
    """What was found of one guard: its fit, or why there is none."""

    sides: Sides | None
    fit: Found


@dataclass(frozen=True, eq=False)
class Answers:
    """What was found for one intervention.

    Parameters
    ----------
    treated : MixtureFit or Refused
        Of its own series.
    tested : MixtureFit or Refused
        Of what the verdict rests on: the difference from an untouched series where there is one, else ``treated``.
    guards : mapping of str to GuardFit
        By KPI.
    """

    treated: Found
    tested: Found
    guards: Mapping[str, GuardFit] = field(default_factory=dict)

    @classmethod
    def none(cls) -> Answers:
        """Return the answers where no question could be put."""
        return cls(UNASKED, UNASKED)


def ask_pool(
    item: Intervention,
    sides: Sides,
    difference: Question | None,
    measures: pd.DataFrame,
    kpis: Mapping[str, KpiLike],
    season: Season,
) -> Answers:
    """Ask for the step at the date of an intervention, of its series, its guards and every total of the report.

    Parameters
    ----------
    item : Intervention
        Date, transition and guards count.
    sides : Sides
        Its series.
    difference : Question or None
        The same question to the difference from an untouched series.
    measures : DataFrame
        As the kpi room makes it.
    kpis : mapping of str to Kpi
        All of the report.
    season : {"yearly", "none"}
        Whether a yearly season is possible.

    Returns
    -------
    Answers
        A series that is itself a total is asked once.
    """
    questions: dict[object, Question | Refused] = {"treated": _try(sides)}
    if difference is not None:
        questions["difference"] = difference
    cut: dict[object, Sides | None] = {}
    for name, kpi, where in _list_others(item, kpis):
        try:
            cut[name] = split(pick_series(measures, kpi, where, season=season), item.date, item.transition)
            questions[name] = _try(cut[name])
        except Refused as refusal:
            cut[name], questions[name] = None, refusal
    put = {name: asked for name, asked in questions.items() if isinstance(asked, Question)}
    found: dict[object, Found] = dict(zip(put, fit_together(list(put.values())), strict=True))
    found |= {name: asked for name, asked in questions.items() if isinstance(asked, Refused)}
    guards = {
        name: GuardFit(cut[("guard", name)], found[("guard", name)]) for name in item.guards if ("guard", name) in cut
    }
    return Answers(found["treated"], found.get("difference", found["treated"]), guards)


def _try(sides: Sides | None) -> Question | Refused:
    try:
        return sides.ask() if sides is not None else UNASKED
    except Refused as refusal:
        return refusal


def _list_others(
    item: Intervention, kpis: Mapping[str, KpiLike]
) -> list[tuple[tuple[str, str], KpiLike, Mapping[str, str]]]:
    """List the guards in the slice of the intervention and every total, each series once."""
    guards = [(("guard", name), kpis[name], item.where) for name in item.guards if name in kpis]
    seen = {item.kpi, *item.guards} if not item.where else set()
    return guards + [(("total", name), kpi, {}) for name, kpi in kpis.items() if name not in seen]
