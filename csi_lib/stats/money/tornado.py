"""Which of several figures that are not known exactly drives a result."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats.money.spreads import Chance

Array = NDArray[np.float64]
Model = Callable[[Mapping[str, Array]], Array]  # values of every input, each of shape (k,) -> results, shape (k,)

BINS = 50
TAILS = (0.05, 0.95)


@dataclass(frozen=True)
class Bar:
    """One bar of a tornado.

    Parameters
    ----------
    name : str
        Of the input.
    low, high : float
        Result with this input at its quantiles .05 and .95 and every other at its best guess.
    at_low, at_high : float
        The input there.
    share : float
        Share of the variance of the result that this input explains by itself, 0 to 1.
    """

    name: str
    low: float
    high: float
    at_low: float
    at_high: float
    share: float

    @property
    def width(self) -> float:
        """How far the result moves."""
        return abs(self.high - self.low)


def draw_inputs(inputs: Mapping[str, Chance], draws: int, seed: int) -> dict[str, Array]:
    """Draw every input independently; one's draws do not change when another is added.

    Parameters
    ----------
    inputs : mapping of str to Chance
        By name.
    draws : int
        How many.
    seed : int
        The same seed gives the same draws on every machine.

    Returns
    -------
    dict of str to ndarray, shape (draws,)
        Values, read-only: the same draw is handed out again.
    """
    return {name: _draw(name, chance, draws, seed) for name, chance in inputs.items()}


@lru_cache(maxsize=64)  # several results are worked out of the same inputs, and a beta's quantiles take long
def _draw(name: str, chance: Chance, draws: int, seed: int) -> Array:
    drawn = chance.quantile(np.random.default_rng([seed, zlib.crc32(name.encode())]).uniform(size=draws))
    drawn.setflags(write=False)
    return drawn


def rank_drivers(
    model: Model, inputs: Mapping[str, Chance], drawn: Mapping[str, Array], results: Array
) -> tuple[Bar, ...]:
    """Rank inputs by how far each alone moves a result, and say how much of its variance each explains.

    Parameters
    ----------
    model : callable
        From inputs to results.
    inputs : mapping of str to Chance
        By name; those that are known exactly are left out.
    drawn : mapping of str to ndarray, shape (k,)
        Draws of them.
    results : ndarray, shape (k,)
        Results of these draws.

    Returns
    -------
    tuple of Bar
        Widest first. Shares are correlation ratios: variance of the mean result within fiftieths of the input, over
        all variance, less what chance alone would give; what they leave of the whole is moved by several together.
    """
    base = {name: np.full(2, chance.base) for name, chance in inputs.items()}
    bars = []
    for name, chance in inputs.items():
        ends = chance.quantile(np.array(TAILS))
        if ends[0] == ends[1]:
            continue
        low, high = model(base | {name: ends})
        share = _explained(drawn[name], results)
        bars.append(Bar(name, float(low), float(high), float(ends[0]), float(ends[1]), share))
    return tuple(sorted(bars, key=lambda bar: (-bar.width, bar.name)))


def _explained(values: Array, results: Array) -> float:
    """Return the correlation ratio, adjusted for the number of bins (epsilon squared; Kelley 1935)."""
    n = len(results)
    bins = min(BINS, n // 20)
    total = float(((results - results.mean()) ** 2).sum())
    if bins < 2 or total <= 0:
        return 0.0
    place = np.empty(n, dtype=np.int64)
    place[np.argsort(values, kind="stable")] = np.arange(n) * bins // n
    counts = np.bincount(place, minlength=bins)
    means = np.bincount(place, weights=results, minlength=bins) / counts
    within = float(((results - means[place]) ** 2).sum())
    return float(np.clip(1 - (within / (n - bins)) / (total / (n - 1)), 0.0, 1.0))
