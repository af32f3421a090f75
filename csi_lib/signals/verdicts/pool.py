"""One question, put to every series that helps to answer it: the noise of all is what each is read with."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import pandas as pd

from csi_lib.signals.series import KpiLike, Season, Series, pick_series
from csi_lib.signals.verdicts.beside import subtract
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
    slope : MixtureFit or Refused
        The change of slope of the same series as ``tested``.
    guards : mapping of str to GuardFit
        By KPI.
    """

    treated: Found
    tested: Found
    slope: Found
    guards: Mapping[str, GuardFit] = field(default_factory=dict)

    @classmethod
    def none(cls) -> Answers:
        """Return the answers where no question could be put."""
        return cls(UNASKED, UNASKED, UNASKED)


def ask_pool(
    item: Intervention,
    sides: Sides,
    other: Series | None,
    measures: pd.DataFrame,
    kpis: Mapping[str, KpiLike],
    season: Season,
) -> Answers:
    """Ask for the step at the date of an intervention, of its series, its guards and every total; then for the slope.

    Parameters
    ----------
    item : Intervention
        Date, transition and guards count.
    sides : Sides
        Its series.
    other : Series or None
        An untouched one: the same is asked of the difference from it.
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
    cut: dict[object, Sides | Refused] = {"treated": sides}
    for name, kpi, where in _list_others(item, kpis):
        try:
            cut[name] = split(pick_series(measures, kpi, where, season=season), item.date, item.transition)
        except Refused as refusal:
            cut[name] = refusal
    steps, slopes = (_fit_pool(cut, other, slope=slope) for slope in (False, True))
    guards = {name: _pick_guard(cut, steps, name) for name in item.guards if ("guard", name) in cut}
    return Answers(steps["treated"], _pick_tested(steps), _pick_tested(slopes), guards)


def _fit_pool(cut: Mapping[object, Sides | Refused], other: Series | None, *, slope: bool) -> dict[object, Found]:
    asked = {name: _try(sides, slope=slope) for name, sides in cut.items()}
    treated = cut["treated"]
    if other is not None and isinstance(treated, Sides):
        with suppress(Refused):  # the series itself is refused for the same reason, and that is said
            asked["difference"] = subtract(treated, other, slope=slope)
    put = {name: question for name, question in asked.items() if isinstance(question, Question)}
    found: dict[object, Found] = dict(zip(put, fit_together(list(put.values())), strict=True))
    return found | {name: refusal for name, refusal in asked.items() if isinstance(refusal, Refused)}


def _try(sides: Sides | Refused, *, slope: bool) -> Question | Refused:
    try:
        return sides.ask(slope=slope) if isinstance(sides, Sides) else sides
    except Refused as refusal:
        return refusal


def _pick_tested(found: Mapping[object, Found]) -> Found:
    return found.get("difference", found["treated"])


def _pick_guard(cut: Mapping[object, Sides | Refused], steps: Mapping[object, Found], name: str) -> GuardFit:
    sides = cut[("guard", name)]
    return GuardFit(sides if isinstance(sides, Sides) else None, steps[("guard", name)])


def _list_others(
    item: Intervention, kpis: Mapping[str, KpiLike]
) -> list[tuple[tuple[str, str], KpiLike, Mapping[str, str]]]:
    """List the guards in the slice of the intervention and every total, each series once."""
    guards = [(("guard", name), kpis[name], item.where) for name in item.guards if name in kpis]
    seen = {item.kpi, *item.guards} if not item.where else set()
    return guards + [(("total", name), kpi, {}) for name, kpi in kpis.items() if name not in seen]
