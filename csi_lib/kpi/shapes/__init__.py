"""The shapes that need a query of their own, each in one text for every engine."""

from __future__ import annotations

from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.shapes.ageing import write_ageing
from csi_lib.kpi.shapes.outages import write_availability, write_failures
from csi_lib.kpi.shapes.retention import write_retention
from csi_lib.kpi.shapes.returns import cumulate, write_bookings
from csi_lib.kpi.sql import SliceSets, write_level

_TEXTS = {
    "level": write_level,
    "availability": write_availability,
    "ageing": write_ageing,
    "retention": write_retention,
    "mtbf": write_failures,
    "roi": write_bookings,
}
OWN_QUERY = frozenset(_TEXTS)


def write_shape(kpi: Kpi, sets: SliceSets) -> str:
    """Write the one text that computes a KPI of such a shape.

    Parameters
    ----------
    kpi : Kpi
        With a formula of ``OWN_QUERY``.
    sets : sequence of tuple of str
        Slice columns to group by besides the total.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns (NULL: all) and what ``finish`` needs; of bookings what
        ``cumulate`` needs.
    """
    return _TEXTS[kpi.formula](kpi, sets)


__all__ = ["OWN_QUERY", "cumulate", "write_shape"]
