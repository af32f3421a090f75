"""How long until it is done, with what is still open counted as open (Kaplan-Meier)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import scipy  # its part stats is loaded when first used: half a second that a page without it is spared
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.description.values import Array, take_values
from csi_lib.stats.refused import Refused

LEVEL = 0.95


@dataclass(frozen=True, eq=False)
class Survival:
    """The share still open after every time at which something was done.

    Parameters
    ----------
    time : ndarray of float, shape (k,)
        Times of observed ends, rising.
    open : ndarray of float, shape (k,)
        Share still open just after each of them.
    lo, hi : ndarray of float, shape (k,)
        95 % interval, log-log; NaN where the share is 0.
    at_risk : ndarray of int, shape (k,)
        Cases still under observation just before.
    n, ended : int
        Cases, and those whose end was seen; the others are open (censored).
    last : float
        Longest time observed, ended or not.
    """

    time: Array
    open: Array
    lo: Array
    hi: Array
    at_risk: NDArray[np.int64]
    n: int
    ended: int
    last: float

    def quantile(self, done: float = 0.5) -> tuple[float | None, float | None, float | None]:
        """Return the time by which a share is done, with its interval.

        Parameters
        ----------
        done : float
            Share done, between 0 and 1; .5 is the median.

        Returns
        -------
        tuple of (float or None)
            Time, lower and upper limit; None where the curve (of the limit) never comes down so far.

        Source
        ------
        Brookmeyer and Crowley (1982), Biometrics 38, 29-41, doi 10.2307/2530286, on the log-log scale.
        """
        left = 1 - done
        return self._first_below(self.open, left), self._first_below(self.lo, left), self._first_below(self.hi, left)

    def _first_below(self, curve: Array, left: float) -> float | None:
        # The product of many fractions misses an exact half by rounding.
        reached = np.flatnonzero(curve <= left * (1 + 1e-12))
        return float(self.time[reached[0]]) if len(reached) else None


def estimate_survival(time: ArrayLike, ended: ArrayLike, *, what: str = "to describe") -> Survival:
    """Estimate the share still open over time (Kaplan-Meier).

    Parameters
    ----------
    time : array, shape (n,)
        Time from the start to the end, or to the last look where the end was not seen; not negative.
    ended : array of bool, shape (n,)
        Whether the end was seen.
    what : str
        How a refusal names the cases.

    Returns
    -------
    Survival
        With pointwise 95 % intervals by Greenwood's formula on the log-log scale.

    Raises
    ------
    Refused
        When there is no case, none has ended, or a time is negative or not finite.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481, doi 10.2307/2281868; Kalbfleisch and Prentice, The Statistical Analysis
    of Failure Time Data, 2nd ed., section 1.4.
    """
    times, seen = _check(time, ended, what)
    fit = scipy.stats.ecdf(_censor(times, seen)).sf
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # where the share is 0 there is no interval, and NaN says so
        span = fit.confidence_interval(LEVEL, method="log-log")
    # Times at which nothing ended carry no step.
    at, ends = np.unique(times[seen], return_counts=True)
    places = np.searchsorted(fit.quantiles, at)
    at_risk = len(times) - np.searchsorted(np.sort(times), at, side="left")
    share, lo, hi = (np.asarray(curve.probabilities, dtype=np.float64)[places] for curve in (fit, span.low, span.high))
    return Survival(at, share, lo, hi, at_risk.astype(np.int64), len(times), int(ends.sum()), float(times.max()))


@dataclass(frozen=True)
class LogRank:
    """Whether two curves differ as a whole, if every case were independent of every other.

    Parameters
    ----------
    chi2 : float
        Statistic on one degree of freedom.
    p : float
        Two-sided, valid only for independent cases.
    """

    chi2: float
    p: float


def log_rank(before: tuple[ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike]) -> LogRank:
    """Compare two sides over their whole curves, as a check and not as a verdict.

    Parameters
    ----------
    before, after : tuple of (array of float, array of bool)
        Time and whether the end was seen, as for ``estimate_survival``.

    Returns
    -------
    LogRank
        Tickets of one month share their month, so on tickets this calls stable series different far too often.

    Raises
    ------
    Refused
        When a side has no case, or nothing ended on either of them.

    Source
    ------
    Mantel (1966), Cancer Chemotherapy Reports 50, 163-170; as scipy.stats.logrank.
    """
    sides = [_check(*side, what) for side, what in ((before, "before"), (after, "after"))]
    with np.errstate(all="ignore"):
        found = scipy.stats.logrank(*(_censor(*side) for side in sides))
    if not np.isfinite(found.statistic):
        raise Refused("the two sides never have open cases at the same time, so their curves cannot be compared")
    return LogRank(float(found.statistic) ** 2, float(found.pvalue))


def _check(time: ArrayLike, ended: ArrayLike, what: str) -> tuple[Array, NDArray[np.bool_]]:
    times, seen = take_values(time, what), np.asarray(ended, dtype=np.bool_).ravel()
    if (times < 0).any():
        raise Refused(f"a case {what} ended before it began")
    if not seen.any():
        raise Refused(f"no case {what} has ended yet")
    return times, seen


def _censor(times: Array, seen: NDArray[np.bool_]) -> scipy.stats.CensoredData:
    return scipy.stats.CensoredData.right_censored(times, ~seen)
