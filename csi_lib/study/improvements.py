"""Whether entries of the CSIP show on their KPI: before and after they took effect, judged as initiatives are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from csi_lib.register.reviews import Csip
from csi_lib.signals import Intervention, Verdict, judge_all
from csi_lib.study.once import once
from csi_lib.study.study import Study


@dataclass(frozen=True)
class Shown:
    """What became of the KPI of one entry.

    Parameters
    ----------
    item : Csip
        The entry.
    verdict : Verdict
        As of an initiative; nothing is declared beforehand, so that it is a hint and no claim.
    """

    item: Csip
    verdict: Verdict


@once
def judge_improvements(study: Study) -> tuple[Shown, ...]:
    """Judge every entry of the CSIP that names a KPI and a day within the data on which it took effect.

    Returns
    -------
    tuple of Shown
        By id. The KPI is looked at in the entry's service where it can be counted by service, else as a whole.
    """
    known = {kpi.id: kpi for kpi in study.kpis}
    items = [item for item in study.records.of(Csip) if item.kpi in known and _took_effect(item, study.as_of)]
    found = judge_all(
        [_make_intervention(study, item) for item in items],
        study.measures,
        study.kpis,
        events=study.engagement.events,
        season=study.engagement.season,
    )
    return tuple(Shown(item, verdict) for item, verdict in zip(items, found, strict=True))


def _took_effect(item: Csip, as_of: dt.date) -> bool:
    return item.effective is not None and item.effective <= as_of


def _make_intervention(study: Study, item: Csip) -> Intervention:
    assert item.effective is not None
    alone = study.part == "service" and "service" not in study.engagement.slices  # then the total is the service
    sliced = bool(item.service) and not alone and "service" in study.kpi(item.kpi).slices
    return Intervention(
        id=item.id,
        title=item.title,
        kpi=item.kpi,
        date=item.effective,
        declared=item.raised,
        where={"service": item.service} if sliced else {},
    )
