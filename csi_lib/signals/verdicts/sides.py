"""The periods before and after a change, and whether there are enough of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.signals.series import KpiLike, Series
from csi_lib.signals.verdicts.verdict import Intervention
from csi_lib.signals.wording import say_count
from csi_lib.stats import Design, Question, Refused, interrupted


@dataclass(frozen=True, eq=False)
class Sides:
    """A series cut in two by a change, with the gap left out.

    Parameters
    ----------
    series : Series
        All its periods.
    before, after : ndarray of bool, shape (periods,)
        Which periods lie on either side, whether usable or not.
    change : int
        Number of the first period of the change.
    gap : int
        Periods left out, beginning with the change.
    """

    series: Series
    before: NDArray[np.bool_]
    after: NDArray[np.bool_]
    change: int
    gap: int

    @property
    def used(self) -> NDArray[np.bool_]:
        """Usable periods of both sides."""
        return self.series.usable & (self.before | self.after)

    def count(self, side: NDArray[np.bool_]) -> int:
        """Count the usable periods of one side."""
        return int((side & self.series.usable).sum())

    def design(self, more: int = 0, *, slope: bool = False) -> Design:
        """Ask for the step beside the course, or the change of slope; with ``more``, as it could be that much later."""
        numbers = self.series.numbers[self.used]
        later = np.arange(self.series.numbers[-1] + 1, self.series.numbers[-1] + 1 + more)
        return interrupted(np.concatenate([numbers, later]), self.change, transition=self.gap, slope=slope)

    def ask(self, *, slope: bool = False) -> Question:
        """Put that question to the series; Refused when season or scale do not allow it."""
        return self.series.ask(self.used, self.design(slope=slope))


def split(series: Series, date: dt.date, transition: int) -> Sides:
    """Cut a series at a date.

    Parameters
    ----------
    series : Series
        What to cut.
    date : date
        Local day of the change.
    transition : int
        Periods left out, beginning with the one of the date.

    Returns
    -------
    Sides
        A period that is half before and half after belongs to neither side, whatever the transition.

    Raises
    ------
    Refused
        When the day is not among the periods.
    """
    day = pd.Timestamp(date)
    starts, ends = series.rows["period_start"], series.rows["period_end"]
    holds = ((starts <= day) & (day < ends)).to_numpy()
    if not holds.any():
        window = f"{starts.iloc[0]:%Y-%m-%d} to {ends.iloc[-1] - pd.Timedelta(days=1):%Y-%m-%d}"
        raise Refused(f"{date} is not among the periods measured ({window})")
    change = int(series.numbers[holds][0])
    gap = max(transition, int(starts[holds].iloc[0] < day))
    before, after = series.numbers < change, series.numbers >= change + gap
    return Sides(series, before, after, change, gap)


def say_missing(sides: Sides, intervention: Intervention, kpi: KpiLike) -> str:
    """Say which side has too few periods or cases, and how many are needed; empty when there are enough."""
    faults = []
    for word, side in (("before", sides.before), ("after", sides.after)):
        have, need = sides.count(side), intervention.min_periods
        cases, which = _count_cases(sides.series, side, kpi)
        if have < need:
            why = sides.series.left_out(side)
            lost = f" ({why})" if why else ""
            periods = say_count(have, f"usable {sides.series.noun}")
            faults.append(f"{periods} {word} {intervention.date}, {need} are needed{lost}")
        elif cases < intervention.min_events:
            needed = f"{word} {intervention.date}, {intervention.min_events} are needed"
            faults.append(f"{say_count(int(cases), 'case')}{which} {needed}")
    return "; ".join(faults)


def count_short(sides: Sides, intervention: Intervention) -> int | None:
    """Count the further periods that the rules ask for: on the side after, and for two years; None: never enough."""
    if sides.count(sides.before) < intervention.min_periods:
        return None
    numbers = sides.series.numbers[sides.used]
    span = int(sides.series.numbers[-1] - numbers[0]) + 1
    after = intervention.min_periods - sides.count(sides.after)
    pause = max(0, sides.change + sides.gap - 1 - int(sides.series.numbers[-1]))  # periods of the gap still to come
    return max(0, after + pause if after > 0 else 0, 2 * sides.series.cycle - span)


def _count_cases(series: Series, side: NDArray[np.bool_], kpi: KpiLike) -> tuple[float, str]:
    here = side & series.usable
    if kpi.kind == "proportion":
        met = float(series.sample.numerator[here].sum())
        unmet = float(series.sample.denominator[here].sum()) - met
        return (met, " that met the criterion") if met <= unmet else (unmet, " that missed the criterion")
    return float(pd.to_numeric(series.rows.loc[here, "n"]).sum()), ""
