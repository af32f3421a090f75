"""Where the KPI of a benefit stood before and stands since: level, cases, and how many of those asked answered."""

from __future__ import annotations

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.register.benefits.facts import Facts
from csi_lib.register.benefits.gain import pick_rows
from csi_lib.register.benefits.line import Seen
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.signals import pick_series
from csi_lib.signals.verdicts.sides import split
from csi_lib.stats import Refused


def look_at(kpi: Kpi, initiative: Initiative, facts: Facts) -> Seen | None:
    """Return where a KPI stood before an initiative and stands since, over its usable months.

    Parameters
    ----------
    kpi : Kpi
        Which one.
    initiative : Initiative
        Its slice, go-live and transition count.
    facts : Facts
        Of the report.

    Returns
    -------
    Seen or None
        None without a go-live date within the data.
    """
    if initiative.date is None:
        return None
    where = dict(initiative.where)
    try:
        series = pick_series(facts.measures, kpi, where)
        sides = split(series, initiative.date, initiative.transition)
    except Refused:
        return None
    values = pick_rows(facts.measures, kpi, where, "value")
    asked = pick_rows(facts.measures, kpi, where, "response")
    (before, n_before, told), (after, n_after, tells) = (
        _sum_up(values, asked, series.rows.loc[side & series.usable, "period_start"])
        for side in (sides.before, sides.after)
    )
    return Seen(before, after, n_before, n_after, told, tells)


def _sum_up(values: pd.DataFrame, asked: pd.DataFrame, months: pd.Series) -> tuple[float | None, int, float | None]:
    rows = values[values["period_start"].isin(months)]
    cases = pd.to_numeric(rows["n"]).fillna(0).astype("float64")
    total = float(cases.sum())
    level = float((pd.to_numeric(rows["value"]) * cases).sum() / total) if total else None
    sent = asked[asked["period_start"].isin(months)]
    out = float(pd.to_numeric(sent["denominator"]).sum()) if len(sent) else 0.0
    return level, int(total), 100 * float(pd.to_numeric(sent["numerator"]).sum()) / out if out else None
