"""How many of those who were asked gave an answer: what a score says of the others is nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csi_lib.kpi.definition import RESPONSE, Kpi
from csi_lib.kpi.population import when, write_own

# Below a fifth, those who answered need not be like those who did not. A rate that moves by more than a fifth of itself
# can move a score without anybody having changed his mind. Source: kpis.md 2, T-SCORE (the move); the level is ours.
LOW_PERCENT = 20.0
MOVE_SHARE = 0.2

_KEPT_OUT = ("partial period", "outside the extraction window")


def write_response(kpi: Kpi) -> dict[str, str]:
    """Write the aggregates of a response rate, over the rows by the stamp at which they were asked.

    Parameters
    ----------
    kpi : Kpi
        With ``asked``.

    Returns
    -------
    dict of str to str
        ``asked`` and ``answered`` -> SQL aggregate.
    """
    own = write_own(kpi)
    return {
        "asked": f"COUNT({when(own, '1')})",
        "answered": f"COUNT({when(f'{own} AND {kpi.stamp} IS NOT NULL', '1')})",
    }


def take_response(kpi: Kpi, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the response rate in place of the score, and a remark where it is low or has moved.

    Parameters
    ----------
    kpi : Kpi
        With ``asked``.
    rows : DataFrame
        Finished and explained rows with ``asked`` and ``answered``.

    Returns
    -------
    DataFrame
        A new frame: ``value`` in percent, ``n`` and ``denominator`` the rows asked in the period, ``numerator`` those
        of them answered at any time, ``reason`` a remark in words. A move is one against the rate of the whole window.
    """
    asked, answered = (rows[name].astype("float64").fillna(0.0) for name in ("asked", "answered"))
    value = 100.0 * answered / asked.where(asked > 0)
    usual = _pool(kpi, rows, asked, answered)
    kept_out = rows["reason"].isin(_KEPT_OUT)
    rates = zip(value, usual, strict=True)
    told = [f"moved: {now:.0f} % answered, {whole:.0f} % in the whole window" for now, whole in rates]
    remark = np.select(
        [
            kept_out,
            asked == 0,
            asked < kpi.min_n,
            value < LOW_PERCENT,
            (value - usual).abs() > MOVE_SHARE * usual,
        ],
        [
            rows["reason"],
            "no stamp of asking" if not asked.any() else "nobody was asked",
            "too few: " + asked.astype("int64").astype(str).astype(object) + f" of {kpi.min_n}",
            f"low: fewer than {LOW_PERCENT:.0f} % answered",
            np.array(told, dtype=object),
        ],
        default="",
    )
    return rows.assign(
        stat=RESPONSE,
        value=value.round(9),
        unit="%",
        numerator=answered,
        denominator=asked,
        n=asked.astype("int64"),
        enough=(asked >= max(kpi.min_n, 1)),
        reason=pd.Series(remark, index=rows.index, dtype="str"),
    )


def _pool(kpi: Kpi, rows: pd.DataFrame, asked: pd.Series, answered: pd.Series) -> pd.Series:
    """Return the rate of all whole periods of the same slice."""
    slices = [name for name in rows if name in kpi.slices]
    whole = ~rows["reason"].isin(_KEPT_OUT)
    counted = rows[slices].assign(asked=asked.where(whole, 0.0), answered=answered.where(whole, 0.0), all=0)
    sums = counted.groupby([*slices, "all"], dropna=False)[["asked", "answered"]].transform("sum")
    return 100.0 * sums["answered"] / sums["asked"].where(sums["asked"] > 0)
