"""Which points of a chart are signals: five published sets of rules, each rule naming the points it means.

A rule reads scores: 0 is the centre line, 3 the upper limit, -3 the lower one, 1 and 2 the thirds between. It works on
a stack of series at once and marks every point that makes up its pattern, not only the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy  # its part stats is loaded when first used: half a second that a page without it is spared
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

DEFAULT_RULES = "three_sigma"


@dataclass(frozen=True)
class Rule:
    """One rule.

    Parameters
    ----------
    name : str
        Short and fixed; a key.
    words : str
        What it looks for, for people.
    find : function
        Scores, shape (..., n), to marked points of the same shape.
    measures : bool
        Whether it reads distances from the centre; else only sides and ups and downs, which need no limits.
    """

    name: str
    words: str
    find: Callable[[Array], Mask]
    measures: bool = False


@dataclass(frozen=True)
class RuleSet:
    """Rules that are used together.

    Parameters
    ----------
    name : str
        What the engagement file calls it.
    title : str
        What people call it.
    rules : tuple of Rule
        In the order of the source.
    source : str
        Where they are written down.
    """

    name: str
    title: str
    rules: tuple[Rule, ...]
    source: str


def find_signals(score: ArrayLike, rules: str = DEFAULT_RULES, *, limits: bool = True) -> dict[str, Mask]:
    """Find the points that each rule of a set marks.

    Parameters
    ----------
    score : array, shape (..., n)
        Distance from the centre line in thirds of the way to the limit; NaN is never marked.
    rules : str
        Name of a set, one of ``RULE_SETS``.
    limits : bool
        Whether the scores are measured against limits; else only the rules that need none are asked.

    Returns
    -------
    dict of str to ndarray of bool, shape (..., n)
        For every rule of the set, in its order, the points that make up its patterns.

    Raises
    ------
    ValueError
        When the set is unknown.
    """
    scores = np.asarray(score, dtype=np.float64)
    asked = [rule for rule in pick_rules(rules).rules if limits or not rule.measures]
    return {rule.name: rule.find(scores) for rule in asked}


def pick_rules(rules: str) -> RuleSet:
    """Return a rule set by name; ValueError when it is unknown."""
    if rules not in RULE_SETS:
        raise ValueError(f"unknown rule set '{rules}'; known: {', '.join(RULE_SETS)}")
    return RULE_SETS[rules]


def _find_outside(score: Array) -> Mask:
    return np.asarray(np.abs(score) > 3)


def _find_run(length: int) -> Callable[[Array], Mask]:
    def find(score: Array) -> Mask:
        return _mark_windows(score > 0, length, length) | _mark_windows(score < 0, length, length)

    return find


def _find_course(length: int) -> Callable[[Array], Mask]:
    """Find so many points in a row, each above (or each below) the one before."""

    def find(score: Array) -> Mask:
        steps = np.diff(score, axis=-1)
        return _grow_back(_whole_windows(steps > 0, length - 1)) | _grow_back(_whole_windows(steps < 0, length - 1))

    return find


def _find_alternation(length: int) -> Callable[[Array], Mask]:
    def find(score: Array) -> Mask:
        steps = np.diff(score, axis=-1)
        turns = steps[..., 1:] * steps[..., :-1] < 0
        return _grow_back(_grow_back(_whole_windows(turns, length - 2)))

    return find


def _find_few_beyond(wanted: int, of: int, zone: float) -> Callable[[Array], Mask]:
    """Find so many of so many beyond a zone on one side; the ones beyond are marked."""

    def find(score: Array) -> Mask:
        return _mark_windows(score > zone, of, wanted) | _mark_windows(score < -zone, of, wanted)

    return find


def _find_two_close(score: Array) -> Mask:
    """Find two of three between the second and the third line while all three lie on one side of the centre."""
    found = np.zeros(score.shape, dtype=bool)
    close = (np.abs(score) > 2) & (np.abs(score) <= 3)
    for side in (score > 0, score < 0):
        found |= _cover(_count(close, 3, 2) & _count(side, 3, 3), 3, score.shape[-1]) & close
    return found


def _find_hugging(length: int) -> Callable[[Array], Mask]:
    def find(score: Array) -> Mask:
        return _mark_windows(np.abs(score) <= 1, length, length)

    return find


def _find_avoiding(length: int) -> Callable[[Array], Mask]:
    """Find so many in a row beyond one sigma, some on either side."""

    def find(score: Array) -> Mask:
        hits = _count(np.abs(score) > 1, length, length) & _count(score > 1, length, 1) & _count(score < -1, length, 1)
        return _cover(hits, length, score.shape[-1])

    return find


def _find_long_run(score: Array) -> Mask:
    side, lengths, _ = _walk_runs(score)
    useful = (side != 0).sum(axis=-1)
    longest = np.round(np.log2(np.maximum(useful, 1))) + 3
    return np.asarray((side != 0) & (lengths > longest[..., None]))


def _find_few_crossings(score: Array) -> Mask:
    side, _, crossings = _walk_runs(score)
    useful = (side != 0).sum(axis=-1)
    fewest = scipy.stats.binom.ppf(0.05, np.maximum(useful - 1, 0), 0.5)
    return np.asarray((side != 0) & (crossings < fewest)[..., None])


def _walk_runs(score: Array) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the side of every point, the length of its run and the number of crossings; the centre is no side."""
    side = np.nan_to_num(np.sign(score)).astype(np.int64)
    flat = side.reshape(-1, side.shape[-1])
    n = flat.shape[1]
    # A point on the centre line neither breaks nor lengthens a run: it takes the side of the one before.
    last = np.maximum.accumulate(np.where(flat != 0, np.arange(n), -1), axis=1)
    first = np.argmax(flat != 0, axis=1)
    held = np.take_along_axis(flat, np.where(last < 0, first[:, None], last), axis=1)
    number = np.cumsum(np.diff(held, axis=1, prepend=held[:, :1]) != 0, axis=1)
    counts = np.zeros_like(flat)
    np.add.at(counts, (np.arange(len(flat))[:, None], number), flat != 0)
    lengths = np.take_along_axis(counts, number, axis=1)
    return side, lengths.reshape(side.shape), number[:, -1].reshape(side.shape[:-1])


