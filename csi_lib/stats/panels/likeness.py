"""How alike one person's answers are: five answers of one person are not five people's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats.panels.prior import Floats

DOUBT = 4.0  # people's worth of belief that a person answers everything alike; measured, see tests/bench/panels.py


def estimate_likeness(values: Floats) -> float:
    """Estimate the correlation of a person's answers to different questions, leaning to 1 while people are few.

    Parameters
    ----------
    values : array, shape (people, questions)
        Share achieved per answer; NaN where there is none.

    Returns
    -------
    float
        0 (answers of one person are as good as those of several) to 1 (one answer tells the others). With a single
        question, or nobody who answered two, it is 1 and means nothing.

    Source
    ------
    Intraclass correlation from a one-way analysis of variance with unequal group sizes, after each question's mean is
    taken out: Donner (1986), International Statistical Review 54, 67-82, doi 10.2307/1403259.
    """
    there = ~np.isnan(values)
    sizes = there.sum(axis=1)
    people, total = int((sizes > 0).sum()), int(sizes.sum())
    if people < 2 or total <= people:
        return 1.0
    trust = (people - 1) / (people - 1 + DOUBT)
    return trust * _find_icc(values, there, sizes[sizes > 0], people, total) + (1 - trust)


def _find_icc(values: Floats, there: np.ndarray, sizes: np.ndarray, people: int, total: int) -> float:
    rest = np.where(there, values, 0.0)
    asked = np.maximum(there.sum(axis=0), 1)
    rest = np.where(there, rest - rest.sum(axis=0) / asked, 0.0)
    sums = rest.sum(axis=1)[there.any(axis=1)]
    between = float((sums**2 / sizes).sum())
    within = float((rest**2).sum()) - between
    mean_between, mean_within = between / (people - 1), max(within, 0.0) / (total - people)
    if mean_between + mean_within < 1e-12:
        return 1.0  # nobody differs from anybody: nothing says that a person's answers are independent
    size = (total - float((sizes**2).sum()) / total) / (people - 1)
    return float(np.clip((mean_between - mean_within) / (mean_between + (size - 1) * mean_within), 0.0, 1.0))


def count_looks(there: NDArray[np.bool_], likeness: float) -> float:
    """Say how much more an attribute's answers are worth than those to one of its questions.

    Parameters
    ----------
    there : array, shape (people, questions)
        Who answered what.
    likeness : float
        As ``estimate_likeness`` returns it.

    Returns
    -------
    float
        1 where everybody answered everything and one answer of a person tells the others; the number of questions where
        no answer tells another. A person with m answers is worth m / (1 + (m - 1) * likeness) people; the sum of that
        is divided by the answers a question has on average.

    Source
    ------
    The effect of a cluster on a mean: Kish (1965), Survey Sampling, 5.4.
    """
    sizes = there.sum(axis=1)
    worth = sizes / (1 + np.maximum(sizes - 1, 0) * likeness)
    return float(worth.sum() / (sizes.sum() / there.shape[1]))
