"""Where nothing changed, at most one verdict of twenty is false, also when a person has a good or a bad day."""

from __future__ import annotations

import numpy as np
import pytest

from csi_lib.stats.signs import flip_signs

ROUNDS, QUESTIONS = 1500, 12


def answer(rng: np.random.Generator, people: int, mood: float) -> np.ndarray:
    """Letters 0..3 of two rounds by people whose view stays and whose mood of the day colours all their answers."""
    view = rng.normal(1.5, 0.8, (ROUNDS, people, 1, 1)) + rng.normal(0, 0.5, (ROUNDS, people, QUESTIONS, 1))
    day = rng.normal(0, mood, (ROUNDS, people, 1, 2)) + rng.normal(0, 0.4, (ROUNDS, people, QUESTIONS, 2))
    return np.clip(np.rint(view + day), 0, 3).astype(int)


@pytest.mark.parametrize("people", [6, 8, 12])
@pytest.mark.parametrize("mood", [0.0, 0.6])
def test_the_test_over_people_keeps_its_promise(people: int, mood: float) -> None:
    letters = answer(np.random.default_rng(people), people, mood)
    sums = (letters[..., 1] - letters[..., 0]).sum(axis=2)
    alarms = np.mean([flip_signs(row.tolist()).p <= 0.05 for row in sums])
    assert alarms <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / ROUNDS)


def test_counting_every_answer_as_if_it_stood_alone_would_break_it() -> None:
    """Why the person is the unit: with moods, a test over single answers is wrong several times as often."""
    letters = answer(np.random.default_rng(1), 8, 0.6)
    single = (letters[..., 1] - letters[..., 0]).reshape(ROUNDS, -1)
    alarms = np.mean([flip_signs(row.tolist()).p <= 0.05 for row in single[:400]])
    assert alarms > 0.2
