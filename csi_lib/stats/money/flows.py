"""What money of other days is worth on the first one, what it returns, and when it is back.

Source: the usual definitions of a net present value at irregular dates (a year has 365 days), as spreadsheets compute
XNPV; the tests hold them to a published example of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]

DAYS_OF_A_YEAR = 365.0
_CENT = 1e-9  # relative: what a sum may miss of zero by rounding


def discount(days: ArrayLike, rate: float) -> Array:
    """Return what one unit of money of a day is worth on day 0.

    Parameters
    ----------
    days : array of float, shape (d,)
        Days since the first flow.
    rate : float
        Yearly; 0.08 is 8 %.

    Returns
    -------
    ndarray, shape (d,)
        (1 + rate)^(-days/365).

    Raises
    ------
    ValueError
        When the rate is -1 or below.
    """
    if not rate > -1:
        raise ValueError("a discount rate lies above -1")
    return np.asarray((1.0 + rate) ** (-np.asarray(days, dtype=np.float64) / DAYS_OF_A_YEAR))


def present_value(flows: ArrayLike, days: ArrayLike, rate: float) -> Array:
    """Return the present value of flows, for one course of them or for many.

    Parameters
    ----------
    flows : array, shape (..., d)
        Money of each day.
    days : array, shape (d,)
        Days since the first flow.
    rate : float
        Yearly.

    Returns
    -------
    ndarray, shape (...)
        On day 0, in the money of the flows.
    """
    return np.asarray(np.asarray(flows, dtype=np.float64) @ discount(days, rate))


def return_on(benefit: ArrayLike, cost: ArrayLike) -> Array:
    """Return (benefit - cost)/cost: 0.4 brings back the cost and 40 % more.

    Parameters
    ----------
    benefit, cost : array
        Present values, of one shape.

    Returns
    -------
    ndarray
        Of that shape, as a fraction.

    Raises
    ------
    Refused
        When a cost is zero or below: there is nothing to return on.
    """
    spent = np.asarray(cost, dtype=np.float64)
    if not (spent > 0).all():
        raise Refused("no cost above zero is stated, and a return is one on a cost")
    return np.asarray((np.asarray(benefit, dtype=np.float64) - spent) / spent)


def find_payback(flows: ArrayLike, days: ArrayLike, rate: float) -> Array:
    """Return the day from which on the sum of all flows so far, discounted, is never below zero again.

    Parameters
    ----------
    flows : array, shape (..., d)
        Benefits less costs of each day, in the order of time.
    days : array, shape (d,)
        Days since the first flow, rising.
    rate : float
        Yearly.

    Returns
    -------
    ndarray, shape (...)
        Days; infinite where the money is not back by the last day.
    """
    moved = np.asarray(flows, dtype=np.float64) * discount(days, rate)
    summed = np.cumsum(moved, axis=-1)
    # a sum that should be nothing may miss it by rounding
    slack = _CENT * np.abs(moved).sum(axis=-1, keepdims=True)
    good = np.logical_and.accumulate((summed >= -slack)[..., ::-1], axis=-1)[..., ::-1]
    first = np.argmax(good, axis=-1)
    return np.asarray(np.where(good.any(axis=-1), np.asarray(days, dtype=np.float64)[first], np.inf))
