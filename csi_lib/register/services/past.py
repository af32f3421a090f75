"""Would the target have been met in past periods, agreed or not: how real a promise is, and what else could be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.register.services.targets import Target
from csi_lib.stats import Refused
from csi_lib.stats.description import Span, span_share
from csi_lib.stats.description.clusters import span_clusters

LEAST_PERIODS = 6  # below that many, neither 'always' nor 'never' is said
RECENT = 12  # periods that stand for how things are now
OFTEN = 0.9  # kept in that share of past periods: a promise that can be given
SELDOM = 0.5
PROMISE = 0.1  # what nine of ten past periods reached


@dataclass(frozen=True)
class Past:
    """How often one target would have been kept.

    Parameters
    ----------
    target : Target
        Which.
    periods, kept : int
        Past periods that are decided, and those that kept the goal.
    span : Span or None
        The share kept with its 95 % interval; None without a period.
    recent, recent_kept : int
        The same for the last ``RECENT`` of them.
    word : str
        always kept, kept as a rule, kept by turns, seldom kept, never kept, too few periods.
    """

    target: Target
    periods: int
    kept: int
    span: Span | None
    recent: int
    recent_kept: int
    word: str


def look_back_on(attainment: pd.DataFrame, targets: Iterable[Target]) -> tuple[Past, ...]:
    """Count, for every target, the past periods that would have kept it, whether it was agreed then or not.

    Parameters
    ----------
    attainment : DataFrame
        As ``judge_times`` and ``judge_values`` make it.
    targets : iterable of Target
        Which to count.

    Returns
    -------
    tuple of Past
        In the order of the targets. Wilson's interval takes periods as drawn on their own; neighbours are alike, so it
        is rather wider in truth.
    """
    return tuple(_look_back(attainment, target) for target in targets)


def _look_back(attainment: pd.DataFrame, target: Target) -> Past:
    mine = attainment[(attainment["sla"] == target.sla.id) & (attainment["target"] == target.key)]
    kept = mine.sort_values("period_start")["kept"].dropna().to_numpy(dtype=float)
    last = kept[-RECENT:]
    span = span_share(float(kept.sum()), len(kept)) if len(kept) else None
    return Past(target, len(kept), int(kept.sum()), span, len(last), int(last.sum()), _name_past(kept))


def _name_past(kept: np.ndarray) -> str:
    if len(kept) < LEAST_PERIODS:
        return "too few periods"
    share = kept.mean()
    if share in (0, 1):
        return "always kept" if share else "never kept"
    return "kept as a rule" if share >= OFTEN else "kept by turns" if share >= SELDOM else "seldom kept"


@dataclass(frozen=True)
class WhatIf:
    """What another time would have meant.

    Parameters
    ----------
    target : Target
        The agreed target.
    hours : float
        The time that is tried, on the clock of the agreement.
    agreed : bool
        Whether it is the agreed one.
    span : Span or None
        Share of tickets in time over the last ``RECENT`` decided periods, with a 95 % interval that knows that months
        differ.
    periods, kept : int
        Decided periods, and those that would have reached the agreed share.
    undecided : int
        Periods that are over, and whose open tickets can still decide them: at some times they can, at others not.
    promise : float
        Percent that nine of ten of those periods reached at least.
    """

    target: Target
    hours: float
    agreed: bool
    span: Span | None
    periods: int
    kept: int
    undecided: int
    promise: float


def try_times(counts: pd.DataFrame, target: Target, goal: float | None = None) -> tuple[WhatIf, ...]:
    """Say what every time that was counted would have meant.

    Parameters
    ----------
    counts : DataFrame
        ``COUNT_COLUMNS``, at several times ``within`` (h).
    target : Target
        A target on a time.
    goal : float, optional
        Share to reach, percent; default the agreed one.

    Returns
    -------
    tuple of WhatIf
        From the shortest time to the longest: at a longer time never fewer tickets are in time.
    """
    assert target.time is not None
    mine = counts[(counts["sla"] == target.sla.id) & (counts["target"] == target.key) & counts["complete"].astype(bool)]
    wanted = target.goal if goal is None else goal
    tried = sorted(float(hours) for hours in mine["within"].unique())
    return tuple(_try_time(mine[mine["within"] == hours], target, hours, wanted) for hours in tried)


def _try_time(rows: pd.DataFrame, target: Target, hours: float, goal: float) -> WhatIf:
    assert target.time is not None
    rows = rows.sort_values("period_start")
    decided = (rows["met"] + rows["missed"]).to_numpy(dtype=float)
    open_yet = rows["running"].to_numpy(dtype=float)
    met = rows["met"].to_numpy(dtype=float)
    some = decided > 0
    share = 100 * met[some] / decided[some]
    worst = 100 * met[some] / (decided + open_yet)[some]
    best = 100 * (met + open_yet)[some] / (decided + open_yet)[some]
    sure = (worst >= goal) | (best < goal)
    try:
        span = span_clusters(met[some][-RECENT:], decided[some][-RECENT:])
    except Refused:
        span = None
    promise = float(np.quantile(share, PROMISE, method="inverted_cdf")) if len(share) else float("nan")
    same = bool(np.isclose(hours, target.time.hours))
    periods = int(sure.sum())
    undecided = int((decided + open_yet > 0).sum()) - periods
    return WhatIf(target, hours, same, span, periods, int((worst[sure] >= goal).sum()), undecided, promise)


@dataclass(frozen=True)
class OtherGoal:
    """What another promised value of a KPI would have meant: ``kept`` of ``periods``, with its 95 % interval."""

    target: Target
    goal: float
    agreed: bool
    periods: int
    kept: int
    span: Span | None


def try_usual_goals(attainment: pd.DataFrame, target: Target) -> tuple[OtherGoal, ...]:
    """Try what the worst, the middle and the best periods of ten reached, as ``try_goals`` does."""
    mine = attainment[(attainment["sla"] == target.sla.id) & (attainment["target"] == target.key)]
    values = mine["value"].dropna()
    goals = [float(f"{value:.4g}") for value in values.quantile([0.1, 0.5, 0.9])] if len(values) else []
    return try_goals(attainment, target, goals)


def try_goals(attainment: pd.DataFrame, target: Target, goals: Iterable[float]) -> tuple[OtherGoal, ...]:
    """Say in how many past periods other values of a KPI, or other shares in time, would have been kept.

    Parameters
    ----------
    attainment : DataFrame
        As ``judge_values`` makes it.
    target : Target
        Which.
    goals : iterable of float
        Values to try, in the unit of the goal.

    Returns
    -------
    tuple of OtherGoal
        In ascending order, the agreed one among them.
    """
    mine = attainment[(attainment["sla"] == target.sla.id) & (attainment["target"] == target.key)]
    values = mine.loc[mine["kept"].notna(), "value"].to_numpy(dtype=float)
    tried = sorted({*map(float, goals), target.goal})
    found = []
    for goal in tried:
        kept = int((values >= goal).sum() if target.better == "higher" else (values <= goal).sum())
        span = span_share(kept, len(values)) if len(values) else None
        found.append(OtherGoal(target, goal, goal == target.goal, len(values), kept, span))
    return tuple(found)
