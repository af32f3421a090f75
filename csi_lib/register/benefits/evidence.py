"""What bears a benefit out, and what does not: only this decides whether it is more than a claim."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from csi_lib.register.benefits.benefit import Benefit
from csi_lib.signals import Verdict


@dataclass(frozen=True)
class Evidence:
    """Whether a benefit is borne out.

    Parameters
    ----------
    holds : bool
        Whether it is more than a claim.
    why : str
        One clause.
    unattributed : bool
        Whether a paper shows money that no verdict lets the initiative claim.
    """

    holds: bool
    why: str
    unattributed: bool = False


def find_evidence(item: Benefit, verdict: Verdict | None, as_of: dt.date) -> Evidence:
    """Say whether a benefit is borne out by what it rests on, and whether quality was watched beside it.

    Parameters
    ----------
    item : Benefit
        What is claimed.
    verdict : Verdict or None
        On its KPI after its initiative; None while there is no go-live date.
    as_of : date
        Last day of the data.

    Returns
    -------
    Evidence
        Money needs a guard KPI beside it that was not seen to get worse. An effect counts only with a verdict that
        claims it: never while the 95 % interval holds no effect. What people say makes no money without such a
        verdict, and what a paper shows is not attributed to the initiative without one.
    """
    if item.rests_on == "none":
        return Evidence(False, "nothing is named that it rests on")
    money = item.counts_as != "quality"
    if item.rests_on == "verdict" or (item.rests_on == "survey" and money):
        found = read_verdict(verdict)
        if not found.holds:
            return found
    if item.proof is not None and item.proof.on > as_of:
        return Evidence(False, f"{item.proof.document} is of {item.proof.on}, after the data end")
    if verdict is not None and verdict.verdict == "worse":
        return Evidence(False, "its KPI got worse")
    if money and (watched := watch_quality(verdict)):
        return Evidence(False, watched)
    if money and not read_verdict(verdict).holds:
        return Evidence(False, _say_proof(item), unattributed=True)
    return Evidence(True, _say_proof(item))


def read_verdict(verdict: Verdict | None) -> Evidence:
    """Say whether a verdict claims an effect for the better."""
    if verdict is None:
        return Evidence(False, "its initiative has no go-live date yet")
    if verdict.verdict == "improved":
        return Evidence(True, "the verdict claims the effect")
    if verdict.exploratory:
        return Evidence(False, "what to measure was laid down after go-live, so its effect is a hint")
    if verdict.verdict == "no clear change":
        return Evidence(False, "the verdict is 'no clear change': what happened may be chance")
    if verdict.verdict == "worse":
        return Evidence(False, "its KPI got worse")
    return Evidence(False, f"there is not enough evidence yet ({verdict.reason.rstrip('.')})")


def watch_quality(verdict: Verdict | None) -> str:
    """Say why quality forbids a claim on money: no guard KPI, or one that got worse; empty where none does."""
    if verdict is None or not verdict.guards:
        return "no guard KPI stands beside it, and money alone says nothing about quality"
    worse = [guard.kpi for guard in verdict.guards if guard.answer == "worse"]
    return f"quality paid for it: {' and '.join(worse)} got worse" if worse else ""


def _say_proof(item: Benefit) -> str:
    if item.proof is None:
        return "the verdict claims the effect"
    if item.rests_on == "survey":
        asked, answered = item.proof.asked or 0, item.proof.answered or 0
        share = f", {100 * answered / asked:.0f} %" if asked else ""
        said = f"{item.proof.document}: {answered} of {asked} answered{share}"
        return f"the verdict claims the effect; {said}" if item.counts_as != "quality" else said
    return f"{item.proof.document}, dated {item.proof.on}"
