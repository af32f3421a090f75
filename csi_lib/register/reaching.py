"""Whether an objective of the register is reached, by the rule of goals, and where it started from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from csi_lib.baseline import Baseline
from csi_lib.kpi import Kpi
from csi_lib.register.goals import (
    FEWEST_PERIODS,
    MOST_PERIODS,
    State,
    compare_to_target,
    decide_state,
    estimate_level,
    stated_rows,
)
from csi_lib.register.objective import Objective
from csi_lib.signals import make_series
from csi_lib.signals.wording import say_count
from csi_lib.stats import Refused

SLICES = ("service", "priority", "team")  # that a frozen baseline knows


@dataclass(frozen=True)
class Reach:
    """Where an objective stands.

    Parameters
    ----------
    objective : str
        Id.
    start : float or None
        Value of the KPI in its frozen baseline; None where that is not frozen or does not hold the slice.
    level, lo, hi : float or None
        Level of the last year with its 95 % interval, in the unit of the KPI.
    state : {"achieved", "not achieved", "not decidable"}
        By the figures, whatever the record says.
    reason : str
        Why, in one clause.
    doubt : str
        What the record says against the figures; empty where they agree.
    """

    objective: str
    start: float | None
    level: float | None
    lo: float | None
    hi: float | None
    state: State
    reason: str
    doubt: str = ""


def decide_reach(
    item: Objective, measures: pd.DataFrame, kpi: Kpi, baselines: Iterable[Baseline], as_of: dt.date
) -> Reach:
    """Decide an objective of the register by the level of its KPI over the last year of months.

    Parameters
    ----------
    item : Objective
        The record.
    measures : DataFrame
        The long measures frame, by month.
    kpi : Kpi
        Its KPI.
    baselines : iterable of Baseline
        Every frozen one.
    as_of : date
        Last day the data speak of.

    Returns
    -------
    Reach
        Not decidable, with the reason, where figures are few or the units differ.
    """
    frozen = next((one for one in baselines if one.id == item.baseline), None)
    start = None if frozen is None else _find_start(item, kpi, frozen)
    found = replace(_compare(item, measures, kpi, as_of), start=start)
    declared = {"achieved": "achieved", "missed": "not achieved"}.get(item.status, "")
    doubt = f"the record says '{item.status}'" if declared and declared != found.state else ""
    return replace(found, doubt=doubt)


def _find_start(item: Objective, kpi: Kpi, frozen: Baseline) -> float | None:
    if set(item.where) - set(SLICES):
        return None
    wanted = {name: item.where.get(name, "") for name in SLICES}
    found = [
        one
        for one in frozen.values
        if one.kpi == kpi.id and one.stat == "value" and all(getattr(one, key) == text for key, text in wanted.items())
    ]
    through = [one for one in found if one.view == "throughput"]
    return next((one.value for one in through or found), None)


def _compare(item: Objective, measures: pd.DataFrame, kpi: Kpi, as_of: dt.date) -> Reach:
    open_ = Reach(item.id, None, None, None, None, "not decidable", "")
    if kpi.better == "none":
        return replace(open_, reason="no direction is good")
    rows = stated_rows(measures, kpi, item.where)
    if rows.empty:
        return replace(open_, reason="the measures do not hold its slice")
    newest = measures["period_start"].max() - pd.DateOffset(months=MOST_PERIODS - 1)
    series = make_series(rows[rows["period_start"] >= newest], kpi)
    if series.n < FEWEST_PERIODS:
        reason = f"{say_count(series.n, 'usable month')} of the last year, {FEWEST_PERIODS} needed"
        return replace(open_, reason=reason)
    unit = str(series.rows["unit"].iloc[-1])
    if item.target.unit != unit:
        return replace(open_, reason=f"the target is in {item.target.unit} and the KPI in {unit}")
    try:
        level, lo, hi = estimate_level(series)
    except Refused as refusal:
        return replace(open_, reason=str(refusal))
    compared = compare_to_target(lo, hi, item.target.value, kpi.better)
    state, reason = decide_state(compared, due=item.target.by, as_of=as_of)
    return replace(open_, level=level, lo=lo, hi=hi, state=state, reason=reason)
