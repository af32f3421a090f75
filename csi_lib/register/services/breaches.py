"""Periods in which a promise was broken, each with the clause that the agreement has for it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from csi_lib.register.services.targets import Target

BREACH_COLUMNS = ("sla", "target", "period_start", "period_end", "value", "n", "short", "clause", "escalation")


def list_breaches(attainment: pd.DataFrame, targets: Iterable[Target]) -> pd.DataFrame:
    """List the missed periods of agreements, newest first.

    Parameters
    ----------
    attainment : DataFrame
        As ``judge_times`` and ``judge_values`` make it.
    targets : iterable of Target
        For the clauses.

    Returns
    -------
    DataFrame
        ``BREACH_COLUMNS``: ``short`` is by how much the value fell short of the goal, positive, in its unit.
    """
    known = {target.id: target for target in targets}
    lines = []
    for row in attainment[attainment["state"] == "missed"].to_dict("records"):
        target = known[row["sla"], row["target"]]
        short = abs(target.goal - row["value"])
        clause = target.penalty or "no clause is recorded"
        lines.append({**row, "short": short, "clause": clause, "escalation": target.sla.escalation})
    frame = pd.DataFrame(lines, columns=list(BREACH_COLUMNS))
    return frame.sort_values(["period_end", "sla", "target"], ascending=[False, True, True], ignore_index=True)
