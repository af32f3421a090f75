"""Before the work starts: what a measurement can show, after how many periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.signals.series import KpiLike, Season, Series, main_stat, pick_series
from csi_lib.signals.verdicts.outlook import View
from csi_lib.signals.wording import say_count, say_size, say_subject
from csi_lib.stats import Design, MixtureFit, Question, Refused, fit_together, interrupted, trend
from csi_lib.stats.grid import CYCLES_NEEDED
from csi_lib.stats.power import MOST_PERIODS, count_periods, learn_noise

LEAST_SIDE = 6  # usable periods on a side, as for a verdict
STEPS = (6, 9, 12, 18, 24, 36)  # periods after the change that are shown


@dataclass(frozen=True)
class Sight:
    """What so many periods after a change can show.

    Parameters
    ----------
    after : int
        Periods after the change, those of the gap not counted.
    detectable : float or None
        Smallest change found in four of five cases, size on the natural scale; None before the rules allow a verdict.
    best : str
        What the verdict can at best say.
    """

    after: int
    detectable: float | None
    best: str


@dataclass(frozen=True)
class Prospect:
    """What a planned measurement can show.

    Parameters
    ----------
    kpi : str
        Id.
    where : mapping of str to str
        The slice.
    date : date
        Planned day of the change.
    worthwhile : float
        Smallest change worth having.
    n_before : int
        Usable periods before the change so far.
    sights : tuple of Sight
        By periods after the change.
    needed : int or None
        Periods after the change until the worthwhile change is found in four of five cases; None: more than 60.
    effect_kind, unit, noun : str
        Of a change, of the KPI, and of a period.
    marks : tuple of str
        What the answer rests on.
    sentence : str
        The answer in plain words.
    """

    kpi: str
    where: Mapping[str, str]
    date: dt.date
    worthwhile: float
    n_before: int
    sights: tuple[Sight, ...]
    needed: int | None
    effect_kind: str
    unit: str
    noun: str
    marks: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, eq=False)
class _Start:
    """The time before a change, and where the change lies on the grid of periods."""

    series: Series
    change: int
    gap: int

    @property
    def kept(self) -> NDArray[np.bool_]:
        return self.series.usable & (self.series.numbers < self.change)

    def design(self, after: int) -> Design:
        """Ask for the step so many periods after the gap; periods still to come are taken as usable."""
        coming = np.arange(self.series.numbers[-1] + 1, self.change)
        later = np.arange(self.change + self.gap, self.change + self.gap + after)
        return interrupted(
            np.concatenate([self.series.numbers[self.kept], coming, later]), self.change, transition=self.gap
        )


def look_forward(
    measures: pd.DataFrame,
    kpis: Iterable[KpiLike],
    kpi: KpiLike,
    date: dt.date,
    *,
    where: Mapping[str, str] | None = None,
    worthwhile: float = 0.10,
    transition: int = 1,
    months: int = 24,
    season: Season = "yearly",
) -> Prospect:
    """Say what a verdict on a planned change can show, from the time before it.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it.
    kpis : iterable of Kpi
        All of the report: their total series tell what noise to expect.
    kpi : Kpi
        The KPI the change is to move.
    date : date
        Day of the change, inside the data or later.
    where : mapping of str to str, optional
        Slice column to value.
    worthwhile : float
        Smallest change worth having: relative for ratios, else in units of the KPI.
    transition : int
        Periods left out from the change on.
    months : int
        Periods after the change to look at.
    season : {"yearly", "none"}
        Whether a yearly season is possible.

    Returns
    -------
    Prospect
        With a line for each of ``STEPS`` up to ``months``.

    Raises
    ------
    Refused
        When the series is not there, has too few usable periods before the date, or ends long before it; when the
        worthwhile change is more than the KPI can move.
    """
    place = dict(where or {})
    start = _begin(pick_series(measures, kpi, place, season=season), date, transition)
    have = int(start.kept.sum())
    if have < LEAST_SIDE:
        periods = say_count(have, f"usable {start.series.noun}")
        why = start.series.left_out(start.series.numbers < start.change)
        lost = f" ({why})" if why else ""
        raise Refused(
            f"{periods} before {date}, {LEAST_SIDE} are needed to know how much the KPI varies by itself{lost}"
        )
    cycle = _choose_cycle(start)
    fit, asked = _fit(start, cycle, measures, kpis, kpi, place)
    least = _count_least(start)
    view = View(learn_noise(fit, asked), start.design, start.series.scale, fit.level, kpi.better, least)
    return _describe(start, view, kpi, place, date, worthwhile, months, cycle)


def _begin(series: Series, date: dt.date, transition: int) -> _Start:
    day, starts, ends = pd.Timestamp(date), series.rows["period_start"], series.rows["period_end"]
    if day < starts.iloc[0]:
        raise Refused(f"{date} lies before the first period measured, {starts.iloc[0]:%Y-%m-%d}")
    number, first = int(series.numbers[0]), starts.iloc[0]
    passed = int((starts <= day).sum()) - 1
    number, first = int(series.numbers[passed]), starts.iloc[passed]
    ahead = 0
    while day >= ends.iloc[-1] and first + (ends.iloc[-1] - starts.iloc[-1]) <= day:
        number, first, ahead = number + 1, _next(first, series), ahead + 1
        if ahead > MOST_PERIODS:
            raise Refused(f"{date} lies more than {MOST_PERIODS} {series.noun}s after the last one measured")
    return _Start(series, number, max(transition, int(first < day)))


def _next(first: pd.Timestamp, series: Series) -> pd.Timestamp:
    """Return the start of the period after one."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(series.noun)
    if months is not None:
        return first + pd.DateOffset(months=months)
    return first + (series.rows["period_end"].iloc[-1] - series.rows["period_start"].iloc[-1])


