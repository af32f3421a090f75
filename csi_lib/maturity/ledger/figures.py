"""What the figures say: the latest usable periods of a KPI, each with the band it fits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.maturity.bank import Implies
from csi_lib.maturity.ledger.entry import Shown
from csi_lib.periods import period_name

LATEST = 3  # usable periods that are held against an answer: one month could be an accident
SLICES = ("service", "priority", "team", "category")


def find_shown(measures: pd.DataFrame, kpi: Kpi) -> tuple[tuple[Shown, ...], str]:
    """Return the latest usable periods of a KPI as its definition states it, or why there is none.

    Parameters
    ----------
    measures : DataFrame
        The long measures frame.
    kpi : Kpi
        The definition.

    Returns
    -------
    tuple of (tuple of Shown, str)
        Oldest first, without letters; and a reason where there is none.
    """
    rows = _own_rows(measures, kpi)
    good = rows[(rows["reason"] == "") & rows["value"].notna()].sort_values("period_start").tail(LATEST)
    if len(good):
        return tuple(_show(row) for row in good.to_dict("records")), ""
    if rows.empty:
        return (), "the measures hold no row of it"
    reasons = rows.sort_values("period_start")["reason"]
    said = str(next((text for text in reversed(reasons.to_list()) if text), "no value"))
    blocked = "not computable: "
    return (), said.removeprefix(blocked) if said.startswith(blocked) else f"no usable period: {said}"


def _own_rows(measures: pd.DataFrame, kpi: Kpi) -> pd.DataFrame:
    rows = measures[(measures["kpi"] == kpi.id) & (measures["stat"] == "value") & (measures["view"] == kpi.view)]
    return rows[rows[[name for name in SLICES if name in rows]].isna().all(axis=1)]


def _show(row: dict[Any, Any]) -> Shown:
    return Shown(
        period=period_name(row["period_start"], row["period_end"]),
        value=float(row["value"]),
        numerator=_number(row["numerator"]),
        denominator=_number(row["denominator"]),
        n=int(row["n"]),
        letter="",
    )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def find_unit(measures: pd.DataFrame, kpi: Kpi) -> str:
    """Return the unit its rows carry: a KPI of money has the currency of the bookings."""
    units = measures.loc[(measures["kpi"] == kpi.id) & (measures["stat"] == "value"), "unit"].dropna()
    return str(units.iloc[0]) if len(units) else kpi.unit


def check_direction(implied: Implies, kpi: Kpi) -> str:
    """Return why a question's numbers cannot be held against a KPI; empty where they can."""
    if kpi.better == "none":
        return "no direction of this KPI is good"
    if (implied.F < implied.P) != (kpi.better == "lower"):
        return f"the question's numbers run against the KPI, of which {kpi.better} is better"
    return ""


def rate_shown(item: Shown, implied: Implies) -> Shown:
    """Return a row with the band it fits by a question's numbers: an edge belongs to the better band."""
    exact = _exact(item)
    lower = implied.F < implied.P
    for letter, least in (("F", implied.F), ("L", implied.L), ("P", implied.P)):
        if exact <= least if lower else exact >= least:
            return _with_letter(item, letter)
    return _with_letter(item, "N")


def _exact(item: Shown) -> Fraction:
    """Return the value as a fraction: of its counts where it is a percentage, else of its first nine decimals."""
    if item.numerator is not None and item.denominator and _is_count(item.numerator) and _is_count(item.denominator):
        share = Fraction(int(item.numerator), int(item.denominator)) * 100
        if abs(float(share) - item.value) < 1e-6:
            return share
    return Fraction(f"{item.value:.9f}")  # a mean of 15.000000000000002 is 15


def _is_count(value: float) -> bool:
    return float(value).is_integer()


def _with_letter(item: Shown, letter: str) -> Shown:
    return Shown(item.period, item.value, item.numerator, item.denominator, item.n, letter)
