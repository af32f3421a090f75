"""Which chart fits which kind of KPI, and how it is drawn from a sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.charts.chart import SIGMAS, Chart, ChartName, build_chart
from csi_lib.stats.charts.downtime import DowntimeScale, chart_scale
from csi_lib.stats.charts.frozen import AHEAD, Frozen
from csi_lib.stats.charts.prime import draw_counts, draw_shares, size_unit
from csi_lib.stats.charts.rules import DEFAULT_RULES
from csi_lib.stats.scales import Sample, scale_of

Array = NDArray[np.float64]

_DRAWN = {"proportion": draw_shares, "count": draw_counts}
RARE = 3.0  # events a period below which the distance between events says more than their count


def choose_chart(kind: str, events: float | None = None) -> ChartName:
    """Name the chart for a kind of KPI.

    Parameters
    ----------
    kind : str
        KPI kind, one of ``scales.SCALES``.
    events : float, optional
        Mean number of events a period: of counts the count, of proportions the rarer side.

    Returns
    -------
    str
        XmR (durations, money and quotients on the log, availability by its downtime, stocks, scores and NPS as they
        are), p′ for proportions, u′ for counts; t (time between) or g (cases between) where fewer than 3 events a
        period happen.

    Raises
    ------
    ValueError
        When the kind is unknown.
    """
    scale_of(kind)  # refuses an unknown kind
    rare = events is not None and events < RARE
    if kind == "proportion":
        return "g" if rare else "p′"
    if kind == "count":
        return "t" if rare else "u′"
    return "XmR"


def draw_series(
    sample: Sample,
    kind: str,
    dates: ArrayLike | None = None,
    *,
    rules: str = DEFAULT_RULES,
    frozen: Frozen | None = None,
) -> Chart:
    """Chart a series of periods in the way its kind asks for.

    Parameters
    ----------
    sample : Sample
        One series, or a stack, in natural units.
    kind : str
        KPI kind.
    dates : array of int, shape (n,), optional
        Number of each period, rising. Default: no gaps.
    rules : str
        Rule set.
    frozen : Frozen, optional
        Limits that were fixed on a baseline of the same kind.

    Returns
    -------
    Chart
        In natural units; XmR, p′ or u′.

    Raises
    ------
    Refused
        When the scale cannot take the values, or a single series is too short or does not vary.
    """
    if frozen is not None:
        sample = replace(sample, typical=frozen.typical)
    if kind in _DRAWN:
        return _DRAWN[kind](sample, dates, rules=rules, frozen=frozen)
    scale = chart_scale(kind, sample, None if frozen is None else frozen.offset)
    chart = build_chart(
        "XmR",
        scale.forward(sample),
        lambda z: scale.backward(z, sample),
        points=sample.value,
        dates=dates,
        rules=rules,
        frozen=frozen,
    )
    if isinstance(scale, DowntimeScale) and sample.value.ndim == 1:
        return replace(chart, offset=float(scale.offset.squeeze()))
    return chart


def limits_at(chart: Chart, sample: Sample, kind: str) -> tuple[Array, Array, Array]:
    """Return what the limits of a chart would be in other periods, such as those that cannot be used.

    Parameters
    ----------
    chart : Chart
        A single one that ``draw_series`` made.
    sample : Sample, n periods
        The other periods; of shares and counts their sizes matter.
    kind : str
        KPI kind.

    Returns
    -------
    tuple of ndarray, shape (n,)
        Centre line, lower and upper limit in natural units; NaN where the size of a period is not known.
    """
    scale = chart_scale(kind, sample, chart.offset)
    if chart.frozen is not None:
        sample = replace(sample, typical=chart.frozen.typical)
    reach = SIGMAS if chart.frozen is None else chart.frozen.factor
    half = reach * chart.sigma * size_unit(sample, kind)
    center, lower, upper = (scale.backward(chart.level + side * half, sample) for side in (0, -1, 1))
    return center, lower, upper


def freeze_chart(chart: Chart, ahead: int = AHEAD, typical: float = 1.0) -> Frozen:
    """Fix the limits of a single chart for points to come.

    Parameters
    ----------
    chart : Chart
        Of the baseline's points.
    ahead : int
        Number of new points the limits are made for.
    typical : float
        Mean exposure of the baseline's periods, in days.

    Returns
    -------
    Frozen
        Give it to the same drawing function together with the new points.

    Raises
    ------
    ValueError
        When the chart is a stack or has no limits.
    """
    if chart.points.ndim != 1 or not np.isfinite(chart.sigma):
        raise ValueError("only a single chart with limits can be frozen")
    return Frozen(
        chart.name, float(chart.level), float(chart.sigma), float(chart.rho), chart.n, ahead, typical, chart.offset
    )
