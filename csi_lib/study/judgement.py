"""The verdict on every initiative of a study."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from csi_lib import register
from csi_lib.kpi import Kpi
from csi_lib.settings import Engagement
from csi_lib.signals import Beside, Intervention, Verdict, judge_all
from csi_lib.signals.verdicts.prospect import Prospect, look_forward
from csi_lib.stats import Refused


def judge_initiatives(
    initiatives: tuple[register.Initiative, ...],
    measures: pd.DataFrame,
    kpis: tuple[Kpi, ...],
    engagement: Engagement,
) -> tuple[Verdict, ...]:
    """Judge every initiative that has a date and was not stopped by then, all of them together."""
    dated = [make_intervention(item) for item in initiatives if item.began]
    return judge_all(
        dated,
        measures,
        kpis,
        events=engagement.events,
        season=engagement.season,
        headline=engagement.headline,
    )


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


def plan_initiatives(
    initiatives: tuple[register.Initiative, ...],
    measures: pd.DataFrame,
    kpis: tuple[Kpi, ...],
    engagement: Engagement,
    as_of: dt.date,
) -> tuple[tuple[str, Prospect | str], ...]:
    """Say of every initiative that is not live what its measurement can show: its id, and the prospect or why none.

    An initiative without a date is taken to go live on the day after the data end.
    """
    by_id = {kpi.id: kpi for kpi in kpis}
    waiting = [item for item in initiatives if item.status in ("planned", "running")]
    coming = [item for item in waiting if item.date is None or item.date > as_of]
    return tuple((item.id, _plan(item, measures, by_id, engagement, as_of)) for item in coming)


def _plan(
    item: register.Initiative,
    measures: pd.DataFrame,
    kpis: dict[str, Kpi],
    engagement: Engagement,
    as_of: dt.date,
) -> Prospect | str:
    try:
        return look_forward(
            measures,
            kpis.values(),
            kpis[item.kpi],
            item.date or as_of + dt.timedelta(days=1),
            where=dict(item.where),
            worthwhile=item.worthwhile,
            transition=item.transition,
            season=engagement.season,
        )
    except Refused as refusal:
        return f"{refusal}"
