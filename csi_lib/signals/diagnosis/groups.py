"""Where something lies: the groups behind a proposal, the largest first."""

from __future__ import annotations

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.signals.diagnosis.proposal import Exhibit, Facts
from csi_lib.stats import Refused
from csi_lib.stats.description import rank_shares, span_share

GROUPS = "groups"  # name of the aggregate: groups:<kpi>; columns by, name, period_start, numerator, denominator


def rank_recent(facts: Facts, kpi: Kpi, columns: tuple[str, ...], what: str) -> tuple[Exhibit, ...]:
    """Rank the groups of a count or share over its last usable months.

    Parameters
    ----------
    facts : Facts
        Fetches ``groups:<kpi>``.
    kpi : Kpi
        A count, or a share whose hits are ranked.
    columns : tuple of str
        By what; a column that tells no groups apart is left out.
    what : str
        What is counted.

    Returns
    -------
    tuple of Exhibit
        One table a column, the largest group first; empty where the rows carry no group.
    """
    rows, months = facts.fetch(f"{GROUPS}:{kpi.id}"), facts.recent(kpi)
    if rows.empty or not months:
        return ()
    inside = rows[rows["period_start"].isin(months)]
    ranked = [_rank(inside[inside["by"] == column], column, kpi, what, len(months)) for column in columns]
    return tuple(item for item in ranked if item is not None)


def _rank(rows: pd.DataFrame, column: str, kpi: Kpi, what: str, months: int) -> Exhibit | None:
    sums = rows.groupby("name", sort=True)[["numerator", "denominator"]].sum()
    if len(sums) < 2:
        return None
    try:
        pareto = rank_shares(sums["numerator"].to_numpy(dtype=float))
    except Refused:
        return None
    names = [str(name) for name in sums.index]
    head = column.capitalize()
    lines = []
    for place, amount, share, reached in zip(pareto.order, pareto.amount, pareto.share, pareto.cumulative, strict=True):
        line = {head: names[place], what.capitalize(): int(amount), "Share [%]": 100 * share, "Together": 100 * reached}
        lines.append(line | (_say_rate(sums.iloc[place]) if kpi.formula == "ratio" else {}))
    if pareto.others:
        rest = {head: f"all {pareto.others:,} others", what.capitalize(): int(pareto.others_amount)}
        lines.append(rest | {"Share [%]": 100 * pareto.others_amount / pareto.total, "Together": 100.0})
    few = (
        f"{pareto.vital} of {pareto.groups} groups hold 80 %."
        if pareto.has_vital_few
        else f"{pareto.fewest} of {pareto.groups} groups are needed for 80 %, so there is no vital few."
    )
    note = f"n = {int(pareto.total):,} {what} in the last {months} usable months. {few}"
    frame = pd.DataFrame(lines).rename(columns={"Together": "Together [%]"})
    return Exhibit(f"{what.capitalize()} by {column}", frame, note)


def _say_rate(sums: pd.Series) -> dict[str, float | int | None]:
    try:
        span = span_share(float(sums["numerator"]), float(sums["denominator"]))
    except Refused:
        return {"Of": 0}
    return {
        "Of": span.n,
        "Rate [%]": 100 * span.point,
        "95 % from": 100 * span.lo,
        "95 % to": 100 * span.hi,
    }
