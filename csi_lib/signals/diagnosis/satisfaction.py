"""Rules about what users say: beside how fast they are answered, how fast they are helped, and whether they stay."""

from __future__ import annotations

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.signals.diagnosis.bands import show_bands
from csi_lib.signals.diagnosis.movement import Movement, read_movement
from csi_lib.signals.diagnosis.problems import ASSOCIATION
from csi_lib.signals.diagnosis.proposal import Answer, Exhibit, Facts, Priority, Proposal, Silence

ANSWERED = "csat by response"  # columns place, band, n, total, squares: ratings by time to the first response
HELPED = "csat by resolution"  # the same by time to resolve
CSAT = ("csat_desk", "csat_service")
_YEAR = 12
_WHO = "People who are content answer surveys less often than those who are not, and only rated tickets are here."


def look_at_response(facts: Facts) -> Answer:
    """DR09: ratings by time to the first response."""
    return _set_beside(
        facts, "DR09", ("desk_response_time", "mttr_respond"), "time to respond", ANSWERED, "Time to first response"
    )


def look_at_resolution(facts: Facts) -> Answer:
    """DR10: ratings by time to resolve."""
    return _set_beside(
        facts, "DR10", ("desk_resolution_time", "mttr_resolve"), "time to resolve", HELPED, "Time to resolve"
    )


def _set_beside(facts: Facts, rule: str, names: tuple[str, ...], called: str, table: str, by: str) -> Answer:
    kpi, rating = facts.kpi(*names), facts.kpi(*CSAT)
    time, score = read_movement(facts, kpi, f"the {called}"), read_movement(facts, rating, "satisfaction")
    if kpi is None or rating is None or not (time.any or score.any):
        return Silence(rule, "; ".join(item.words for item in (time, score) if not item.any))
    exhibit = show_bands(facts.fetch(table), by, "Mean rating", "Ratings", f"{ASSOCIATION} {_WHO}")
    if exhibit is None:
        return Silence(rule, f"no data: too few ratings name a ticket with a {called}")
    spoke, quiet = (time, score) if time.any else (score, time)
    return Proposal(
        rule=rule,
        kpi=kpi.id if time.any else rating.id,
        seen=f"{spoke.words} Beside it: {quiet.words}".rstrip(". ") + ".",
        next_step=(
            f"Read the ratings by band below: where they fall with a longer {called}, look first at the bands with "
            "many tickets; where they do not, look for what else users rate."
        ),
        priority=_weigh(time, score),
        exhibits=(exhibit,),
    )


def _weigh(*found: Movement) -> Priority:
    worse = [item for item in found if item.worse]
    return max((item.priority for item in worse), key=("medium", "high").index) if worse else "low"


def look_at_retention(facts: Facts) -> Answer:
    """DR12: users who stay beside what they say."""
    kpi, rating = facts.kpi("user_retention"), facts.kpi("csat_service", "csat_desk")
    stay = read_movement(facts, kpi, "user retention")
    score = read_movement(facts, rating, "satisfaction")
    if kpi is None or not (stay.any or score.any):
        return Silence("DR12", stay.words if kpi is None or not stay.any else score.words)
    if rating is None:
        return Silence("DR12", score.words)
    exhibit = _set_months(facts, kpi, rating)
    if exhibit is None:
        return Silence("DR12", "no data: retention and satisfaction share no usable month")
    spoke, quiet = (stay, score) if stay.any else (score, stay)
    return Proposal(
        rule="DR12",
        kpi=kpi.id if stay.any else rating.id,
        seen=f"{spoke.words} Beside it: {quiet.words}".rstrip(". ") + ".",
        next_step=(
            "Read the two side by side: where they go together, users who stay are content; where retention is high "
            "and ratings are low, ask whether these users have another choice."
        ),
        priority=_weigh(stay, score),
        exhibits=(exhibit,),
    )


def _set_months(facts: Facts, kpi: Kpi, rating: Kpi) -> Exhibit | None:
    one, other = (
        facts.months(item)[["period_start", "value", "n"]].rename(columns={"value": item.id, "n": f"n_{item.id}"})
        for item in (kpi, rating)
    )
    both = one.merge(other, on="period_start", how="inner").tail(_YEAR)
    if both.empty:
        return None
    frame = pd.DataFrame(
        {
            "Month": both["period_start"].dt.strftime("%Y-%m"),
            f"{kpi.title} [{kpi.unit}]": both[kpi.id],
            "Users": both[f"n_{kpi.id}"],
            f"{rating.title} [{rating.unit}]": both[rating.id],
            "Ratings": both[f"n_{rating.id}"],
        }
    )
    return Exhibit("Retention and satisfaction side by side", frame, ASSOCIATION)
