"""The opportunities of a study in order, with what is at stake by their KPIs."""

from __future__ import annotations

from csi_lib.register import Opportunity
from csi_lib.register.priority import Priority, list_open, rank
from csi_lib.register.stake import find_stake
from csi_lib.study.study import Study


def rank_opportunities(study: Study) -> tuple[Priority, ...]:
    """Put the opportunities of a study that wait to be taken up into order; see ``register.priority.rank``."""
    items = list_open(study.records.of(Opportunity), study.initiatives, study.as_of)
    kpis = {kpi.id: kpi for kpi in study.kpis}
    return rank(items, {item.id: find_stake(item, study.measures, kpis) for item in items})
