"""The few ways rows become a number: the aggregates a shape asks the engine for, and the value made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.kpi.checks import ONE_MINUTE
from csi_lib.kpi.definition import Kpi, Where
from csi_lib.kpi.predicate import read_predicate
from csi_lib.tables import TABLES

# Rows whose outcome is still to come, by table; elsewhere no row waits for anything.
_OPEN = {
    "tickets": "COALESCE(open_at_end, FALSE)",
    "changes": "ended_at IS NULL AND COALESCE(state, 'open') NOT IN ('draft', 'closed', 'cancelled')",
    "problems": "resolved_at IS NULL AND closed_at IS NULL AND COALESCE(state, 'open') <> 'cancelled'",
}
# A sum of floating-point fractions depends on the order of the rows, and a parallel engine has none: the last digits
# would differ from run to run. A sum of decimals is exact.
EXACT = "DECIMAL(38, 12)"
_DECIMALS = 9  # digits kept behind the point


@dataclass(frozen=True)
class Piece:
    """What one query has to compute for one KPI.

    Parameters
    ----------
    kpi : Kpi
        The definition.
    view : str
        ``throughput`` or ``cohort``.
    table, stamp : str
        The rows, and the stamp that assigns each to a period.
    aggregates : dict of str to str
        Name of a column -> SQL aggregate.
    """

    kpi: Kpi
    view: str
    table: str
    stamp: str
    aggregates: dict[str, str]


def make_pieces(kpi: Kpi) -> list[Piece]:
    """List the aggregates that a KPI needs, by table and stamp.

    Parameters
    ----------
    kpi : Kpi
        Of any shape that aggregates rows by a stamp: count, mean, ratio, per.

    Returns
    -------
    list of Piece
        One per view, and one more for the rows that a quotient divides by.
    """
    shape = {"count": _count, "mean": _mean, "ratio": _ratio, "per": _sum}[kpi.formula]
    pieces = [
        Piece(kpi, view, kpi.table, stamp, shape(kpi) | (_pending(kpi) if view == "cohort" else {}))
        for view, stamp in kpi.views
    ]
    if kpi.per:
        below = _when(write_population(kpi.per.table, kpi.per.where, kpi.per.of), "1")
        pieces.append(Piece(kpi, kpi.view, kpi.per.table, kpi.per.stamp, {"n": f"COUNT({below})"}))
    return pieces


def write_population(table: str, where: Where, of: str = "") -> str:
    """Write the condition that picks the rows of a KPI.

    Parameters
    ----------
    table : str
        Name of the canonical table.
    where : dict
        Column -> value, or list of values.
    of : str
        A further predicate, or nothing.

    Returns
    -------
    str
        One SQL condition.
    """
    rules = [_write_rule(name, values) for name, values in where.items()]
    if of:
        rules.append(f"({read_predicate(of, TABLES[table], 'key of')})")
    return " AND ".join(rules) or "TRUE"


def write_case(kpi: Kpi) -> tuple[str, str]:
    """Write what a single row says to a mean, a share or a count, and when it is still to say it.

    Parameters
    ----------
    kpi : Kpi
        Of shape mean, ratio or count.

    Returns
    -------
    tuple of str
        The value of a row that counts (1 or 0 in a share, 1 in a count; NULL for all others), and the condition that a
        row belongs to the KPI and its outcome is still to come.
    """
    value = _when(_population(kpi), kpi.value or "1.0")
    if kpi.formula == "ratio":
        value = f"CASE WHEN {_known(kpi)} THEN CASE WHEN {_met(kpi)} THEN 1.0 ELSE 0.0 END END"
    waiting = f"{write_population(kpi.table, kpi.where)} AND ({_OPEN.get(kpi.table, 'FALSE')})"
    return value, f"{waiting} AND ({value}) IS NULL"


def finish(kpi: Kpi, rows: pd.DataFrame) -> pd.DataFrame:
    """Make the value, numerator, denominator and n of a KPI from its aggregates.

    Parameters
    ----------
    kpi : Kpi
        The definition.
    rows : DataFrame, shape (n, any)
        The aggregates of ``make_pieces``, missing where a period had no row.

    Returns
    -------
    DataFrame, shape (n, any)
        A new frame with ``value, numerator, denominator`` (float) and ``n`` (int).
    """
    empty = pd.Series(np.nan, index=rows.index)
    numerator = rows.get("numerator", empty).astype("float64")
    count = rows.get("n", empty).astype("float64").fillna(0.0)
    if kpi.formula in ("count", "level"):
        numerator, denominator, value = count, empty, count
    elif kpi.formula == "mean" or kpi.formula == "per":
        denominator = count
        value = numerator / count.where(count > 0)
    else:
        denominator = rows.get("denominator", empty).astype("float64").fillna(0.0)
        numerator = numerator.fillna(0.0)
        value = 100.0 * numerator / denominator.where(denominator > 0)
        count = denominator if kpi.formula == "ratio" else count
    return rows.assign(
        value=value.round(_DECIMALS),
        numerator=numerator.round(_DECIMALS),
        denominator=denominator.round(_DECIMALS),
        n=count.astype("int64"),
    )


def list_stats(kpi: Kpi, view: str) -> tuple[str, ...]:
    """List the statistics a KPI has in one view; a cohort of durations also counts the rows still waiting."""
    return (*kpi.stats, "pending") if kpi.kind == "duration" and view == "cohort" else kpi.stats


def take_stat(stat: str, kpi: Kpi, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the finished rows with the value of one statistic in place of the main one.

    Parameters
    ----------
    stat : str
        ``value``, ``median``, ``p90``, ``geomean`` or ``pending``.
    kpi : Kpi
        The definition.
    rows : DataFrame
        What ``finish`` returned.

    Returns
    -------
    DataFrame
        A new frame; ``unit`` is ``rows`` for ``pending``, which is a count among all rows of the cohort.
    """
    if stat == "value":
        return rows.assign(stat=stat, unit=kpi.unit)
    if stat == "pending":
        pending, members = (rows[name].astype("float64").fillna(0.0) for name in ("pending", "members"))
        return rows.assign(stat=stat, value=pending, numerator=pending, denominator=members, unit="rows")
    return rows.assign(
        stat=stat,
        value=rows[stat].astype("float64").round(_DECIMALS),
        numerator=np.nan,
        denominator=np.nan,
        unit=kpi.unit,
    )


