"""Shares and counts whose months differ in size: Laney's p′ and u′, their spread measured and not assumed.

A p or c chart takes the spread from the binomial or Poisson law alone and calls 75 to 84 % of stable overdispersed
series out of control. Laney measures it from the moving range of the scores. Here the scores are taken where their
spread does not hang on the level (arcsine, square root); the plain scale is there too, with more false alarms.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.charts.chart import Chart, ChartName, build_chart
from csi_lib.stats.charts.frozen import Frozen
from csi_lib.stats.charts.rules import DEFAULT_RULES
from csi_lib.stats.scales import Sample, scale_of

Array = NDArray[np.float64]


def draw_p_prime(
    met: ArrayLike,
    of: ArrayLike,
    dates: ArrayLike | None = None,
    *,
    rules: str = DEFAULT_RULES,
    frozen: Frozen | None = None,
) -> Chart:
    """Chart shares against limits that follow each period's denominator (p′ on the arcsine scale).

    Parameters
    ----------
    met, of : array, shape (..., n)
        Counts: so many of so many.
    dates : array of int, shape (n,), optional
        Number of each period, rising. Default: no gaps.
    rules : str
        Rule set.
    frozen : Frozen, optional
        Limits that were fixed on earlier points.

    Returns
    -------
    Chart
        In percent. Scores are 2 sqrt(m + 1/2) (arcsin sqrt((x + 3/8)/(m + 3/4)) - centre); sigma is their spread,
        Laney's sigma z divided by sqrt(1 - rho): 1 for binomial counts.

    Raises
    ------
    Refused
        When the counts do not make shares, or a single series is too short or does not vary.

    Source
    ------
    Laney (2002), Quality Engineering 14, 531-537, doi 10.1081/QEN-120003555; variance of the arcsine 1/(4m + 2):
    Anscombe (1948), Biometrika 35, 246-254, doi 10.1093/biomet/35.3-4.246.
    """
    part, whole = np.asarray(met, dtype=np.float64), np.asarray(of, dtype=np.float64)
    share = 100 * part / np.where(whole > 0, whole, np.nan)
    return draw_shares(Sample.of(share, numerator=part, denominator=whole), dates, rules=rules, frozen=frozen)


def draw_shares(
    sample: Sample, dates: ArrayLike | None = None, *, rules: str = DEFAULT_RULES, frozen: Frozen | None = None
) -> Chart:
    """Chart the shares of a sample as ``draw_p_prime`` does."""
    return _draw_prime("p′", "proportion", sample, dates, rules, frozen)


def draw_u_prime(
    count: ArrayLike,
    exposure: ArrayLike | None = None,
    dates: ArrayLike | None = None,
    *,
    rules: str = DEFAULT_RULES,
    frozen: Frozen | None = None,
) -> Chart:
    """Chart counts against limits that follow each period's exposure (u′ on the square-root scale).

    Parameters
    ----------
    count : array, shape (..., n)
        Events in each period.
    exposure : array, shape (..., n), optional
        Days, users or whatever each count is over. Default: all alike.
    dates : array of int, shape (n,), optional
        Number of each period, rising. Default: no gaps.
    rules : str
        Rule set.
    frozen : Frozen, optional
        Limits that were fixed on earlier points.

    Returns
    -------
    Chart
        In events a period. Scores are sqrt(a) (2 sqrt((x + 3/8)/a) - centre), a the exposure relative to its mean;
        sigma is their spread: 1 for Poisson counts.

    Raises
    ------
    Refused
        When a count is negative or an exposure not above zero, or a single series is too short or does not vary.

    Source
    ------
    As ``draw_p_prime``.
    """
    return draw_counts(Sample.of(count, exposure=exposure), dates, rules=rules, frozen=frozen)


def draw_counts(
    sample: Sample, dates: ArrayLike | None = None, *, rules: str = DEFAULT_RULES, frozen: Frozen | None = None
) -> Chart:
    """Chart the counts of a sample as ``draw_u_prime`` does."""
    return _draw_prime("u′", "count", sample, dates, rules, frozen)


def _draw_prime(
    name: ChartName, kind: str, sample: Sample, dates: ArrayLike | None, rules: str, frozen: Frozen | None
) -> Chart:
    scale = scale_of(kind)
    return build_chart(
        name,
        scale.forward(sample),
        lambda z: scale.backward(z, sample),
        points=sample.value,
        unit=size_unit(sample, kind),
        dates=dates,
        rules=rules,
        frozen=frozen,
    )


def size_unit(sample: Sample, kind: str) -> Array:
    """Return the standard deviation that each period has on the working scale by its size alone.

    Parameters
    ----------
    sample : Sample, shape (..., n)
        One series, or a stack.
    kind : str
        KPI kind.

    Returns
    -------
    ndarray, shape (..., n)
        1/sqrt(4m + 2) for shares out of m, 1/sqrt(a) for counts over the relative exposure a, else 1.
    """
    if kind == "proportion":
        return np.asarray(1 / (2 * np.sqrt(sample.denominator + 0.5)))
    if kind == "count":
        return np.asarray(1 / np.sqrt(sample.exposure / sample.typical))
    return np.ones(sample.value.shape)


def draw_laney(
    count: ArrayLike,
    size: ArrayLike,
    dates: ArrayLike | None = None,
    *,
    share: bool = True,
    rules: str = DEFAULT_RULES,
) -> Chart:
    """Chart shares or rates as Laney wrote it, on the plain scale; the false alarms are higher than of p′ and u′ above.

    Parameters
    ----------
    count, size : array, shape (..., n)
        Events, and what they are out of (shares) or over (rates).
    dates : array of int, shape (n,), optional
        Number of each period, rising. Default: no gaps.
    share : bool
        Whether binomial (p′) or Poisson (u′) variation is expected.
    rules : str
        Rule set.

    Returns
    -------
    Chart
        In events per size; the centre is all events over all sizes, sigma is sigma z, divided by sqrt(1 - rho).

    Raises
    ------
    Refused
        When a single series is too short or does not vary, or no event or nothing but events happened.

    Source
    ------
    Laney (2002), Quality Engineering 14, 531-537, doi 10.1081/QEN-120003555.
    """
    events, over = np.asarray(count, dtype=np.float64), np.asarray(size, dtype=np.float64)
    rate = events / over
    mean = (events.sum(axis=-1) / over.sum(axis=-1))[..., None]
    unit = np.sqrt(mean * (1 - mean) / over) if share else np.sqrt(mean / over)
    high = 1.0 if share else np.inf
    return build_chart(
        "p′" if share else "u′",
        rate,
        lambda z: np.clip(z, 0.0, high),
        points=rate,
        unit=np.where(unit > 0, unit, 1.0),
        dates=dates,
        rules=rules,
        center=mean[..., 0],
    )
