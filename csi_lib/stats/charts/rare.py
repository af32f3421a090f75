"""Rare events: what is charted is the distance between them, because a month's count is 0, 0, 1, 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.charts.chart import Chart, build_chart
from csi_lib.stats.charts.frozen import Frozen
from csi_lib.stats.charts.rules import DEFAULT_RULES
from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]

POWER = 1 / 3.6  # makes exponential times nearly normal: Nelson (1994)
FEWEST_BETWEEN = 4.0  # mean opportunities between events; closer, the whole numbers show (7 to 11 % false alarms)


def draw_t(gaps: ArrayLike, *, rules: str = DEFAULT_RULES, frozen: Frozen | None = None) -> Chart:
    """Chart the time between rare events.

    Parameters
    ----------
    gaps : array, shape (..., n)
        Time from each event to the next, in days; zero (two on one day) counts as half of the smallest unit, 1/2.
    rules : str
        Rule set.
    frozen : Frozen, optional
        Limits that were fixed on earlier points.

    Returns
    -------
    Chart
        XmR of y = t^(1/3.6), corrected for autocorrelation, taken back; a longer gap is a rarer event. The transform
        was taken and not the exponential's exact probability limits, because the spread is measured: overdispersed or
        autocorrelated gaps keep their false-alarm rate.

    Raises
    ------
    Refused
        When a gap is negative, or a single series is too short or does not vary.

    Source
    ------
    Nelson (1994), Journal of Quality Technology 26, 239-240, doi 10.1080/00224065.1994.11979529.
    """
    days = np.asarray(gaps, dtype=np.float64)
    if (days < 0).any():
        raise Refused("a time between two events is negative")
    return _draw_power("t", days, np.where(days == 0, 0.5, days), 0.0, rules, frozen)


def draw_g(between: ArrayLike, *, rules: str = DEFAULT_RULES, frozen: Frozen | None = None) -> Chart:
    """Chart the number of opportunities between rare events.

    Parameters
    ----------
    between : array, shape (..., n)
        Cases without the event between one event and the next: 0, 1, 2, ...
    rules : str
        Rule set.
    frozen : Frozen, optional
        Limits that were fixed on earlier points.

    Returns
    -------
    Chart
        XmR of y = (g + 1/2)^(1/3.6): a geometric count is an exponential time cut to whole numbers, and 1/2 is the
        middle of what was cut. The usual limits mean + 3 sqrt(mean (mean + 1)) flag 14 % of stable 12-point charts.

    Raises
    ------
    Refused
        When a count is negative, a single series has fewer than 4 cases between events on average (then a p′ chart is
        the right one), is too short or does not vary.

    Source
    ------
    The transform: Nelson (1994), as ``draw_t``. The g chart: Benneyan (2001), Health Care Management Science 4,
    305-318, doi 10.1023/A:1011846412909.
    """
    cases = np.asarray(between, dtype=np.float64)
    if (cases < 0).any():
        raise Refused("a number of cases between two events is negative")
    if cases.ndim == 1 and cases.size and cases.mean() < FEWEST_BETWEEN:
        raise Refused(f"fewer than {FEWEST_BETWEEN:g} cases between events on average: not rare")
    return _draw_power("g", cases, cases + 0.5, 0.5, rules, frozen)


def _draw_power(name: str, drawn: Array, kept: Array, shift: float, rules: str, frozen: Frozen | None) -> Chart:
    return build_chart(
        "t" if name == "t" else "g",
        kept**POWER,
        lambda z: np.maximum(np.maximum(z, 0.0) ** (1 / POWER) - shift, 0.0),
        points=drawn,
        rules=rules,
        frozen=frozen,
    )
