"""How often is the kit wrong? The measured rates, and the row that fits a report, never a kinder one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from csi_lib.errors import SettingsError
from csi_lib.settings import find_kit

RATES = "params/calibration"
COLUMNS = (
    "what", "method", "rule", "kind", "case", "n", "kpis", "rho", "noise", "season", "effect", "percent", "error",
    "series", "refused", "bound", "holds", "seed",
)  # fmt: skip
_TEXTS = ("what", "method", "rule", "kind", "case", "noise", "holds")

Method = Literal["trend", "before/after", "interrupted"]
Rule = Literal["pooled", "both"]
LONGER_MEMORY = ("drift", "ar2")  # noise that forgets more slowly than AR(1)


@dataclass(frozen=True)
class ErrorRate:
    """What was measured on the series nearest to one's own.

    Parameters
    ----------
    lowest, highest : float
        Percent, over autocorrelations of 0 to .6 and the tabulated lengths and numbers of KPIs on either side.
    error : float
        Standard error of the highest, in points.
    lengths, kpis : tuple of int
        Tabulated numbers of periods, and of KPIs pooled, that were looked at.
    """

    lowest: float
    highest: float
    error: float
    lengths: tuple[int, ...]
    kpis: tuple[int, ...]


def load_rates(home: Path | None = None) -> pd.DataFrame:
    """Read the measured rates that ship with the kit.

    Parameters
    ----------
    home : Path, optional
        The project's root; its own table, if it has one, goes before that of the kit.

    Returns
    -------
    DataFrame
        One row a rate, written by ``make calibrate``; the columns are those of ``COLUMNS``.

    Raises
    ------
    SettingsError
        When the table is not there or lacks a column.
    """
    path = find_kit(RATES, home) / "rates.csv"
    try:
        return _read_rates(path, path.stat().st_mtime_ns).copy()
    except FileNotFoundError:
        raise SettingsError("the table of error rates is missing", where=str(path), do="Reinstall the kit") from None


@lru_cache(maxsize=2)
def _read_rates(path: Path, changed: int) -> pd.DataFrame:
    rates = pd.read_csv(path, dtype=dict.fromkeys(_TEXTS, "str"), keep_default_na=False, na_values={"bound": [""]})
    missing = [name for name in COLUMNS if name not in rates]
    if missing:
        raise SettingsError(f"the column '{missing[0]}' is missing", where=str(path), do="Run 'make calibrate'")
    return rates[list(COLUMNS)]


def find_rate(
    method: Method,
    kpis: int,
    n: int,
    *,
    rule: Rule = "both",
    what: Literal["size", "power"] = "size",
    noises: Sequence[str] = ("ar1",),
    rates: pd.DataFrame | None = None,
) -> ErrorRate:
    """Find how often a claim of this kind is wrong (or, for power, how often a true change is found).

    Parameters
    ----------
    method : {"trend", "before/after", "interrupted"}
        What was asked.
    kpis : int
        How many series make the prior.
    n : int
        Periods of a series.
    rule : {"both", "pooled"}
        The claim: both p-values below 5 % (a headline), or the pooled one.
    what : {"size", "power"}
        False claims, or true changes found.
    noises : sequence of str
        Kinds of noise looked at.
    rates : DataFrame, optional
        From ``load_rates``.

    Returns
    -------
    ErrorRate
        The range over the nearest tabulated lengths and numbers of KPIs on either side of one's own, so that the
        highest is not an understatement.

    Raises
    ------
    KeyError
        When nothing was measured for such a claim.
    """
    table = load_rates() if rates is None else rates
    named = (table["what"] == what) & (table["method"] == method) & (table["rule"] == rule) & (table["kind"] == "score")
    plain = table["case"].isin(["", "declared without season"]) & (table["season"] == 0) & table["noise"].isin(noises)
    found = table[named & plain]
    if found.empty:
        raise KeyError(f"no rate of {what} was measured for {method}, {rule}")
    lengths = neighbours(found["n"], n)
    found = found[found["n"].isin(lengths)]
    pools = neighbours(found["kpis"], kpis)
    found = found[found["kpis"].isin(pools)]
    worst = found.loc[found["percent"].idxmax()]
    lowest = float(found["percent"].min())
    return ErrorRate(lowest, float(worst["percent"]), float(worst["error"]), lengths, pools)


def find_worst(
    method: Method, sizes: Collection[tuple[int, int]], *, rule: Rule = "both",
    what: Literal["size", "power"] = "size", noises: Sequence[str] = ("ar1",), rates: pd.DataFrame | None = None,
) -> ErrorRate:  # fmt: skip
    """Find the rates of several series of one report together.

    Parameters
    ----------
    method, rule, what, noises, rates
        As for ``find_rate``.
    sizes : collection of (int, int)
        KPIs pooled and periods of every series; at least one.

    Returns
    -------
    ErrorRate
        From the lowest to the highest over all of them.
    """
    table = load_rates() if rates is None else rates
    found = [find_rate(method, *size, rule=rule, what=what, noises=noises, rates=table) for size in sorted(set(sizes))]
    worst = max(found, key=lambda rate: rate.highest)
    return ErrorRate(
        lowest=min(rate.lowest for rate in found),
        highest=worst.highest,
        error=worst.error,
        lengths=tuple(sorted({length for rate in found for length in rate.lengths})),
        kpis=tuple(sorted({count for rate in found for count in rate.kpis})),
    )


def neighbours(tabulated: pd.Series, own: int) -> tuple[int, ...]:
    """Return the tabulated numbers next to one's own: itself, or one on either side, or the end of the table."""
    known = np.unique(tabulated.to_numpy(dtype=np.int64))
    below, above = known[known <= own], known[known >= own]
    return tuple(sorted({int(part[place]) for part, place in ((below, -1), (above, 0)) if part.size}))


def say_error_rate(
    method: Method, kpis: int, n: int, *, rule: Rule = "both", noun: str = "month", rates: pd.DataFrame | None = None
) -> str:
    """Say in one sentence how often a claim of this kind is made where nothing changed.

    Parameters
    ----------
    method, kpis, n, rule, rates
        As for ``find_rate``.
    noun : str
        What a period is called.

    Returns
    -------
    str
        For example "Measured on 24 to 36 stable months in reports of 14 KPIs, such a claim is made where nothing
        changed in 2.1 to 4.4 of 100 series (autocorrelation 0 to 0.6)."
    """
    table = load_rates() if rates is None else rates
    rate = find_rate(method, kpis, n, rule=rule, rates=table)
    slow = find_rate(method, kpis, n, rule=rule, noises=LONGER_MEMORY, rates=table)
    more = f", up to {slow.highest:.1f} where it forgets more slowly" if slow.highest > rate.highest else ""
    return (
        f"Measured on {_say_span(rate.lengths)} stable {noun}s in reports of {_say_span(rate.kpis)} "
        f"{'KPI' if rate.kpis == (1,) else 'KPIs'}, such a claim is made where nothing changed in "
        f"{_say_percent(rate)} of 100 series (autocorrelation 0 to 0.6{more})."
    )


def _say_span(numbers: tuple[int, ...]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def _say_percent(rate: ErrorRate) -> str:
    low, high = f"{rate.lowest:.1f}", f"{rate.highest:.1f}"
    return low if low == high else f"{low} to {high}"
