"""Why a row of measures must not enter a test; empty where it may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd

from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.window import Window

# A cohort of which more than this share still waits for its outcome says too little about the slow ones.
IMMATURE_SHARE = 0.05

Spans = dict[str, tuple[pd.Timestamp, pd.Timestamp]]


def read_spans(windows: pd.DataFrame | None) -> Spans:
    """Return the tables whose rows were cut by the extraction, each with its first and last local day.

    Parameters
    ----------
    windows : DataFrame or None
        ``table, first_day, last_day, cut`` as ingest found them.

    Returns
    -------
    dict of str to tuple of Timestamp
        Only the tables whose ``cut`` is true.
    """
    if windows is None:
        return {}
    rows = windows[windows["cut"].astype("boolean").fillna(False).to_numpy(dtype=bool)]
    days = [pd.to_datetime(rows[name]).dt.normalize() for name in ("first_day", "last_day")]
    return {str(table): (first, last) for table, first, last in zip(rows["table"], *days, strict=True)}


def give_reasons(kpi: Kpi, view: str, rows: pd.DataFrame, window: Window, spans: Spans) -> pd.DataFrame:
    """Say of every row whether there is enough, and what keeps it out of a test.

    Parameters
    ----------
    kpi : Kpi
        The definition.
    view : str
        ``throughput`` or ``cohort``.
    rows : DataFrame
        Finished rows on the grid: ``period_start, period_end, complete, value, n`` and, in a cohort, ``members`` and
        ``pending``.
    window : Window
        The periods measured.
    spans : dict
        What ``read_spans`` returned.

    Returns
    -------
    DataFrame
        A new frame with ``enough`` (bool) and ``reason`` (text); of several reasons the first of: no next period (then
        without a value, too), partial period, outside the extraction window, immature, no value, too few.
    """
    alone = kpi.formula == "retention" and len(window.grid) == 1
    if alone:  # the whole window as one period: who came back in the next one is no question to ask
        rows = rows.assign(value=np.nan, numerator=np.nan)
    absent = rows["value"].isna()
    few = rows["n"] < kpi.min_n
    blank = _say_absent(kpi)
    reason = np.select(
        [
            pd.Series(alone, index=rows.index),
            _is_partial(rows, window),
            _is_cut(rows, kpi.tables, spans),
            _is_immature(kpi, view, rows, window),
            absent & (rows["numerator"].isna() if kpi.formula == "per" else absent),
            absent,
            few,
        ],
        [
            "one period has no next one",
            "partial period",
            "outside the extraction window",
            "immature",
            blank,
            "no value",
            "too few: " + rows["n"].astype(str).astype(object) + f" of {kpi.min_n}",
        ],
        default="",
    )
    return rows.assign(enough=~few & ~absent, reason=pd.Series(reason, index=rows.index, dtype="str"))


def _say_absent(kpi: Kpi) -> str:
    """Say why there is no value where nothing was booked, and where nothing happened that could be divided by."""
    if kpi.formula == "mtbf":
        return "no failure"
    return "no cost booked" if kpi.kind == "money" or kpi.formula == "roi" else "no value"


def _is_partial(rows: pd.DataFrame, window: Window) -> pd.Series:
    return ~rows["complete"].astype(bool) | (rows["period_end"] > _end(window.as_of))


def _is_cut(rows: pd.DataFrame, tables: Iterable[str], spans: Spans) -> pd.Series:
    outside = pd.Series(False, index=rows.index)
    for first, last in (spans[table] for table in tables if table in spans):
        outside |= (rows["period_start"] < first) | (rows["period_end"] > last + pd.Timedelta(days=1))
    return outside


def _is_immature(kpi: Kpi, view: str, rows: pd.DataFrame, window: Window) -> pd.Series:
    ripe = _end(window.as_of) - pd.Timedelta(days=kpi.mature_days)
    late = rows["period_end"] > ripe if kpi.mature_days else pd.Series(False, index=rows.index)
    if kpi.formula == "retention":
        return late | _is_unfollowed(rows, window)
    if view != "cohort":
        return late
    members, pending = (rows[name].astype("float64").fillna(0.0) for name in ("members", "pending"))
    return late | (pending > IMMATURE_SHARE * members)


def _is_unfollowed(rows: pd.DataFrame, window: Window) -> pd.Series:
    """Mark the periods after which none is complete: who came back is not known yet."""
    grid = window.grid
    done = grid["complete"].astype(bool) & (grid["period_end"] <= _end(window.as_of))
    followed = grid.loc[done, "period_start"]
    return ~rows["period_end"].isin(followed)


def _end(day: dt.date) -> pd.Timestamp:
    return pd.Timestamp(day) + pd.Timedelta(days=1)
