"""Letters of outcomes or instances joined to one, by mean or median of their places on the scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from csi_lib.errors import UsageError
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.rule import Aggregate, Half

Table = Mapping[tuple[str, str], str]  # (outcome, instance) -> letter; a pair that is not rated is absent


@dataclass(frozen=True)
class Joined:
    """One letter made of several.

    Parameters
    ----------
    letter : str
        The result, whole (without + or -).
    refined : str
        The result on the scale used.
    average : Fraction
        Where it lies on that scale (N = 0), before rounding.
    letters : tuple of str
        What was joined, lowest first.
    tie : bool
        Whether the average ends in a half, so that the other rounding gives another place on the scale.
    """

    letter: str
    refined: str
    average: Fraction
    letters: tuple[str, ...]
    tie: bool


def list_scale(framework: Framework, *, refined: bool = False) -> tuple[str, ...]:
    """Return the letters, lowest first: ``N, P, L, F`` or ``N, P-, P+, L-, L+, F``."""
    found: list[str] = []
    for band in framework.bands:
        halves = [item.letter for item in framework.refined if item.letter.rstrip("+-") == band.letter]
        found.extend(halves if refined and halves else [band.letter])
    return tuple(found)


def join_letters(
    letters: Sequence[str], scale: Sequence[str], by: Aggregate = "mean", half: Half = "down"
) -> Joined | None:
    """Join letters to one: to numbers, averaged, rounded, and back.

    Parameters
    ----------
    letters : sequence of str
        What is to be joined.
    scale : sequence of str
        All letters, lowest first; N, P, L, F become 0, 1, 2, 3 and N, P-, P+, L-, L+, F become 0 to 5.
    by : {"mean", "median", "minimum"}
        The median of an even number is the mean of the two in the middle.
    half : {"down", "up"}
        Where x.5 goes; no source read says, so it is a setting, and a tie is told.

    Returns
    -------
    Joined or None
        None when there is nothing to join.

    Raises
    ------
    UsageError
        When a letter is not on the scale.

    Source
    ------
    Conversion, mean or median, and conversion back: ISO/IEC 33020:2015, aggregation, as described at
    automotive-spice.blogspot.com/2015/08/rating-aggregation-rule.html.
    """
    if not letters:
        return None
    places = sorted(_find_place(letter, scale) for letter in letters)
    average = average_exactly([Fraction(place) for place in places], by)
    below, rest = divmod(average, 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and half == "up")
    found = scale[int(below) + up]
    return Joined(
        letter=found.rstrip("+-"),
        refined=found,
        average=average,
        letters=tuple(scale[place] for place in places),
        tie=rest == Fraction(1, 2),
    )


def _find_place(letter: str, scale: Sequence[str]) -> int:
    if letter not in scale:
        raise UsageError(f"letter '{letter}' is not on the scale {', '.join(scale)}")
    return scale.index(letter)


def average_exactly(values: Sequence[Fraction], by: Aggregate) -> Fraction:
    """Return the mean, the median or the minimum of at least one value."""
    if by == "minimum":
        return min(values)
    if by == "median":
        ordered, middle = sorted(values), len(values) // 2
        return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return sum(values, Fraction(0)) / len(values)


def join_vertically(
    table: Table, scale: Sequence[str], by: Aggregate = "mean", half: Half = "down"
) -> dict[str, Joined]:
    """Join the outcomes of each instance: one letter per instance."""
    return _join_by(table, 1, scale, by, half)


def join_horizontally(
    table: Table, scale: Sequence[str], by: Aggregate = "mean", half: Half = "down"
) -> dict[str, Joined]:
    """Join the instances of each outcome: one letter per outcome."""
    return _join_by(table, 0, scale, by, half)


def join_matrix(table: Table, scale: Sequence[str], by: Aggregate = "mean", half: Half = "down") -> Joined | None:
    """Join all letters of all outcomes and instances at once, rounding a single time."""
    return join_letters(list(table.values()), scale, by, half)


def _join_by(table: Table, side: int, scale: Sequence[str], by: Aggregate, half: Half) -> dict[str, Joined]:
    rows: dict[str, list[str]] = {}
    for pair, letter in table.items():
        rows.setdefault(pair[side], []).append(letter)
    joined = {name: join_letters(letters, scale, by, half) for name, letters in rows.items()}
    return {name: item for name, item in joined.items() if item is not None}
