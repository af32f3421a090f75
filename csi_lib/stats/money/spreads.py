"""How far a figure may lie from its best guess: distributions by their quantiles."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]

_Z = float(ndtri(0.975))
PERT_WEIGHT = 4.0  # Malcolm et al. (1959), Operations Research 7, 646-669, doi 10.1287/opre.7.5.646


class Chance(Hashable, Protocol):
    """A figure that is not known exactly."""

    @property
    def base(self) -> float:
        """The best guess."""

    def quantile(self, u: ArrayLike) -> Array:
        """Return the figure that is not exceeded with chance u; of the shape of u."""


@dataclass(frozen=True)
class Pert:
    """Least, likeliest and most plausible: a beta distribution, mean (low + 4 base + high)/6."""

    low: float
    base: float
    high: float

    def quantile(self, u: ArrayLike) -> Array:
        """Return quantiles; the base where all three are one."""
        chance, width = np.asarray(u, dtype=np.float64), self.high - self.low
        if width <= 0:
            return np.full(chance.shape, self.base)
        a = 1 + PERT_WEIGHT * (self.base - self.low) / width
        b = 1 + PERT_WEIGHT * (self.high - self.base) / width
        return np.asarray(self.low + width * betaincinv(a, b, chance))


@dataclass(frozen=True)
class Triangle:
    """Least, likeliest and most plausible: a triangle, mean (low + base + high)/3."""

    low: float
    base: float
    high: float

    def quantile(self, u: ArrayLike) -> Array:
        """Return quantiles; the base where all three are one."""
        chance, width = np.asarray(u, dtype=np.float64), self.high - self.low
        if width <= 0:
            return np.full(chance.shape, self.base)
        left, right = self.base - self.low, self.high - self.base
        rising = self.low + np.sqrt(chance * width * left)
        falling = self.high - np.sqrt((1 - chance) * width * right)
        return np.asarray(np.where(chance <= left / width, rising, falling))


@dataclass(frozen=True)
class TwoSided:
    """An estimate with its 95 % interval: normal on either side of it, each with the spread of its own side.

    Parameters
    ----------
    base, low, high : float
        Median, and the quantiles .025 and .975.
    logarithmic : bool
        Whether it is normal in the logarithm: ratios.
    """

    base: float
    low: float
    high: float
    logarithmic: bool = False

    def quantile(self, u: ArrayLike) -> Array:
        """Return quantiles."""
        z = ndtri(np.asarray(u, dtype=np.float64))
        middle, low, high = (np.log(x) if self.logarithmic else x for x in (self.base, self.low, self.high))
        found = middle + np.where(z < 0, middle - low, high - middle) / _Z * z
        return np.asarray(np.exp(found) if self.logarithmic else found)


FIXED = Pert(1.0, 1.0, 1.0)


def two_sided_of(estimate: float, lo: float, hi: float, kind: str) -> TwoSided:
    """Return the spread of an effect on its own scale.

    Parameters
    ----------
    estimate, lo, hi : float
        An effect and its 95 % interval.
    kind : str
        "ratio" and "rate ratio" are spread in the logarithm, "percentage points" and "difference" as they are.

    Returns
    -------
    TwoSided
        With these three as its quantiles .5, .025 and .975.

    Raises
    ------
    Refused
        When the interval is open, or does not hold its estimate.
    """
    logarithmic = kind in ("ratio", "rate ratio")
    if not (np.isfinite([estimate, lo, hi]).all() and (lo > 0 or not logarithmic)):
        raise Refused("the interval of the effect is open, so no amount of money follows from it")
    if not lo <= estimate <= hi:
        raise Refused("the interval of the effect does not hold its estimate")
    return TwoSided(estimate, lo, hi, logarithmic)
