"""Goals with a target: reached, not reached, or not decidable from the last year's months; one rule for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from csi_lib.errors import SettingsError, did_you_mean
from csi_lib.kpi import Kpi
from csi_lib.settings import Objective
from csi_lib.signals import Series, make_series, slice_columns
from csi_lib.signals.wording import say_count
from csi_lib.stats import Refused, designs, fit_alone

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


def decide_goals(
    objectives: Iterable[Objective], measures: pd.DataFrame, kpis: Iterable[Kpi], *, as_of: dt.date | None = None
) -> tuple[Goal, ...]:
    """Decide every objective by the level of its KPI over the last usable year of months.

    Parameters
    ----------
    objectives : iterable of Objective
        From the engagement file.
    measures : DataFrame
        The long measures frame, by month.
    kpis : iterable of Kpi
        The KPIs of the report.
    as_of : date, optional
        Last day the data speak of: before the day a target is due, missing it decides nothing.

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
    return tuple(_decide(item, measures, _kpi_of(item, known), as_of) for item in objectives)


def _kpi_of(item: Objective, known: Mapping[str, Kpi]) -> Kpi:
    if item.kpi not in known:
        raise SettingsError(
            f"objective '{item.id}': KPI '{item.kpi}' is not among the engagement's kpis",
            do=did_you_mean(item.kpi, known).capitalize(),
        )
    return known[item.kpi]


def _decide(item: Objective, measures: pd.DataFrame, kpi: Kpi, as_of: dt.date | None) -> Goal:
    if item.target is None or kpi.better == "none":
        return _goal(item, kpi, "not decidable", "no target is set" if item.target is None else "no direction is good")
    series = make_series(_last_year(measures, kpi), kpi)
    if series.n < FEWEST_PERIODS:
        reason = f"{say_count(series.n, 'usable month')} of the last year, {FEWEST_PERIODS} needed"
        return _goal(item, kpi, "not decidable", reason)
    try:
        level, lo, hi = estimate_level(series)
    except Refused as refused:
        return _goal(item, kpi, "not decidable", str(refused))
    state, reason = decide_state(compare_to_target(lo, hi, item.target, kpi.better), due=item.by, as_of=as_of)
    return _goal(item, kpi, state, reason, level, lo, hi)


def compare_to_target(lo: float, hi: float, target: float, better: str) -> tuple[State, str]:
    """Tell on which side of a target an interval lies.

    Parameters
    ----------
    lo, hi : float
        Ends of the interval.
    target : float
        The target, in the same unit; reaching it exactly is enough.
    better : {"lower", "higher"}
        The good direction.

    Returns
    -------
    tuple of (str, str)
        The state, and why in one clause.
    """
    good, bad = (hi <= target, lo > target) if better == "lower" else (lo >= target, hi < target)
    if good:
        return "achieved", "the whole interval meets the target"
    if bad:
        return "not achieved", "the whole interval misses the target"
    return "not decidable", "the target lies inside the interval"


def decide_state(
    compared: tuple[State, str], *, verdict: str = "", due: dt.date | None = None, as_of: dt.date | None = None
) -> tuple[State, str]:
    """Tell whether a goal is achieved, for objectives and initiatives alike.

    Parameters
    ----------
    compared : tuple of (str, str)
        Where the level lies, from ``compare_to_target``.
    verdict : str
        Of an initiative: without an improvement that can be claimed, a met target is not its achievement, and a
        deterioration is never one. Empty for an objective, which asks for the level alone.
    due, as_of : date, optional
        Day the target is due, and last day the data speak of.

    Returns
    -------
    tuple of (str, str)
        The state, and why in one clause.
    """
    state, reason = compared
    if verdict == "worse":
        state, reason = "not achieved", "it got worse"
    elif verdict not in ("", "improved") and state == "achieved":
        return "not decidable", f"{reason}, but no improvement after the change can be claimed ({verdict})"
    if state == "not achieved" and due is not None and as_of is not None and as_of < due:
        return "not decidable", f"not so far ({reason}), and it is due only on {due}"
    return state, reason


def estimate_level(series: Series) -> tuple[float, float, float]:
    """Estimate the level of a series with its 95 % interval, autocorrelation included.

    Parameters
    ----------
    series : Series
        Its usable periods are taken.

    Returns
    -------
    tuple of float
        Level, lower and upper end, in the unit of the KPI, at the exposure of the last usable period.

    Raises
    ------
    Refused
        When the periods do not vary or do not fit the scale.

    Source
    ------
    statistics-spec.md 1.3 to 1.6 with the constant as the only column.
    """
    fit = fit_alone(series.working(series.usable), designs.level(series.numbers[series.usable]))
    sample = series.sample.only(series.usable)
    level, lo, hi = (float(series.scale.backward(z, sample)[-1]) for z in (fit.b, fit.lo, fit.hi))
    return level, lo, hi


def _last_year(measures: pd.DataFrame, kpi: Kpi) -> pd.DataFrame:
    """Pick the total of a KPI as its definition states it (a mean, not the geometric mean that tests use)."""
    total = stated_rows(measures, kpi, {})
    newest = measures["period_start"].max() - pd.DateOffset(months=MOST_PERIODS - 1)
    return total[total["period_start"] >= newest]


def stated_rows(measures: pd.DataFrame, kpi: Kpi, where: Mapping[str, str]) -> pd.DataFrame:
    """Return the months of one slice of a KPI as its definition states it, not as tests transform it."""
    found = measures[(measures["kpi"] == kpi.id) & (measures["stat"] == "value")]
    found = found[found["view"] == ("throughput" if (found["view"] == "throughput").any() else "cohort")]
    for column in slice_columns(measures):
        found = found[found[column] == where[column] if column in where else found[column].isna()]
    return found


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
