"""A small bank without a fault, written anew for each test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from csi_lib.kpi import load_catalogue
from csi_lib.maturity import load_framework
from csi_lib.maturity.bank.lint import Finding, lint_bank

ASKED = {
    "inc-1.1-logged": "Does every disturbance end up as a ticket?",
    "inc-1.1-restored": "Do people get to work again within the time agreed?",
    "inc-1.1-passed": "When a team cannot help, does the matter reach the right team directly?",
    "inc-1.1-stays": "Does a solved matter stay solved?",
}
HIGHER = ("2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2")
ITEMS = {"cobit2019": ("DSS02", "DSS03"), "ogc": ("2", "2M")}
TOPICS = ("plans", "records", "rules", "habits", "numbers", "limits", "ideas", "trials")


def make_question(name: str, attribute: str, ask: str) -> dict[str, Any]:
    return {"id": name, "attribute": attribute, "outcome": f"So it is: {ask}", "ask": ask, "groups": ["agents"]}


def make_incident() -> dict[str, Any]:
    questions = [make_question(name, "1.1", ask) for name, ask in ASKED.items()]
    questions[0]["fits"] = {"ogc": "2M"}
    questions[1] |= {"kpis": ["mttr_resolve"], "implies": {"kpi": "reopen_rate", "F": 3, "L": 8, "P": 20}}
    return {
        "version": 1,
        "edition": 2,
        "process": "incident",
        "order": 420,
        "prefix": "inc",
        "stage": "operation",
        "title": "Incident management",
        "purpose": "People whose service is disturbed get it back.",
        "fits": {"cobit2019": ["DSS02"], "iso20000": ["8.6.1"]},
        "practices": [{"id": "inc-bp-help", "does": "Help people.", "serves": list(ASKED)}],
        "work_products": [{"id": "inc-wp-ticket", "is": "A ticket", "shows": ["inc-1.1-logged"]}],
        "questions": questions,
    }


def make_generic() -> dict[str, Any]:
    pairs = list(zip(HIGHER, TOPICS, strict=True))
    questions = [make_question(f"{name}-{topic}", name, f"Has {{process}} {topic}?") for name, topic in pairs]
    names = [question["id"] for question in questions]
    return {
        "version": 1,
        "edition": 1,
        "practices": [{"id": "bp-run", "does": "Run {process}.", "serves": names}],
        "work_products": [{"id": "wp-plan", "is": "The plan of {process}", "shows": names[:1]}],
        "questions": questions,
    }


class Bank:
    """Files that a test changes before it has them checked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, dict[str, Any]] = {"incident": make_incident(), "generic": make_generic()}

    def question(self, name: str) -> dict[str, Any]:
        return next(item for file in self.files.values() for item in file["questions"] if item["id"] == name)

    def ask(self, text: str, **more: Any) -> None:
        """Let the first question ask something else."""
        self.question("inc-1.1-logged").update({"ask": text} | more)

    def write(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, file in self.files.items():
            (self.folder / f"{name}.yml").write_text(yaml.safe_dump(file, sort_keys=False), encoding="utf-8")
        return self.folder

    def lint(self, earlier: Path | None = None) -> list[Finding]:
        return list(lint_bank(self.write(), load_framework(), CATALOGUE, ITEMS, earlier))

    def rules(self, earlier: Path | None = None) -> list[tuple[str, str]]:
        return [(item.rule, item.key) for item in self.lint(earlier)]


CATALOGUE = load_catalogue()


@pytest.fixture
def make_bank(tmp_path: Path) -> Callable[[str], Bank]:
    return lambda name: Bank(tmp_path / name)


@pytest.fixture
def bank(make_bank: Callable[[str], Bank]) -> Bank:
    return make_bank("questions")
