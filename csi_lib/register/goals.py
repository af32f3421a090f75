"""Objectives with a target: reached, not reached, or not decidable from the last year's months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from csi_lib.errors import SettingsError, did_you_mean
from csi_lib.kpi import Kpi
from csi_lib.settings import Objective
from csi_lib.stats import Refused, Sample, fit_mixture, scale_of

State = Literal["achieved", "not achieved", "not decidable"]

MOST_PERIODS = 12  # the last year of months: older ones say where we were, not where we are
FEWEST_PERIODS = 9  # the mixture was not tested below (statistics-spec.md 1.1)


@dataclass(frozen=True)
class Goal:
    """One objective down to its KPI and target, and whether it is reached.

    Parameters
    ----------
    objective, success_factor, kpi, unit : str
        What is wanted, what it hangs on, by which KPI it is seen, and the KPI's unit.
    target, level, lo, hi : float or None
        Target, level of the last year and its 95 % interval, in the KPI's unit; None where there is none.
    state : {"achieved", "not achieved", "not decidable"}
        Achieved or not only where the whole interval lies on one side of the target.
    reason : str
        Why, in one sentence.
    """

    objective: str
    success_factor: str
    kpi: str
    unit: str
    target: float | None
    level: float | None
    lo: float | None
    hi: float | None
    state: State
    reason: str


def decide_goals(objectives: Iterable[Objective], measures: pd.DataFrame, kpis: Iterable[Kpi]) -> tuple[Goal, ...]:
    """Decide every objective by the level of its KPI over the last usable year of months.

    Parameters
    ----------
    objectives : iterable of Objective
        From the engagement file.
    measures : DataFrame
        The long measures frame, by month.
    kpis : iterable of Kpi
        The KPIs of the report.

    Returns
    -------
    tuple of Goal
        One per objective, in their order.

    Raises
    ------
    SettingsError
        When an objective names a KPI that the report does not hold.
    """
    known = {kpi.id: kpi for kpi in kpis}
    return tuple(_decide(item, measures, _kpi_of(item, known)) for item in objectives)


def _kpi_of(item: Objective, known: Mapping[str, Kpi]) -> Kpi:
    if item.kpi not in known:
        raise SettingsError(
            f"objective '{item.id}': KPI '{item.kpi}' is not among the engagement's kpis",
            do=did_you_mean(item.kpi, known).capitalize(),
        )
    return known[item.kpi]


def _decide(item: Objective, measures: pd.DataFrame, kpi: Kpi) -> Goal:
    if item.target is None or kpi.better == "none":
        return _goal(item, kpi, "not decidable", "no target is set" if item.target is None else "no direction is good")
    months = _usable_months(measures, kpi)
    if len(months) < FEWEST_PERIODS:
        return _goal(
            item, kpi, "not decidable", f"{len(months)} usable months of the last year, {FEWEST_PERIODS} needed"
        )
    try:
        level, lo, hi = estimate_level(months, kpi.kind)
    except Refused as refused:
        return _goal(item, kpi, "not decidable", str(refused))
    good, bad = (
        (hi <= item.target, lo > item.target) if kpi.better == "lower" else (lo >= item.target, hi < item.target)
    )
    if good:
        return _goal(item, kpi, "achieved", "the whole interval meets the target", level, lo, hi)
    if bad:
        return _goal(item, kpi, "not achieved", "the whole interval misses the target", level, lo, hi)
    return _goal(item, kpi, "not decidable", "the target lies inside the interval", level, lo, hi)


def estimate_level(months: pd.DataFrame, kind: str) -> tuple[float, float, float]:
    """Estimate the level of a stretch of months with its 95 % interval, autocorrelation included.

    Parameters
    ----------
    months : DataFrame, shape (n, columns)
        Rows of the measures frame, in order of time.
    kind : str
        The KPI's kind; it names the working scale.

    Returns
    -------
    tuple of float
        Level, lower and upper end, in the unit of the KPI.

    Raises
    ------
    Refused
        When the months do not vary or do not fit the scale.

    Source
    ------
    statistics-spec.md 1.3 to 1.6 with the constant as the only column.
    """
    sample = Sample(
        value=months["value"].to_numpy(float),
        numerator=months["numerator"].to_numpy(float),
        denominator=months["denominator"].to_numpy(float),
        exposure=(months["period_end"] - months["period_start"]).dt.days.to_numpy(float),
    )
    scale = scale_of(kind)
    start = months["period_start"].dt
    dates = (start.year * 12 + start.month).to_numpy(int)
    fit = fit_mixture(scale.forward(sample), np.ones((len(months), 1)), 0, dates)
    return tuple(float(scale.backward(z, sample)[-1]) for z in (fit.b, fit.lo, fit.hi))  # type: ignore[return-value]


def _usable_months(measures: pd.DataFrame, kpi: Kpi) -> pd.DataFrame:
    found = measures[(measures["kpi"] == kpi.id) & (measures["stat"] == "value") & (measures["reason"] == "")]
    found = found[found["view"] == ("throughput" if (found["view"] == "throughput").any() else "cohort")]
    total = found[found[["service", "priority", "team", "category"]].isna().all(axis=1) & found["value"].notna()]
    newest = measures["period_start"].max() - pd.DateOffset(months=MOST_PERIODS - 1)
    return total[total["period_start"] >= newest].sort_values("period_start")


def _goal(
    item: Objective,
    kpi: Kpi,
    state: State,
    reason: str,
    level: float | None = None,
    lo: float | None = None,
    hi: float | None = None,
) -> Goal:
    return Goal(
        item.objective,
        item.success_factor,
        f"{kpi.id}@{kpi.version}",
        kpi.unit,
        item.target,
        level,
        lo,
        hi,
        state,
        reason,
    )
