"""Which chart fits which kind of KPI, and how it is drawn from a sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.charts.chart import Chart, ChartName, build_chart
from csi_lib.stats.charts.frozen import AHEAD, Frozen
from csi_lib.stats.charts.prime import draw_counts, draw_shares
from csi_lib.stats.charts.rules import DEFAULT_RULES
from csi_lib.stats.scales import Sample, scale_of

Array = NDArray[np.float64]

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
        XmR (durations and money on the log, stocks, scores, availability and NPS as they are), p′ for proportions, u′
        for counts; t (time between) or g (cases between) where fewer than 3 events a period are known to happen.

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
    if kind == "proportion":
        return draw_shares(sample, dates, rules=rules, frozen=frozen)
    if kind == "count":
        return draw_counts(sample, dates, rules=rules, frozen=frozen)
    scale = scale_of(kind)
    return build_chart(
        "XmR",
        scale.forward(sample),
        lambda z: scale.backward(z, sample),
        points=sample.value,
        dates=dates,
        rules=rules,
        frozen=frozen,
    )


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
    return Frozen(chart.name, float(chart.level), float(chart.sigma), float(chart.rho), chart.n, ahead, typical)
