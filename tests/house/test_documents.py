"""The documents cannot lie: what they tell people to type is there."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from csi_lib.cli import build_parser
from csi_lib.settings import Engagement

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
COMMAND = re.compile(r"(?:^|[\\/`])(make|csi) ([a-z][^`\n#]*)", flags=re.MULTILINE)


def find_commands(text: str) -> Iterator[list[str]]:
    """Find every ``make …`` and ``csi …`` that stands in code: a line of a block or between backticks."""
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, flags=re.DOTALL)
    inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for code in (*(line.strip() for block in blocks for line in block.splitlines()), *inline):
        for program, words in COMMAND.findall(code):
            yield [program, *shlex.split(words)]


@pytest.fixture(scope="module")
def commands(root: Path) -> list[list[str]]:
    """Return every command of every document."""
    return [command for name in DOCUMENTS for command in find_commands((root / name).read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def verbs() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every verb of csi."""
    (action,) = [item for item in build_parser()._actions if isinstance(item, argparse._SubParsersAction)]
    return dict(action.choices)


@pytest.fixture(scope="module")
def targets(root: Path) -> set[str]:
    """Return the targets of the Makefile."""
    return set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_commands_are_found_where_people_read_them() -> None:
    text = "Run `make demo`.\n\n```powershell\n.venv\\Scripts\\csi run demo\n```\nmake no mistake"

    assert list(find_commands(text)) == [["csi", "run", "demo"], ["make", "demo"]]


def test_every_make_command_of_the_documents_is_in_the_makefile(commands: list[list[str]], targets: set[str]) -> None:
    named = {command[1] for command in commands if command[0] == "make"}

    assert named
    assert named - targets == set()


def test_every_csi_command_of_the_documents_is_a_verb_with_those_options(
    commands: list[list[str]], verbs: dict[str, argparse.ArgumentParser]
) -> None:
    named = [command for command in commands if command[0] == "csi"]
    unknown = [command for command in named if command[1] not in verbs]
    options = [
        (command[1], word)
        for command in named
        if command not in unknown
        for word in command[2:]
        if word.startswith("--") and word not in find_options(verbs[command[1]], command[2:])
    ]

    assert named
    assert unknown == []
    assert options == []


def find_options(verb: argparse.ArgumentParser, words: list[str]) -> set[str]:
    """Return the options of a verb, with those of the sub-verb that is called where it has any."""
    own = set(verb._option_string_actions)
    for action in verb._actions:
        if isinstance(action, argparse._SubParsersAction):
            own |= {
                name
                for word in words[:1]
                if word in action.choices
                for name in action.choices[word]._option_string_actions
            }
    return own


def test_every_verb_of_csi_is_in_the_readme(commands: list[list[str]], verbs: dict[str, Any]) -> None:
    assert set(verbs) - {command[1] for command in commands if command[0] == "csi"} == set()


def test_every_verb_says_what_it_does(verbs: dict[str, argparse.ArgumentParser]) -> None:
    assert [name for name, verb in verbs.items() if not verb.description] == []


def read_example(root: Path) -> Any:
    (block,) = re.findall(r"```yaml\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    return yaml.safe_load(block)


def test_the_engagement_of_the_readme_is_a_valid_one(root: Path) -> None:
    assert Engagement.model_validate(read_example(root)).id == "acme"


def test_the_engagement_of_the_readme_names_what_the_kit_has(root: Path) -> None:
    example = Engagement.model_validate(read_example(root))
    adapters = {path.stem for path in (root / "params" / "sources").glob("*.yml")}
    kpis = {path.stem for path in (root / "params" / "kpi").glob("*.yml")}

    assert {source.adapter for source in example.sources.values()} - adapters == set()
    assert set(example.kpis) - kpis == set()


def test_the_version_has_its_entry_in_the_changelog(root: Path, pyproject: dict[str, Any]) -> None:
    headings = re.findall(r"^## \[(.+?)\]", (root / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert headings[0] == "Unreleased"
    assert pyproject["project"]["version"] in headings


def test_the_floors_of_contributing_are_those_that_are_kept(root: Path, pyproject: dict[str, Any]) -> None:
    (contract,) = pyproject["tool"]["importlinter"]["contracts"]
    kept = [set(re.findall(r"[a-z_]+", layer)) for layer in contract["layers"]]
    rows = re.findall(
        r"^\| [−\d]+ \| (.+?) \|", (root / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )

    assert [set(re.findall(r"`([a-z_]+)/?`", row)) for row in rows] == kept
