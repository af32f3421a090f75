"""The single cases before and after a change, from the very months that the verdict uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.clocks import to_utc
from csi_lib.kpi import Kpi
from csi_lib.kpi.cases import CASE_FORMULAS, read_cases
from csi_lib.settings import Event
from csi_lib.signals.description.sweeps import Sweeps, find_sweeps
from csi_lib.signals.series import Series, pick_series
from csi_lib.signals.verdicts.verdict import Intervention
from csi_lib.stats import Refused

SECONDS = {"min": 60.0, "h": 3_600.0, "d": 86_400.0}  # of the units a duration may have


@dataclass(frozen=True, eq=False)
class Sides:
    """Cases of one KPI and slice on both sides of a change.

    Parameters
    ----------
    kpi : Kpi
        Whose cases.
    intervention : Intervention
        The change.
    before, after : DataFrame
        Cases counted in usable periods of a side: ``value`` in the unit of the KPI (0 and 100 in a share), ``ended_at``
        (UTC), ``swept_day`` and ``swept_minute`` (bool), the slices of the KPI, ``hold_hours`` of tickets.
    everyone : DataFrame
        All cases of the slice, those still waiting included: ``began_at``, ``value``, ``waiting``.
    periods_before, periods_after : int
        Usable periods on each side.
    noun : str
        month, week, …
    begins, changes, resumes, ends : Timestamp
        UTC: first usable period, the change, the end of the transition, and the end of the data.
    resumes_on : date
        The local day of ``resumes``: first day of the first usable period after the transition.
    begins_on : date
        The local day of ``begins``: first day of the first usable period.
    sweeps : tuple of Sweeps
        By day and by minute, over all cases of the KPI, all slices; empty for a share.
    """

    kpi: Kpi
    intervention: Intervention
    before: pd.DataFrame
    after: pd.DataFrame
    everyone: pd.DataFrame
    periods_before: int
    periods_after: int
    noun: str
    begins: pd.Timestamp
    changes: pd.Timestamp
    resumes: pd.Timestamp
    ends: pd.Timestamp
    resumes_on: dt.date
    begins_on: dt.date
    sweeps: tuple[Sweeps, ...]

    @property
    def unit(self) -> str:
        """Unit of a value; percent for a share."""
        return self.kpi.unit

    @property
    def is_duration(self) -> bool:
        """Whether values are durations, so that medians and percentiles mean something."""
        return self.kpi.kind == "duration"


@dataclass(frozen=True, eq=False)
class Cases:
    """All single cases of one KPI, read once.

    Parameters
    ----------
    kpi : Kpi
        A mean of durations, or a share.
    rows : DataFrame
        ``read_cases`` of it, with the end and the sweep of every case of a duration, shares in percent.
    sweeps : tuple of Sweeps
        By day and by minute, over all slices; empty for a share.
    zone : str
        IANA name of the client's time zone.
    """

    kpi: Kpi
    rows: pd.DataFrame
    sweeps: tuple[Sweeps, ...]
    zone: str

    def between(self, first: dt.date, last: dt.date) -> pd.DataFrame:
        """Return the finished cases counted from one local day to another, both inclusive."""
        begin, end = to_utc(first, self.zone), to_utc(last + dt.timedelta(days=1), self.zone)
        stamps = self.rows["counted_at"]
        return self.rows[self.rows["value"].notna() & (stamps >= begin) & (stamps < end)]


def open_cases(tables: Mapping[str, Path], kpi: Kpi, zone: str) -> Cases:
    """Read the single cases of a KPI and find those that ended in a sweep.

    Parameters
    ----------
    tables : mapping of str to Path
        Canonical table -> its Parquet file.
    kpi : Kpi
        Which one.
    zone : str
        IANA name of the client's time zone.

    Returns
    -------
    Cases
        Perhaps none.

    Raises
    ------
    Refused
        When the KPI is neither a duration nor a share.
    """
    if kpi.formula not in CASE_FORMULAS or kpi.kind not in ("duration", "proportion"):
        raise Refused(f"{kpi.title} is neither a duration nor a share, so single cases say nothing more")
    further = ("hold_hours",) if kpi.table == "tickets" else ()
    rows, sweeps = _prepare(read_cases(tables, kpi, columns=further), kpi, zone)
    return Cases(kpi, rows, sweeps, zone)


def split_sides(
    cases: Cases,
    measures: pd.DataFrame,
    intervention: Intervention,
    *,
    as_of: dt.date,
    events: Iterable[Event] = (),
) -> Sides:
    """Take the single cases on both sides of a change.

    Parameters
    ----------
    cases : Cases
        Of the intervention's KPI.
    measures : DataFrame
        The measures by period: only cases of periods that a test may use are taken.
    intervention : Intervention
        Date, slice and transition.
    as_of : date
        Last local day the data speak of.
    events : iterable of Event
        A blocking one inside the periods compared forbids the comparison.

    Returns
    -------
    Sides
        Both with at least one case.

    Raises
    ------
    Refused
        When a side has no case, or a blocking event lies between.
    """
    kpi, zone, rows = cases.kpi, cases.zone, cases.rows
    series = pick_series(measures, kpi, dict(intervention.where))
    split = _split(series, intervention)
    _check_events(series, split, intervention, events)
    for name, value in intervention.where.items():
        rows = rows[rows[name] == value]
    number = _number_cases(rows, series, zone)
    counted = rows["value"].notna().to_numpy()
    before, after = (rows[counted & np.isin(number, np.flatnonzero(side))] for side in (split.before, split.after))
    for word, side in (("before", before), ("after", after)):
        if side.empty:
            raise Refused(f"there is no case in a usable {series.noun} {word} {intervention.date}")
    starts = series.rows["period_start"]
    return Sides(
        kpi=kpi,
        intervention=intervention,
        before=before,
        after=after,
        everyone=rows,
        periods_before=int(split.before.sum()),
        periods_after=int(split.after.sum()),
        noun=series.noun,
        begins=to_utc(starts[split.before].iloc[0], zone),
        changes=to_utc(intervention.date, zone),
        resumes=to_utc(starts[split.after].iloc[0], zone),
        ends=to_utc(as_of + dt.timedelta(days=1), zone),
        resumes_on=starts[split.after].iloc[0].date(),
        begins_on=starts[split.before].iloc[0].date(),
        sweeps=cases.sweeps,
    )


@dataclass(frozen=True, eq=False)
class _Split:
    """Usable periods on each side of the transition."""

    before: NDArray[np.bool_]
    after: NDArray[np.bool_]


def _split(series: Series, intervention: Intervention) -> _Split:
    day = pd.Timestamp(intervention.date)
    starts, ends = series.rows["period_start"], series.rows["period_end"]
    holds = ((starts <= day) & (day < ends)).to_numpy()
    if not holds.any():
        raise Refused(f"{intervention.date} is not among the periods measured")
    change = int(series.numbers[holds][0])
    # As in the verdict: a period that is half before and half after belongs to neither side.
    gap = max(intervention.transition, int(starts[holds].iloc[0] < day))
    before, after = series.usable & (series.numbers < change), series.usable & (series.numbers >= change + gap)
    for word, side in (("before", before), ("after", after)):
        if not side.any():
            raise Refused(f"no {series.noun} {word} {intervention.date} can be used")
    return _Split(before, after)


def _check_events(series: Series, split: _Split, intervention: Intervention, events: Iterable[Event]) -> None:
    used = series.rows[split.before | split.after]
    first, end = used["period_start"].iloc[0], used["period_end"].iloc[-1]
    service = intervention.where.get("service")
    named = [
        f"{event.what} on {event.date}"
        for event in events
        if event.blocks
        and (not event.kpis or intervention.kpi in event.kpis)
        and (not event.services or service is None or service in event.services)
        and pd.Timestamp(event.date) < end
        and pd.Timestamp(event.until or event.date) >= first
    ]
    if named:
        raise Refused(f"before and after cannot be compared: {'; '.join(named)}")


def _prepare(rows: pd.DataFrame, kpi: Kpi, zone: str) -> tuple[pd.DataFrame, tuple[Sweeps, ...]]:
    if kpi.kind != "duration":
        return rows.assign(value=100.0 * rows["value"]), ()
    # The stamp at which a duration ends, where it is the one that counts it: the duration may begin elsewhere than the
    # cohort does, and a business clock stands still at night.
    ended_at = rows["began_at"] + pd.to_timedelta(rows["value"] * SECONDS[kpi.unit], unit="s").dt.round("s")
    if kpi.view == "throughput":
        ended_at = rows["counted_at"].where(rows["value"].notna())
    sweeps = tuple(find_sweeps(ended_at, zone, length) for length in ("day", "minute"))
    marked = {f"swept_{sweep.length}": sweep.inside for sweep in sweeps}
    return rows.assign(ended_at=ended_at, **marked), sweeps


def _number_cases(rows: pd.DataFrame, series: Series, zone: str) -> NDArray[np.int64]:
    """Return the row of the series that each case is counted in; -1 outside all of them."""
    starts = np.array([to_utc(day, zone) for day in series.rows["period_start"]], dtype="datetime64[us]")
    ends = np.array([to_utc(day, zone) for day in series.rows["period_end"]], dtype="datetime64[us]")
    stamps = rows["counted_at"].to_numpy(dtype="datetime64[us]")
    place = np.searchsorted(starts, stamps, side="right") - 1
    inside = ~np.isnat(stamps) & (place >= 0) & (stamps < ends[np.maximum(place, 0)])
    return np.where(inside, place, -1)
