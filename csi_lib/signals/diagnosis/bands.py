"""A mean by bands of something else, each with its number of cases and its interval."""

from __future__ import annotations

import math

import pandas as pd

from csi_lib.signals.diagnosis.proposal import Exhibit
from csi_lib.stats.description import span_mean

FEW = 20  # cases below which a band is marked: its mean is mostly chance


def show_bands(rows: pd.DataFrame, by: str, what: str, cases: str, note: str = "") -> Exhibit | None:
    """Lay out a mean by bands.

    Parameters
    ----------
    rows : DataFrame
        ``place`` (order), ``band`` (its name), ``n``, ``total`` and ``squares`` (sums over its cases).
    by, what, cases : str
        What the bands are of, what is averaged, and what a case is.
    note : str
        To be said below the table.

    Returns
    -------
    Exhibit or None
        None where fewer than two bands have a case: nothing stands beside anything.
    """
    if len(rows) < 2:
        return None
    lines = []
    for row in rows.sort_values("place").to_dict("records"):
        span = span_mean(float(row["n"]), float(row["total"]), float(row["squares"]))
        known = not math.isnan(span.lo)
        lines.append(
            {
                by: row["band"],
                cases: span.n,
                what: span.point,
                "95 % from": span.lo if known else None,
                "95 % to": span.hi if known else None,
                "Few": span.n < FEW,
            }
        )
    said = f"n = {sum(line[cases] for line in lines):,}; 'few' marks bands with less than {FEW}. {note}"
    return Exhibit(f"{what} by {by[:1].lower()}{by[1:]}", pd.DataFrame(lines), said.strip())
