"""Rules about changes: whether they succeed, what fails, and whether more come in than go out."""

from __future__ import annotations

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.signals.diagnosis.groups import rank_recent
from csi_lib.signals.diagnosis.movement import read_movement
from csi_lib.signals.diagnosis.proposal import Answer, Exhibit, Facts, Proposal, Silence
from csi_lib.stats.description import span_share

BACKLOG = "backlog"  # columns state, band, changes
FLOW = "flow"  # columns period_start, opened, ended
AGES = ("up to 7 d", "8 to 30 d", "31 to 90 d", "over 90 d")  # bands of the age of what is open, oldest last
_YEAR = 12


def look_at_success(facts: Facts) -> Answer:
    """DR04: the success rate moves; show it with its interval."""
    kpi = facts.kpi("change_success_rate")
    seen = read_movement(facts, kpi, "the change success rate")
    if kpi is None or not seen.any:
        return Silence("DR04", seen.words)
    step = (
        "A high rate goes along with a change process in good order: look at what is done differently now, and keep it."
        if seen.better
        else "Look at which kinds of change fall short, and read the reviews of the last unsuccessful ones."
    )
    return Proposal(
        rule="DR04",
        kpi=kpi.id,
        seen=seen.words,
        next_step=f"{step} Standard changes weigh most: read the rate by kind.",
        priority="low" if seen.better else seen.priority,
        exhibits=(_show_months(facts, kpi), *rank_recent(facts, kpi, ("kind",), "successful changes")),
    )


def _show_months(facts: Facts, kpi: Kpi) -> Exhibit:
    lines = []
    for row in facts.months(kpi).tail(_YEAR).to_dict("records"):
        span = span_share(float(row["numerator"]), float(row["denominator"]))
        lines.append(
            {
                "Month": f"{row['period_start']:%Y-%m}",
                "Changes": span.n,
                f"{kpi.title} [%]": 100 * span.point,
                "95 % from": 100 * span.lo,
                "95 % to": 100 * span.hi,
            }
        )
    return Exhibit(f"{kpi.title} with its interval", pd.DataFrame(lines), "Wilson's interval of every month alone.")


def look_at_failure(facts: Facts) -> Answer:
    """DR05: more changes fail; list the failing kinds."""
    kpi = facts.kpi("change_failure_rate")
    seen = read_movement(facts, kpi, "the change failure rate")
    if kpi is None or not seen.worse:
        return Silence("DR05", seen.silence)
    return Proposal(
        rule="DR05",
        kpi=kpi.id,
        seen=seen.words,
        next_step=(
            "Look at how changes of the kinds that lead the list below are tested and approved before they go live, "
            "and whether their reviews name the same gap."
        ),
        priority=seen.priority,
        exhibits=rank_recent(facts, kpi, ("kind", "service", "team"), "failed changes"),
    )


def look_at_backlog(facts: Facts) -> Answer:
    """DR06: changes pile up; split the stock by age and state, and set inflow beside outflow."""
    kpi = facts.kpi("change_backlog")
    seen = read_movement(facts, kpi, "the change backlog")
    if kpi is None or not seen.worse:
        return Silence("DR06", seen.silence)
    exhibits = (_show_backlog(facts.fetch(BACKLOG)), _show_flow(facts.fetch(FLOW)))
    return Proposal(
        rule="DR06",
        kpi=kpi.id,
        seen=seen.words,
        next_step=(
            "Look at where changes wait: a growing inflow, a shrinking outflow and an old remainder that nobody closes "
            "look the same in the stock and ask for different work. Begin with the oldest band."
        ),
        priority=seen.priority,
        exhibits=tuple(item for item in exhibits if item is not None),
    )


def _show_backlog(rows: pd.DataFrame) -> Exhibit | None:
    if rows.empty:
        return None
    wide = rows.pivot_table(index="state", columns="band", values="changes", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(AGES), fill_value=0).astype(int)
    wide["All"] = wide.sum(axis=1)
    wide = wide.sort_values("All", ascending=False, kind="stable")
    whole = wide.sum().to_frame().T
    whole.index = pd.Index(["all"])
    frame = pd.concat([wide, whole]).rename_axis("State").reset_index()
    return Exhibit("Open changes by age and state", frame, "At the end of the data, by the state of that day's export.")


def _show_flow(rows: pd.DataFrame) -> Exhibit | None:
    if rows.empty:
        return None
    frame = pd.DataFrame(
        {
            "Month": rows["period_start"],
            "Opened": rows["opened"].astype(int),
            "Ended": rows["ended"].astype(int),
            "Net": (rows["opened"] - rows["ended"]).astype(int),
        }
    )
    return Exhibit("Changes opened and ended", frame, "The stock grows where more are opened than ended.", flow=True)
