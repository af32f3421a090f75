"""Rules about problems: whether faults come back, and what goes along with finding the root of them sooner."""

from __future__ import annotations

import pandas as pd

from csi_lib.signals.description import pair_series
from csi_lib.signals.diagnosis.bands import show_bands
from csi_lib.signals.diagnosis.movement import read_movement
from csi_lib.signals.diagnosis.proposal import Answer, Exhibit, Facts, Proposal, Silence

PROBLEMS = "problems"  # columns id, service, category, state, linked_incidents; the largest first
IDENTIFIED = "identified"  # columns place, band, n, total, squares: linked incidents by time to the root cause
ASSOCIATION = "Association only: the table says what goes along with what, and nothing about what is behind it."


def look_at_identification(facts: Facts) -> Answer:
    """DR07: time to identify beside repeat incidents, as an association."""
    kpi, other = facts.kpi("mtti"), facts.kpi("recurring_incidents")
    first = read_movement(facts, kpi, "the mean time to identify")
    if kpi is None or not first.any:
        return Silence("DR07", first.words)
    if other is None:
        return Silence("DR07", "no data: recurring incidents is not among the KPIs of this report")
    found = pair_series(facts.measures, [kpi, other])
    exhibits = [
        Exhibit(
            "Time to identify beside repeat incidents, month by month",
            pd.DataFrame(
                [
                    {
                        "One": kpi.title,
                        "Other": other.title,
                        "Spearman's rho of the steps": pair.association.rho,
                        "95 % from": pair.association.lo,
                        "95 % to": pair.association.hi,
                        "Months": pair.association.n,
                    }
                    for pair in found.found
                ]
            ),
            ASSOCIATION,
        )
    ] if found.found else []  # fmt: skip
    bands = show_bands(facts.fetch(IDENTIFIED), "Time to the root cause", "Linked incidents per problem", "Problems")
    exhibits += [bands] if bands else []
    if not exhibits:
        return Silence("DR07", f"{first.words} There are too few months and problems to set the two side by side.")
    return Proposal(
        rule="DR07",
        kpi=kpi.id,
        seen=first.words,
        next_step=(
            "Look at whether problems whose root cause was known early have fewer linked incidents, and whether both "
            "follow the size of the fault: large faults are found sooner and have more incidents. "
            f"{ASSOCIATION}"
        ),
        priority="low" if first.better else first.priority,
        exhibits=tuple(exhibits),
    )


def look_at_recurring(facts: Facts) -> Answer:
    """DR08: faults come back; list the problems with the most linked incidents."""
    kpi = facts.kpi("recurring_incidents")
    seen = read_movement(facts, kpi, "recurring incidents")
    if kpi is None or not seen.worse:
        return Silence("DR08", seen.silence)
    rows = facts.fetch(PROBLEMS)
    names = {"id": "Problem", "service": "Service", "category": "Category", "state": "State"}
    frame = rows.rename(columns={**names, "linked_incidents": "Linked incidents"})
    top = Exhibit("Problems with the most linked incidents", frame, "All of the window; two linked incidents or more.")
    return Proposal(
        rule="DR08",
        kpi=kpi.id,
        seen=seen.words,
        next_step=(
            "Look at the problems below: is the root cause known, is there a workaround, is a change planned? Ask as "
            "well whether linking got better: more links raise this number without any more faults."
        ),
        priority=seen.priority,
        exhibits=() if rows.empty else (top,),
    )
