"""The trend tools people expect: Mann-Kendall, Sen's slope and change points of every total."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.periods import period_name
from csi_lib.settings import Event
from csi_lib.signals.charts.points import MIN_POINTS
from csi_lib.signals.series import KpiLike, Season, Series, pick_series
from csi_lib.signals.trends import say_short
from csi_lib.signals.verdicts.rivals import find_rivals, say_broken
from csi_lib.stats import Refused
from csi_lib.stats.courses import (
    MannKendall,
    find_changes,
    mann_kendall,
    prewhitened_mann_kendall,
    rate_of,
    seasonal_mann_kendall,
    sen_slope,
)

Array = NDArray[np.float64]

COURSE_COLUMNS = (
    "kpi", "n", "tau", "p", "p_seasonal", "p_whitened", "slope", "slope_lo", "slope_hi", "slope_per", "rho",
    "false_plain", "false_whitened", "reason",
)  # fmt: skip
CHANGE_COLUMNS = ("kpi", "n", "since", "levels", "rho", "false", "reason")


def list_courses(
    measures: pd.DataFrame,
    kpis: Iterable[KpiLike],
    *,
    rho: Mapping[str, float] | None = None,
    season: Season = "yearly",
    events: Iterable[Event] = (),
) -> pd.DataFrame:
    """Ask Mann-Kendall in three forms and Sen's slope of every total.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it, one grain.
    kpis : iterable of Kpi
        Which KPIs.
    rho : mapping of str to float, optional
        Autocorrelation of each KPI's total as the kit's own trend fit finds it; the false rates are read there.
    season : {"yearly", "none"}
        Whether a yearly season is possible; the seasonal form is left out where it is not.
    events : iterable of Event
        The engagement's calendar: nothing is asked of a window that a blocking event cuts.

    Returns
    -------
    DataFrame
        ``COURSE_COLUMNS``, one row a KPI: tau and p of the ordinary test, p of the seasonal and of the pre-whitened
        one, the slope with its interval in natural units per ``slope_per`` (year, or period), and the measured
        percentage of stable series of this length and autocorrelation that the ordinary and the pre-whitened test call
        a trend (missing beyond what was measured). Below 12 usable periods there is a reason instead.
    """
    known, calendar = rho or {}, list(events)
    rows = [_ask_courses(measures, kpi, known.get(kpi.id, np.nan), season, calendar) for kpi in kpis]
    return pd.DataFrame(rows, columns=list(COURSE_COLUMNS))


def list_changes(
    measures: pd.DataFrame,
    kpis: Iterable[KpiLike],
    *,
    rho: Mapping[str, float] | None = None,
    season: Season = "yearly",
    events: Iterable[Event] = (),
) -> pd.DataFrame:
    """Describe every total by the levels its values lie on: a picture in words, never a claim.

    Parameters
    ----------
    measures, kpis, rho, season, events
        As in ``list_courses``.

    Returns
    -------
    DataFrame
        ``CHANGE_COLUMNS``, one row a KPI: first period of every level but the first (``since``) and the mean of the
        natural values on each (``levels``), both tuples; and the measured percentage of stable series of this length
        and autocorrelation that show a change point too.
    """
    known, calendar = rho or {}, list(events)
    rows = [_ask_changes(measures, kpi, known.get(kpi.id, np.nan), season, calendar) for kpi in kpis]
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))


def _ask_courses(
    measures: pd.DataFrame, kpi: KpiLike, rho: float, season: Season, events: list[Event]
) -> dict[str, Any]:
    try:
        series = pick_series(measures, kpi, season=season)
        if series.n < MIN_POINTS:
            raise Refused(say_short(series))
        _check_whole(series, kpi, events)
        y = _lay_out(series, series.sample.value[series.usable])
        plain, slope = mann_kendall(y), sen_slope(y)
    except Refused as refusal:
        return {"kpi": kpi.id, "n": 0, "reason": str(refusal)}
    year = series.year or 1
    return {
        "kpi": kpi.id,
        "n": plain.n,
        "tau": plain.tau,
        "p": plain.p,
        "p_seasonal": _p_or_nothing(lambda: seasonal_mann_kendall(y, series.cycle)) if series.cycle else np.nan,
        "p_whitened": _p_or_nothing(lambda: prewhitened_mann_kendall(y)),
        "slope": year * slope.slope,
        "slope_lo": year * slope.lo,
        "slope_hi": year * slope.hi,
        "slope_per": "year" if series.year else series.noun,
        "rho": rho,
        "false_plain": _rate("original", plain.n, rho),
        "false_whitened": _rate("pre-whitened", plain.n, rho),
        "reason": "",
    }


def _ask_changes(
    measures: pd.DataFrame, kpi: KpiLike, rho: float, season: Season, events: list[Event]
) -> dict[str, Any]:
    try:
        series = pick_series(measures, kpi, season=season)
        _check_whole(series, kpi, events)
        found = find_changes(_lay_out(series, series.working(series.usable)))
    except Refused as refusal:
        return {"kpi": kpi.id, "n": 0, "since": (), "levels": (), "reason": str(refusal)}
    numbers = series.numbers[series.usable]
    natural = series.sample.value[series.usable]
    cuts = np.searchsorted(numbers, found.starts)
    begun = series.rows[series.usable].iloc[cuts]
    since = tuple(map(period_name, begun["period_start"], begun["period_end"]))
    levels = tuple(float(part.mean()) for part in np.split(natural, cuts))
    false = _rate("change points", found.n, rho)
    return {"kpi": kpi.id, "n": found.n, "since": since, "levels": levels, "rho": rho, "false": false, "reason": ""}


def _check_whole(series: Series, kpi: KpiLike, events: list[Event]) -> None:
    broken = say_broken(series, find_rivals(events, [kpi.id], [{}]))
    if broken:
        raise Refused(broken)


def _lay_out(series: Series, usable: Array) -> Array:
    """Put the usable values on the complete grid of periods; the others are missing."""
    grid = np.full(int(series.numbers[-1]) + 1, np.nan)
    grid[series.numbers[series.usable]] = usable
    return grid


def _p_or_nothing(ask: Callable[[], MannKendall]) -> float:
    try:
        return ask().p
    except Refused:
        return float("nan")


def _rate(method: Any, n: int, rho: float) -> float:
    found = rate_of(method, n, rho) if np.isfinite(rho) else None
    return float("nan") if found is None else found
