"""Availability is charted by what is missing: 99.9 and 99.99 percent differ by a factor of ten, not by a tenth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from csi_lib.stats.refused import Refused
from csi_lib.stats.scales import Sample, Scale, scale_of

Array = NDArray[np.float64]

FULL = 100.0  # percent


@dataclass(frozen=True, eq=False)
class DowntimeScale:
    """The logarithm of the downtime in percent plus an offset, with its sign turned so that more is better.

    On the plain scale 18 to 31 % of stable 24-point charts with lognormal downtime (sigma .5) are flagged, here 2 to
    5 %. The offset gives a month without an outage its place; where a tenth of the months have none, 5 to 15 % are
    flagged.

    Parameters
    ----------
    offset : ndarray, shape (..., 1) or ()
        Half the median downtime of the months that have one, in percent.
    """

    offset: Array

    def forward(self, sample: Sample) -> Array:
        """Return -log(100 - availability + offset).

        Raises
        ------
        Refused
            When an availability is above 100 percent.
        """
        if (sample.value > FULL).any():
            raise Refused("an availability is above 100 %")
        return np.asarray(-np.log(FULL - sample.value + self.offset))

    def backward(self, z: Array | float, sample: Sample) -> Array:
        """Return the availability in percent, between 0 and 100, the same in every period."""
        down = np.exp(-np.broadcast_to(np.asarray(z, dtype=np.float64), sample.value.shape)) - self.offset
        return np.asarray(np.clip(FULL - down, 0, FULL))


def find_offset(sample: Sample) -> Array:
    """Return half the median downtime of the periods that have one, shape (..., 1); 1 where none has."""
    down = FULL - sample.value
    some = np.where(down > 0, down, np.inf)
    ordered = np.sort(some, axis=-1)
    count = np.isfinite(ordered).sum(axis=-1, keepdims=True)
    low, high = (np.take_along_axis(ordered, np.maximum((count - odd) // 2, 0), axis=-1) for odd in (1, 0))
    high = np.where(count % 2 == 1, low, high)
    return np.asarray(np.where(count > 0, (low + high) / 4, 1.0))


def chart_scale(kind: str, sample: Sample, offset: ArrayLike | None = None) -> Scale | DowntimeScale:
    """Return the scale that a kind of KPI is charted on.

    Parameters
    ----------
    kind : str
        KPI kind.
    sample : Sample
        The points that are charted.
    offset : array, optional
        Of an earlier chart; default: found in the sample.

    Returns
    -------
    Scale
        That of the tests, but for availability.

    Raises
    ------
    ValueError
        When the kind is unknown.
    """
    if kind != "availability":
        return scale_of(kind)
    return DowntimeScale(find_offset(sample) if offset is None else np.asarray(offset, dtype=np.float64))
