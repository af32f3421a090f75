"""An interval from draws, and where it reaches the end of the scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats.panels.panel import LETTERS, NO_ANSWER
from csi_lib.stats.panels.prior import Floats

# The points that cut off 2 %, not 2.5 %: so the 95 % interval holds the truth at least 92 times of 100 in every cell of
# tests/bench/panels.py; cut at 2.5 % one cell stands at 91.7 (a polarised panel of five, whose answers are coarse).
TAIL = 0.02


def find_interval(drawn: Floats, answers: NDArray[np.int8]) -> tuple[float, float]:
    """Find the interval that holds an attribute's true share 95 times of 100.

    Parameters
    ----------
    drawn : array, shape (draws,)
        One column of ``draw_attributes``.
    answers : array of int8, shape (people, questions)
        The answers to the attribute's questions; -1 where there is none.

    Returns
    -------
    (float, float)
        Shares achieved, 0..1. Where everybody gave the highest (lowest) answer it reaches up (down) to the end: nothing
        was seen that speaks against it.

    Source
    ------
    The end of the scale: Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133,
    doi 10.1214/ss/1009213286.
    """
    low, high = (float(edge) for edge in np.quantile(drawn, [TAIL, 1 - TAIL]))
    given = answers[answers != NO_ANSWER]
    if (given == LETTERS - 1).all():
        high = max(high, 1.0)
    if (given == 0).all():
        low = min(low, 0.0)
    return low, high
