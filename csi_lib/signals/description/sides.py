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
from csi_lib.signals.verdict import Intervention
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
    sweeps: tuple[Sweeps, ...]

    @property
    def unit(self) -> str:
        """Unit of a value; percent for a share."""
        return self.kpi.unit

    @property
    def is_duration(self) -> bool:
        """Whether values are durations, so that medians and percentiles mean something."""
        return self.kpi.kind == "duration"


def read_sides(
    tables: Mapping[str, Path],
    kpi: Kpi,
    measures: pd.DataFrame,
    intervention: Intervention,
    *,
    zone: str,
    as_of: dt.date,
    events: Iterable[Event] = (),
) -> Sides:
    """Read the single cases on both sides of a change.

    Parameters
    ----------
    tables : mapping of str to Path
        Canonical table -> its Parquet file.
    kpi : Kpi
        A mean of durations, or a share.
    measures : DataFrame
        The measures by period: only cases of periods that a test may use are taken.
    intervention : Intervention
        Date, slice and transition.
    zone : str
        IANA name of the client's time zone.
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
        When the KPI is made of no single cases, a side has none, or a blocking event lies between.
    """
    if kpi.formula not in CASE_FORMULAS or kpi.kind not in ("duration", "proportion"):
        raise Refused(f"{kpi.title} is neither a duration nor a share, so single cases say nothing more")
    series = pick_series(measures, kpi, dict(intervention.where))
    split = _split(series, intervention)
    _check_events(series, split, intervention, events)
    cases, sweeps = _prepare(read_cases(tables, kpi, columns=_further(kpi)), kpi, zone)
    for name, value in intervention.where.items():
        cases = cases[cases[name] == value]
    number = _number_cases(cases, series, zone)
    counted = cases["value"].notna().to_numpy()
    before, after = (cases[counted & np.isin(number, np.flatnonzero(side))] for side in (split.before, split.after))
    for word, side in (("before", before), ("after", after)):
        if side.empty:
            raise Refused(f"there is no case in a usable {series.noun} {word} {intervention.date}")
    starts = series.rows["period_start"]
    return Sides(
        kpi=kpi,
        intervention=intervention,
        before=before,
        after=after,
        everyone=cases,
        periods_before=int(split.before.sum()),
        periods_after=int(split.after.sum()),
        noun=series.noun,
        begins=to_utc(starts[split.before].iloc[0], zone),
        changes=to_utc(intervention.date, zone),
        resumes=to_utc(starts[split.after].iloc[0], zone),
        ends=to_utc(as_of + dt.timedelta(days=1), zone),
        sweeps=sweeps,
    )


def _further(kpi: Kpi) -> tuple[str, ...]:
    return ("hold_hours",) if kpi.table == "tickets" else ()


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


def _prepare(cases: pd.DataFrame, kpi: Kpi, zone: str) -> tuple[pd.DataFrame, tuple[Sweeps, ...]]:
    """Add the end of every case and whether it ended in a sweep; say shares in percent."""
    if kpi.kind != "duration":
        return cases.assign(value=100.0 * cases["value"]), ()
    ended_at = cases["began_at"] + pd.to_timedelta(cases["value"] * SECONDS[kpi.unit], unit="s").dt.round("s")
    sweeps = tuple(find_sweeps(ended_at, zone, length) for length in ("day", "minute"))
    marked = {f"swept_{sweep.length}": sweep.inside for sweep in sweeps}
    return cases.assign(ended_at=ended_at, **marked), sweeps


def _number_cases(cases: pd.DataFrame, series: Series, zone: str) -> NDArray[np.int64]:
    """Return the row of the series that each case is counted in; -1 outside all of them."""
    starts = np.array([to_utc(day, zone) for day in series.rows["period_start"]], dtype="datetime64[us]")
    ends = np.array([to_utc(day, zone) for day in series.rows["period_end"]], dtype="datetime64[us]")
    stamps = cases["counted_at"].to_numpy(dtype="datetime64[us]")
    place = np.searchsorted(starts, stamps, side="right") - 1
    inside = ~np.isnat(stamps) & (place >= 0) & (stamps < ends[np.maximum(place, 0)])
    return np.where(inside, place, -1)
