"""How long a target still holds: the first coming month that is foretold beyond it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from csi_lib.settings import Event
from csi_lib.signals.forecast import forecast
from csi_lib.signals.series import KpiLike, Season, main_stat


@dataclass(frozen=True)
class Lead:
    """When a target is foretold to be missed.

    Parameters
    ----------
    horizon : int
        Months foretold.
    expected : int or None
        Months until the expected value misses the target, 1 = the nearest one; None: not within the horizon.
    sure : int or None
        Months until the whole 95 % interval misses it.
    month : Timestamp or None
        Begin of the month in which the expected value first misses it.
    """

    horizon: int
    expected: int | None
    sure: int | None
    month: pd.Timestamp | None


def foretell_stated(
    measures: pd.DataFrame, kpis: Iterable[KpiLike], *, season: Season = "yearly", events: Iterable[Event] = ()
) -> pd.DataFrame:
    """Predict the coming months of every total as its definition states it, which is what a target is set on.

    Durations are charted by their geometric mean, which lies below the mean that a target is about.

    Parameters
    ----------
    measures, kpis, season, events
        As in ``forecast``.

    Returns
    -------
    DataFrame
        As ``forecast`` returns it.
    """
    listed = tuple(kpis)
    stated = measures[measures["stat"] == "value"]
    named = stated["kpi"].map({kpi.id: main_stat(kpi) for kpi in listed}).fillna("value")
    return forecast(stated.assign(stat=named.astype(measures["stat"].dtype)), listed, season=season, events=events)


def find_lead(coming: pd.DataFrame, target: float, better: str) -> Lead:
    """Find the first coming month beyond a target.

    Parameters
    ----------
    coming : DataFrame
        The foretold months of one KPI, nearest first: ``period_start, value, lo, hi`` in the KPI's unit.
    target : float
        In the same unit; reaching it exactly is enough.
    better : {"lower", "higher"}
        The good direction.

    Returns
    -------
    Lead
        Months are counted from the newest month that was measured.
    """
    near_end = "lo" if better == "lower" else "hi"  # the end of the interval on the good side
    expected = _first(coming["value"], target, better)
    sure = _first(coming[near_end], target, better)
    month: Any = None if expected is None else coming["period_start"].iloc[expected - 1]
    return Lead(len(coming), expected, sure, month)


def _first(values: pd.Series, target: float, better: str) -> int | None:
    beyond = values > target if better == "lower" else values < target
    return int(beyond.to_numpy().argmax()) + 1 if beyond.any() else None
