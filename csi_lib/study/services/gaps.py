"""Where performance falls short now: promises in force that the newest judged period missed, and on how many cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from csi_lib.register.services.targets import Target
from csi_lib.study.services.agreements import Agreements, hold_agreements
from csi_lib.study.study import Study

LEAST = 20  # tickets below which a share in time may be chance; a KPI's definition states its own


@dataclass(frozen=True)
class Gap:
    """One promise missed in its newest judged period.

    Parameters
    ----------
    target : Target
        Which.
    value : float
        What was reached, in the unit of the goal.
    short : float
        By how much it falls short, in the unit of the goal.
    n : int or None
        Cases it rests on; None where it rests on time, as availability does.
    least : int
        Cases below which it may be chance.
    row : int
        Periods missed one after the other, up to the newest.
    """

    target: Target
    value: float
    short: float
    n: int | None
    least: int
    row: int

    @property
    def enough(self) -> bool:
        """Whether it rests on enough cases to lead a list."""
        return self.n is None or self.n >= self.least


def list_newest(study: Study) -> tuple[tuple[Target, str], ...]:
    """List every target of an agreement in force with the state of its newest period: met, missed, running, no number.

    Parameters
    ----------
    study : Study
        Data and records.
    """
    held = hold_agreements(study)
    rows = ((target, _take_newest(held, target)) for target in list_in_force(study))
    return tuple((target, str(row["state"])) for target, row in rows if row is not None)


def list_in_force(study: Study) -> tuple[Target, ...]:
    """List the targets of agreements that hold at the end of the data: drafts and ended ones promise nothing now."""
    return tuple(target for target in hold_agreements(study).targets if target.sla.holds_on(study.as_of))


def list_gaps(study: Study) -> tuple[Gap, ...]:
    """List the promises missed in their newest period, farthest first; those of too few cases come last.

    Parameters
    ----------
    study : Study
        Data and records.
    """
    held = hold_agreements(study)
    found = [_find_gap(study, held, target) for target in list_in_force(study)]
    return sort_gaps(item for item in found if item is not None)


def sort_gaps(found: Iterable[Gap]) -> tuple[Gap, ...]:
    """Put the gaps in order: enough cases first, then the farthest from what was promised."""
    return tuple(sorted(found, key=lambda item: (not item.enough, -item.short / abs(item.target.goal or 1))))


def count_cases(study: Study, target: Target, n: float) -> int | None:
    """Return the cases of a value; None where its KPI measures time and counts no cases."""
    timed = target.kpi and study.kpi(target.kpi).kind == "availability"
    return None if timed else int(n)


def _find_gap(study: Study, held: Agreements, target: Target) -> Gap | None:
    row = _take_newest(held, target)
    if row is None or row["state"] != "missed":
        return None
    least = study.kpi(target.kpi).min_n if target.kpi else LEAST
    value = float(row["value"])
    n = count_cases(study, target, row["n"])
    return Gap(target, value, abs(target.goal - value), n, least, _count_running(held.of(target)["state"]))


def _take_newest(held: Agreements, target: Target) -> pd.Series | None:
    rows = held.of(target)
    rows = rows[rows["state"].isin(["met", "missed", "running", "no number"])]
    return rows.iloc[-1] if len(rows) else None


def _count_running(states: pd.Series) -> int:
    count = 0
    for state in reversed(list(states)):
        if state != "missed":
            return count
        count += 1
    return count
