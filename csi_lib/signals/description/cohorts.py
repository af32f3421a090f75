"""How long cases opened before and after a change take, with those still open counted as open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.signals.description.sides import SECONDS, Sides
from csi_lib.stats import Refused
from csi_lib.stats.description import LogRank, Survival, estimate_survival, log_rank

TRACED = 97  # points of a drawn curve: steps finer than its line is thick
NEARLY_DOWN = 0.05  # still open; the tail beyond is a matter of single cases


@dataclass(frozen=True, eq=False)
class Cohorts:
    """The curves of both cohorts.

    Parameters
    ----------
    before, after : Survival
        By date of opening; the earlier one is watched until the change and no longer.
    check : LogRank or None
        Comparison of the whole curves, as if tickets were independent; None where it cannot be made.
    """

    before: Survival
    after: Survival
    check: LogRank | None


def follow_cohorts(sides: Sides) -> Cohorts:
    """Follow the cases opened before and after a change until they end, or until nobody looks any more.

    Parameters
    ----------
    sides : Sides
        Cases of a duration.

    Returns
    -------
    Cohorts
        Times in the unit of the KPI. What was opened before the change is watched until the day of the change, so
        that nothing done after it is counted as done before; what was opened during the transition is left out.

    Raises
    ------
    Refused
        When the KPI is no duration, or nobody of a cohort has ended.
    """
    if not sides.is_duration:
        raise Refused(f"{sides.kpi.title} is a share, which has no time to wait for")
    early = _watch(sides, sides.begins, sides.changes, until=sides.changes)
    late = _watch(sides, sides.resumes, sides.ends, until=sides.ends)
    day = sides.intervention.date
    before = estimate_survival(*early, what=f"opened before {day}")
    return Cohorts(before, estimate_survival(*late, what=f"opened after {day}"), _check(early, late))


def trace_curves(cohorts: Cohorts, points: int = TRACED) -> pd.DataFrame:
    """Lay both curves over one scale of time, as far as there is something to see.

    Parameters
    ----------
    cohorts : Cohorts
        The curves.
    points : int
        Times, evenly from 0 to the time at which both curves are nearly down.

    Returns
    -------
    DataFrame, shape (points, 7)
        ``time``; ``before``, ``before_lo``, ``before_hi``, ``after``, ``after_lo``, ``after_hi``: percent still open,
        missing beyond the last look at a cohort that is not done, limits also where there is no interval.
    """
    sides = {"before": cohorts.before, "after": cohorts.after}
    reached = [curve.quantile(1 - NEARLY_DOWN)[0] for curve in sides.values()]
    horizon = max(curve.last if end is None else end for curve, end in zip(sides.values(), reached, strict=True))
    time = np.linspace(0.0, horizon, points)
    out = {"time": time}
    for name, curve in sides.items():
        for suffix, heights in (("", curve.open), ("_lo", curve.lo), ("_hi", curve.hi)):
            steps = np.concatenate([[1.0], heights])[np.searchsorted(curve.time, time, side="right")]
            known = (time <= curve.last) | (curve.ended == curve.n)
            out[f"{name}{suffix}"] = 100.0 * np.where(known, steps, np.nan)
    return pd.DataFrame(out)


_Cohort = tuple[NDArray[np.float64], NDArray[np.bool_]]


def _watch(sides: Sides, first: pd.Timestamp, last: pd.Timestamp, until: pd.Timestamp) -> _Cohort:
    """Return how long each case opened in a stretch was watched, and whether its end was seen."""
    cases = sides.everyone
    opened = cases[(cases["began_at"] >= first) & (cases["began_at"] < last)]
    watched = ((until - opened["began_at"]).dt.total_seconds() / SECONDS[sides.unit]).to_numpy(dtype=np.float64)
    value = opened["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    seen = np.isfinite(value) & (value <= watched)
    return np.where(seen, value, watched), seen


def _check(early: _Cohort, late: _Cohort) -> LogRank | None:
    try:
        return log_rank(early, late)
    except Refused:
        return None
