"""The few ways rows become a number: the aggregates a shape asks the engine for, and the value made of them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from csi_lib.kpi.checks import ONE_MINUTE
from csi_lib.kpi.definition import ON_HOLD, RESPONSE, Kpi, Per
from csi_lib.kpi.population import EXACT, EXACT_LOG, when, write_met, write_own, write_population
from csi_lib.kpi.response import take_response, write_response

# Rows whose outcome is still to come, by table; elsewhere no row waits for anything.
_OPEN = {
    "tickets": "COALESCE(open_at_end, FALSE)",
    "changes": "ended_at IS NULL AND COALESCE(state, 'open') NOT IN ('draft', 'closed', 'cancelled')",
    "problems": "resolved_at IS NULL AND closed_at IS NULL AND COALESCE(state, 'open') <> 'cancelled'",
}
_DECIMALS = 9  # digits kept behind the point
_COUNTED = ("over_7", "over_30", "over_90", ON_HOLD, "pending")  # statistics that count rows


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
    ranks : dict of str to str
        Name of a column -> SQL window expression that the aggregates use.
    """

    kpi: Kpi
    view: str
    table: str
    stamp: str
    aggregates: dict[str, str]
    ranks: dict[str, str] = field(default_factory=dict)


def make_pieces(kpi: Kpi) -> list[Piece]:
    """List the aggregates that a KPI needs, by table and stamp.

    Parameters
    ----------
    kpi : Kpi
        Of any shape that aggregates rows by a stamp: count, mean, ratio, per, flow.

    Returns
    -------
    list of Piece
        One per view, and one more for the rows that a quotient divides by, that leave a stock, or that were asked.
    """
    if kpi.formula == "flow":
        ones = f"COUNT({when(write_own(kpi), '1')})"
        return [
            Piece(kpi, kpi.view, kpi.table, kpi.stamp, {"numerator": ones}),
            Piece(kpi, kpi.view, kpi.table, kpi.value, {"denominator": ones}),
        ]
    shape = {"count": _count, "mean": _mean, "ratio": _ratio, "per": _sum}[kpi.formula]
    pieces = [
        Piece(kpi, view, kpi.table, stamp, shape(kpi) | (_pending(kpi) if view == "cohort" else {}), _rank(kpi, stamp))
        for view, stamp in kpi.views
    ]
    if kpi.per:
        pieces.append(Piece(kpi, kpi.view, kpi.per.table, kpi.per.stamp, _below(kpi.per)))
    if kpi.asked:
        pieces.append(Piece(kpi, kpi.view, kpi.table, kpi.asked, write_response(kpi)))
    return pieces


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
    value = when(write_own(kpi), (kpi.value if kpi.formula == "mean" else "") or "1.0")
    if kpi.formula == "ratio":
        value = f"CASE WHEN {_known(kpi)} THEN CASE WHEN {write_met(kpi)} THEN 1.0 ELSE 0.0 END END"
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
        A new frame with ``value, numerator, denominator`` (float) and ``n`` (int), and ``geomean`` for durations.
    """
    empty = pd.Series(np.nan, index=rows.index)
    numerator, denominator = (rows.get(name, empty).astype("float64") for name in ("numerator", "denominator"))
    count = rows.get("n", empty).astype("float64").fillna(0.0)
    if kpi.formula in ("count", "level", "ageing"):
        numerator, denominator, value = count, empty, count
    elif kpi.formula == "mean":
        denominator, value = count, numerator / count.where(count > 0)
    elif kpi.formula == "per":
        numerator, denominator, count = _weigh_quotient(kpi, numerator, denominator, count)
        value = kpi.times * numerator / denominator.where(denominator > 0)
    elif kpi.formula == "flow":
        numerator, denominator = numerator.fillna(0.0), denominator.fillna(0.0)
        value, count = numerator - denominator, numerator + denominator
    elif kpi.formula == "mtbf":
        denominator = denominator.fillna(0.0)
        value, count = numerator / denominator.where(denominator > 0), denominator
    else:
        numerator, denominator = numerator.fillna(0.0), denominator.fillna(0.0)
        value = 100.0 * numerator / denominator.where(denominator > 0)
        count = denominator if kpi.formula in ("ratio", "retention") else count
    finished = rows.assign(
        value=value.round(_DECIMALS),
        numerator=numerator.round(_DECIMALS),
        denominator=denominator.round(_DECIMALS),
        n=count.astype("int64"),
    )
    if "log_sum" in rows:
        # The exponential differs between engines in its last digit, so it is taken here for all of them.
        finished["geomean"] = np.exp(rows["log_sum"].astype("float64") / count.where(count > 0))
    return finished


def list_stats(kpi: Kpi, view: str) -> tuple[str, ...]:
    """List the statistics a KPI has in one view; a cohort of durations also counts the rows still waiting."""
    waits = kpi.kind == "duration" and kpi.formula == "mean" and view == "cohort"
    return (*kpi.stats, "pending") if waits else kpi.stats


def take_stat(stat: str, kpi: Kpi, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the finished rows with the value of one statistic in place of the main one.

    Parameters
    ----------
    stat : str
        ``value``, or another that ``list_stats`` names.
    kpi : Kpi
        The definition.
    rows : DataFrame
        What ``finish`` returned.

    Returns
    -------
    DataFrame
        A new frame; ``unit`` is ``rows`` for ``pending``, which is a count among all rows of the cohort, and days for
        the age of a stock.
    """
    if stat == "value":
        return rows.assign(stat=stat, unit=kpi.unit)
    if stat == RESPONSE:
        return take_response(kpi, rows)
    if stat in _COUNTED:
        counted = rows[stat].astype("float64").fillna(0.0)
        out_of = rows["members" if stat == "pending" else "n"].astype("float64").fillna(0.0)
        unit = "rows" if stat == "pending" else kpi.unit
        taken = rows.assign(stat=stat, value=counted, numerator=counted, denominator=out_of, unit=unit)
        return _blank_past(taken) if stat == ON_HOLD else taken
    return rows.assign(
        stat=stat,
        value=rows[stat].astype("float64").round(_DECIMALS),
        numerator=np.nan,
        denominator=np.nan,
        unit="d" if kpi.formula == "ageing" else kpi.unit,
    )


