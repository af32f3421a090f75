"""A series that the change did not touch: the difference of the two is judged, and whether they ran in parallel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from csi_lib.signals.series import Series
from csi_lib.signals.verdicts.sides import Sides
from csi_lib.signals.wording import say_count, say_effect, say_interval
from csi_lib.stats import ALPHA, Effect, MixtureFit, Question, Refused, fit_together, trend
from csi_lib.stats.grid import CYCLES_NEEDED

UNMATCHED = "the series compared with has no value"


@dataclass(frozen=True)
class At:
    """A coefficient read at the level of another fit: that of a difference, in the units of the treated series."""

    b: float
    lo: float
    hi: float
    level: float


@dataclass(frozen=True)
class Parallel:
    """What the two series did before the change.

    Parameters
    ----------
    held : bool
        Whether no drift between them is seen; only then "more than" is said.
    said : str
        The same in words, with the drift and its interval.
    """

    held: bool
    said: str


def match(series: Series, other: Series) -> Series:
    """Return a series whose usable periods are those that the other one has too; Refused where kinds differ."""
    if series.scale.kind != other.scale.kind:
        raise Refused("the series compared with is of another kind, so the two have no difference")
    shared = _find(series, other) >= 0
    rows = series.rows.copy()
    rows.loc[series.usable & ~shared, "reason"] = UNMATCHED
    return replace(series, rows=rows, usable=series.usable & shared)


def subtract(sides: Sides, other: Series, *, slope: bool = False) -> Question:
    """Ask the same of the difference, treated less untreated on the working scale; Refused as any question."""
    asked = sides.ask(slope=slope)
    return Question(asked.y - _values(sides.series, other, sides.used), asked.design, asked.cycle)


def check_parallel(sides: Sides, other: Series, level: float, unit: str) -> Parallel:
    """Look whether the difference drifted before the change.

    Parameters
    ----------
    sides : Sides
        The treated series, its usable periods matched.
    other : Series
        The untreated one.
    level : float
        Where the drift is turned into units, working scale.
    unit : str
        Unit of the KPI.

    Returns
    -------
    Parallel
        ``held`` is "no drift is seen", never "there is none": a few months cannot show more. Where the time before is
        below two years, a season of the difference is taken for a drift, which only takes words away.
    """
    kept = sides.before & sides.series.usable
    months = say_count(int(kept.sum()), sides.series.noun)
    design = trend(sides.series.numbers[kept])
    span = int(design.dates[-1] - design.dates[0]) + 1
    cycle = sides.series.cycle if span >= CYCLES_NEEDED * sides.series.cycle else 0
    y = sides.series.working(kept) - _values(sides.series, other, kept)
    (fit,) = fit_together([Question(y, design, cycle)])
    if isinstance(fit, Refused):
        return Parallel(False, f"whether the two ran in parallel before cannot be told: {fit}")
    effect = _drift(sides.series, fit, level)
    drift = f"{say_effect(effect, unit)} over the {months} before, 95 % interval {say_interval(effect, unit)}"
    if fit.p < ALPHA:
        return Parallel(False, f"the two did not run in parallel before: their difference moved ({drift})")
    return Parallel(True, f"no drift between the two is seen before ({drift})")


def _drift(series: Series, fit: MixtureFit, level: float) -> Effect:
    return series.scale.effect(At(fit.b, fit.lo, fit.hi, level))


def _values(series: Series, other: Series, kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the other series on the working scale, in the kept periods of the first one."""
    place = _find(series, other)[kept]
    mask = np.zeros(len(other.rows), dtype=bool)
    mask[place] = True
    return other.working(mask)


def _find(series: Series, other: Series) -> NDArray[np.int64]:
    """Return the row of the other series for every period, -1 where it has no usable one."""
    rows = {start: place for place, start in enumerate(other.rows["period_start"]) if other.usable[place]}
    return np.array([rows.get(start, -1) for start in series.rows["period_start"]], dtype=np.int64)
