"""How sure a share or a mean of single cases is: intervals from counts and sums alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from csi_lib.stats.refused import Refused


@dataclass(frozen=True)
class Span:
    """A point and its 95 % interval, in the unit of what was given; a share lies between 0 and 1."""

    point: float
    lo: float
    hi: float
    n: int


def span_share(hits: float, n: float) -> Span:
    """Say how sure a share is.

    Parameters
    ----------
    hits, n : float
        Cases that count, and all cases.

    Returns
    -------
    Span
        Wilson's score interval.

    Raises
    ------
    Refused
        Without a case, or with more hits than cases.

    Source
    ------
    Wilson (1927), JASA 22, 209-212, doi 10.1080/01621459.1927.10502953.
    """
    if n < 1 or not 0 <= hits <= n:
        raise Refused("there is no case to take a share of" if n < 1 else "more cases count than there are")
    z = float(special.ndtri(0.975))
    share = hits / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return Span(share, max(0.0, centre - half) if hits else 0.0, min(1.0, centre + half) if hits < n else 1.0, int(n))


def span_mean(n: float, total: float, squares: float) -> Span:
    """Say how sure a mean is, from sums alone, so that an engine can add up any number of rows.

    Parameters
    ----------
    n : float
        Cases.
    total, squares : float
        Sum of the values and of their squares.

    Returns
    -------
    Span
        Student's interval; NaN at both ends below two cases.

    Raises
    ------
    Refused
        Without a case.
    """
    if n < 1:
        raise Refused("there is no case to take a mean of")
    mean = total / n
    if n < 2:
        return Span(mean, math.nan, math.nan, int(n))
    spread = math.sqrt(max(0.0, squares - n * mean**2) / (n - 1))
    half = float(special.stdtrit(n - 1, 0.975)) * spread / math.sqrt(n)
    return Span(mean, mean - half, mean + half, int(n))
