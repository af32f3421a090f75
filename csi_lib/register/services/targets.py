"""Every single target of the agreements, one row each: what is promised, on which clock, and what a miss costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from csi_lib.register.sla import Sla, TimeTarget

Better = Literal["higher", "lower"]
PRIORITY = {"": "", **{str(number): f" of priority {number}" for number in range(1, 6)}}
CASES = {"incident": "incidents", "request": "requests", "all": "tickets"}
VERBS = {"response": "answered", "resolution": "resolved"}


@dataclass(frozen=True)
class Target:
    """One target of one agreement.

    Parameters
    ----------
    sla : Sla
        The agreement.
    key : str
        Which of its targets: ``response-1``, ``resolution``, ``kpi-availability``.
    title : str
        For a reader, without the promised value.
    goal : float
        Percent of tickets in time, or the promised value of a KPI.
    unit : str
        Of the goal.
    better : {"higher", "lower"}
        Which side of the goal keeps the promise.
    penalty : str
        What follows when it is missed.
    time : TimeTarget or None
        The promised time; None for a KPI.
    kpi : str
        Id of the KPI; empty for a time.
    """

    sla: Sla
    key: str
    title: str
    goal: float
    unit: str
    better: Better
    penalty: str
    time: TimeTarget | None = None
    kpi: str = ""

    @property
    def id(self) -> tuple[str, str]:
        """Agreement and target."""
        return self.sla.id, self.key


def list_targets(slas: Iterable[Sla], better: dict[str, tuple[str, str, str]]) -> tuple[Target, ...]:
    """List the targets of agreements.

    Parameters
    ----------
    slas : iterable of Sla
        The agreements.
    better : dict of str to (str, str, str)
        KPI -> its title, unit and good direction; a KPI that is not here is left out.

    Returns
    -------
    tuple of Target
        In the order of the agreements, times first.
    """
    return tuple(target for sla in slas for target in _list_of(sla, better))


def _list_of(sla: Sla, known: dict[str, tuple[str, str, str]]) -> Iterator[Target]:
    for item in sla.targets:
        key = f"{item.times}-{item.priority}" if item.priority else item.times
        yield Target(sla, key, say_time(sla, item), item.share, "%", "higher", item.penalty or sla.penalty, item)
    for measure in sla.measures:
        if measure.kpi in known:
            title, unit, direction = known[measure.kpi]
            better: Better = "lower" if direction == "lower" else "higher"
            penalty = measure.penalty or sla.penalty
            yield Target(sla, f"kpi-{measure.kpi}", title, measure.target, unit, better, penalty, kpi=measure.kpi)


def say_time(sla: Sla, item: TimeTarget, hours: float | None = None) -> str:
    """Say a time target, for example 'incidents of priority 1 resolved within 8 h'."""
    within = f"{item.within:g} {item.unit}" if hours is None else f"{hours:g} h"
    return f"{CASES[sla.covers]}{PRIORITY[item.priority]} {VERBS[item.times]} within {within}"


def say_goal(target: Target) -> str:
    """Say what was promised: 'at least 85 %', 'at most 4 %'."""
    side = "at least" if target.better == "higher" else "at most"
    return f"{side} {target.goal:g} {target.unit}".rstrip()
