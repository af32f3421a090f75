"""How likely a process is to have improved, where the people of both rounds count as two samples of everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

import numpy as np

from csi_lib.maturity.change.pairs import Scores, Shares
from csi_lib.stats.panels import NO_ANSWER, Panel, draw_attributes

LETTERS = 4  # of the answers a panel is made of


def find_chance(before: Scores, after: Scores, comparable: Collection[str], shares: Shares) -> float | None:
    """Find the probability that everybody's answers to the comparable questions rose.

    Who answered in both rounds counts in both as if drawn anew: that is cautious where the same people came.

    Parameters
    ----------
    before, after : Scores
        One per round.
    comparable : collection of str
        Questions that ask the same in both.
    shares : mapping of str to Fraction
        What an answer is worth, 0..1.

    Returns
    -------
    float or None
        P(improved), ties counted half; None without a question that both rounds answered, or where answers are not on
        a scale of four.
    """
    scale = sorted(set(shares.values()))
    questions = [name for name in comparable if before.cells.get(name) and after.cells.get(name)]
    if not questions or len(scale) != LETTERS:
        return None
    then, now = (np.sort(draw_attributes(_lay_panel(scores, questions, scale))[:, 0]) for scores in (before, after))
    below = np.searchsorted(then, now, side="left") + np.searchsorted(then, now, side="right")
    return float(below.sum() / (2 * len(then) * len(now)))


def _lay_panel(scores: Scores, questions: Sequence[str], scale: Sequence[Fraction]) -> Panel:
    people = sorted({who for name in questions for who in scores.cells[name]})
    row = {who: place for place, who in enumerate(people)}
    letter = {int(share * 100 * scores.unit): place for place, share in enumerate(scale)}
    answers = np.full((len(people), len(questions)), NO_ANSWER, dtype=np.int8)
    for column, name in enumerate(questions):
        for who, value in scores.cells[name].items():
            answers[row[who], column] = letter[value]
    return Panel(answers, np.zeros(len(questions), dtype=np.int64), np.array([float(share) for share in scale]))
