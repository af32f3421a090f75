"""Signals of KPIs that no opportunity names: seen by the figures, and taken up by nobody."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from csi_lib.register.initiatives.opportunity import Opportunity

SLICES = ("service", "priority", "team", "category")


def list_unheard(signals: pd.DataFrame, opportunities: Iterable[Opportunity]) -> tuple[Mapping[Hashable, Any], ...]:
    """List the deteriorations of the last months that no opportunity is about.

    Parameters
    ----------
    signals : DataFrame
        One row per series, as ``signals.assess`` gives them.
    opportunities : iterable of Opportunity
        One that names the KPI answers for its slice and every slice within; whether it was taken up does not matter.

    Returns
    -------
    tuple of mapping
        Rows of the signals.
    """
    named = [(item.kpi, dict(item.where)) for item in opportunities if item.kpi]
    found = signals[signals["variation"] == "deterioration"].to_dict("records")
    return tuple(row for row in found if not any(_covers(kpi, where, row) for kpi, where in named))


def find_slice(row: Mapping[Hashable, Any]) -> dict[str, str]:
    """Return the slice a row of the signals is of; empty for the total."""
    return {name: str(row[name]) for name in SLICES if name in row and not pd.isna(row[name])}


def _covers(kpi: str, where: Mapping[str, str], row: Mapping[Hashable, Any]) -> bool:
    return row["kpi"] == kpi and where.items() <= find_slice(row).items()
