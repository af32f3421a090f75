"""The chart of one series and all that is said beside it: limits, signals, rebasing, icons, false-alarm rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.periods import period_name
from csi_lib.signals.charts.alarms import Alarm, find_alarm
from csi_lib.signals.charts.icons import RECENT, Assurance, Found, Variation, read_assurance, read_variation
from csi_lib.signals.series import KpiLike, Series
from csi_lib.signals.wording import say_count
from csi_lib.stats import Chart, Frozen, Refused, draw_series, freeze_chart, limits_at

FULL_MONTHS = " with full months"  # availability charts that hold a month without an outage are wrong more often
MIN_POINTS = 12  # usable periods below which neither limits are drawn nor a trend is tested
POINT_COLUMNS = (
    *("period_start", "period_end", "value", "n", "enough", "reason", "usable"),
    *("center", "lower", "upper", "outside", "signal", "segment"),
    *("original_center", "original_lower", "original_upper"),
)

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


class LimitsLike(Protocol):
    """Limits that were frozen earlier."""

    @property
    def center(self) -> float:
        """Centre line, natural scale."""

    @property
    def lower(self) -> float:
        """Lower limit."""

    @property
    def upper(self) -> float:
        """Upper limit."""

    @property
    def frozen(self) -> Frozen | None:
        """The same on the working scale, made for points to come; None where only the three numbers are known."""

    @property
    def last(self) -> dt.date | None:
        """Last day of the baseline's window."""


