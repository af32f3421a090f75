"""Which KPIs move together from month to month: association only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.signals.series import main_rows, pick_series
from csi_lib.stats import Refused
from csi_lib.stats.description import Association, associate

CHANCE = 0.05  # of unrelated pairs have an interval without zero


@dataclass(frozen=True)
class Pair:
    """Two KPIs and how their steps go together.

    Parameters
    ----------
    one, other : str
        Ids of the KPIs.
    association : Association
        Spearman's rho of the steps, interval and n.
    shared : bool
        Whether both are counted from rows of one table, so that they are related by definition.
    """

    one: str
    other: str
    association: Association
    shared: bool


@dataclass(frozen=True)
class Pairs:
    """All pairs of KPIs that could be compared.

    Parameters
    ----------
    found : tuple of Pair
        The strongest first.
    asked : int
        Pairs looked at, those refused included.
    without_zero : int
        Pairs whose interval leaves zero out.
    """

    found: tuple[Pair, ...]
    asked: int
    without_zero: int

    @property
    def by_chance(self) -> float:
        """How many intervals would leave zero out if no two KPIs had anything to do with each other."""
        return CHANCE * len(self.found)


def pair_series(measures: pd.DataFrame, kpis: Sequence[Kpi]) -> Pairs:
    """Correlate the steps of every two KPIs, totals only, on the scale each is tested on.

    Parameters
    ----------
    measures : DataFrame
        By period.
    kpis : sequence of Kpi
        Which ones.

    Returns
    -------
    Pairs
        Empty where no two series share enough steps.
    """
    series = {kpi.id: _lay_on_grid(measures, kpi) for kpi in kpis}
    tables = {kpi.id: kpi.table for kpi in kpis}
    known = [name for name, values in series.items() if values is not None]
    found = []
    for one, other in combinations(known, 2):
        grid = pd.concat([series[one], series[other]], axis=1, sort=True)
        try:
            association = associate(grid.iloc[:, 0], grid.iloc[:, 1])
        except Refused:
            continue
        found.append(Pair(one, other, association, tables[one] == tables[other]))
    found.sort(key=lambda pair: (-abs(pair.association.rho), pair.one, pair.other))
    clear = sum(pair.association.lo > 0 or pair.association.hi < 0 for pair in found)
    return Pairs(tuple(found), len(kpis) * (len(kpis) - 1) // 2, clear)


def _lay_on_grid(measures: pd.DataFrame, kpi: Kpi) -> pd.Series | None:
    """Return the total on its working scale by begin of period, missing where a period is not to be used."""
    if main_rows(measures, kpi).empty:
        return None
    try:
        series = pick_series(measures, kpi)
        working = series.working(series.usable)
    except Refused:
        return None
    values = np.full(len(series.rows), np.nan)
    values[series.usable] = working
    return pd.Series(values, index=series.rows["period_start"])
