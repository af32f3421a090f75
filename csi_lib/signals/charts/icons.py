"""What a chart says at a glance: is something going on lately, and can the target be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats import RULE_SETS, Chart

RECENT = 3  # usable periods at the end in which a signal is news

Variation = Literal["improvement", "deterioration", "common cause", "no direction", "not assessed"]
Assurance = Literal["always hit", "hit and miss", "always missed"]

BETTER = {"lower": -1, "higher": 1}
_COURSES = frozenset({"seven rising or falling", "six rising or falling"})  # their side is where they lead to
_SIDELESS = frozenset({"fourteen alternating", "fifteen within one sigma", "eight beyond one sigma", "few crossings"})


@dataclass(frozen=True)
class Found:
    """The newest signal among the last points of a chart.

    Parameters
    ----------
    place : int
        Index of the point.
    side : int
        1 above or rising, -1 below or falling, 0 where the rule knows no side.
    rule, words : str
        What fired first at this point.
    """

    place: int
    side: int
    rule: str
    words: str


def find_recent(chart: Chart, last: int = RECENT) -> Found | None:
    """Return the newest signal among the last points, or None.

    Parameters
    ----------
    chart : Chart
        A single one.
    last : int
        How many points at the end are looked at.

    Returns
    -------
    Found or None
        Of several rules at one point the first of the set that knows a side, else the first.
    """
    words = {rule.name: rule.words for rule in RULE_SETS[chart.rules].rules}
    for place in reversed(range(max(chart.n - last, 0), chart.n)):
        fired = [name for name, marked in chart.flags.items() if marked[place]]
        if fired:
            name = next((item for item in fired if item not in _SIDELESS), fired[0])
            return Found(place, _side_of(chart.score, name, place), name, words[name])
    return None


def _side_of(score: NDArray[np.float64], rule: str, place: int) -> int:
    if rule in _SIDELESS:
        return 0
    if rule in _COURSES and place:
        return int(np.sign(score[place] - score[place - 1]))
    return int(np.sign(score[place]))


def read_variation(chart: Chart, better: str) -> tuple[Variation, Found | None]:
    """Say whether the last points are an improvement, a deterioration or chance.

    Parameters
    ----------
    chart : Chart
        A single one.
    better : {"lower", "higher", "none"}
        The good direction of what is drawn.

    Returns
    -------
    tuple of (str, Found or None)
        "common cause" without a signal among the last three points; "no direction" where there is one, but the KPI has
        no better direction or the rule no side.
    """
    found = find_recent(chart)
    if found is None:
        return "common cause", None
    if better not in BETTER or found.side == 0:
        return "no direction", found
    return ("improvement" if found.side == BETTER[better] else "deterioration"), found


def read_assurance(lower: float, upper: float, target: float | None, better: str) -> Assurance | None:
    """Say whether a series that goes on as it does will reach its target.

    Parameters
    ----------
    lower, upper : float
        Lowest and highest limit of the periods since the last rebasing: those of shares differ by month.
    target : float or None
        From the engagement's objectives, in the same unit.
    better : {"lower", "higher", "none"}
        The good direction.

    Returns
    -------
    str or None
        "always hit" or "always missed" where both limits lie on one side of the target; None without a target, limits
        or a better direction.
    """
    if target is None or better not in BETTER or not (np.isfinite(lower) and np.isfinite(upper)):
        return None
    good, bad = (upper <= target, lower > target) if better == "lower" else (lower >= target, upper < target)
    return "always hit" if good else "always missed" if bad else "hit and miss"