def _count(kpi: Kpi) -> dict[str, str]:
    return {"n": f"COUNT({_when(_population(kpi), '1')})"}


def _sum(kpi: Kpi) -> dict[str, str]:
    return {"numerator": f"SUM(CAST({_when(_population(kpi), kpi.value)} AS {EXACT}))"}


def _mean(kpi: Kpi) -> dict[str, str]:
    value = _when(_population(kpi), kpi.value)
    out = {"n": f"COUNT({value})"} | _sum(kpi)
    if kpi.kind != "duration":
        return out
    least = f"CAST({ONE_MINUTE[kpi.unit]!r} AS DOUBLE PRECISION)"
    # GREATEST passes over NULL, so a missing duration would turn into one minute.
    present = _when(f"{_population(kpi)} AND {kpi.value} IS NOT NULL", f"LN(GREATEST({kpi.value}, {least}))")
    return out | {
        "median": f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {value})",
        "p90": f"percentile_cont(0.9) WITHIN GROUP (ORDER BY {value})",
        "geomean": f"EXP(CAST(SUM(CAST({present} AS {EXACT})) AS DOUBLE PRECISION) / COUNT({present}))",
    }


def _ratio(kpi: Kpi) -> dict[str, str]:
    return {
        "numerator": f"COUNT({_when(f'{_known(kpi)} AND ({_met(kpi)})', '1')})",
        "denominator": f"COUNT({_when(_known(kpi), '1')})",
    }


def _pending(kpi: Kpi) -> dict[str, str]:
    """Count the cohort, and those of it whose outcome is still to come."""
    everyone = write_population(kpi.table, kpi.where)
    done = _known(kpi) if kpi.formula == "ratio" else f"{kpi.value} IS NOT NULL" if kpi.value else "TRUE"
    waiting = f"{everyone} AND ({_OPEN.get(kpi.table, 'FALSE')}) AND NOT COALESCE({done}, FALSE)"
    return {"members": f"COUNT({_when(everyone, '1')})", "pending": f"COUNT({_when(waiting, '1')})"}


def _population(kpi: Kpi) -> str:
    return write_population(kpi.table, kpi.where, kpi.of)


def _known(kpi: Kpi) -> str:
    """Rows of the population for which it is known whether they meet the condition: NULL never enters."""
    return f"{_population(kpi)} AND ({_met(kpi)}) IS NOT NULL"


def _met(kpi: Kpi) -> str:
    return read_predicate(kpi.met, TABLES[kpi.table], "key met")


def _when(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {value} END"


def _write_rule(name: str, values: object) -> str:
    if isinstance(values, list):
        return f"{name} IN ({', '.join(_literal(value) for value in values)})"
    return f"{name} = {_literal(values)}"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
