"""Whether another definition of the same number would have said something else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.kpi.checks import ONE_MINUTE
from csi_lib.signals.description.cohorts import Cohorts
from csi_lib.signals.description.kinds import KindSplit
from csi_lib.signals.description.sides import SECONDS, Sides
from csi_lib.stats import Refused
from csi_lib.stats.description import Level, describe_level

HARDLY = 0.02  # a factor nearer to 1 has no direction worth comparing
FILLED = 0.5  # of the cases on each side must carry a time on hold before it is taken out
LONGEST = 0.01  # of the cases of a side, left out as a trial

SAME, OTHER, HARDLY_ANY = "yes", "no", "hardly any change"


@dataclass(frozen=True)
class Definition:
    """One definition of the same number, before and after.

    Parameters
    ----------
    name : str
        What is counted, in plain words.
    before, after : float
        In the unit of the KPI.
    n_before, n_after : int
        Cases on each side.
    same : str
        Whether it points in the direction of the first definition: yes, no or hardly any change.
    """

    name: str
    before: float
    after: float
    n_before: int
    n_after: int
    same: str

    @property
    def factor(self) -> float | None:
        """After divided by before; None where there was nothing before."""
        return self.after / self.before if self.before > 0 else None


def try_definitions(sides: Sides, cohorts: Cohorts | None, splits: tuple[KindSplit, ...]) -> tuple[Definition, ...]:
    """Compare before and after under every other definition at hand.

    Parameters
    ----------
    sides : Sides
        Cases of a duration.
    cohorts : Cohorts or None
        For the median by month of opening, open cases included.
    splits : tuple of KindSplit
        For the mean with every kind weighed as before.

    Returns
    -------
    tuple of Definition
        The geometric mean, which the verdict tests, comes first; the others say whether they point the same way.
        Those that leave nothing out are not listed.

    Raises
    ------
    Refused
        When the KPI is no duration.
    """
    if not sides.is_duration:
        raise Refused(f"{sides.kpi.title} is a share, which has one definition here")
    found = [*_list_statistics(sides), *_list_subsets(sides), *_list_views(sides, cohorts, splits)]
    first = found[0]
    return tuple(
        Definition(item.name, item.before, item.after, item.n_before, item.n_after, _compare(first, item))
        for item in found
    )


def _compare(first: Definition, other: Definition) -> str:
    logs = [_log(first), _log(other)]
    if any(abs(size) < math.log1p(HARDLY) for size in logs):
        return HARDLY_ANY
    return SAME if (logs[0] > 0) == (logs[1] > 0) else OTHER


def _log(item: Definition) -> float:
    if item.before <= 0 or item.after <= 0:
        return 0.0 if item.before == item.after else math.copysign(math.inf, item.after - item.before)
    return math.log(item.after / item.before)


def _list_statistics(sides: Sides) -> Iterator[Definition]:
    before, after = _level(sides, sides.before), _level(sides, sides.after)
    names = (("geomean", "geometric mean (what the verdict tests)"), ("mean", "mean"), ("median", "median"))
    for stat, name in (*names, ("p90", "90th percentile")):
        yield _define(name, before, after, stat)


def _list_subsets(sides: Sides) -> Iterator[Definition]:
    for name, stat, keep in (
        ("geometric mean without durations of zero", "geomean", lambda side: side["value"] > 0),
        (f"mean without the longest {100 * LONGEST:.0f} % of each side", "mean", _is_not_longest),
        ("geometric mean without days of bulk closure", "geomean", lambda side: ~side["swept_day"]),
        ("geometric mean without minutes of bulk closure", "geomean", lambda side: ~side["swept_minute"]),
    ):
        before, after = (side[keep(side).to_numpy(dtype=bool)] for side in (sides.before, sides.after))
        fewer = len(before) < len(sides.before) or len(after) < len(sides.after)
        if fewer and len(before) and len(after):
            yield _define(name, _level(sides, before), _level(sides, after), stat)
    held = [_without_hold(sides, side) for side in (sides.before, sides.after)]
    if all(part is not None for part in held):
        levels = [describe_level(part, least=ONE_MINUTE[sides.unit]) for part in held if part is not None]
        yield _define("geometric mean with time on hold taken out", levels[0], levels[1], "geomean")


def _list_views(sides: Sides, cohorts: Cohorts | None, splits: tuple[KindSplit, ...]) -> Iterator[Definition]:
    if cohorts is not None:
        medians = [curve.quantile(0.5)[0] for curve in (cohorts.before, cohorts.after)]
        if medians[0] is not None and medians[1] is not None:
            name = f"median by {sides.noun} of opening, open cases counted"
            yield Definition(name, medians[0], medians[1], cohorts.before.n, cohorts.after.n, "")
    for split in splits:
        if split.log is not None:
            name = f"geometric mean with every {' and '.join(split.by)} weighed as before"
            before = math.exp(split.log.before)
            after = math.exp(split.log.before + split.log.within)
            yield Definition(name, before, after, len(sides.before), len(sides.after), "")


def _is_not_longest(side: pd.DataFrame) -> pd.Series:
    return side["value"] <= side["value"].quantile(1 - LONGEST)


def _without_hold(sides: Sides, side: pd.DataFrame) -> NDArray[np.float64] | None:
    """Return durations less time on hold; None where too few cases carry one, or none was held."""
    if "hold_hours" not in side or side["hold_hours"].notna().mean() < FILLED or not side["hold_hours"].sum():
        return None
    held = side["hold_hours"].fillna(0.0).to_numpy(dtype=np.float64) * SECONDS["h"] / SECONDS[sides.unit]
    return np.maximum(side["value"].to_numpy(dtype=np.float64) - held, 0.0)


def _level(sides: Sides, side: pd.DataFrame) -> Level:
    return describe_level(side["value"], least=ONE_MINUTE[sides.unit])


def _define(name: str, before: Level, after: Level, stat: str) -> Definition:
    return Definition(name, float(getattr(before, stat)), float(getattr(after, stat)), before.n, after.n, "")
