"""Intraclass correlations of assessors who give numbers: whether they give the same ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Intraclass:
    """Three intraclass correlations of the same ratings.

    Parameters
    ----------
    single : float or None
        ICC(2,1): one assessor's number, absolute agreement; None where it is undefined.
    average : float or None
        ICC(2,k): the mean of all assessors.
    consistent : float or None
        ICC(3,1): agreement up to a constant; far above ``single``, one assessor is stricter throughout.
    units, raters : int
        Units rated by all, and assessors.
    """

    single: float | None
    average: float | None
    consistent: float | None
    units: int
    raters: int


def find_icc(ratings: ArrayLike) -> Intraclass:
    """Find ICC(2,1), ICC(2,k) and ICC(3,1).

    Parameters
    ----------
    ratings : array, shape (units, raters)
        Numbers; a unit that somebody left out is left out.

    Returns
    -------
    Intraclass
        Values are None with fewer than two units or raters, or where no rating differs from another.

    Source
    ------
    Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428, doi 10.1037/0033-2909.86.2.420.
    """
    table = np.atleast_2d(np.asarray(ratings, dtype=float))
    table = table[~np.isnan(table).any(axis=1)]
    units, raters = table.shape
    if units < 2 or raters < 2:
        return Intraclass(None, None, None, units, raters)
    mean = table.mean()
    of_units, of_raters = table.mean(axis=1), table.mean(axis=0)
    between = raters * float(((of_units - mean) ** 2).sum()) / (units - 1)
    judges = units * float(((of_raters - mean) ** 2).sum()) / (raters - 1)
    rest = float(((table - of_units[:, None] - of_raters[None, :] + mean) ** 2).sum()) / ((units - 1) * (raters - 1))
    bias = (judges - rest) / units
    return Intraclass(
        single=_divide(between - rest, between + (raters - 1) * rest + raters * bias),
        average=_divide(between - rest, between + bias),
        consistent=_divide(between - rest, between + (raters - 1) * rest),
        units=units,
        raters=raters,
    )


def _divide(above: float, below: float) -> float | None:
    return above / below if abs(below) > 1e-12 else None
