"""Rules about incidents: how many there are, whether a fix holds, and whether speed is bought with repeats."""

from __future__ import annotations

from csi_lib.signals.diagnosis.groups import rank_recent
from csi_lib.signals.diagnosis.movement import read_movement
from csi_lib.signals.diagnosis.proposal import Answer, Facts, Proposal, Silence, Suggestion


def look_at_volume(facts: Facts) -> Answer:
    """DR01: more incidents than the process used to bring; look where they lie."""
    kpi = facts.kpi("incident_volume")
    seen = read_movement(facts, kpi, "incident volume")
    if kpi is None or not seen.worse:
        return Silence("DR01", seen.silence)
    exhibits = rank_recent(facts, kpi, ("service", "category"), "incidents")
    return Proposal(
        rule="DR01",
        kpi=kpi.id,
        seen=seen.words,
        next_step=(
            "Look for one underlying fault: begin with the largest groups below, compare them with the same months a "
            "year ago, and ask whether a release, a new service or a new way of logging falls into this time."
        ),
        priority=seen.priority,
        exhibits=exhibits,
    )


def look_at_first_contact(facts: Facts) -> Answer:
    """DR02: more is solved at the first contact while more is reopened; ask whether calls are closed too soon."""
    kpi, other = facts.kpi("fcr_call", "fcr_contact"), facts.kpi("reopen_rate")
    first = read_movement(facts, kpi, "first-call resolution")
    if kpi is None or not first.better:
        return Silence("DR02", first.silence)
    again = read_movement(facts, other, "the reopen rate")
    if not again.worse:
        return Silence("DR02", f"{first.words} The guard does not speak against it: {again.silence}")
    return Proposal(
        rule="DR02",
        kpi=kpi.id,
        seen=f"{first.words} At the same time: {again.words}",
        next_step=(
            "Read a sample of calls that were solved at the first contact and reopened later. A rising rate goes along "
            "with efficient work and content users only where the fixes hold; until that is looked at, do not report "
            "it as a success."
        ),
        priority="high",  # two numbers that should go together go apart
        exhibits=rank_recent(facts, other, ("category", "team"), "reopened incidents") if other else (),
    )


def look_at_reopened(facts: Facts) -> Answer:
    """DR03: fixes do not hold; suggest an improvement of the closing step."""
    kpi = facts.kpi("reopen_rate")
    seen = read_movement(facts, kpi, "the reopen rate")
    if kpi is None or not seen.worse:
        return Silence("DR03", seen.silence)
    return Proposal(
        rule="DR03",
        kpi=kpi.id,
        seen=seen.words,
        next_step=(
            "Look at what incidents of the largest groups below had in common when they were closed, and whether the "
            "user confirmed the fix. Consider the improvement suggested here."
        ),
        priority=seen.priority,
        exhibits=rank_recent(facts, kpi, ("category", "service", "team"), "reopened incidents"),
        suggestions=(
            Suggestion(
                title="A fix is confirmed before an incident is closed",
                kpi=kpi.id,
                guards=tuple(kpi.guard),
                hypothesis="A check at closing (test by the user, known error looked up) goes along with fewer reopens",
            ),
        ),
    )
