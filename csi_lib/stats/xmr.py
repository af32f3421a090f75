"""Natural process limits of single values (XmR), corrected for autocorrelation, with their false-alarm rate.

Plain XmR limits take the spread from neighbours. Autocorrelated neighbours lie close together, the limits come out too
narrow, and 29 % of stable 24-point charts raise an alarm at rho .4. Dividing by sqrt(1 - rho) mends that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]

D2 = 1.128  # mean range of two normal values in standard deviations (Montgomery, Introduction to SQC, appendix VI)
SIGMAS = 3.0
RHO_CAP = 0.9  # an estimate above is noise of a short series; the limits would leave the page
MIN_POINTS = 5  # the bias correction divides by n - 4

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


def xmr_limits(z: ArrayLike, dates: ArrayLike | None = None) -> XmrLimits:
    """Compute limits for single values from their moving range, corrected for autocorrelation.

    Parameters
    ----------
    z : array, shape (n,)
        The series on its working scale.
    dates : array of int, shape (n,), optional
        Number of each period, rising; only values of adjacent periods make a moving range. Default: no gaps.

    Returns
    -------
    XmrLimits
        The autocorrelation is (n r + 1)/(n - 4), r the sample lag-1 autocorrelation about the mean, taken back from
        its bias -(1 + 4 rho)/n, not below 0 and not above .9.

    Raises
    ------
    Refused
        When there are fewer than 5 points, no two adjacent ones, or no variation.

    Source
    ------
    Bias: Kendall (1954), Biometrika 41, 403-404, doi 10.1093/biomet/41.3-4.403. Limits: Montgomery, Introduction to
    Statistical Quality Control, 6th ed., section 6.4.
    """
    values = np.asarray(z, dtype=np.float64)
    days = np.arange(len(values)) if dates is None else np.asarray(dates, dtype=np.int64)
    neighbours = np.diff(days) == 1
    n = len(values)
    if n < MIN_POINTS or not neighbours.any():
        raise Refused(f"{n} points, or none next to another, are too few for limits")
    center = float(values.mean())
    mean_range = float(np.abs(np.diff(values))[neighbours].mean())
    if mean_range <= 1e-12 * float(np.abs(values).max()):
        raise Refused("the series does not vary, so there are no limits")
    rho = _autocorrelation(values - center, neighbours)
    sigma = mean_range / (D2 * np.sqrt(1 - rho))
    return XmrLimits(center, center - SIGMAS * sigma, center + SIGMAS * sigma, sigma, rho, n, false_alarm(n))


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


def _autocorrelation(deviations: Array, neighbours: NDArray[np.bool_]) -> float:
    n, pairs = len(deviations), int(neighbours.sum())
    products = (deviations[1:] * deviations[:-1])[neighbours].sum()
    # Scaled up to the n - 1 pairs of a series without gaps, so that the bias is the same.
    r = products * (n - 1) / pairs / (deviations**2).sum()
    return float(np.clip((n * r + 1) / (n - 4), 0.0, RHO_CAP))
