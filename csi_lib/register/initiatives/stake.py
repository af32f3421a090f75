"""What is at stake with an opportunity: how far its KPI is from where it should be, how often, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.register.goals import FEWEST_PERIODS, MOST_PERIODS, stated_rows
from csi_lib.register.initiatives.opportunity import Opportunity


@dataclass(frozen=True)
class Stake:
    """KPI gap times volume times cost.

    Parameters
    ----------
    opportunity : str
        Id.
    level, target, gap : float or None
        Median of the KPI over the last usable year, where it should be, and how far it is from there in the bad
        direction, 0 where it is met; in the unit of the KPI.
    unit : str
        Of the three.
    volume : float or None
        Median cases a month over the same months; 1 where the KPI counts cases by itself.
    amount : float or None
        Gap times volume, a month: hours, cases or money.
    amount_unit : str
        Of the amount.
    unit_cost : float or None
        Money for one unit of the amount.
    currency : str
        Of the money.
    months : int
        How many months both medians rest on.
    reason : str
        Why there is no gap; empty where there is one.
    """

    opportunity: str
    level: float | None = None
    target: float | None = None
    gap: float | None = None
    unit: str = ""
    volume: float | None = None
    amount: float | None = None
    amount_unit: str = ""
    unit_cost: float | None = None
    currency: str = ""
    months: int = 0
    reason: str = ""

    @property
    def money(self) -> float | None:
        """Money a month: gap × volume × cost; None where one of the three is not known."""
        return None if self.amount is None or self.unit_cost is None else self.amount * self.unit_cost


def find_stake(item: Opportunity, measures: pd.DataFrame, kpis: Mapping[str, Kpi]) -> Stake:
    """Find how far the KPI of an opportunity is from its target, how often that happens and what it costs.

    Parameters
    ----------
    item : Opportunity
        Names KPI, slice, target and cost, or not.
    measures : DataFrame
        The long measures frame, by month.
    kpis : mapping of str to Kpi
        By id.

    Returns
    -------
    Stake
        With a reason where nothing can be said. A gap of 2 percentage points over 400 cases are 8 cases; of a KPI that
        counts, the gap is the amount already.
    """
    kpi = kpis.get(item.kpi)
    if kpi is None or item.target is None:
        return Stake(item.id, reason="no target is named" if kpi else "no KPI is named")
    if kpi.better == "none":
        return Stake(item.id, reason="no direction of its KPI is good")
    rows = stated_rows(measures, kpi, item.where)
    usable = rows[rows["enough"].fillna(False).astype(bool) & rows["value"].notna()].tail(MOST_PERIODS)
    if len(usable) < FEWEST_PERIODS:
        return Stake(item.id, reason=f"{len(usable)} usable months, {FEWEST_PERIODS} needed")
    level, unit = float(usable["value"].median()), str(usable["unit"].iloc[-1])
    gap = max(0.0, level - item.target if kpi.better == "lower" else item.target - level)
    found = Stake(item.id, level, item.target, gap, unit, months=len(usable))
    if kpi.kind not in (*COUNTED, *MULTIPLIED):
        return replace(found, reason=f"gap times volume means nothing for a {kpi.kind}")
    volume = 1.0 if kpi.kind in COUNTED else float(usable["n"].median())
    amount, amount_unit = (gap / 100 * volume, "cases") if kpi.kind == "proportion" else (gap * volume, unit)
    cost, currency = (1.0, unit) if kpi.kind == "money" else (item.unit_cost, item.currency)
    return replace(found, volume=volume, amount=amount, amount_unit=amount_unit, unit_cost=cost, currency=currency)


COUNTED = ("count", "stock")  # the gap is the amount
MULTIPLIED = ("duration", "proportion", "money")  # of every case
