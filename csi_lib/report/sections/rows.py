"""Picking rows of the measures frame: the only thing the sections share."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.kpi.definition import AGE_BANDS
from csi_lib.periods import period_name
from csi_lib.signals import main_stat

SLICES = ("service", "priority", "team", "category")
STAT_LABELS = {
    "value": "mean",
    "median": "median",
    "p90": "90th percentile",
    "geomean": "geometric mean",
    **{f"over_{days}": f"older than {days} days" for days in AGE_BANDS},
    "on_hold": "on hold as last seen",
    "response": "answered, of those asked",
    "low": "low end",
    "high": "high end",
}


def main_view(frame: pd.DataFrame, kpi: Kpi) -> pd.DataFrame:
    """Return a KPI's rows in its main view: throughput where there is one."""
    rows = frame[frame["kpi"] == kpi.id]
    views = set(rows["view"])
    return rows[rows["view"] == ("throughput" if "throughput" in views else "cohort")]


def at(frame: pd.DataFrame, where: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the rows of exactly one slice; no mapping means the totals.

    Parameters
    ----------
    frame : DataFrame
        Measures.
    where : mapping of str to str, optional
        Slice column to value; all others must be empty.
    """
    wanted = where or {}
    keep = pd.Series(True, index=frame.index)
    for name in [column for column in SLICES if column in frame]:
        keep &= frame[name].eq(wanted[name]) if name in wanted else frame[name].isna()
    return frame[keep]


def along(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows sliced by one column alone."""
    others = [name for name in SLICES if name in frame and name != column]
    return frame[frame[column].notna() & frame[others].isna().all(axis=1)]


def stats_of(kpi: Kpi) -> tuple[str, ...]:
    """Return the statistics shown for a KPI: a mean never stands alone for a duration."""
    return tuple(stat for stat in kpi.stats if stat != "geomean")


def stat_label(kpi: Kpi, stat: str) -> str:
    """Say which statistic a number is; empty for the value itself, unless that is the mean of a duration."""
    if stat == "value" and kpi.kind != "duration":
        return ""
    label = STAT_LABELS[stat]
    return f"{label} of the age" if kpi.formula == "ageing" and stat in ("median", "p90") else label


def name_kpi(kpi: Kpi) -> str:
    """Name a KPI in a table: its title, and the id and version that files use."""
    return f"{kpi.title} ({kpi.id}@{kpi.version})"


def name_series(kpi: Kpi) -> str:
    """Name what a chart draws of a KPI: its title, and the statistic where that is not the value itself."""
    stat = main_stat(kpi)
    return kpi.title if stat == "value" else f"{kpi.title} ({STAT_LABELS[stat]})"


def unit_of(measures: pd.DataFrame, kpi: Kpi) -> str:
    """Return the unit its rows carry: a KPI of money has the currency of the bookings."""
    found = measures.loc[(measures["kpi"] == kpi.id) & (measures["stat"] == "value"), "unit"].dropna()
    return str(found.iloc[0]) if len(found) else kpi.unit


def name_period(row: object) -> str:
    """Name the period of a measures row."""
    return period_name(row.period_start, row.period_end)  # type: ignore[attr-defined]


def last_month(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the newest period without a reason against it; where every one has, of the newest whole one.

    Parameters
    ----------
    frame : DataFrame
        Rows of one series.
    """
    good = frame[frame["reason"] == ""]
    chosen = good if len(good) else frame[frame["reason"] != "partial period"]
    return chosen[chosen["period_start"] == chosen["period_start"].max()]
