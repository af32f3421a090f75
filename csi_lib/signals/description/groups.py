"""Where the work lies: groups of cases from the largest to the smallest, by number and by time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from csi_lib.signals.description.sides import Cases
from csi_lib.stats import Refused
from csi_lib.stats.description import Pareto, rank_shares

GROUPED = ("category", "service", "team")  # what can be worked on; a priority is no place where work lies


@dataclass(frozen=True, eq=False)
class Ranking:
    """Groups of one column.

    Parameters
    ----------
    by : str
        The column.
    names : tuple of str
        Every group, in alphabetical order; ``(none)`` where cases carry none.
    cases, time : ndarray of float, shape (groups,)
        Cases of each, and their durations together in the unit of the KPI.
    by_cases, by_time : Pareto
        Ranked by either.
    n : int
        All cases.
    """

    by: str
    names: tuple[str, ...]
    cases: np.ndarray
    time: np.ndarray
    by_cases: Pareto
    by_time: Pareto
    n: int


def rank_groups(cases: Cases, *, first: dt.date, as_of: dt.date) -> tuple[Ranking, ...]:
    """Rank the groups of a duration KPI by their cases and by the time these took.

    Parameters
    ----------
    cases : Cases
        Of a duration.
    first, as_of : date
        First and last local day, by the stamp that the KPI counts by.

    Returns
    -------
    tuple of Ranking
        By category, service and team, where these tell groups apart.

    Raises
    ------
    Refused
        When the KPI is no duration, or no case ended in the window.
    """
    kpi = cases.kpi
    if kpi.kind != "duration":
        raise Refused(f"{kpi.title} is no duration, so its groups have no time")
    counted = cases.between(first, as_of)
    if counted.empty:
        raise Refused(f"{kpi.title} has no finished case between {first} and {as_of}")
    found = []
    for name in [column for column in GROUPED if column in kpi.slices]:
        grouped = counted.groupby(name, sort=True)["value"].agg(["size", "sum"])
        if len(grouped) > 1:
            sizes, times = (grouped[column].to_numpy(dtype=np.float64) for column in ("size", "sum"))
            by_time = rank_shares(times if times.sum() > 0 else sizes)
            names = tuple(str(item) for item in grouped.index)
            found.append(Ranking(name, names, sizes, times, rank_shares(sizes), by_time, len(counted)))
    return tuple(found)
