"""Cohen's kappa of two assessors, plain or weighted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.stats.agreement.units import Floats

Weighting = Literal["none", "linear", "quadratic"]


@dataclass(frozen=True)
class Kappa:
    """Agreement of two assessors.

    Parameters
    ----------
    weights : str
        ``none``, ``linear``, ``quadratic`` or ``own``: what a near miss counts. The same data give different numbers.
    value : float or None
        1 is full agreement, 0 that of chance; None where chance alone would agree fully, or nothing was rated twice.
    plain : float or None
        Share of units with the same rating, 0..1.
    units : int
        Units that both rated.
    """

    weights: str
    value: float | None
    plain: float | None
    units: int


def tabulate_pairs(one: ArrayLike, other: ArrayLike, categories: int) -> Floats:
    """Count how often the first assessor gave i where the second gave j.

    Parameters
    ----------
    one, other : array, shape (units,)
        Categories 0 to ``categories`` - 1; NaN where an assessor gave none.
    categories : int
        How many there are on the scale, used or not.

    Returns
    -------
    array, shape (categories, categories)
        Counts.
    """
    first, second = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    both = ~(np.isnan(first) | np.isnan(second))
    table = np.zeros((categories, categories))
    np.add.at(table, (first[both].astype(int), second[both].astype(int)), 1)
    return table


def find_kappa(table: ArrayLike, weights: Weighting | ArrayLike = "none") -> Kappa:
    """Find Cohen's kappa.

    Parameters
    ----------
    table : array, shape (categories, categories)
        Counts or shares: rows the first assessor, columns the second, categories in order.
    weights : {"none", "linear", "quadratic"} or array, shape (categories, categories)
        What a disagreement costs: the same for all, by the steps between, by their square, or as given (0 on the
        diagonal).

    Returns
    -------
    Kappa
        None for its value where it is undefined.

    Raises
    ------
    UsageError
        When the weighting is unknown or the table is not square.

    Source
    ------
    Cohen (1960), Educational and Psychological Measurement 20, 37-46, doi 10.1177/001316446002000104; weights: Cohen
    (1968), Psychological Bulletin 70, 213-220, doi 10.1037/h0026256.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise UsageError("kappa needs a square table: the same categories for both assessors")
    total = counts.sum()
    if not total:
        return Kappa(_name(weights), None, None, 0)
    shares = counts / total
    cost = _find_cost(len(counts), weights)
    expected = float((cost * np.outer(shares.sum(axis=1), shares.sum(axis=0))).sum())
    value = 1 - float((cost * shares).sum()) / expected if expected else None
    return Kappa(_name(weights), value, float(np.trace(shares)), round(float(total)))


def _name(weights: Weighting | ArrayLike) -> str:
    return weights if isinstance(weights, str) else "own"


def _find_cost(categories: int, weights: Weighting | ArrayLike) -> Floats:
    if not isinstance(weights, str):
        return np.asarray(weights, dtype=float)
    if weights not in get_args(Weighting):
        raise UsageError(f"unknown weights '{weights}'", do=did_you_mean(weights, get_args(Weighting)).capitalize())
    steps = np.abs(np.subtract.outer(np.arange(categories), np.arange(categories))).astype(float)
    return {"none": (steps > 0).astype(float), "linear": steps, "quadratic": steps**2}[weights]
