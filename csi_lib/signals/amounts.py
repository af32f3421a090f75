"""Effects in units that need no explaining: hours, money, cases, minutes."""

from __future__ import annotations

import numpy as np

from csi_lib.signals.series import KpiLike, Series
from csi_lib.signals.wording import say_amount
from csi_lib.stats import Effect
from csi_lib.stats.scales import Fit


def find_amount(series: Series, kpi: KpiLike, fit: Fit) -> tuple[Effect, str] | None:
    """Turn a fitted coefficient into plain units at the level of the midpoint.

    Parameters
    ----------
    series : Series
        Where unit and minutes come from.
    kpi : Kpi
        Its kind decides.
    fit : Fit
        Coefficient, interval and level on the working scale.

    Returns
    -------
    tuple of (Effect, str), or None
        Difference with its interval, and its unit; None where the effect is in plain units already.
    """
    if kpi.kind in ("duration", "money", "quotient"):
        return series.scale.difference(fit), _unit_of(series, kpi)
    if kpi.kind == "count":
        return series.scale.difference(fit), f"{kpi.unit} a {series.noun}"
    if kpi.kind == "availability":
        minutes = float(np.nanmean(series.sample.denominator)) / 100 if series.n else np.nan
        points = series.scale.difference(fit)
        edges = (points.estimate * minutes, points.lo * minutes, points.hi * minutes)
        return (Effect(*edges, "difference"), f"minutes a {series.noun}") if np.isfinite(minutes) else None
    return None


def say_amount_of(series: Series, kpi: KpiLike, fit: Fit) -> str:
    """Say the effect in plain units, ``about 3.1 h``; empty where it is in plain units already."""
    found = find_amount(series, kpi, fit)
    return say_amount(*found) if found and np.isfinite(found[0].estimate) else ""


def _unit_of(series: Series, kpi: KpiLike) -> str:
    """Return the unit of the measures: money comes in the currency of its bookings."""
    units = series.rows["unit"].dropna().tolist() if "unit" in series.rows else []
    return str(units[-1]) if units else kpi.unit
