"""Days and minutes at which so many cases ended at once that a hand may have closed them in bulk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csi_lib.stats import Refused
from csi_lib.stats.description import Bursts, find_bursts

# A team of any size solves so many in a day, or an agent in a minute of tidying up, without anyone calling it a sweep.
LEAST = {"day": 20, "minute": 10}


@dataclass(frozen=True, eq=False)
class Sweeps:
    """Cases that ended in a burst, by local day or by minute.

    Parameters
    ----------
    length : str
        "day" or "minute".
    inside : ndarray of bool, shape (n,)
        For every case given; False for one that has not ended.
    at : tuple of Timestamp
        Local begin of each burst, in the order of time.
    counts : tuple of int
        Cases that ended in each.
    usual, limit : float or None
        Count of the day or minute in which the typical case ended, and the count above which there is a burst; None
        when refused.
    refusal : str
        Why it cannot be told; empty when it can.
    """

    length: str
    inside: NDArray[np.bool_]
    at: tuple[pd.Timestamp, ...]
    counts: tuple[int, ...]
    usual: float | None
    limit: float | None
    refusal: str


def find_sweeps(ended_at: pd.Series, zone: str, length: str) -> Sweeps:
    """Find the days or minutes at which far more cases ended than is usual.

    Parameters
    ----------
    ended_at : Series of datetime64, shape (n,)
        End of every case, UTC without a zone mark; missing while it is open.
    zone : str
        IANA name of the client's time zone, which says what a day is.
    length : {"day", "minute"}
        Length of a slot.

    Returns
    -------
    Sweeps
        A refusal (no case has ended) is a sentence in it.
    """
    ended = ended_at.notna().to_numpy()
    local = ended_at[ended].dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
    slots = local.dt.floor("D" if length == "day" else "min").astype("datetime64[s]").astype("int64").to_numpy()
    inside = np.zeros(len(ended_at), dtype=np.bool_)
    try:
        found: Bursts = find_bursts(slots, least=LEAST[length])
    except Refused as refusal:
        return Sweeps(length, inside, (), (), None, None, str(refusal))
    inside[ended] = found.inside
    at = tuple(pd.Timestamp(int(slot), unit="s") for slot in found.slots)
    return Sweeps(length, inside, at, tuple(int(count) for count in found.counts), found.usual, found.limit, "")
