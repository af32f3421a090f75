"""How often the tools people expect see something in series in which nothing happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Method = Literal["original", "pre-whitened", "seasonal", "change points"]

RHOS = (0.0, 0.2, 0.4, 0.6)  # lag-1 autocorrelation of the simulated series
SERIES = 20_000  # a cell; standard error at most .35 points
SOURCE = "tests/bench/course_rates.py: 20 000 stable Gaussian AR(1) series a cell, standard error at most 0.35"


@dataclass(frozen=True)
class CourseRate:
    """What one tool says of stable series of one length.

    Parameters
    ----------
    method : str
        A Mann-Kendall test at 5 % (original, pre-whitened, seasonal with a cycle of 12), or change points.
    n : int
        Periods of the simulated series.
    percent : tuple of float
        Share of the series with an alarm, at the autocorrelations ``RHOS``.
    """

    method: Method
    n: int
    percent: tuple[float, ...]


RATES: tuple[CourseRate, ...] = (
    CourseRate("original", 12, (4.6, 8.2, 14.2, 23.8)),
    CourseRate("original", 18, (5.1, 9.3, 16.5, 27.6)),
    CourseRate("original", 24, (4.4, 8.8, 16.6, 27.6)),
    CourseRate("original", 36, (4.9, 10.2, 18.0, 29.7)),
    CourseRate("original", 48, (4.9, 10.1, 17.8, 30.7)),
    CourseRate("original", 60, (5.1, 10.1, 18.8, 30.7)),
    CourseRate("original", 104, (4.8, 10.0, 18.6, 31.1)),
    CourseRate("pre-whitened", 12, (3.2, 3.6, 4.4, 6.4)),
    CourseRate("pre-whitened", 18, (3.6, 3.5, 4.3, 5.8)),
    CourseRate("pre-whitened", 24, (4.0, 4.1, 4.4, 5.4)),
    CourseRate("pre-whitened", 36, (4.2, 4.4, 4.7, 5.5)),
    CourseRate("pre-whitened", 48, (4.9, 5.0, 5.1, 5.4)),
    CourseRate("pre-whitened", 60, (4.9, 4.8, 5.0, 5.2)),
    CourseRate("pre-whitened", 104, (4.8, 5.4, 5.2, 5.1)),
    CourseRate("seasonal", 24, (3.8, 6.8, 12.1, 20.9)),
    CourseRate("seasonal", 36, (2.2, 4.6, 9.1, 18.2)),
    CourseRate("seasonal", 48, (3.7, 7.4, 13.8, 23.8)),
    CourseRate("change points", 12, (0.6, 2.0, 5.3, 13.3)),
    CourseRate("change points", 18, (0.8, 3.2, 9.3, 23.0)),
    CourseRate("change points", 24, (0.8, 3.6, 10.9, 27.2)),
    CourseRate("change points", 36, (0.8, 3.7, 12.6, 32.5)),
    CourseRate("change points", 48, (0.7, 3.5, 13.2, 36.6)),
    CourseRate("change points", 60, (0.5, 3.4, 13.6, 39.7)),
)


def rate_of(method: Method, n: int, rho: float) -> float | None:
    """Return the measured share of false alarms, not understated.

    Parameters
    ----------
    method : str
        Which tool.
    n : int
        Periods of the series.
    rho : float
        Its lag-1 autocorrelation; below 0 counts as 0.

    Returns
    -------
    float or None
        In percent, the larger one of the two nearest lengths on both sides, in a straight line between the two nearest
        autocorrelations; None beyond the table.
    """
    rows = [row for row in RATES if row.method == method]
    if rho > RHOS[-1]:
        return None
    nearest = {
        min((row.n for row in rows if row.n >= n), default=0),
        max((row.n for row in rows if row.n <= n), default=0),
    }
    found = [float(np.interp(max(rho, 0.0), RHOS, row.percent)) for row in rows if row.n in nearest]
    return max(found) if 0 not in nearest else None
