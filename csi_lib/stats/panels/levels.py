"""From draws of attributes to the probability of each level: the same ladder, climbed once a draw, in integers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats.panels.prior import Floats

TICKS = 10**9  # a percent in whole billionths: 15.000000000000002 is 15, and no float meets a band
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class LevelShares:
    """How often each level came out.

    Parameters
    ----------
    levels : array, shape (levels + 1,)
        Share of the draws that end on level 0, 1, 2 ...; they add up to 1.
    stops : array, shape (attributes,)
        Share of the draws in which the attribute stops the next level; one draw may have several.
    """

    levels: Floats
    stops: Floats


def count_ticks(shares: Floats) -> Ints:
    """Turn shares achieved (0..1) into whole billionths of a percent."""
    return np.rint(shares * 100 * TICKS).astype(np.int64)


def climb_all(ticks: Ints, edges: Ints) -> LevelShares:
    """Climb the ladder once for every draw.

    Parameters
    ----------
    ticks : array of int, shape (draws, attributes)
        Achievement in billionths of a percent.
    edges : array of int, shape (levels, attributes)
        What level 1, 2 ... asks: more ticks than this; -1 where it asks nothing. An attribute that was not asked has
        no column, and the levels that need it no row.

    Returns
    -------
    LevelShares
        Levels reached, and what stopped the next.
    """
    met = ticks[:, None, :] > edges[None, :, :]
    reached = np.logical_and.accumulate(met.all(axis=2), axis=1).sum(axis=1)
    levels = len(edges)
    stopped = reached < levels
    following = met[stopped, reached[stopped], :]
    stops = (~following).sum(axis=0) / len(ticks) if levels else np.zeros(ticks.shape[1])
    return LevelShares(np.bincount(reached, minlength=levels + 1) / len(ticks), stops)