def _choose_cycle(start: _Start) -> int:
    numbers = start.series.numbers[start.kept]
    span = int(numbers[-1] - numbers[0]) + 1
    return start.series.cycle if span >= CYCLES_NEEDED * start.series.cycle else 0


def _count_least(start: _Start) -> int:
    """Count the periods after the gap that a verdict needs: a side of its own, and two years in all."""
    first = int(start.series.numbers[start.kept][0])
    return max(LEAST_SIDE, CYCLES_NEEDED * start.series.cycle - (start.change + start.gap - first))


def _fit(
    start: _Start,
    cycle: int,
    measures: pd.DataFrame,
    kpis: Iterable[KpiLike],
    kpi: KpiLike,
    where: Mapping[str, str],
) -> tuple[MixtureFit, Design]:
    """Fit the course before the change, with the noise of every other total in the same time."""
    kept = start.kept
    design = trend(start.series.numbers[kept])
    questions = [Question(start.series.working(kept), design, cycle)]
    until = start.series.rows["period_end"][kept].max()
    for other in kpis:
        if other.id == kpi.id and not where:
            continue
        try:
            total = pick_series(measures, other, season=start.series.season)
            used = total.usable & (total.rows["period_end"] <= until).to_numpy()
            if used.sum() < LEAST_SIDE:
                continue
            questions.append(Question(total.working(used), trend(total.numbers[used]), cycle))
        except Refused:
            continue
    fit = fit_together(questions)[0]
    if isinstance(fit, Refused):
        raise fit
    return fit, design


def _describe(
    start: _Start,
    view: View,
    kpi: KpiLike,
    where: Mapping[str, str],
    date: dt.date,
    worthwhile: float,
    months: int,
    cycle: int,
) -> Prospect:
    minimal, kind, noun = view.minimal(), view.scale.kind, start.series.noun
    agreed = say_size(worthwhile, kind, kpi.unit)
    wanted = view.working(worthwhile)
    if wanted is None:
        raise Refused(
            f"a change of {agreed} is more than {kpi.title} can move from where it is; agree on a smaller one"
        )
    needed = count_periods(minimal, wanted, least=view.least, most=MOST_PERIODS)
    steps = sorted({*(step for step in STEPS if step <= months), months})
    sights = []
    for after in steps:
        size = view.natural(minimal(after)) if after >= view.least else None
        said = _say_best(size, say_size(size, kind, kpi.unit) if size is not None else "", worthwhile, agreed)
        sights.append(Sight(after, size, said))
    marks = [*start.series.caveats, *start.series.uneven]
    if start.series.cycle and not cycle:
        marks.append("less than two years before the change: a season is not in this yet and may make it worse")
    have = int(start.kept.sum())
    subject = say_subject(kpi.title, main_stat(kpi), where)
    return Prospect(
        kpi=kpi.id,
        where=where,
        date=date,
        worthwhile=worthwhile,
        n_before=have,
        sights=tuple(sights),
        needed=needed,
        effect_kind=kind,
        unit=kpi.unit,
        noun=noun,
        marks=tuple(marks),
        sentence=f"{subject}, change on {date}, {say_count(have, noun)} before: {_say_needed(needed, agreed, noun)}.",
    )


def _say_best(size: float | None, said: str, worthwhile: float, agreed: str) -> str:
    if size is None:
        return "not enough evidence: the rules ask for more"
    if size <= worthwhile:
        return f"improved, worse or no clear change; a change of {agreed} is found in four of five cases"
    return f"improved or worse from about {said} on; {agreed} would mostly stay 'no clear change'"


def _say_needed(needed: int | None, agreed: str, noun: str) -> str:
    if needed is None:
        return (
            f"a change of {agreed} would not be found in four of five cases even after {MOST_PERIODS} {noun}s; agree "
            "on a larger one, choose a KPI that varies less, or look at more cases"
        )
    return f"a change of {agreed} is found in four of five cases after {say_count(needed, noun)}"
