"""The budgets of the catalogue against the bookings of the data."""

from __future__ import annotations

import pandas as pd

from csi_lib.periods import period_grid
from csi_lib.register.service import Budget, Service
from csi_lib.register.services.budgets import Spent, spend
from csi_lib.study.once import once
from csi_lib.study.services.catalogue import read_catalogue
from csi_lib.study.services.foretelling import foretell
from csi_lib.study.study import Study

__all__ = ["Spent", "compare_budgets"]
HORIZON = 12


@once
def compare_budgets(study: Study) -> tuple[Spent, ...]:
    """Set every budget of the catalogue beside what was booked.

    Parameters
    ----------
    study : Study
        Data and records.

    Returns
    -------
    tuple of Spent
        In the order of the catalogue; empty where no service has a budget.
    """
    found = read_catalogue(study)
    asked = [(item, budget) for item in found.services for budget in item.budget]
    if not asked:
        return ()
    grid = period_grid(study.first, study.as_of)
    booked = {_name(item, budget): _take(found.costs, item, budget, grid) for item, budget in asked}
    coming, _ = foretell(study, {key: rows for key, rows in booked.items() if len(rows)}, "money", "", HORIZON)
    return tuple(_compare(item, budget, booked[_name(item, budget)], coming) for item, budget in asked)


def _name(service: Service, budget: Budget) -> str:
    return f"{service.id}/{budget.category}"


def _take(costs: pd.DataFrame, service: Service, budget: Budget, grid: pd.DataFrame) -> pd.DataFrame:
    """Return the whole months of a service's bookings; a month without any has cost nothing."""
    mine = costs[costs["service"].isin(list(service.names)) & (costs["currency"] == budget.currency)]
    if budget.category:
        mine = mine[mine["category"] == budget.category]
    if mine.empty:
        return pd.DataFrame(columns=["period_start", "period_end", "value", "n", "amount"])
    summed = mine.groupby("period")[["amount", "bookings"]].sum()
    laid = grid.join(summed)[grid["complete"]].fillna({"amount": 0.0, "bookings": 0})
    return laid.assign(value=laid["amount"], n=laid["bookings"]).reset_index(drop=True)


def _compare(service: Service, budget: Budget, rows: pd.DataFrame, coming: pd.DataFrame) -> Spent:
    mine = coming[coming["kpi"] == _name(service, budget)]
    if rows.empty:
        return spend(service, budget, rows, mine.head(0), "no booking names this service in that currency")
    reason = "; ".join(mine.loc[mine["reason"] != "", "reason"])
    return spend(service, budget, rows, mine[mine["reason"] == ""], reason)
