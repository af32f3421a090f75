"""One chart, whatever its kind: points, centre line, limits, and which points which rule marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.charts.frozen import Frozen
from csi_lib.stats.charts.rules import DEFAULT_RULES, find_signals, pick_rules
from csi_lib.stats.charts.spread import MIN_POINTS, Spread, estimate_spread, find_neighbours
from csi_lib.stats.refused import Refused

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
ChartName = Literal["XmR", "p′", "u′", "t", "g", "run"]

SIGMAS = 3.0


@dataclass(frozen=True)
class Signal:
    """What one rule found on one chart.

    Parameters
    ----------
    rule : str
        Its name.
    words : str
        What it looks for.
    points : tuple of int
        Indices of the points that make up its patterns, rising.
    """

    rule: str
    words: str
    points: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart, or a stack of charts of one kind and length.

    Parameters
    ----------
    name : str
        XmR, p′, u′, t, g or run.
    points, center, lower, upper : ndarray, shape (..., n)
        In the unit that is drawn; limits vary with the size of each period, and are NaN on a run chart.
    score : ndarray, shape (..., n)
        Distance from the centre line on the working scale, 3 at the upper limit: what the rules read.
    sigma, rho : ndarray, shape (...)
        Spread on the working scale (for p′, u′: Laney's sigma z, corrected for rho), and autocorrelation.
    level : ndarray, shape (...)
        Centre line on the working scale.
    rules : str
        Name of the rule set.
    flags : mapping of str to ndarray of bool, shape (..., n)
        For every rule of the set, the points it marks.
    frozen : Frozen or None
        The earlier points that the limits come from; None: from these points themselves.
    offset : float
        Of the downtime scale of a single availability chart, in percent; else 0.
    """

    name: ChartName
    points: Array
    center: Array
    lower: Array
    upper: Array
    score: Array
    sigma: Array
    rho: Array
    level: Array
    rules: str
    flags: Mapping[str, Mask]
    frozen: Frozen | None = None
    offset: float = 0.0

    @property
    def n(self) -> int:
        """Number of points."""
        return int(self.points.shape[-1])

    @property
    def outside(self) -> NDArray[np.int64]:
        """Return -1 below the lower limit, 1 above the upper one and 0 between, shape (..., n)."""
        return (self.score > SIGMAS).astype(np.int64) - (self.score < -SIGMAS).astype(np.int64)

    @property
    def flagged(self) -> Mask:
        """Whether any rule marks a point, shape (..., n)."""
        return np.any(np.stack(list(self.flags.values())), axis=0)

    @property
    def named(self) -> NDArray[np.object_]:
        """The rules that mark each point of a single chart, with commas between; empty for none, shape (n,)."""
        names = [", ".join(rule for rule, marked in self.flags.items() if marked[place]) for place in range(self.n)]
        return np.array(names, dtype=object)

    @property
    def signals(self) -> tuple[Signal, ...]:
        """What was found on a single chart, rule by rule; rules that found nothing are left out."""
        words = {rule.name: rule.words for rule in pick_rules(self.rules).rules}
        return tuple(
            Signal(name, words[name], tuple(int(place) for place in np.flatnonzero(marked)))
            for name, marked in self.flags.items()
            if marked.any()
        )


def build_chart(
    name: ChartName,
    y: ArrayLike,
    back: Callable[[Any], Array],
    *,
    points: ArrayLike,
    unit: ArrayLike = 1.0,
    dates: ArrayLike | None = None,
    rules: str = DEFAULT_RULES,
    frozen: Frozen | None = None,
    center: ArrayLike | None = None,
) -> Chart:
    """Make a chart from a working scale and the way back.

    Parameters
    ----------
    name : str
        What the chart is called.
    y : array, shape (..., n)
        Points on the working scale.
    back : function
        Working values, shape (..., n), to the unit that is drawn.
    points : array, shape (..., n)
        Points in the unit that is drawn.
    unit : array, broadcastable to (..., n)
        Standard deviation of each point by its size alone.
    dates : array of int, shape (n,), optional
        Number of each period; only adjacent ones make a moving range.
    rules : str
        Rule set.
    frozen : Frozen, optional
        Limits that were fixed on earlier points.
    center : array, shape (...), optional
        Centre line on the working scale where it is not the weighted mean.

    Returns
    -------
    Chart
        In a stack, a series without variation has NaN limits and no signals.

    Raises
    ------
    Refused
        When a single series has fewer than 5 points, no two adjacent ones, a value that is not finite, or no
        variation.
    """
    values = np.asarray(y, dtype=np.float64)
    own = np.broadcast_to(np.asarray(unit, dtype=np.float64), values.shape)
    spread, reach = _spread_of(values, own, dates, frozen)
    if values.ndim == 1 and not np.isfinite(spread.sigma):
        raise Refused("the series does not vary, so there are no limits")
    level = spread.center if center is None or frozen is not None else np.asarray(center, dtype=np.float64)
    third = (spread.sigma * reach / SIGMAS)[..., None] * own
    middle = np.broadcast_to(level[..., None], values.shape)
    score = (values - middle) / third
    edges = (back(middle), back(middle - SIGMAS * third), back(middle + SIGMAS * third))
    drawn = np.asarray(points, dtype=np.float64)
    return Chart(name, drawn, *edges, score, spread.sigma, spread.rho, level, rules, find_signals(score, rules), frozen)


def _spread_of(values: Array, unit: Array, dates: ArrayLike | None, frozen: Frozen | None) -> tuple[Spread, float]:
    if not np.isfinite(values).all():
        raise Refused("a value is missing or not finite")
    if frozen is not None:
        return Spread(*(np.asarray(part) for part in (frozen.center, frozen.sigma, frozen.rho))), frozen.factor
    if values.shape[-1] < MIN_POINTS or not find_neighbours(values.shape[-1], dates).any():
        raise Refused(f"{values.shape[-1]} points, or none next to another, are too few for limits")
    return estimate_spread(values, unit, dates), SIGMAS
