"""In which order opportunities deserve work: one formula for all, and how far its order can be trusted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from csi_lib.register.initiatives.choice import Option
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.initiatives.opportunity import Opportunity, RestsOn
from csi_lib.register.initiatives.stake import Stake

# A choice of this kit and not a measurement: what was only assumed counts half of what was measured.
EVIDENCE: dict[RestsOn, float] = {"measured": 1.0, "reported": 0.75, "assumed": 0.5}
MOST = 5  # of a score
FORMULA = "priority = benefit × evidence × (6 − risk) ÷ (5 × effort)"
EXPLAINED = (
    "Benefit, effort and risk are scores from 1, very little, to 5, very much; evidence is 1 where the need was "
    "measured, 0.75 where reported and 0.5 where assumed. Where KPI gap × volume × cost is known of two or "
    "more, their benefit is not judged but measured: 5 for the largest amount, the others in proportion to it."
)
OPEN = ("raised", "accepted")  # what is done or turned down needs no place in the order
IN_HAND = ("planned", "running", "live", "evaluated", "standardised")


@dataclass(frozen=True)
class Priority:
    """One opportunity in its place.

    Parameters
    ----------
    id, title : str
        Which one.
    place : int or None
        From 1, the most urgent first; the same for the same score; None where a score is missing.
    best, worst : int or None
        Where it could stand if every judged score were one point off, for it and against it.
    benefit : float or None
        As it went into the formula.
    measured : bool
        Whether the benefit is from gap × volume × cost.
    effort, risk : int or None
        Scores.
    evidence : float
        Weight of what it rests on.
    rests_on : str
        measured, reported or assumed.
    score : float or None
        By the formula.
    worked : str
        The formula with its numbers; empty without a score.
    stake : Stake
        What is at stake by its KPI.
    missing : str
        What keeps it from a place; empty where it has one.
    """

    id: str
    title: str
    place: int | None
    best: int | None
    worst: int | None
    benefit: float | None
    measured: bool
    effort: int | None
    risk: int | None
    evidence: float
    rests_on: str
    score: float | None
    worked: str
    stake: Stake
    missing: str


def compute_score(benefit: float, evidence: float, effort: float, risk: float) -> float:
    """Compute the priority by the formula: at best 5, always above 0 where there is any benefit."""
    return benefit * evidence * (6 - risk) / (5 * effort)


def score_option(option: Option) -> float:
    """Score one way to do it by the same formula; what the need rests on is the same for every option."""
    return compute_score(option.benefit, 1.0, option.effort, option.risk)


def say_score(benefit: float, evidence: float, effort: float, risk: float) -> str:
    """Write the formula with its numbers."""
    return f"{benefit:.3g} × {evidence:g} × (6 − {risk:g}) ÷ (5 × {effort:g})"


def list_open(
    opportunities: Iterable[Opportunity], initiatives: Iterable[Initiative], as_of: dt.date
) -> tuple[Opportunity, ...]:
    """List the opportunities that wait for somebody to take them up.

    Parameters
    ----------
    opportunities : iterable of Opportunity
        The register; what is done, declined, withdrawn, or raised only later is left out.
    initiatives : iterable of Initiative
        What one of them has in hand is left out; after one that was stopped or restarted it is open again.
    as_of : date
        The day that counts as today.

    Returns
    -------
    tuple of Opportunity
        In their order.
    """
    taken = {name for item in initiatives if item.status in IN_HAND for name in item.opportunities}
    return tuple(
        item for item in opportunities if item.status in OPEN and item.raised <= as_of and item.id not in taken
    )


def rank(opportunities: Iterable[Opportunity], stakes: Mapping[str, Stake]) -> tuple[Priority, ...]:
    """Put opportunities into order.

    Parameters
    ----------
    opportunities : iterable of Opportunity
        Those that are open.
    stakes : mapping of str to Stake
        By id of the opportunity.

    Returns
    -------
    tuple of Priority
        The most urgent first; at the end those that cannot be placed, with what is missing.

    Source
    ------
    The form, gain times confidence over effort, is that of RICE (Intercom, 2016); risk and the weights are this kit's.
    """
    items = list(opportunities)
    measured = _measure_benefits(items, stakes)
    scored = [_score(item, measured.get(item.id), stakes.get(item.id) or Stake(item.id)) for item in items]
    ranges = {one.id: _find_range(one) for one in scored if one.score is not None}
    placed = [_place(one, ranges, scored) for one in scored]
    return tuple(sorted(placed, key=lambda one: (one.place is None, one.place or 0, one.id)))


def _measure_benefits(items: Sequence[Opportunity], stakes: Mapping[str, Stake]) -> dict[str, float]:
    """Scale what is at stake to the scores; of one alone, or in two currencies, there is nothing to compare with."""
    found = {item.id: stakes[item.id] for item in items if item.id in stakes}
    known = {name: stake.money for name, stake in found.items() if stake.money is not None}
    largest = max(known.values(), default=0.0)
    if len(known) < 2 or largest <= 0 or len({found[name].currency for name in known}) > 1:
        return {}
    return {name: MOST * amount / largest for name, amount in known.items()}


def _score(item: Opportunity, measured: float | None, stake: Stake) -> Priority:
    benefit = float(item.benefit) if measured is None and item.benefit is not None else measured
    scores = {"benefit": benefit, "effort": item.effort, "risk": item.risk}
    missing = ", ".join(name for name, value in scores.items() if value is None)
    evidence = EVIDENCE[item.rests_on]
    score, worked = None, ""
    if benefit is not None and item.effort is not None and item.risk is not None:
        score = compute_score(benefit, evidence, item.effort, item.risk)
        worked = say_score(benefit, evidence, item.effort, item.risk)
    return Priority(
        item.id, item.title, None, None, None, benefit, measured is not None, item.effort, item.risk, evidence,
        item.rests_on, score, worked, stake, f"not scored: {missing}" if missing else "",
    )  # fmt: skip


def _find_range(one: Priority) -> tuple[float, float]:
    """Return the score if every judged score were one point worse, and one point better."""
    assert one.benefit is not None and one.effort is not None and one.risk is not None
    step = 0 if one.measured else 1
    return (
        compute_score(max(one.benefit - step, min(1.0, one.benefit)), one.evidence, _up(one.effort), _up(one.risk)),
        compute_score(min(one.benefit + step, MOST), one.evidence, _down(one.effort), _down(one.risk)),
    )


def _up(score: int) -> int:
    return min(score + 1, MOST)


def _down(score: int) -> int:
    return max(score - 1, 1)


def _place(one: Priority, ranges: Mapping[str, tuple[float, float]], scored: Sequence[Priority]) -> Priority:
    if one.score is None:
        return one
    low, high = ranges[one.id]
    others = [other for other in scored if other.score is not None and other.id != one.id]
    return replace(
        one,
        place=1 + sum(other.score > one.score for other in others if other.score is not None),
        best=1 + sum(ranges[other.id][0] > high for other in others),
        worst=1 + sum(ranges[other.id][1] > low for other in others),
    )
