"""Whether every target was kept, period by period: met, missed, still running, or nothing agreed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from csi_lib.register.promise import judge_value
from csi_lib.register.services.targets import Target
from csi_lib.register.sla import Sla

STATES = ("met", "missed", "running", "no number", "no agreement")
COUNT_COLUMNS = (
    "sla", "target", "within", "period_start", "period_end", "complete", "met", "missed", "running", "unknown",
)  # fmt: skip
KEPT = {"met": 1.0, "missed": 0.0, "not decidable": np.nan}
IMMATURE = "immature"  # the period is over, and its cases can still change: a ticket may be reopened
NOT_WHOLE = "the data hold only a part of the period"
ATTAINMENT_COLUMNS = (
    "sla", "target", "period_start", "period_end", "value", "met", "missed", "running", "unknown", "n", "kept", "state",
    "reason",
)  # fmt: skip


def judge_times(counts: pd.DataFrame, targets: Iterable[Target]) -> pd.DataFrame:
    """Judge the times of tickets: those opened in a period, each in time or late.

    Parameters
    ----------
    counts : DataFrame
        ``COUNT_COLUMNS``, at the agreed time of each target: tickets in time, late, open and not late yet, and without
        a stamp that would tell.
    targets : iterable of Target
        Those of the counts.

    Returns
    -------
    DataFrame
        ``ATTAINMENT_COLUMNS``: ``value`` is the percent in time of those decided; ``kept`` whether the goal was
        reached, whatever was agreed then, and missing where the tickets still open, or none at all, leave it open.
        ``state`` is one of ``STATES``.
    """
    parts = [_judge_time(_of(counts, target), target) for target in targets if target.time is not None]
    return _gather(parts)


def _of(counts: pd.DataFrame, target: Target) -> pd.DataFrame:
    assert target.time is not None
    mine = (counts["sla"] == target.sla.id) & (counts["target"] == target.key)
    return counts[mine & np.isclose(counts["within"], target.time.hours)]


def _judge_time(rows: pd.DataFrame, target: Target) -> pd.DataFrame:
    met, missed, running = (rows[name].to_numpy(dtype=float) for name in ("met", "missed", "running"))
    decided = met + missed
    with np.errstate(divide="ignore", invalid="ignore"):
        value = 100 * met / decided
        worst, best = 100 * met / (decided + running), 100 * (met + running) / (decided + running)
    over = rows["complete"].to_numpy(dtype=bool)
    kept = np.where(worst >= target.goal, 1.0, np.where(best < target.goal, 0.0, np.nan))
    kept = np.where(over & (decided + running > 0), kept, np.nan)
    reason = np.select(
        [~over, decided + running == 0, np.isnan(kept)],
        [NOT_WHOLE, "no ticket to judge", "open tickets can still decide it"],
        "",
    )
    n = rows[["met", "missed", "running", "unknown"]].sum(axis=1)
    judged = rows.drop(columns="within").assign(value=value, n=n.astype("int64"), kept=kept, reason=reason)
    return judged.assign(state=_say_states(judged, target.sla, decided + running > 0))


def judge_values(values: pd.DataFrame, targets: Iterable[Target]) -> pd.DataFrame:
    """Judge the KPIs of agreements.

    Parameters
    ----------
    values : DataFrame
        ``sla, target, period_start, period_end, complete, value, n, reason``, in the unit of the goal.
    targets : iterable of Target
        Those of the values.

    Returns
    -------
    DataFrame
        ``ATTAINMENT_COLUMNS``, by the rule of contracts too: an agreement counts every case, so a value of few cases is
        judged like any other; what later days can still change is running, what nobody can decide is no number.
    """
    parts = []
    for target in targets:
        rows = values[(values["sla"] == target.sla.id) & (values["target"] == target.key)]
        over = rows["complete"].to_numpy(dtype=bool)
        said = [
            judge_value(*pair, target.goal, target.better) for pair in zip(rows["value"], rows["reason"], strict=True)
        ]
        kept = np.array([KEPT[word] for word in said], dtype=float)
        judged = rows.assign(kept=np.where(over, kept, np.nan))
        judged = judged.assign(reason=np.where(over, judged["reason"], "the period is not over"))
        open_still = ~over | (rows["reason"] == IMMATURE).to_numpy(dtype=bool)
        there = rows["value"].notna().to_numpy() & (open_still | ~np.isnan(kept))
        parts.append(judged.assign(state=_say_states(judged, target.sla, there)))
    return _gather(parts)


def _say_states(rows: pd.DataFrame, sla: Sla, there: np.ndarray) -> np.ndarray:
    """A period that begins before the agreement, or ends after it, was not agreed as a whole."""
    since = pd.Timestamp(sla.since) if sla.since else pd.Timestamp.max
    until = pd.Timestamp(sla.until) + pd.Timedelta(days=1) if sla.until else pd.Timestamp.max
    agreed = (rows["period_start"] >= since) & (rows["period_end"] <= until) & (sla.status != "draft")
    kept = rows["kept"].to_numpy(dtype=float)
    return np.select(
        [~agreed.to_numpy(dtype=bool), kept == 1, kept == 0, ~there],
        ["no agreement", "met", "missed", "no number"],
        "running",
    )


def _gather(parts: list[pd.DataFrame]) -> pd.DataFrame:
    some = [part for part in parts if len(part)]
    if not some:
        return pd.DataFrame(columns=list(ATTAINMENT_COLUMNS))
    return pd.concat(some, ignore_index=True).reindex(columns=list(ATTAINMENT_COLUMNS))
