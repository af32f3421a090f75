"""Natural process limits of single values (XmR), corrected for autocorrelation, with their false-alarm rate.

Plain XmR limits take the spread from neighbours. Autocorrelated neighbours lie close together, the limits come out too
narrow, and 29 % of stable 24-point charts raise an alarm at rho .4. Dividing by sqrt(1 - rho) mends that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.charts.chart import SIGMAS, Chart, build_chart
from csi_lib.stats.charts.frozen import Frozen
from csi_lib.stats.charts.rules import DEFAULT_RULES

Array = NDArray[np.float64]

_STUDY = "simulation study of the kit's reference: 20 000 stable Gaussian AR(1) series a cell, standard error <= .35"
_AGAIN = "simulation for this module: 40 000 stable Gaussian AR(1) series a cell, standard error <= .21"


@dataclass(frozen=True)
class FalseAlarm:
    """How often a stable series of some length shows at least one point outside its limits.

    Parameters
    ----------
    n : int
        Number of points of the measured charts.
    percent : tuple of float
        Share of charts with an alarm, at lag-1 autocorrelation 0, .2, .4 and .6.
    source : str
        Where the number comes from.
    """

    n: int
    percent: tuple[float, float, float, float]
    source: str

    @property
    def worst(self) -> float:
        """The highest share over the autocorrelations, in percent."""
        return max(self.percent)


FALSE_ALARMS: tuple[FalseAlarm, ...] = (
    FalseAlarm(12, (0.5, 0.5, 0.5, 0.5), _AGAIN),
    FalseAlarm(18, (1.3, 1.3, 1.1, 0.8), _AGAIN),
    FalseAlarm(24, (2.2, 2.3, 1.7, 1.3), _STUDY),
    FalseAlarm(30, (3.6, 3.4, 2.5, 1.5), _AGAIN),
    FalseAlarm(36, (4.5, 4.8, 3.6, 2.1), _STUDY),
    FalseAlarm(48, (7.2, 7.4, 5.8, 3.4), _AGAIN),
    FalseAlarm(60, (9.7, 10.1, 8.1, 5.4), _AGAIN),
    FalseAlarm(104, (19.0, 20.9, 18.2, 13.2), _AGAIN),
)


@dataclass(frozen=True)
class XmrLimits:
    """Centre line and natural process limits on the working scale.

    Parameters
    ----------
    center, lower, upper : float
        Mean, and 3 sigma on either side.
    sigma : float
        Mean moving range / (1.128 sqrt(1 - rho)).
    rho : float
        Bias-corrected lag-1 autocorrelation, between 0 and .9.
    n : int
        Number of points.
    false_alarm : FalseAlarm or None
        Measured at the shortest tabulated length that is not shorter (so it is not understated); None beyond.
    """

    center: float
    lower: float
    upper: float
    sigma: float
    rho: float
    n: int
    false_alarm: FalseAlarm | None

    def outside(self, z: ArrayLike) -> NDArray[np.int64]:
        """Return -1 below the lower limit, 1 above the upper one and 0 between, for every value."""
        values = np.asarray(z, dtype=np.float64)
        return (values > self.upper).astype(np.int64) - (values < self.lower).astype(np.int64)


def draw_xmr(
    y: ArrayLike, dates: ArrayLike | None = None, *, rules: str = DEFAULT_RULES, frozen: Frozen | None = None
) -> Chart:
    """Chart single values against limits from their own moving range, corrected for autocorrelation.

    Parameters
    ----------
    y : array, shape (..., n)
        Values as they are drawn; where spread grows with level, give logarithms (``draw_series`` does).
    dates : array of int, shape (n,), optional
        Number of each period, rising; only values of adjacent periods make a moving range. Default: no gaps.
    rules : str
        Rule set.
    frozen : Frozen, optional
        Limits that were fixed on earlier points.

    Returns
    -------
    Chart
        Limits are mean plus and minus 3 mean moving range/(1.128 sqrt(1 - rho)).

    Raises
    ------
    Refused
        When a single series has fewer than 5 points, no two adjacent ones, or no variation.

    Source
    ------
    Montgomery, Introduction to Statistical Quality Control, 6th ed., section 6.4; the correction: ``estimate_spread``.
    """
    values = np.asarray(y, dtype=np.float64)
    return build_chart("XmR", values, np.asarray, points=values, dates=dates, rules=rules, frozen=frozen)


def xmr_limits(z: ArrayLike, dates: ArrayLike | None = None) -> XmrLimits:
    """Compute the limits of ``draw_xmr`` alone.

    Parameters
    ----------
    z : array, shape (n,)
        The series on its working scale.
    dates : array of int, shape (n,), optional
        Number of each period, rising. Default: no gaps.

    Returns
    -------
    XmrLimits
        For one series.

    Raises
    ------
    Refused
        When there are fewer than 5 points, no two adjacent ones, or no variation.
    """
    chart = draw_xmr(z, dates)
    center, sigma, rho = float(chart.level), float(chart.sigma), float(chart.rho)
    reach = SIGMAS * sigma
    return XmrLimits(center, center - reach, center + reach, sigma, rho, chart.n, false_alarm(chart.n))


def false_alarm(n: int) -> FalseAlarm | None:
    """Return the false-alarm rate measured at the shortest tabulated length that is not below n.

    Parameters
    ----------
    n : int
        Number of points of a chart.

    Returns
    -------
    FalseAlarm or None
        None beyond the longest tabulated chart.
    """
    return next((row for row in FALSE_ALARMS if row.n >= n), None)
