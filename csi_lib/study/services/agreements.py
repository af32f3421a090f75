"""What the data say to every agreement: kept or missed by period, how real each target is, and what others would be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.periods import period_grid
from csi_lib.register.goals import stated_rows
from csi_lib.register.promise import NO_DIRECTION
from csi_lib.register.service import Service
from csi_lib.register.services.attainment import judge_times, judge_values
from csi_lib.register.services.breaches import list_breaches
from csi_lib.register.services.past import Past, look_back_on
from csi_lib.register.services.targets import Target, list_targets
from csi_lib.register.sla import Sla
from csi_lib.study.once import once
from csi_lib.study.services.clocks import ALWAYS, clock_of, find_column
from csi_lib.study.services.counting import count_times
from csi_lib.study.services.ground import Basis
from csi_lib.study.study import Study
from csi_lib.study.window import measure_window

VALUE_COLUMNS = ("sla", "target", "period_start", "period_end", "complete", "value", "n", "reason")


@dataclass(frozen=True, eq=False)
class Agreements:
    """The agreements of an engagement against its data.

    Parameters
    ----------
    slas : tuple of Sla
        All of them, drafts and ended ones too.
    targets : tuple of Target
        Every target that can be held against the data.
    counts : DataFrame
        Tickets in time and late, at the agreed time and others.
    attainment : DataFrame
        One row per target and period.
    past : tuple of Past
        One per target.
    breaches : DataFrame
        Missed periods with their clauses.
    unmeasured : tuple of (Sla, str, str)
        Targets that cannot be held against the data: what, and why.
    """

    slas: tuple[Sla, ...]
    targets: tuple[Target, ...]
    counts: pd.DataFrame
    attainment: pd.DataFrame
    past: tuple[Past, ...]
    breaches: pd.DataFrame
    unmeasured: tuple[tuple[Sla, str, str], ...]

    def of(self, target: Target) -> pd.DataFrame:
        """Return the periods of one target in order."""
        mine = (self.attainment["sla"] == target.sla.id) & (self.attainment["target"] == target.key)
        return self.attainment[mine].sort_values("period_start")


@once
def hold_agreements(study: Study) -> Agreements:
    """Hold every agreement of a study's register against its data, once; see ``hold``."""
    return hold(study)


def hold(study: Basis, hours: Iterable[float] = ()) -> Agreements:
    """Hold every agreement of the register against the data.

    Parameters
    ----------
    study : Basis
        Data and records.
    hours : iterable of float
        Further times to try beside the agreed ones.

    Returns
    -------
    Agreements
        Empty where the register holds none.
    """
    slas = study.records.of(Sla)
    listed = list_targets(slas, {kpi.id: (kpi.title, kpi.unit, kpi.better) for kpi in study.kpis})
    unmeasured = tuple(_list_unmeasured(study, slas, listed))
    left_out = {(sla.id, what) for sla, what, _ in unmeasured}
    targets = tuple(target for target in listed if (target.sla.id, target.title) not in left_out)
    counts = count_times(study, targets, name_services(study.records.of(Service)), hours)
    measured = [target for target in targets if target.kpi]
    judged = [
        judge_times(counts, targets),
        judge_values(_measure(study, measured), measured),
    ]
    some = [part for part in judged if len(part)]
    attainment = pd.concat(some, ignore_index=True) if some else judged[0]
    past = look_back_on(attainment, targets)
    return Agreements(slas, targets, counts, attainment, past, list_breaches(attainment, targets), unmeasured)


def name_services(services: Iterable[Service]) -> dict[str, tuple[str, ...]]:
    """Return all names in the data of every service, by each of them."""
    return {name: item.names for item in services for name in item.names}


def _list_unmeasured(study: Basis, slas: Sequence[Sla], listed: Sequence[Target]) -> Iterable[tuple[Sla, str, str]]:
    known = {kpi.id: kpi for kpi in study.kpis}
    for target in listed:
        sla = target.sla
        if target.time is not None and not find_column(sla, target.time.times, study.engagement):
            own = clock_of(sla, study.engagement)
            measured = f"'{own}' and '{ALWAYS}'" if own != ALWAYS else f"'{ALWAYS}'"
            yield sla, target.title, f"times of this service are measured on {measured}, not on '{sla.calendar}'"
        elif target.kpi and "service" not in known[target.kpi].slices:
            yield sla, target.title, "this KPI cannot be told by service"
        elif target.kpi and known[target.kpi].better == "none":
            yield sla, target.title, NO_DIRECTION
    for sla in slas:
        for measure in sla.measures:
            if measure.kpi not in known:
                yield sla, measure.kpi, "the engagement does not list this KPI"


def _measure(study: Basis, targets: Sequence[Target]) -> pd.DataFrame:
    """Measure the KPIs of agreements by service, in periods of the length that was agreed."""
    known = {kpi.id: kpi for kpi in study.kpis}
    parts = []
    for grain in dict.fromkeys(target.sla.period for target in targets):
        own = [target for target in targets if target.sla.period == grain]
        names = {target.kpi for target in own}
        kpis = tuple(kpi for kpi in study.kpis if kpi.id in names)
        found = measure_window(
            study.engagement, study.ingested, kpis, study.first, study.as_of, grain=grain, by=("service",)
        )
        grid = period_grid(study.first, study.as_of, grain)[["period_start", "period_end", "complete"]]
        parts += [_take(found, known[target.kpi], target, grid) for target in own]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(VALUE_COLUMNS))


def _take(found: pd.DataFrame, kpi: Kpi, target: Target, grid: pd.DataFrame) -> pd.DataFrame:
    rows = stated_rows(found, kpi, {"service": target.sla.service})
    whole = stated_rows(found, kpi, {}).set_index("period_start")["reason"]  # why there is no number at all
    laid = grid.merge(rows[["period_start", "value", "n", "reason"]], on="period_start", how="left")
    reason = laid["reason"].fillna(laid["period_start"].map(whole)).fillna("")
    reason = reason.where(laid["value"].notna(), reason.replace("", "no case"))
    filled = laid.assign(n=laid["n"].fillna(0).astype("int64"), reason=reason)
    return filled.assign(sla=target.sla.id, target=target.key)[list(VALUE_COLUMNS)]
