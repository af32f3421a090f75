"""The three questions one can put to a series: other level, a course, a step beside the course."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Design:
    """A design matrix over the periods that take part, and where its level is read.

    Parameters
    ----------
    matrix : ndarray, shape (n, k)
        One row for every period kept.
    tested : int
        Index of the column the question is about.
    dates : ndarray of int, shape (n,)
        Numbers of the periods kept.
    kept : ndarray of bool, shape (given,)
        Which of the given periods these are; the transition gap is left out.
    midpoint : ndarray, shape (k,)
        Row of the design at which an effect is turned into units: halfway between before and after.
    beside_course : bool
        Whether a course is fitted beside what is tested.
    """

    matrix: Array
    tested: int
    dates: NDArray[np.int64]
    kept: NDArray[np.bool_]
    midpoint: Array
    beside_course: bool = False


def level(dates: ArrayLike) -> Design:
    """Ask where the level of a series lies.

    Parameters
    ----------
    dates : array of int, shape (n,)
        Numbers of the observed periods.

    Returns
    -------
    Design
        One column of ones.
    """
    days = np.asarray(dates, dtype=np.int64)
    return Design(np.ones((len(days), 1)), 0, days, np.ones(len(days), dtype=bool), np.ones(1))


def before_after(dates: ArrayLike, change: int, *, transition: int = 0) -> Design:
    """Ask whether the level after a change differs from the level before it.

    Parameters
    ----------
    dates : array of int, shape (n,)
        Numbers of the observed periods.
    change : int
        Number of the first period of the change.
    transition : int
        How many periods, beginning with ``change``, are left out.

    Returns
    -------
    Design
        Columns 1 and D; D = 1 after the gap. Not to be used where there may be a trend: it takes a course for a step.
    """
    days, kept = _leave_out(dates, change, transition)
    after = (days >= change).astype(np.float64)
    return Design(np.column_stack([np.ones(len(days)), after]), 1, days, kept, np.array([1.0, 0.5]))


def trend(dates: ArrayLike) -> Design:
    """Ask whether a series has a course.

    Parameters
    ----------
    dates : array of int, shape (n,)
        Numbers of the observed periods.

    Returns
    -------
    Design
        Columns 1 and t, t rising by one from the first to the last period: the coefficient is the change over the
        whole window.
    """
    days = np.asarray(dates, dtype=np.int64)
    t = _course(days, days.mean())
    kept = np.ones(len(days), dtype=bool)
    return Design(np.column_stack([np.ones(len(days)), t]), 1, days, kept, np.array([1.0, 0.0]))


def interrupted(dates: ArrayLike, change: int, *, transition: int = 0, slope: bool = False) -> Design:
    """Ask whether a series stepped at a change, or took another slope, beside the course it was on anyway.

    Parameters
    ----------
    dates : array of int, shape (n,)
        Numbers of the observed periods.
    change : int
        Number of the first period of the change.
    transition : int
        How many periods, beginning with ``change``, are left out.
    slope : bool
        False: columns 1, t and D, the step is tested. True: t D joins them, and the change of slope is tested.

    Returns
    -------
    Design
        t = 0 in the middle of the break and rises by one over the whole window, so that the level is read halfway
        between the two lines there, and a slope is a change over the whole window.
    """
    days, kept = _leave_out(dates, change, transition)
    t = _course(days, change + (transition - 1) / 2)
    after = (days >= change).astype(np.float64)
    columns = [np.ones(len(days)), t, after]
    if not slope:
        return Design(np.column_stack(columns), 2, days, kept, np.array([1.0, 0.0, 0.5]), True)
    return Design(np.column_stack([*columns, t * after]), 3, days, kept, np.array([1.0, 0.0, 0.5, 0.0]), True)


def _leave_out(dates: ArrayLike, change: int, transition: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    days = np.asarray(dates, dtype=np.int64)
    kept = (days < change) | (days >= change + transition)
    return days[kept], kept


def _course(days: NDArray[np.int64], zero: float) -> Array:
    span = float(days[-1] - days[0]) if len(days) > 1 else 1.0
    return np.asarray((days - zero) / span)
