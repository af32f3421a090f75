"""Whether the measures of a contract were met: period by period, the value beside what was promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.periods import period_name
from csi_lib.register.goals import stated_rows
from csi_lib.register.promise import NO_DIRECTION, Met, judge_value
from csi_lib.register.reviews.supplier import Measure, Supplier


@dataclass(frozen=True)
class Asked:
    """One measure of one contract in one slice: a promise of its own.

    Parameters
    ----------
    supplier : Supplier
        Who promised.
    measure : Measure
        What.
    where : dict
        Slice column to value.
    """

    supplier: Supplier
    measure: Measure
    where: Mapping[str, str]

    @property
    def service(self) -> str:
        """The service it is promised for; empty where the slice is another."""
        return self.where.get("service", "")


@dataclass(frozen=True)
class Result:
    """One promise in one period.

    Parameters
    ----------
    asked : Asked
        The promise.
    period : str
        Name of the period: ``2026-05``, ``2026-Q2``.
    start, end : date
        Its first day, and the day after its last.
    value : float or None
        Of the KPI, in its unit.
    unit : str
        Its unit.
    n : int
        Cases behind it.
    state : {"met", "missed", "not decidable"}
        Meeting the target exactly is enough.
    remark : str
        Why it cannot be decided, or how few cases there were.
    """

    asked: Asked
    period: str
    start: dt.date
    end: dt.date
    value: float | None
    unit: str
    n: int
    state: Met
    remark: str


def ask_contract(supplier: Supplier) -> tuple[Asked, ...]:
    """List every promise of a contract; one without a slice is made for each service by itself."""
    slices = [{"service": name} for name in supplier.services]
    return tuple(
        Asked(supplier, item, where)
        for item in supplier.measures
        for where in ([dict(item.where)] if item.where else slices)
    )


def judge_promise(asked: Asked, measures: pd.DataFrame, kpi: Kpi) -> tuple[Result, ...]:
    """Compare every period of a promise with its target.

    Parameters
    ----------
    asked : Asked
        The promise.
    measures : DataFrame
        The long measures frame by the promise's periods, sliced by its columns.
    kpi : Kpi
        Its KPI.

    Returns
    -------
    tuple of Result
        In the order of time, from the contract's first whole period to its last; empty without a row.
    """
    rows = stated_rows(measures, kpi, asked.where).sort_values("period_start")
    return tuple(_judge(asked, row, kpi) for _, row in rows.iterrows() if _holds(asked.measure, row))


def _holds(measure: Measure, row: pd.Series) -> bool:
    """Tell whether the promise held for the whole of a period."""
    start, end = row["period_start"].date(), row["period_end"].date()
    begun = measure.since is None or start >= measure.since
    return begun and (measure.until is None or end - dt.timedelta(days=1) <= measure.until)


def _judge(asked: Asked, row: pd.Series, kpi: Kpi) -> Result:
    value = None if pd.isna(row["value"]) else float(row["value"])
    reason = str(row["reason"])
    state = judge_value(value, reason, asked.measure.target, kpi.better)
    reason = NO_DIRECTION if kpi.better == "none" else reason
    return Result(
        asked,
        period_name(row["period_start"], row["period_end"]),
        row["period_start"].date(),
        row["period_end"].date(),
        value,
        str(row["unit"]),
        0 if pd.isna(row["n"]) else int(row["n"]),
        state,
        reason or ("no value" if value is None else ""),
    )


def count_missed(results: tuple[Result, ...], periods: int) -> tuple[int, int]:
    """Count the missed ones among the newest decided periods; returns missed, decided."""
    decided = list(_newest(results, periods))
    return sum(item.state == "missed" for item in decided), len(decided)


def _newest(results: tuple[Result, ...], periods: int) -> Iterator[Result]:
    yield from [item for item in results if item.state != "not decidable"][-periods:]
