"""What of a study serves an objective: stated in the engagement's file or in the register, judged in one place."""

from __future__ import annotations

from csi_lib.register.objective import Objective
from csi_lib.register.plans.aligned import Aligned, find_aligned
from csi_lib.study.study import Study


def list_objectives(study: Study) -> tuple[Objective, ...]:
    """Return the objectives of the register that stand: none that was dropped or withdrawn."""
    return tuple(item for item in study.records.of(Objective) if item.status != "dropped")


def align(study: Study) -> Aligned:
    """Part the KPIs and initiatives of a study into those that serve an objective and the others."""
    aimed = [item.kpi for item in (*study.engagement.objectives, *list_objectives(study))]
    return find_aligned(study.initiatives, [kpi.id for kpi in study.kpis], aimed)