def _count(mask: Mask, length: int, wanted: int) -> Mask:
    """Return for every whole window whether it holds so many, shape (..., n - length + 1)."""
    if mask.shape[-1] < length:
        return np.zeros((*mask.shape[:-1], 0), dtype=bool)
    return np.asarray(sliding_window_view(mask, length, axis=-1).sum(axis=-1) >= wanted)


def _cover(hits: Mask, length: int, n: int) -> Mask:
    """Return the points that lie in a window that was hit, shape (..., n)."""
    out = np.zeros((*hits.shape[:-1], n), dtype=bool)
    width = hits.shape[-1]
    for shift in range(length if width else 0):
        out[..., shift : shift + width] |= hits
    return out


def _mark_windows(mask: Mask, length: int, wanted: int) -> Mask:
    return _cover(_count(mask, length, wanted), length, mask.shape[-1]) & mask


def _whole_windows(mask: Mask, length: int) -> Mask:
    return _mark_windows(mask, length, length)


def _grow_back(steps: Mask) -> Mask:
    """Turn marked steps into their end points, one more than there are steps."""
    edge = np.zeros((*steps.shape[:-1], 1), dtype=bool)
    return np.concatenate([steps, edge], axis=-1) | np.concatenate([edge, steps], axis=-1)


_OUTSIDE = Rule("outside", "a point outside the limits", _find_outside, measures=True)
_TWO_BEYOND = Rule("two of three", "two of three beyond two sigma on one side", _find_few_beyond(2, 3, 2), True)
_FOUR_BEYOND = Rule("four of five", "four of five beyond one sigma on one side", _find_few_beyond(4, 5, 1), True)

_SETS = (
    RuleSet(
        "three_sigma",
        "three sigma",
        (_OUTSIDE,),
        "Shewhart (1931), Economic Control of Quality of Manufactured Product",
    ),
    RuleSet(
        "making_data_count",
        "Making Data Count",
        (
            _OUTSIDE,
            Rule("run of seven", "seven in a row on one side of the centre", _find_run(7)),
            Rule("seven rising or falling", "seven in a row rising or falling", _find_course(7)),
            Rule("two of three close", "two of three close to a limit", _find_two_close, True),
        ),
        "as the R package NHSRplotthedots 0.2 finds them (ptd_calculate_point_type.R)",
    ),
    RuleSet(
        "western_electric",
        "Western Electric",
        (
            _OUTSIDE,
            _TWO_BEYOND,
            _FOUR_BEYOND,
            Rule("run of eight", "eight in a row on one side of the centre", _find_run(8)),
        ),
        "Western Electric (1956), Statistical Quality Control Handbook, pages 25-28",
    ),
    RuleSet(
        "nelson",
        "Nelson",
        (
            _OUTSIDE,
            Rule("run of nine", "nine in a row on one side of the centre", _find_run(9)),
            Rule("six rising or falling", "six in a row rising or falling", _find_course(6)),
            Rule("fourteen alternating", "fourteen in a row going up and down in turn", _find_alternation(14)),
            _TWO_BEYOND,
            _FOUR_BEYOND,
            Rule("fifteen within one sigma", "fifteen in a row within one sigma", _find_hugging(15), True),
            Rule("eight beyond one sigma", "eight in a row beyond one sigma, on both sides", _find_avoiding(8), True),
        ),
        "Nelson (1984), Journal of Quality Technology 16, 237-239, doi 10.1080/00224065.1984.11978921",
    ),
    RuleSet(
        "anhoej",
        "Anhøj",
        (
            _OUTSIDE,
            Rule("long run", "an unusually long run on one side of the centre", _find_long_run),
            Rule("few crossings", "unusually few crossings of the centre", _find_few_crossings),
        ),
        "Anhøj and Olesen (2014), PLoS ONE 9, e113825, doi 10.1371/journal.pone.0113825: longest run above "
        "round(log2 n) + 3, or crossings below the 5th percentile of Binomial(n - 1, 1/2)",
    ),
)
RULE_SETS: dict[str, RuleSet] = {item.name: item for item in _SETS}
