"""The verdict on every initiative of a study."""

from __future__ import annotations

import pandas as pd

from csi_lib import register
from csi_lib.kpi import Kpi
from csi_lib.settings import Engagement
from csi_lib.signals import Beside, Intervention, Verdict, judge_all


def judge_initiatives(
    initiatives: tuple[register.Initiative, ...],
    measures: pd.DataFrame,
    kpis: tuple[Kpi, ...],
    engagement: Engagement,
) -> tuple[Verdict, ...]:
    """Judge every initiative that has a date, all of them together."""
    dated = [make_intervention(item) for item in initiatives if item.date is not None]
    return judge_all(dated, measures, kpis, events=engagement.events, season=engagement.season)


def make_intervention(item: register.Initiative) -> Intervention:
    """Say of an initiative with a date what there is to judge."""
    assert item.date is not None
    return Intervention(
        id=item.id,
        title=item.title,
        kpi=item.kpi,
        date=item.date,
        declared=item.declared,
        where=dict(item.where),
        worthwhile=item.worthwhile,
        transition=item.transition,
        guards=tuple(item.guards),
        beside=None if item.comparison is None else Beside(item.comparison.kpi, dict(item.comparison.where)),
    )
