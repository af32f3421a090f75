"""The opportunities of a study in order, with what is at stake by their KPIs."""

from __future__ import annotations

from csi_lib.register import Opportunity
from csi_lib.register.priority import Priority, rank
from csi_lib.register.stake import find_stake
from csi_lib.study.study import Study


def rank_opportunities(study: Study) -> tuple[Priority, ...]:
    """Put a study's open opportunities into order; see ``register.priority.rank``."""
    items, kpis = study.records.of(Opportunity), {kpi.id: kpi for kpi in study.kpis}
    return rank(items, {item.id: find_stake(item, study.measures, kpis) for item in items})
