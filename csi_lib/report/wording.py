"""How a number is said to a reader: digits, units, periods and probabilities in plain English."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from csi_lib.periods import period_name
from csi_lib.report.language import current
from csi_lib.report.plain import make_plain

MISSING = "–"  # what stands where there is no value
PERCENT_UNITS = ("%", "percent")
MEASURED_UNITS = ("h", "min", "s", "d")  # always with a decimal below 1,000: these are never counts


def say_value(value: Any, unit: str = "") -> str:
    """Say a value with its unit, rounded for reading.

    Parameters
    ----------
    value : object
        A number, text, date, flag or nothing.
    unit : str
        Unit of a number; ``%`` and ``percent`` are the same.

    Returns
    -------
    str
        For example ``22.1 h``, ``93.4 %``, ``1,204 tickets``, ``yes``, ``2026-06-30`` or ``–``.
    """
    plain = make_plain(value)
    if plain is None:
        return MISSING
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if not isinstance(plain, int | float):
        return str(plain)
    symbol = "%" if unit in PERCENT_UNITS else unit
    return f"{say_number(plain, unit)} {symbol}".rstrip()


def say_number(value: float, unit: str = "") -> str:
    """Say a number without its unit: three figures or so, thousands marked, whole counts whole."""
    if unit in PERCENT_UNITS:
        return _fix_zero(f"{value:,.1f}" if abs(value) >= 0.1 or value == 0 else f"{value:.2g}")
    if isinstance(value, int) or (unit not in MEASURED_UNITS and float(value).is_integer() and abs(value) < 1e15):
        return f"{value:,.0f}"
    if abs(value) >= 1e15 or 0 < abs(value) < 1e-4:
        return f"{value:.3g}"
    return _fix_zero(f"{value:,.{_decimals(abs(value), unit)}f}")


def _decimals(size: float, unit: str) -> int:
    if size >= 1_000:
        return 0
    if size >= 10 or (unit in MEASURED_UNITS and size >= 1) or size == 0:
        return 1
    if size >= 1:
        return 2
    return min(6, 1 - math.floor(math.log10(size)))


def _fix_zero(text: str) -> str:
    return text.removeprefix("-") if not text.strip("-0.,") else text


def say_against(value: Any, goal: float, unit: str = "") -> tuple[str, str]:
    """Say a value and what was promised, with enough digits that nobody reads them as the same where they are not.

    Parameters
    ----------
    value : float or None
        What was reached.
    goal : float
        What was promised, in the same unit.
    unit : str
        Of both.

    Returns
    -------
    tuple of (str, str)
        For example ``("99.86 %", "99.90 %")``; the first stands beside the exact goal too.
    """
    from csi_lib.register.promise import say_apart

    plain, said = make_plain(value), (say_value(value, unit), say_value(goal, unit))
    if not isinstance(plain, int | float) or plain == goal or _read_back(plain, unit) != _read_back(goal, unit):
        return said
    symbol = "%" if unit in PERCENT_UNITS else unit
    figure, limit = say_apart(plain, goal)
    return f"{figure} {symbol}".rstrip(), f"{limit} {symbol}".rstrip()


def _read_back(value: float, unit: str) -> float:
    return float(say_number(value, unit).replace(",", ""))


def say_change(effect: Any, kind: str, unit: str = "") -> str:
    """Say an effect by its kind: a ratio as a factor, everything else with its sign.

    Parameters
    ----------
    effect : float
        The effect; nothing where it could not be computed.
    kind : {"ratio", "rate ratio", "percentage points", "difference"}
        What the effect is.
    unit : str
        Unit of a difference.

    Returns
    -------
    str
        For example ``× 0.82``, ``+2.1 percentage points`` or ``-3.4 h``.
    """
    plain = make_plain(effect)
    if not isinstance(plain, int | float):
        return MISSING
    if kind in ("ratio", "rate ratio"):
        return f"× {plain:.2f}"
    name = "percentage points" if kind == "percentage points" else unit
    digits = f"{plain:+.1f}" if kind == "percentage points" else _signed(plain, unit)
    return f"{digits} {name}".rstrip()


def _signed(value: float, unit: str) -> str:
    return f"{'+' if value > 0 else ''}{say_number(value, unit)}"


def say_interval(low: Any, high: Any, kind: str, unit: str = "") -> str:
    """Say a 95 % interval in the words of its effect, for example ``95 % interval × 0.71 to × 0.94``."""
    return f"95 % interval {say_change(low, kind, unit)} to {say_change(high, kind, unit)}"


def say_p(p: Any) -> str:
    """Say a p-value: ``p = 0.03``, ``p < 0.001``; a third digit where two would hide the side of 0.05."""
    plain = make_plain(p)
    if not isinstance(plain, int | float):
        return "p not computed"
    if plain < 0.001:
        return "p < 0.001"
    if plain > 0.99:
        return "p > 0.99"
    return f"p = {plain:.3f}" if plain < 0.01 or 0.045 <= plain < 0.055 else f"p = {plain:.2f}"


def say_period(start: Any, end: Any) -> str:
    """Name a period by its first day and the day after its last; the rule is ``csi_lib.periods.period_name``."""
    return period_name(pd.Timestamp(start), pd.Timestamp(end))


def say_day(value: Any) -> str:
    """Say a date as ISO 8601, without a time."""
    return pd.Timestamp(value).date().isoformat() if not isinstance(value, dt.date) else str(value)[:10]


_SOURCE_ORDER = {
    key: place
    for place, key in enumerate(("period", "n", "slice", "stat", "view", "clock", "remark", "kpi", "version"))
}


def say_source(source: Mapping[str, Any]) -> str:
    """Say where a number comes from, for the small print under it.

    Parameters
    ----------
    source : mapping
        ``kpi``, ``version``, ``stat``, ``view``, ``period``, ``slice``, ``n`` and whatever else belongs there.

    Returns
    -------
    str
        For example ``2026-06, n = 84, median, throughput, mttr_resolve version 1``: what a reader asks first comes
        first; keys outside that list follow as ``key = value``.
    """
    bare = {"kpi", "stat", "view", "period", "remark"}
    parts = []
    # A notebook file keeps the keys of its outputs sorted, so the reading order is given here.
    for key, value in sorted(source.items(), key=lambda item: _SOURCE_ORDER.get(item[0], len(_SOURCE_ORDER))):
        if value in (None, "", {}, []) or (key, value) == ("stat", "value"):
            continue
        if isinstance(value, Mapping):
            parts += [f"{name} {item}" for name, item in value.items()]
        elif key in bare:
            parts.append(str(value))
        elif key == "version" and "kpi" in source:
            parts[-1] += f" version {value}"
        elif key == "clock":
            parts.append(f"{value} hours" if value in ("calendar", "business") else str(value))
        else:
            parts.append(f"{key} = {say_value(value)}")
    return ", ".join(current().label(part) for part in parts)


def say_inside(title: str) -> str:
    """Say a title inside a sentence: without its capital, unless it begins with initials such as SLA."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def count_words(number: int, noun: str, plural: str = "") -> str:
    """Say a count with its noun: ``1 page``, ``3 pages``, ``2 boxes``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
