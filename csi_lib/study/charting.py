"""How an engagement wants its charts: the rules it chose, its frozen baseline, its rebasings."""

from __future__ import annotations

from csi_lib.baseline import Baseline
from csi_lib.kpi import Kpi
from csi_lib.settings import Engagement
from csi_lib.signals import Charting


def make_charting(engagement: Engagement, kpis: tuple[Kpi, ...], baseline: Baseline | None) -> Charting:
    """Gather what the charts of a report have in common.

    Parameters
    ----------
    engagement : Engagement
        Its keys ``charts`` and ``rebase``.
    kpis : tuple of Kpi
        The KPIs of the report.
    baseline : Baseline or None
        The one it compares with.

    Returns
    -------
    Charting
        Limits of a KPI whose definition has another version since are left out.
    """
    limits = {kpi.id: baseline.chart_limits(kpi) for kpi in kpis} if baseline is not None else {}
    known = {name: found for name, found in limits.items() if found is not None}
    chosen = engagement.charts
    return Charting(rules=chosen.rules, baselines=known, rebases=tuple(engagement.rebase), run=chosen.chart == "run")
