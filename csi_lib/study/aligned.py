"""What of a study serves an objective, an agreement or a contract: judged in one place, whoever states it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.objective import Objective
from csi_lib.register.plans.aligned import Aligned, find_aligned
from csi_lib.register.register import Register
from csi_lib.register.reviews import Supplier
from csi_lib.register.sla import Sla
from csi_lib.settings import Engagement
from csi_lib.study.study import Study

SERVED_COLUMNS = ("kpi", "title", "objectives", "agreements", "contracts", "initiatives")


def list_objectives(records: Register) -> tuple[Objective, ...]:
    """Return the objectives of the register that stand: none that was dropped or withdrawn."""
    return tuple(item for item in records.of(Objective) if item.status != "dropped")


def align(study: Study) -> Aligned:
    """Part the KPIs and initiatives of a study into those that serve an objective and the others."""
    aimed = [item.kpi for item in study.engagement.objectives] + [item.kpi for item in list_objectives(study.records)]
    return find_aligned(study.initiatives, [kpi.id for kpi in study.kpis], aimed)


def list_served(engagement: Engagement, records: Register, kpis: Iterable[Kpi]) -> pd.DataFrame:
    """List for every KPI what names it, by id: the way back from a number to what it is measured for.

    Parameters
    ----------
    engagement : Engagement
        Its objectives count.
    records : Register
        Objectives, agreements, contracts of suppliers and initiatives.
    kpis : iterable of Kpi
        Those of the report.

    Returns
    -------
    DataFrame
        ``SERVED_COLUMNS``, a row a KPI: ids with commas between, empty where nothing names it; those of one objective
        together, then those of agreements alone, then those that serve nothing stated. A draft agreement is left out.
    """
    named: dict[tuple[str, str], set[str]] = {}
    for what, of, name in _list_named(engagement, records):
        named.setdefault((of, what), set()).add(name)
    lines = [
        {key: ", ".join(sorted(named.get((kpi.id, key), ()))) for key in SERVED_COLUMNS}
        | {"kpi": kpi.id, "title": kpi.title}
        for kpi in kpis
    ]
    frame = pd.DataFrame(lines, columns=list(SERVED_COLUMNS))
    order = ["objectives", "agreements", "contracts", "initiatives", "kpi"]
    return frame.replace("", None).sort_values(order, na_position="last", ignore_index=True).fillna("")


def _list_named(engagement: Engagement, records: Register) -> Iterator[tuple[str, str, str]]:
    """Yield column, KPI and id of everything that names a KPI."""
    yield from (("objectives", item.kpi, item.id) for item in engagement.objectives)
    yield from (("objectives", item.kpi, item.id) for item in list_objectives(records))
    for sla in records.of(Sla):
        if sla.status != "draft":
            yield from (("agreements", measure.kpi, sla.id) for measure in sla.measures)
    for supplier in records.of(Supplier):
        yield from (("contracts", measure.kpi, f"{supplier.id}/{measure.id}") for measure in supplier.measures)
    for tried in records.of(Initiative):
        yield "initiatives", tried.kpi, tried.id
