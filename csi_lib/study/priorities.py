"""What the register of a study says beside its figures: order, objectives, use, and successes without evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from csi_lib.register import Objective, Opportunity
from csi_lib.register.initiatives.activity import Course, follow
from csi_lib.register.initiatives.claims import Claim, list_claims, say_cautions
from csi_lib.register.initiatives.priority import Priority, list_open, rank
from csi_lib.register.initiatives.stake import find_stake
from csi_lib.register.initiatives.unheard import list_unheard
from csi_lib.register.reaching import Reach, decide_reach
from csi_lib.study.once import once
from csi_lib.study.study import Study


@once
def rank_opportunities(study: Study) -> tuple[Priority, ...]:
    """Put the opportunities of a study that wait to be taken up into order; see ``register.priority.rank``."""
    items = list_open(study.records.of(Opportunity), study.initiatives, study.as_of)
    kpis = {kpi.id: kpi for kpi in study.kpis}
    return rank(items, {item.id: find_stake(_place(study, item), study.measures, kpis) for item in items})


@once
def reach_objectives(study: Study) -> dict[str, Reach]:
    """Decide every objective of the register whose KPI the study holds: id -> where it stands."""
    kpis = {kpi.id: kpi for kpi in study.kpis}
    return {
        item.id: decide_reach(_place(study, item), study.measures, kpis[item.kpi], study.baselines, study.as_of)
        for item in study.records.of(Objective)
        if item.kpi in kpis
    }


def follow_opportunities(study: Study) -> tuple[Course, ...]:
    """Follow every opportunity up to the last day of the data."""
    return follow(study.records.of(Opportunity), study.initiatives, study.as_of)


def list_signals(study: Study) -> tuple[Mapping[Hashable, Any], ...]:
    """List the deteriorations of the last months that no opportunity is about."""
    return list_unheard(study.signals, [_place(study, item) for item in study.records.of(Opportunity)])


def list_doubts(study: Study) -> tuple[Claim, ...]:
    """List every success that records claim and this study does not find."""
    return list_claims(study.initiatives, study.verdicts, study.outcomes, as_of=study.as_of, raised=_list_raised(study))


def list_cautions(study: Study) -> dict[str, tuple[str, ...]]:
    """Say what has to be known beside the declared day and the verdict of every initiative: id -> words."""
    raised = _list_raised(study)
    return {item.id: say_cautions(item, raised.get(item.id)) for item in study.initiatives}


def _list_raised(study: Study) -> dict[str, dt.datetime | None]:
    return {entry.record.id: entry.raised for entry in study.records.entries if entry.record.KIND == "initiative"}


Sliced = TypeVar("Sliced", Opportunity, Objective)


def _place(study: Study, item: Sliced) -> Sliced:
    """Leave out of a slice what the whole study is of: in the report of one service its total is the slice."""
    if not study.part or study.part in study.engagement.slices:
        return item
    return item.model_copy(update={"where": {name: text for name, text in item.where.items() if name != study.part}})
