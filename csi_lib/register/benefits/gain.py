"""How much an effect on a KPI saves: hours, cases, minutes or money, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from csi_lib.kpi import Kpi
from csi_lib.signals.series import main_rows
from csi_lib.stats import Refused

Array = NDArray[np.float64]

_RELATIVE = ("ratio", "rate ratio")
_OF_CASES = {"per ticket": 1.0, "per 100 changes": 100.0}  # units of scores that are a number for each case


@dataclass(frozen=True)
class Gain:
    """From an effect to the part of a month's amount that it saved.

    Parameters
    ----------
    relative : bool
        Whether the effect is a ratio; else a difference.
    sign : int
        1 where higher is better, -1 where lower is.
    """

    relative: bool
    sign: int

    def of(self, effect: ArrayLike) -> Array:
        """Return the gain, above zero for what is better.

        A month that holds Q after a change of ratio r would have held Q/r without it: what was saved is Q (1/r - 1).
        A difference of d saves |d| for each unit of Q. What is worse comes out below zero.
        """
        found = np.asarray(effect, dtype=np.float64)
        return np.asarray(self.sign * (1.0 - 1.0 / found if self.relative else found))


@dataclass(frozen=True)
class Basis:
    """What an effect on a KPI is multiplied with.

    Parameters
    ----------
    column : str
        Column of the measures that holds a month's amount.
    over : float
        What it is divided by.
    per : str
        The unit that has a cost.
    """

    column: str
    over: float
    per: str


def find_basis(kpi: Kpi, currency: str) -> Basis:
    """Say which amount of a month an effect on a KPI acts on, and in which unit.

    Parameters
    ----------
    kpi : Kpi
        Its kind decides: hours of a duration, cases of a proportion or count, minutes of an availability, money.
    currency : str
        Of the benefit.

    Returns
    -------
    Basis
        Column, divisor and unit.

    Raises
    ------
    Refused
        When no amount of money follows from such a KPI.
    """
    if kpi.better == "none":
        raise Refused(f"{kpi.title} has no good direction, so nothing is saved by moving it")
    if kpi.kind == "duration":
        return Basis("numerator", 1.0, kpi.unit)
    if kpi.kind == "money":
        return Basis("numerator", 1.0, currency)
    if kpi.kind == "count":
        return Basis("value", 1.0, "case")
    if kpi.kind == "proportion":
        return Basis("denominator", 100.0, "case")
    if kpi.kind == "availability":
        return Basis("denominator", 100.0, "minute")
    if kpi.kind == "score" and kpi.unit in _OF_CASES:
        return Basis("denominator", _OF_CASES[kpi.unit], "case")
    raise Refused(f"{kpi.title} is in {kpi.unit}: no amount of money follows from it, it is a matter of quality")


def find_gain(kpi: Kpi, effect_kind: str) -> Gain:
    """Return how an effect of that kind on that KPI becomes a gain."""
    return Gain(effect_kind in _RELATIVE, 1 if kpi.better == "higher" else -1)


def list_amounts(measures: pd.DataFrame, kpi: Kpi, where: Mapping[str, str], basis: Basis) -> pd.DataFrame:
    """List the amount of every usable month of one slice.

    Parameters
    ----------
    measures : DataFrame
        The long measures frame, by month.
    kpi : Kpi
        Which one.
    where : mapping of str to str
        Slice column to value; empty: the total.
    basis : Basis
        What an effect acts on.

    Returns
    -------
    DataFrame
        ``period_start, period_end, amount, n``, in the order of time; months without a usable value are left out.
    """
    rows = pick_rows(measures, kpi, where, "value")
    good = rows[(rows["reason"].fillna("") == "") & rows[basis.column].notna()]
    amounts = pd.to_numeric(good[basis.column]).astype("float64") / basis.over
    return good[["period_start", "period_end", "n"]].assign(amount=amounts).reset_index(drop=True)


def pick_rows(measures: pd.DataFrame, kpi: Kpi, where: Mapping[str, str], stat: str) -> pd.DataFrame:
    """Return the rows of one statistic of a KPI in one slice, in the view that verdicts read, by month."""
    views = main_rows(measures, kpi)["view"].unique()
    rows = measures[(measures["kpi"] == kpi.id) & (measures["stat"] == stat) & measures["view"].isin(views)]
    for column in _slices(measures):
        rows = rows[rows[column] == where[column]] if column in where else rows[rows[column].isna()]
    return rows.sort_values("period_start", ignore_index=True)


def _slices(measures: pd.DataFrame) -> list[str]:
    from csi_lib.signals import slice_columns

    return slice_columns(measures)
