"""Small banks and answers, laid out by the items of a framework."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from csi_lib.maturity.bank import Question
from csi_lib.maturity.frameworks import Frame, read_frame
from csi_lib.maturity.frameworks.heard import Heard

FRAMEWORKS = Path(__file__).parents[3] / "params" / "maturity" / "frameworks"


@pytest.fixture(scope="session")
def frame() -> Callable[[str], Frame]:
    return lambda name: read_frame(FRAMEWORKS / f"{name}.yml")


@pytest.fixture(scope="session")
def hear() -> Callable[[Frame, Mapping[str, Sequence[str]]], Heard]:
    def make(frame: Frame, letters: Mapping[str, Sequence[str]]) -> Heard:
        """Take one question per letter on each item; an empty letter is a question without an answer."""
        questions, percents = [], {}
        for item, given in letters.items():
            for number, letter in enumerate(given):
                name = f"q-{item.lower()}-{number}"
                questions.append(
                    Question.model_validate(
                        {"id": name, "outcome": "o", "ask": "a?", "groups": ["staff"], "fits": {frame.id: item}}
                    )
                )
                if letter:
                    percents[name] = frame.answers[letter] * 100
        return Heard("x", "X", tuple(questions), percents)

    return make
