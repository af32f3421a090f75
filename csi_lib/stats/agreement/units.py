"""Who agrees with whom: pairs of values given to the same unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Coincidences:
    """How often each value was paired with each other value within units.

    Parameters
    ----------
    values : array, shape (values,)
        The values that can be paired, rising.
    matrix : array, shape (values, values)
        Symmetric; a unit with m values adds each ordered pair of different raters with weight 1 / (m - 1).
    units : int
        Units with at least two values.
    raters : int
        Raters with a value in such a unit.
    """

    values: Floats
    matrix: Floats
    units: int
    raters: int

    @property
    def pairable(self) -> int:
        """Number of values that have another beside them."""
        return round(float(self.matrix.sum()))


def pair_values(ratings: ArrayLike) -> Coincidences:
    """Count pairs of values given to the same unit.

    Parameters
    ----------
    ratings : array, shape (raters, units)
        Numbers; NaN where a rater gave none.

    Returns
    -------
    Coincidences
        Units with a single value enter nothing.

    Source
    ------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section on the matrix of coincidences.
    """
    table = np.atleast_2d(np.asarray(ratings, dtype=float))
    table = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    there = ~np.isnan(table)
    values = np.unique(table[there])
    held = (table[None, :, :] == values[:, None, None]).sum(axis=1).astype(float)  # values x units
    sizes = there.sum(axis=0)
    per_unit = np.divide(1.0, sizes - 1, out=np.zeros(len(sizes)), where=sizes > 1)
    matrix = (held * per_unit) @ held.T - np.diag((held * per_unit).sum(axis=1))
    return Coincidences(values, matrix, table.shape[1], int(there.any(axis=1).sum()))


def find_plain_agreement(ratings: ArrayLike) -> float | None:
    """Find the share of pairs of raters that gave a unit the same value.

    Parameters
    ----------
    ratings : array, shape (raters, units)
        Numbers; NaN where a rater gave none.

    Returns
    -------
    float or None
        0..1, every unit counting by its values less one; None without a unit that has two values.
    """
    pairs = pair_values(ratings)
    total = float(pairs.matrix.sum())
    return float(np.trace(pairs.matrix)) / total if total else None
