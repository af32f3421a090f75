"""How many more people have to be asked before an interval is narrow enough."""

from __future__ import annotations

import math

from csi_lib.errors import UsageError

PRIOR_WORTH = 2.0  # people's worth of the prior: the middle one of its concentrations
MOST = 200  # beyond it the answer is "no number of interviews that anybody would hold"


def expect_width(width: float, people: int, more: int, team: int | None = None) -> float:
    """Say how wide an interval is likely to be after more interviews.

    Parameters
    ----------
    width : float
        Today's width, in any unit.
    people : int
        People asked so far.
    more : int
        People to be asked in addition.
    team : int, optional
        How many there are.

    Returns
    -------
    float
        In the unit of ``width``; 0 when the whole team has answered. New answers are expected to vary as those so far.
    """
    width *= math.sqrt((people + PRIOR_WORTH) / (people + more + PRIOR_WORTH))
    if team is None:
        return width
    if people + more >= team:
        return 0.0
    return width * math.sqrt((1 - (people + more) / team) / (1 - people / team))


def count_more(width: float, people: int, target: float, team: int | None = None) -> int | None:
    """Count the people to be asked in addition until an interval is likely to be at most ``target`` wide.

    Parameters
    ----------
    width, target : float
        Today's width and the one wanted, in one unit.
    people : int
        People asked so far, at least 1.
    team : int, optional
        How many there are.

    Returns
    -------
    int or None
        0 when it is narrow enough; None when more than 200 would be needed.

    Raises
    ------
    UsageError
        When ``people`` is 0 or ``target`` is not above 0.
    """
    if people < 1 or target <= 0:
        raise UsageError("to plan interviews, at least one respondent and a width above 0 are needed")
    most = MOST if team is None else min(MOST, max(0, team - people))
    return next((more for more in range(most + 1) if expect_width(width, people, more, team) <= target), None)