def _blank_past(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep a count that goes by the state as last seen for the last period alone: of the past nobody knows it."""
    past = rows["period_end"] < rows["period_end"].max()
    unknown = "the state of that time is not known"
    counted = {name: rows[name].mask(past) for name in ("value", "numerator", "denominator")}
    return rows.assign(**counted, enough=rows["enough"] & ~past, reason=rows["reason"].mask(past, unknown))


def _weigh_quotient(
    kpi: Kpi, numerator: pd.Series, denominator: pd.Series, count: pd.Series
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Say what is divided by what, and how many cases speak: those below, but hours below are no cases."""
    assert kpi.per is not None
    denominator = denominator.fillna(0.0)
    cases = {"count": denominator, "mean": denominator.round(), "sum": count}[kpi.per.how]
    return numerator if kpi.value else numerator.fillna(0.0), denominator, cases


def _count(kpi: Kpi) -> dict[str, str]:
    return {"n": f"COUNT({when(_counts(kpi), '1')})"}


def _sum(kpi: Kpi) -> dict[str, str]:
    """Sum the numerator of a quotient, or count its rows where no column is named."""
    if not kpi.value:
        ones = f"COUNT({when(_counts(kpi), '1')})"
        return {"numerator": ones, "n": ones}
    value = when(_counts(kpi), kpi.value)
    return {"numerator": f"SUM(CAST({value} AS {EXACT}))", "n": f"COUNT({value})"}


def _below(per: Per) -> dict[str, str]:
    """Count, sum or average the rows that a quotient divides by."""
    below = write_population(per.table, per.where, per.of)
    if per.how == "count":
        return {"denominator": f"COUNT({when(below, '1')})"}
    value = when(below, per.value)
    total = f"SUM(CAST({value} AS {EXACT}))"
    # Nobody counted: nothing to divide by, and no division by nothing either.
    return {"denominator": total if per.how == "sum" else f"{total} / NULLIF(COUNT({value}), 0)"}


def _mean(kpi: Kpi) -> dict[str, str]:
    value = when(_counts(kpi), kpi.value)
    out = {"n": f"COUNT({value})", "numerator": f"SUM(CAST({value} AS {EXACT}))"}
    if kpi.kind != "duration":
        return out
    # GREATEST passes over NULL, so a missing duration would turn into one minute.
    present = when(
        f"{_counts(kpi)} AND {kpi.value} IS NOT NULL", f"LN(GREATEST({kpi.value}, {ONE_MINUTE[kpi.unit]!r}))"
    )
    return out | {
        "median": f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {value})",
        "p90": f"percentile_cont(0.9) WITHIN GROUP (ORDER BY {value})",
        "log_sum": f"SUM(CAST({present} AS {EXACT_LOG}))",
    }


def _ratio(kpi: Kpi) -> dict[str, str]:
    known = _last(kpi, _known(kpi))
    return {
        "numerator": f"COUNT({when(f'{known} AND ({write_met(kpi)})', '1')})",
        "denominator": f"COUNT({when(known, '1')})",
    }


def _pending(kpi: Kpi) -> dict[str, str]:
    """Count the cohort, and those of it whose outcome is still to come."""
    everyone = write_population(kpi.table, kpi.where)
    done = _known(kpi) if kpi.formula == "ratio" else f"{kpi.value} IS NOT NULL" if kpi.value else "TRUE"
    waiting = f"{everyone} AND ({_OPEN.get(kpi.table, 'FALSE')}) AND NOT COALESCE({done}, FALSE)"
    return {"members": f"COUNT({when(everyone, '1')})", "pending": f"COUNT({when(waiting, '1')})"}


def _rank(kpi: Kpi, stamp: str) -> dict[str, str]:
    """Number the rows of one ticket or person in a period, the last first; a row that names none stands alone."""
    if not kpi.last_by:
        return {}
    says = _known(kpi) if kpi.formula == "ratio" else f"{write_own(kpi)} AND {kpi.value or kpi.stamp} IS NOT NULL"
    owner = f'"{kpi.last_by}"'
    order = f"PARTITION BY csi_period, {owner}, CASE WHEN {says} THEN 1 ELSE 0 END ORDER BY {stamp} DESC, id DESC"
    text = f"CASE WHEN {owner} IS NULL THEN 1 ELSE ROW_NUMBER() OVER ({order}) END"
    return {_name_rank(kpi): text}


def _name_rank(kpi: Kpi) -> str:
    return f"csi_last_{hashlib.sha256(kpi.model_dump_json().encode()).hexdigest()[:8]}"


def _counts(kpi: Kpi) -> str:
    return _last(kpi, write_own(kpi))


def _last(kpi: Kpi, condition: str) -> str:
    return f"{condition} AND {_name_rank(kpi)} = 1" if kpi.last_by else condition


def _known(kpi: Kpi) -> str:
    """Rows of the population for which it is known whether they meet the condition: NULL never enters.

    A flag is known when its opposite is: said alike, both are worked out once.
    """
    met = re.sub(r'^NOT (?="\w+"$)', "", write_met(kpi))
    return f"{write_own(kpi)} AND ({met}) IS NOT NULL"