class RebaseLike(Protocol):
    """A date from which limits are computed afresh, because somebody says why."""

    @property
    def kpi(self) -> str:
        """Id of the KPI."""

    @property
    def date(self) -> dt.date:
        """First day that belongs to the new limits."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def by(self) -> str:
        """Who decided."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """One chart with everything that stands beside it.

    Parameters
    ----------
    points : DataFrame
        ``POINT_COLUMNS``, one row a period: ``signal`` names the rules that mark the point (empty: none), ``segment``
        counts the rebasings before it, ``original_...`` are the first limits carried on beyond a rebasing.
    name : str
        XmR, p′, u′, t, g or run; empty where there are no limits.
    rules : str
        Rule set.
    n : int
        Points that the limits of the last segment rest on.
    sigma, rho : float or None
        Of the last segment, working scale.
    variation : str
        What the last three points say.
    found : Found or None
        The signal behind it.
    said : str
        The same as a clause with its period.
    assurance : str or None
        Whether the target can be relied on; None without a target.
    alarm : Alarm or None
        How often such a chart is wrong.
    rebases : tuple of RebaseLike
        Those that were applied, by date.
    remarks : tuple of str
        What has to be said beside the chart.
    """

    points: pd.DataFrame
    name: str
    rules: str
    n: int
    sigma: float | None
    rho: float | None
    variation: Variation
    found: Found | None
    said: str
    assurance: Assurance | None
    alarm: Alarm | None
    rebases: tuple[RebaseLike, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Part:
    """One stretch of usable periods under one set of limits."""

    kept: Mask  # over all periods
    span: Mask  # all periods of the stretch, usable or not
    chart: Chart | None
    judged: Mask  # which kept periods may be a signal


def make_sheet(
    series: Series,
    kpi: KpiLike,
    *,
    rules: str = "three_sigma",
    baseline: LimitsLike | None = None,
    target: float | None = None,
    rebases: Iterable[RebaseLike] = (),
    rates: pd.DataFrame | None = None,
) -> Sheet:
    """Chart a series.

    Parameters
    ----------
    series : Series
        The complete grid of its periods.
    kpi : Kpi
        Its kind chooses the chart, its better direction reads it.
    rules : str
        Rule set.
    baseline : object with center, lower, upper, frozen and last, optional
        Frozen limits, drawn instead of those of the series itself; only later points are judged by them.
    target : float, optional
        From the engagement's objectives, in the KPI's unit.
    rebases : iterable of RebaseLike
        Of any KPI; those of this one inside the series are applied. Nothing is ever rebased without one.
    rates : DataFrame, optional
        Measured false-alarm rates; default those that ship with the kit.

    Returns
    -------
    Sheet
        Without limits below 12 usable periods, or where the series does not vary.
    """
    applied = _pick_rebases(series, kpi, rebases)
    parts = _draw_parts(series, kpi, rules, baseline, applied)
    first, last = parts[0], parts[-1]
    points = _lay_points(series, kpi, parts, baseline)
    chart = last.chart
    variation, found = read_variation(_only_judged(last), kpi.better) if chart is not None else ("not assessed", None)
    lower, upper = _outer_edges(points)
    frozen = chart is not None and chart.frozen is not None
    return Sheet(
        points=points,
        name=chart.name if chart is not None else "",
        rules=rules,
        n=0 if chart is None else (chart.frozen.n if chart.frozen is not None else chart.n),
        sigma=None if chart is None else float(chart.sigma),
        rho=None if chart is None else float(chart.rho),
        variation=variation,
        found=found,
        said=_say_variation(series, last, variation, found),
        assurance=read_assurance(lower, upper, target, kpi.better),
        alarm=_look_up(kpi, chart, rules, frozen, rates),
        rebases=applied,
        remarks=(*_say_rebases(series, parts, points, applied), *_say_frozen(chart, last), *_say_wild(first)),
    )  # fmt: skip


def draw_usable(series: Series, kind: str, rules: str = "three_sigma") -> Chart | None:
    """Return the chart of the usable periods, or None below 12 of them or without variation."""
    return _draw(series, kind, series.usable, rules, None) if series.n >= MIN_POINTS else None


def _draw(series: Series, kind: str, kept: Mask, rules: str, frozen: Frozen | None) -> Chart | None:
    try:
        return draw_series(series.sample.only(kept), kind, series.numbers[kept], rules=rules, frozen=frozen)
    except Refused:
        return None


def _pick_rebases(series: Series, kpi: KpiLike, rebases: Iterable[RebaseLike]) -> tuple[RebaseLike, ...]:
    starts = series.rows["period_start"]
    mine = sorted((item for item in rebases if item.kpi == kpi.id), key=lambda item: item.date)
    inside = [item for item in mine if starts.iloc[0] < pd.Timestamp(item.date) <= starts.iloc[-1]]
    return tuple(inside)


def _draw_parts(
    series: Series, kpi: KpiLike, rules: str, baseline: LimitsLike | None, rebases: Sequence[RebaseLike]
) -> list[_Part]:
    starts = series.rows["period_start"]
    number = np.zeros(len(starts), dtype=np.int64)
    for item in rebases:
        number += (starts >= pd.Timestamp(item.date)).to_numpy()
    parts: list[_Part] = []
    for place in range(int(number.max(initial=0)) + 1):
        span = number == place
        parts.append(_draw_part(series, kpi.kind, span, rules, baseline if place == 0 else None, parts))
    return parts


def _draw_part(
    series: Series, kind: str, span: Mask, rules: str, baseline: LimitsLike | None, before: Sequence[_Part]
) -> _Part:
    kept = series.usable & span
    judged = kept.copy()
    frozen = baseline.frozen if baseline is not None else None
    drawn = [part for part in before if part.chart is not None]
    if frozen is None and kept.sum() < MIN_POINTS and drawn:
        frozen = _freeze(drawn[-1], series)  # too few for limits of their own: the earlier ones go on
    if baseline is not None and baseline.last is not None:
        judged &= (series.rows["period_start"] > pd.Timestamp(baseline.last)).to_numpy()
    if frozen is None and kept.sum() < MIN_POINTS:
        return _Part(kept, span, None, judged)
    return _Part(kept, span, _draw(series, kind, kept, rules, frozen) if kept.any() else None, judged)


def _freeze(part: _Part, series: Series) -> Frozen:
    assert part.chart is not None
    return part.chart.frozen or freeze_chart(part.chart, typical=series.sample.typical)


def _only_judged(part: _Part) -> Chart:
    """Return the chart of a part with the signals of its judged points alone."""
    assert part.chart is not None
    judged = part.judged[part.kept]
    return replace(part.chart, flags={name: marked & judged for name, marked in part.chart.flags.items()})


def _lay_points(series: Series, kpi: KpiLike, parts: Sequence[_Part], baseline: LimitsLike | None) -> pd.DataFrame:
    rows = len(series.rows)
    limits, original = np.full((3, rows), np.nan), np.full((3, rows), np.nan)
    outside, signal, segment = (
        np.zeros(rows, dtype=bool),
        np.full(rows, "", dtype=object),
        np.zeros(rows, dtype=np.int64),
    )
    for place, part in enumerate(parts):
        segment[part.span] = place
        if part.chart is None:
            continue
        limits[:, part.span] = _limits_over(part.chart, series, kpi.kind, part.span)
        shown = _only_judged(part)
        outside[part.kept] = (shown.outside != 0) & part.judged[part.kept]
        signal[part.kept] = shown.named
    if baseline is not None and baseline.frozen is None:
        limits[:, parts[0].span], outside[parts[0].span] = _flat_limits(series, baseline, parts[0])
        signal[parts[0].span] = np.where(outside[parts[0].span], "outside", "")
    if len(parts) > 1 and parts[0].chart is not None:
        later = ~parts[0].span
        original[:, later] = _limits_over(_carry_on(parts[0], series), series, kpi.kind, later)
    points = series.rows.reindex(columns=["period_start", "period_end", "value", "n", "enough", "reason"])
    return points.assign(
        value=series.sample.value, usable=series.usable, center=limits[0], lower=limits[1], upper=limits[2],
        outside=outside, signal=pd.array(signal.tolist(), dtype="str"), segment=segment,
        original_center=original[0], original_lower=original[1], original_upper=original[2],
    )[list(POINT_COLUMNS)]  # fmt: skip


def _limits_over(chart: Chart, series: Series, kind: str, span: Mask) -> Array:
    with np.errstate(invalid="ignore"):  # a period without a size has no limits
        return np.stack(limits_at(chart, series.sample.only(span), kind))


def _carry_on(part: _Part, series: Series) -> Chart:
    """Return the chart of a part with limits made for points to come."""
    assert part.chart is not None
    return replace(part.chart, frozen=_freeze(part, series))


def _flat_limits(series: Series, baseline: LimitsLike, part: _Part) -> tuple[Array, Mask]:
    """Lay out limits of which only the three numbers are known."""
    edges = np.array([[baseline.center], [baseline.lower], [baseline.upper]])
    value = series.sample.value[part.span]
    with np.errstate(invalid="ignore"):
        beyond = (value > baseline.upper) | (value < baseline.lower)
    return np.repeat(edges, int(part.span.sum()), axis=1), beyond & part.judged[part.span]


def _outer_edges(points: pd.DataFrame) -> tuple[float, float]:
    """Return the lowest and the highest limit of the usable periods since the last rebasing, NaN without any."""
    last = points[points["usable"] & (points["segment"] == points["segment"].max())]
    return float(last["lower"].min()), float(last["upper"].max())


def _look_up(kpi: KpiLike, chart: Chart | None, rules: str, frozen: bool, rates: pd.DataFrame | None) -> Alarm | None:
    if chart is None:
        return None
    n = chart.frozen.n if chart.frozen is not None else chart.n
    name = f"{chart.name}{FULL_MONTHS}" if kpi.kind == "availability" and chart.points.max() >= 100 else chart.name
    return find_alarm(kpi.kind, name, rules, n, float(chart.rho), frozen=frozen, rates=rates)


def _say_variation(series: Series, part: _Part, variation: Variation, found: Found | None) -> str:
    if variation == "not assessed":
        return "no limits are drawn"
    if found is None:
        return f"no signal among the last {RECENT} {series.noun}s"
    row = series.rows[part.kept].iloc[found.place]
    return f"{period_name(row['period_start'], row['period_end'])}: {found.words}"


def _say_rebases(
    series: Series, parts: Sequence[_Part], points: pd.DataFrame, rebases: Sequence[RebaseLike]
) -> list[str]:
    said = []
    for item, part in zip(rebases, parts[1:], strict=True):
        said.append(f"Limits begin anew on {item.date} ({item.by}: {item.reason}); the first ones go on as thin lines.")
        if part.kept.sum() < MIN_POINTS:
            have = say_count(int(part.kept.sum()), f"usable {series.noun}")
            said.append(f"Since then {have}, {MIN_POINTS} are needed for new limits: the earlier ones are drawn.")
    later = points[(points["segment"] > 0) & points["usable"] & points["original_center"].notna()]
    if len(later):
        beyond = int(((later["value"] > later["original_upper"]) | (later["value"] < later["original_lower"])).sum())
        said.append(f"Held against the first limits, {beyond} of {say_count(len(later), 'later point')} outside.")
    return said


def _say_frozen(chart: Chart | None, part: _Part) -> list[str]:
    if chart is None or chart.frozen is None:
        return []
    new = int(part.judged.sum())
    made = f"The limits were fixed on {chart.frozen.n} points and are made for {chart.frozen.ahead} new ones"
    if new <= chart.frozen.ahead:
        return [f"{made}; {new} have come."]
    return [f"{made}; {new} have come, so that false alarms are more frequent: freeze a new baseline."]


def _say_wild(part: _Part) -> list[str]:
    """Say where counts or shares spread much more than chance alone would make them."""
    chart = part.chart
    if chart is None or chart.name not in ("p′", "u′"):
        return []
    times = float(chart.sigma * np.sqrt(1 - chart.rho))
    if times < 1.2:  # below, it is no more than chance (rule of thumb of Laney's readers)
        return []
    return [f"Neighbouring periods differ {times:.1f} times as much as by chance alone; the limits allow for it."]
