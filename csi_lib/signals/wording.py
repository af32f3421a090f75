"""How a verdict is said: "changed after", never "because of"."""

from __future__ import annotations

import math
from collections.abc import Mapping

from csi_lib.stats import Effect

_PERCENT = ("%", "percent")


STAT_WORDS = {"geomean": "geometric mean"}  # what is tested where it is not the value the definition states


def say_subject(title: str, stat: str, where: Mapping[str, str]) -> str:
    """Name a KPI, what of it is tested, and its slice: ``Mean time to resolve (geometric mean, service E-Mail)``."""
    words = [STAT_WORDS[stat]] if stat in STAT_WORDS else []
    inside = ", ".join([*words, *(f"{column} {value}" for column, value in where.items())])
    return f"{title} ({inside})" if inside else title


def say_count(count: int, noun: str) -> str:
    """Say a number of periods or cases: ``1 month``, ``14 months``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def say_size(size: float, kind: str, unit: str) -> str:
    """Say the size of an effect, without its direction.

    Parameters
    ----------
    size : float
        Not negative: a relative change for ratios, else in units.
    kind : str
        Kind of effect.
    unit : str
        Unit of the KPI, for differences.

    Returns
    -------
    str
        For example ``24 %``, ``3.1 percentage points`` or ``0.4 points``.
    """
    number, word = _split_size(size, kind, unit)
    return f"{number} {word}".rstrip()


def say_effect(effect: Effect, unit: str) -> str:
    """Say an effect with its direction: ``24 % lower``."""
    return _say_value(effect.estimate, effect, unit)


def say_interval(effect: Effect, unit: str) -> str:
    """Say an interval, the smaller change first: ``12 % to 34 % lower``, or ``5 % lower to 9 % higher``."""
    ends = (effect.lo, effect.hi) if effect.hi > effect.none else (effect.hi, effect.lo)
    first, last = (_say_value(end, effect, unit) for end in ends)
    if not effect.excludes_none:
        return f"{first} to {last}"
    if math.isinf(effect.hi):
        return f"at least {first}"
    number, word = _split_size(abs(ends[0] - effect.none), effect.kind, unit)
    return f"{number} % to {last}" if word == "%" else f"{number} to {last}"


def say_kept(effect: Effect, unit: str, worthwhile: float, verdict: str, better: str, doubt: str = "") -> str:
    """Say what the numbers amount to, as the last clause of a sentence.

    Parameters
    ----------
    effect : Effect
        With its interval.
    unit : str
        Unit of the KPI.
    worthwhile : float
        Smallest size worth a claim.
    verdict : str
        improved, worse or no clear change.
    better : str
        lower, higher or none.
    doubt : str
        Why a p-value forbids a claim although the interval excludes no change; empty where none does.

    Returns
    -------
    str
        One clause.
    """
    agreed = say_size(worthwhile, effect.kind, unit)
    if verdict in ("improved", "worse"):
        word = "an improvement" if verdict == "improved" else "a deterioration"
        return f"that is {word}{_say_worth(effect, agreed, worthwhile)}"
    if is_equivalent(effect, worthwhile):
        return f"that is no clear change, and in any case less than the {agreed} agreed as worthwhile"
    if not effect.excludes_none:
        return "that is no clear change, because the interval also allows no change"
    if better not in ("lower", "higher"):
        return "this KPI has no better direction, so that is neither an improvement nor a deterioration"
    if doubt:
        return f"that is no clear change, because {doubt}"
    return f"that is no clear change, because it is smaller than the {agreed} agreed as worthwhile"


def is_equivalent(effect: Effect, worthwhile: float) -> bool:
    """Tell whether the whole interval is smaller than the worthwhile change, either way."""
    return max(abs(effect.lo - effect.none), abs(effect.hi - effect.none)) < worthwhile


def say_amount(difference: Effect, unit: str) -> str:
    """Say how much an effect is in plain units: ``about 3.1 h``."""
    return f"about {_digits(abs(difference.estimate))} {unit}".rstrip()


def _say_worth(effect: Effect, agreed: str, worthwhile: float) -> str:
    """Set a claim against what was agreed, and say when the interval allows less."""
    if worthwhile <= 0:
        return ""
    least = min(abs(effect.lo - effect.none), abs(effect.hi - effect.none))
    allows = ", though the interval also allows a smaller one" if least < worthwhile else ""
    return f" larger than the {agreed} agreed as worthwhile{allows}"


def _say_value(value: float, effect: Effect, unit: str) -> str:
    if value == effect.none:
        return "unchanged"
    if math.isinf(value):
        return "any amount higher"
    direction = "higher" if value > effect.none else "lower"
    return f"{say_size(abs(value - effect.none), effect.kind, unit)} {direction}"


def _split_size(size: float, kind: str, unit: str) -> tuple[str, str]:
    if kind in ("ratio", "rate ratio"):
        return _digits(100 * size), "%"
    number = _digits(size)
    if kind == "percentage points" or unit in _PERCENT:
        return number, "percentage point" if number == "1" else "percentage points"
    return number, unit


def _digits(size: float) -> str:
    if 0 < size < 0.01:
        return "less than 0.01"
    if size >= 9.95:
        return f"{size:,.0f}"
    return f"{size:.2g}"
