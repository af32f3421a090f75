"""Replies counted by question, group and letter: whole numbers, from which every mean is one division."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np
import pandas as pd

from csi_lib.maturity.answers import DIRECT_EVIDENCE
from csi_lib.maturity.rule import NotApplicable

NA, DK, BLANK = "NA", "DK", ""
Shares = Mapping[str, Fraction]  # reply that enters a mean -> share achieved, 0..1


@dataclass(frozen=True)
class Tally:
    """How often each reply was given.

    Parameters
    ----------
    place : dict of str to int
        Question id -> row of ``counts``.
    groups, replies : tuple of str
        What the other two sides of ``counts`` stand for. Groups may be any part of the respondents (roles, people).
    counts : ndarray of int, questions x groups x replies
        Numbers of replies.
    direct : ndarray of int, questions
        Replies N, P, L or F that rest on a record or on data.
    """

    place: dict[str, int]
    groups: tuple[str, ...]
    replies: tuple[str, ...]
    counts: np.ndarray
    direct: np.ndarray

    def rows(self, questions: Iterable[str]) -> list[int]:
        """Return the rows of these questions."""
        return [self.place[name] for name in questions]

    def count(self, questions: Iterable[str], reply: str) -> int:
        """Return how often a reply was given to any of these questions."""
        column = self.replies.index(reply)
        return sum(self.totals[row][column] for row in self.rows(questions))

    @cached_property
    def totals(self) -> list[list[int]]:
        """Numbers of replies per question over everybody."""
        found: list[list[int]] = self.counts.sum(axis=1).tolist()
        return found


def count_replies(replies: pd.DataFrame, by: str = "group") -> Tally:
    """Count replies by question, part of the respondents, and reply.

    Parameters
    ----------
    replies : DataFrame
        As ``list_replies`` returns it.
    by : str
        The column that parts the respondents: ``group``, ``role`` or ``respondent``.

    Returns
    -------
    Tally
        Every question of the questionnaire has a row, also those nobody was asked.
    """
    questions, parts, words = (replies[name].cat for name in ("question", by, "reply"))
    shape = (len(questions.categories), len(parts.categories), len(words.categories))
    cell = (questions.codes.astype(np.int64) * shape[1] + parts.codes) * shape[2] + words.codes
    counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    evidence = replies["evidence"].cat
    is_direct = np.array([name in DIRECT_EVIDENCE for name in evidence.categories], dtype=bool)
    is_letter = np.array([word not in (DK, NA, BLANK) for word in words.categories], dtype=bool)
    direct = is_direct[evidence.codes] & is_letter[words.codes]
    return Tally(
        place={name: row for row, name in enumerate(questions.categories)},
        groups=tuple(parts.categories),
        replies=tuple(words.categories),
        counts=counts,
        direct=np.bincount(questions.codes[direct], minlength=shape[0]),
    )


def read_shares(answers: Shares, not_applicable: NotApplicable = "left out") -> dict[str, Fraction]:
    """Return what each reply is worth; "not applicable" only where the rule gives it a worth."""
    worth = {"not achieved": Fraction(0), "achieved": Fraction(1)}
    return {**answers, **({NA: worth[not_applicable]} if not_applicable in worth else {})}


def sum_questions(
    tally: Tally, shares: Shares, weights: Sequence[tuple[str, Fraction]] = ()
) -> dict[str, tuple[Fraction, int]]:
    """Add up each question over the respondents whose reply has a worth.

    Parameters
    ----------
    tally : Tally
        The counts.
    shares : mapping of str to Fraction
        What a reply is worth; one that is absent enters no sum.
    weights : sequence of (str, Fraction), optional
        Weight of a respondent of that group; 1 where none is given.

    Returns
    -------
    dict of str to (Fraction, int)
        Question id -> sum of shares and number of replies, both weighted and in the same proportion, so that their
        quotient is the mean; a question without such a reply is absent.
    """
    per_part = _to_whole([dict(weights).get(name, Fraction(1)) for name in tally.groups])
    sums, numbers, unit = _weigh(tally, shares)
    # A weight of seventeen digits does not fit 64 bits once people are counted: whole numbers without a bound.
    kind = object if weights else np.int64
    total, people = (side.astype(kind) @ np.array(per_part, dtype=kind) for side in (sums, numbers))
    return {
        name: (Fraction(int(total[row]), unit), int(people[row])) for name, row in tally.place.items() if people[row]
    }


def score_parts(tally: Tally, shares: Shares) -> dict[tuple[str, str], Fraction]:
    """Average each question within each part of the respondents: (question, part) -> percent; empty ones absent."""
    sums, numbers, unit = _weigh(tally, shares)
    names = list(tally.place)
    return {
        (names[row], tally.groups[part]): Fraction(int(sums[row, part]) * 100, unit * int(numbers[row, part]))
        for row, part in zip(*np.nonzero(numbers), strict=True)
    }


def find_never_applicable(tally: Tally) -> frozenset[str]:
    """Return the questions that everybody who replied found not applicable."""
    column, silent = tally.replies.index(NA), tally.replies.index(BLANK)
    return frozenset(
        name
        for name, row in tally.place.items()
        if tally.totals[row][column] and sum(tally.totals[row]) == tally.totals[row][column] + tally.totals[row][silent]
    )


def _weigh(tally: Tally, shares: Shares) -> tuple[np.ndarray, np.ndarray, int]:
    """Return sums of worth (in units of 1/unit) and numbers of replies, per question and part."""
    counted = [place for place, word in enumerate(tally.replies) if word in shares]
    unit = lcm(*(shares[tally.replies[place]].denominator for place in counted))
    worth = np.array([int(shares[tally.replies[place]] * unit) for place in counted], dtype=np.int64)
    counts = tally.counts[:, :, counted]
    return counts @ worth, counts.sum(axis=2), unit


def _to_whole(values: Sequence[Fraction]) -> list[int]:
    """Scale fractions to whole numbers in the same proportion."""
    scale = lcm(*(value.denominator for value in values))
    return [int(value * scale) for value in values]
