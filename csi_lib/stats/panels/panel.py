"""A panel: who answered what, as numbers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats.panels.prior import Floats

NO_ANSWER = -1
LETTERS = 4


@dataclass(frozen=True)
class Panel:
    """The answers of some people to some questions on one process.

    Parameters
    ----------
    answers : array of int8, shape (people, questions)
        Place of the letter, 0 for the lowest to 3 for the highest; -1 where nothing countable was answered.
    blocks : array of int, shape (questions,)
        Number of the attribute that each question belongs to, from 0.
    shares : array, shape (4,)
        Share achieved, 0..1, that each letter stands for.
    weights : array, shape (people,), optional
        What each person counts; default 1.
    team : int, optional
        How many people there are to ask; default so many that the panel is a small part of them.
    median : bool
        Whether an attribute is the median of its questions and not their mean.
    """

    answers: NDArray[np.int8]
    blocks: NDArray[np.int64]
    shares: Floats
    weights: Floats | None = None
    team: int | None = None
    median: bool = False

    @property
    def people(self) -> int:
        """People with at least one countable answer."""
        return int((self.answers != NO_ANSWER).any(axis=1).sum())

    @property
    def sampled(self) -> float:
        """Share of the people there are that answered, 0..1; 0 when the team is unknown."""
        return min(1.0, self.people / self.team) if self.team else 0.0


def sort_people(panel: Panel) -> Panel:
    """Put people into an order that their answers alone decide, so that names and order of files are nothing."""
    weights = np.ones(len(panel.answers)) if panel.weights is None else np.asarray(panel.weights, dtype=float)
    kept = (panel.answers != NO_ANSWER).any(axis=1)
    answers, weights = panel.answers[kept], weights[kept]
    order = np.lexsort((weights, *answers.T[::-1])) if answers.size else np.arange(len(answers))
    return Panel(answers[order], panel.blocks, panel.shares, weights[order], panel.team, panel.median)


def seed_of(panel: Panel) -> int:
    """Turn the content of a sorted panel into a seed: same answers, same draws, in any process and on any day."""
    content = hashlib.sha256(np.array(panel.answers.shape, dtype="<i8").tobytes())
    for part in (panel.answers.astype("i1"), panel.blocks.astype("<i8"), panel.shares.astype("<f8")):
        content.update(np.ascontiguousarray(part).tobytes())
    return int.from_bytes(content.digest()[:8], "little")
