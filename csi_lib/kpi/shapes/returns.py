"""Return on investment: what was booked until the end of each period, discounted to the first booking."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csi_lib.kpi.definition import Kpi
from csi_lib.kpi.population import EXACT, write_own
from csi_lib.kpi.sql import EDGES, PERIOD, SliceSets, list_columns, list_slices, name_slices

DAYS_OF_A_YEAR = 365  # the convention of XNPV in spreadsheets, so that anybody can work it again
_SIDES = ("amount", "low", "high")


def write_bookings(kpi: Kpi, sets: SliceSets) -> str:
    """Write the text that sums the bookings by period and day; discounting is left to ``cumulate``.

    Parameters
    ----------
    kpi : Kpi
        Over the table benefits.
    sets : sequence of tuple of str
        Slice columns to group by besides the total.

    Returns
    -------
    str
        A query with ``csi_period`` (bookings before the window: the first), ``csi_day``, the slice columns (NULL: all)
        and the sums ``cost_amount, cost_low, cost_high, benefit_amount, ...``.
    """
    columns = list_columns(sets)
    sums = ",\n  ".join(
        f"SUM(CAST(CASE WHEN kind = '{kind}' THEN COALESCE({side}, amount) ELSE 0 END AS {EXACT})) AS {kind}_{side}"
        for kind in ("cost", "benefit")
        for side in _SIDES
    )
    keys = [PERIOD, "csi_day"]
    groups = [f"({', '.join([*keys, *(f'csi_{name}' for name in group)])})" for group in [(), *sets]]
    return f"""WITH chosen AS (
  SELECT t.*, {name_slices(columns)}CAST(CAST(t.booked_at AS DATE) AS TIMESTAMP) AS csi_day
  FROM {kpi.table} AS t WHERE {write_own(kpi)}
), booked AS (
  SELECT c.*, e.{PERIOD}
  FROM chosen AS c JOIN {EDGES} AS e
    ON c.booked_at < e.csi_to AND (c.booked_at >= e.csi_from OR e.{PERIOD} = 0)
)
SELECT {PERIOD}, csi_day, {list_slices(columns)}
  {sums}
FROM booked
GROUP BY GROUPING SETS ({", ".join(groups)})"""


def cumulate(rows: pd.DataFrame, periods: int, discount: float) -> pd.DataFrame:
    """Discount bookings to the day of the first, and add them up to the end of each period.

    Parameters
    ----------
    rows : DataFrame
        What the query of ``write_bookings`` gives.
    periods : int
        Number of periods.
    discount : float
        Yearly rate; 0.08 is 8 %.

    Returns
    -------
    DataFrame
        ``csi_period``, the slice columns, ``numerator`` (present value of the benefits less that of the costs),
        ``denominator`` (that of the costs), ``low`` and ``high`` (percent: least benefits on most costs, and the
        reverse; missing without cost) and ``n`` (days with a booking).
    """
    sums = [f"{kind}_{side}" for kind in ("cost", "benefit") for side in _SIDES]
    slices = [name for name in rows.columns if name not in (PERIOD, "csi_day", *sums)]
    if rows.empty:
        return pd.DataFrame(columns=[PERIOD, *slices, "numerator", "denominator", "low", "high", "n"])
    years = (rows["csi_day"] - rows["csi_day"].min()).dt.days / DAYS_OF_A_YEAR
    worth = rows[sums].astype("float64").mul((1.0 + discount) ** -years, axis=0).assign(n=1)
    keyed = pd.concat([rows[[PERIOD, *slices]], worth], axis=1)
    parts = []
    for key, part in keyed.groupby(slices, dropna=False) if slices else [((), keyed)]:
        summed = part.groupby(PERIOD)[[*sums, "n"]].sum().reindex(range(periods), fill_value=0.0).cumsum()
        named = pd.DataFrame({name: [value] * periods for name, value in zip(slices, key, strict=True)})
        parts.append(pd.concat([summed.reset_index(), named], axis=1))
    total = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            **{name: total[name] for name in (PERIOD, *slices)},
            "numerator": total["benefit_amount"] - total["cost_amount"],
            "denominator": total["cost_amount"],
            "low": _return_on(total["benefit_low"], total["cost_high"]),
            "high": _return_on(total["benefit_high"], total["cost_low"]),
            "n": total["n"],
        }
    )


def _return_on(benefit: pd.Series, cost: pd.Series) -> pd.Series:
    return 100.0 * (benefit - cost) / cost.where(cost > 0, np.nan)
