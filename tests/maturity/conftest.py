"""Small questionnaires and sheets made in memory."""

from collections.abc import Callable
from typing import Any

import pytest

from csi_lib.maturity import Framework, Process, Sheet, load_framework


@pytest.fixture(scope="session")
def framework() -> Framework:
    return load_framework()


@pytest.fixture(scope="session")
def make_process() -> Callable[..., Process]:
    def make(asked: dict[str, int], groups: tuple[str, ...] = ("agents", "managers")) -> Process:
        """Make a process with that many questions per attribute, named ``inc-<attribute>-q1`` and so on."""
        questions = [
            {"id": f"inc-{name}-q{number}", "attribute": name, "outcome": "so", "ask": "so?", "groups": list(groups)}
            for name, count in asked.items()
            for number in range(1, count + 1)
        ]
        common = {"version": 1, "edition": 1, "order": 1, "prefix": "inc", "purpose": "p"}
        return Process.model_validate(common | {"process": "incident", "title": "Incidents", "questions": questions})

    return make


@pytest.fixture(scope="session")
def make_sheet() -> Callable[..., Sheet]:
    def make(name: str, answers: dict[str, Any], group: str = "agents", **more: Any) -> Sheet:
        return Sheet.model_validate(
            {"version": 1, "respondent": name, "group": group, "role": "role", "answers": answers} | more
        )

    return make
