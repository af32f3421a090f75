"""Availability is charted by what is missing: 99.9 and 99.99 percent differ by a factor of ten, not by a tenth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats.charts.rare import POWER
from csi_lib.stats.refused import Refused
from csi_lib.stats.scales import Sample, Scale, scale_of

Array = NDArray[np.float64]

FULL = 100.0  # percent


@dataclass(frozen=True)
class DowntimeScale:
    """The downtime in percent to the power 1/3.6, with its sign turned so that more is better.

    On the plain scale 18 to 31 % of stable 24-point charts with lognormal downtime are flagged. A logarithm would do as
    well but knows no month without an outage.
    """

    def forward(self, sample: Sample) -> Array:
        """Return -(100 - availability)^(1/3.6).

        Raises
        ------
        Refused
            When an availability is above 100 percent.
        """
        if (sample.value > FULL).any():
            raise Refused("an availability is above 100 %")
        return np.asarray(-((FULL - sample.value) ** POWER))

    def backward(self, z: Array | float, sample: Sample) -> Array:
        """Return the availability in percent, between 0 and 100, the same in every period."""
        down = np.maximum(-np.broadcast_to(np.asarray(z, dtype=np.float64), sample.value.shape), 0)
        return np.asarray(np.clip(FULL - down ** (1 / POWER), 0, FULL))


ChartScale = Scale | DowntimeScale


def chart_scale(kind: str) -> ChartScale:
    """Return the scale that a kind of KPI is charted on; ValueError when the kind is unknown."""
    return DowntimeScale() if kind == "availability" else scale_of(kind)
