"""The verdict on every initiative of a study."""

from __future__ import annotations

import pandas as pd

from csi_lib import register
from csi_lib.kpi import Kpi
from csi_lib.settings import Event
from csi_lib.signals import Intervention, Verdict, judge


def judge_initiatives(
    initiatives: tuple[register.Initiative, ...],
    measures: pd.DataFrame,
    kpis: tuple[Kpi, ...],
    events: list[Event],
) -> tuple[Verdict, ...]:
    """Judge every initiative that has a date."""
    by_id = {kpi.id: kpi for kpi in kpis}
    return tuple(
        judge(_intervention(item), measures, by_id[item.kpi], events=events)
        for item in initiatives
        if item.date is not None
    )


def _intervention(item: register.Initiative) -> Intervention:
    assert item.date is not None
    return Intervention(
        id=item.id,
        title=item.title,
        kpi=item.kpi,
        date=item.date,
        where=dict(item.where),
        worthwhile=item.worthwhile,
        transition=item.transition,
    )
