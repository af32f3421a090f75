"""Budget against spending: what is gone, what was due by now, and what the rest may take."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from csi_lib.register.service import Budget, Service


@dataclass(frozen=True)
class Spent:
    """One budget of one service against the bookings.

    Parameters
    ----------
    service : Service
        Whose.
    budget : Budget
        What may be spent.
    spent : float
        Booked in the whole months gone.
    gone, months : int
        Whole months of the budget that the data cover, and all of its months.
    expected, lo, hi : float or None
        At the end of the budget, with the forecast of the months left; None where nothing can be foretold.
    remark : str
        Why there is no forecast, or what it means.
    """

    service: Service
    budget: Budget
    spent: float
    gone: int
    months: int
    expected: float | None = None
    lo: float | None = None
    hi: float | None = None
    remark: str = ""

    @property
    def due(self) -> float:
        """The part of the budget for the months gone, spread evenly."""
        return self.budget.amount * self.gone / self.months

    @property
    def variance(self) -> float:
        """By how much more than due was spent; negative: less."""
        return self.spent - self.due


def count_months(budget: Budget) -> int:
    """Count the calendar months that a budget touches."""
    return (budget.until.year - budget.since.year) * 12 + budget.until.month - budget.since.month + 1


def spend(service: Service, budget: Budget, booked: pd.DataFrame, coming: pd.DataFrame, reason: str) -> Spent:
    """Set a budget beside what was booked and what is foretold.

    Parameters
    ----------
    service, budget
        Which.
    booked : DataFrame
        ``period_start, amount``: whole months of the budget's service and category.
    coming : DataFrame
        ``period_start, value, lo, hi``: the months to come; empty where nothing can be foretold.
    reason : str
        Why nothing can be foretold.

    Returns
    -------
    Spent
        With a remark where the budget will not do.
    """
    begin, end = pd.Timestamp(budget.since).replace(day=1), pd.Timestamp(budget.until)
    mine = booked[(booked["period_start"] >= begin) & (booked["period_start"] <= end)]
    spent, months = float(mine["amount"].sum()), count_months(budget)
    gone = len(mine)
    if gone == months:
        word = "more was spent than budgeted" if spent > budget.amount else "the budget was kept"
        return Spent(service, budget, spent, gone, months, spent, spent, spent, word)
    rest = coming[(coming["period_start"] >= begin) & (coming["period_start"] <= end)] if len(coming) else coming
    if gone + len(rest) < months:
        why = reason or "its end lies beyond the months that can be foretold"
        return Spent(service, budget, spent, gone, months, remark=f"no forecast: {why}")
    middle, lo, hi = (spent + float(rest[name].sum()) for name in ("value", "lo", "hi"))
    return Spent(service, budget, spent, gone, months, middle, lo, hi, _judge(lo, hi, budget))


def _judge(lo: float, hi: float, budget: Budget) -> str:
    if lo > budget.amount:
        return "the budget will not do"
    return "the budget will do" if hi <= budget.amount else "the budget may not do"
