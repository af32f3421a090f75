"""What comes next, and how such forecasts have done: the totals of a report, in the units of its KPIs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.settings import Event
from csi_lib.signals.series import KpiLike, Season, Series, pick_series
from csi_lib.signals.verdicts.rivals import find_rivals, say_broken
from csi_lib.stats import Refused, Sample
from csi_lib.stats.courses import Forecast, Hindsight, Past, back_test, forecast_together

HORIZON = 6  # periods ahead
RECENT = 12  # periods whose denominators stand for those to come

FORECAST_COLUMNS = ("kpi", "period_start", "period_end", "value", "lo", "hi", "course", "seasonal", "pooled", "reason")
HINDSIGHT_COLUMNS = ("kpi", "origins", "n", "error", "error_last", "error_last_cycle", "held", "reason")

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, eq=False)
class _Known:
    """The usable periods of one total, or why there are none to go on."""

    kpi: str
    series: Series | None
    past: Past
    reason: str

    @property
    def cycle(self) -> int:
        return self.series.cycle if self.series is not None else 0


def forecast(
    measures: pd.DataFrame,
    kpis: Iterable[KpiLike],
    *,
    season: Season = "yearly",
    events: Iterable[Event] = (),
    horizon: int = HORIZON,
) -> pd.DataFrame:
    """Predict the coming periods of every total.

    Parameters
    ----------
    measures : DataFrame
        As the kpi room makes it, one grain.
    kpis : iterable of Kpi
        Which KPIs; they make the prior of the noise together.
    season : {"yearly", "none"}
        Whether a yearly season is possible; below two years nothing is predicted then.
    events : iterable of Event
        The engagement's calendar: nothing is predicted from a window that a blocking event cuts.
    horizon : int
        Periods ahead of the newest usable one of the report.

    Returns
    -------
    DataFrame
        ``FORECAST_COLUMNS``, in natural units: for every KPI ``horizon`` rows with the prediction and its 95 %
        interval, the posterior probability of a course and of a season; or one row with the reason why there is none.
        The coming periods of a share are taken to have as many cases as the last twelve (median).
    """
    calendar = list(events)
    known = [_know(measures, kpi, season, calendar) for kpi in kpis]
    rows: list[dict[str, Any]] = []
    answers = _ask_by_cycle(known, horizon)
    for item, answer in zip(known, answers, strict=True):
        if isinstance(answer, Refused) or item.series is None:
            rows.append({"kpi": item.kpi, "reason": str(answer)})
        else:
            rows += _list_periods(item.kpi, item.series, answer)
    return pd.DataFrame(rows, columns=list(FORECAST_COLUMNS))


def look_back(
    measures: pd.DataFrame,
    kpis: Iterable[KpiLike],
    *,
    season: Season = "yearly",
    events: Iterable[Event] = (),
    horizon: int = HORIZON,
) -> pd.DataFrame:
    """Say how the same forecasts would have done from earlier dates, beside two plain rules.

    Parameters
    ----------
    measures, kpis, season, events, horizon
        As in ``forecast``.

    Returns
    -------
    DataFrame
        ``HINDSIGHT_COLUMNS``, one row a KPI: from how many dates was predicted, how many predicted values came (``n``),
        the mean absolute error in the KPI's unit, those of the last value and of last year's value, and the percentage
        of values inside their 95 % interval. All are over the same values. ``reason`` says why there is nothing.
    """
    calendar = list(events)
    known = [_know(measures, kpi, season, calendar) for kpi in kpis]
    found: dict[int, tuple[Hindsight, ...]] = {}
    for cycle in dict.fromkeys(item.cycle for item in known):
        places = [place for place, item in enumerate(known) if item.cycle == cycle]
        found |= dict(zip(places, back_test([known[place].past for place in places], horizon, cycle), strict=True))
    rows = [_measure_error(item, found[place]) for place, item in enumerate(known)]
    return pd.DataFrame(rows, columns=list(HINDSIGHT_COLUMNS))


def _know(measures: pd.DataFrame, kpi: KpiLike, season: Season, events: Sequence[Event]) -> _Known:
    nothing = Past(np.empty(0), np.empty(0, dtype=np.int64))
    try:
        series = pick_series(measures, kpi, season=season)
        y = series.working(series.usable)
    except Refused as refusal:
        return _Known(kpi.id, None, nothing, str(refusal))
    broken = say_broken(series, find_rivals(events, [kpi.id], [{}]))
    if broken:
        return _Known(kpi.id, None, nothing, broken)
    return _Known(kpi.id, series, Past(y, series.numbers[series.usable]), series.short_of_season(series.usable))


def _ask_by_cycle(known: Sequence[_Known], horizon: int) -> list[Forecast | Refused]:
    answers: list[Forecast | Refused] = [Refused(item.reason) for item in known]
    asked = [place for place, item in enumerate(known) if item.series is not None and not item.reason]
    for cycle in dict.fromkeys(known[place].cycle for place in asked):
        places = [place for place in asked if known[place].cycle == cycle]
        last = max((int(date) for place in places for date in known[place].past.dates[-1:]), default=0)
        ahead = range(last + 1, last + 1 + horizon)
        found = forecast_together([known[place].past for place in places], ahead, cycle)
        for place, answer in zip(places, found, strict=True):
            answers[place] = answer
    return answers


def _list_periods(kpi: str, series: Series, answer: Forecast) -> list[dict[str, Any]]:
    starts = [_period_start(series, int(number)) for number in answer.dates]
    ends = [_period_start(series, int(number) + 1) for number in answer.dates]
    coming = _coming(series, np.array([(end - start).days for start, end in zip(starts, ends, strict=True)], float))
    middle, lo, hi = (series.scale.backward(edge, coming) for edge in (answer.middle, answer.lo, answer.hi))
    about = {"kpi": kpi, "course": answer.course, "seasonal": answer.seasonal, "pooled": answer.pooled, "reason": ""}
    return [
        about | dict(zip(("period_start", "period_end", "value", "lo", "hi"), row, strict=True))
        for row in zip(starts, ends, middle.tolist(), lo.tolist(), hi.tolist(), strict=True)
    ]


def _coming(series: Series, days: NDArray[np.float64]) -> Sample:
    """Return the sizes of periods to come: their days are known, their cases are those of the last year."""
    recent = series.sample.denominator[series.usable][-RECENT:]
    cases = float(np.median(recent)) if np.isfinite(recent).all() and len(recent) else np.nan
    nothing = np.full(len(days), np.nan)
    return replace(
        series.sample, value=nothing, numerator=nothing, denominator=np.full(len(days), cases), exposure=days
    )


def _period_start(series: Series, number: int) -> pd.Timestamp:
    first = series.rows["period_start"].iloc[0]
    if series.noun in _MONTHS:
        return first + pd.DateOffset(months=_MONTHS[series.noun] * number)
    return first + number * (series.rows["period_end"].iloc[0] - first)


def _measure_error(item: _Known, found: Sequence[Hindsight]) -> dict[str, Any]:
    if item.series is None or not found:
        return {"kpi": item.kpi, "origins": 0, "n": 0, "reason": item.reason or _say_unseen(item)}
    series = item.series
    parts = [_to_natural(series, once) for once in found]
    actual, middle, lo, hi, last, last_cycle = (np.concatenate(part) for part in zip(*parts, strict=True))
    # Every rule is measured on the values for which all of them had an answer.
    common = np.isfinite(last_cycle)
    if not common.any():
        common, last_cycle = np.ones(len(actual), dtype=bool), np.full(len(actual), np.nan)
    errors = [float(np.abs(actual - guess)[common].mean()) for guess in (middle, last, last_cycle)]
    inside = (lo <= actual) & (actual <= hi)
    return {
        "kpi": item.kpi,
        "origins": len(found),
        "n": int(common.sum()),
        **dict(zip(("error", "error_last", "error_last_cycle"), errors, strict=True)),
        "held": 100 * float(inside[common].mean()),
        "reason": "",
    }


def _to_natural(series: Series, once: Hindsight) -> tuple[NDArray[np.float64], ...]:
    sample = series.sample.only(np.isin(series.numbers, once.dates))
    edges = (once.middle, once.lo, once.hi, once.last, once.last_cycle)
    return sample.value, *(series.scale.backward(edge, sample) for edge in edges)


def _say_unseen(item: _Known) -> str:
    series = item.series
    noun = series.noun if series is not None else "period"
    return f"no earlier {noun} had enough behind it to foretell one that has come since"
