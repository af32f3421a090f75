"""conda users, pip users and `make setup` get the same kit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

# What conda-forge calls the packages that have another name there.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "duckdb": "python-duckdb", "tzdata": "python-tzdata"}
PIN = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.!+]+$")


@pytest.fixture(scope="session")
def conda(root: Path) -> dict[str, Any]:
    """Return environment.yml as a dict."""
    return dict(yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def pins(root: Path) -> dict[str, Version]:
    """Return the pinned versions by canonical name."""
    lines = [line for line in read_lines(root / "constraints.txt") if not line.startswith("#")]
    return {canonicalize_name(line.split("==")[0]): Version(line.split("==")[1]) for line in lines}


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def read_wanted(pyproject: dict[str, Any], *extras: str) -> list[Requirement]:
    """List the requirements of the core and of some extras."""
    project = pyproject["project"]
    texts = [*project["dependencies"], *(text for extra in extras for text in project["optional-dependencies"][extra])]
    return [Requirement(text) for text in texts]


def test_conda_asks_for_what_pip_asks_for_with_the_same_lower_bounds(
    conda: dict[str, Any], pyproject: dict[str, Any]
) -> None:
    expected = {
        f"{CONDA_NAMES.get(wanted.name, wanted.name)}{wanted.specifier}" for wanted in read_wanted(pyproject, "lab")
    }

    named = [line for line in conda["dependencies"] if isinstance(line, str)]

    assert set(named) - {"pip"} == expected | {f"python{pyproject['project']['requires-python']}"}


def test_conda_takes_nothing_but_the_kit_with_its_office_writers_from_pip(conda: dict[str, Any]) -> None:
    assert [line for line in conda["dependencies"] if isinstance(line, dict)] == [{"pip": ["-e .[office]"]}]


def test_conda_uses_one_public_channel(conda: dict[str, Any]) -> None:
    assert conda["channels"] == ["conda-forge", "nodefaults"]


def test_constraints_are_names_and_versions_only_sorted(root: Path) -> None:
    lines = [line for line in read_lines(root / "constraints.txt") if not line.startswith("#")]

    assert [line for line in lines if not PIN.match(line)] == []
    assert lines == sorted(lines, key=lambda line: line.split("==")[0].lower())


def test_every_dependency_is_pinned_within_its_bounds(pyproject: dict[str, Any], pins: dict[str, Version]) -> None:
    wanted = read_wanted(pyproject, *pyproject["project"]["optional-dependencies"])

    assert [str(item) for item in wanted if not is_pinned(item, pins)] == []


def is_pinned(wanted: Requirement, pins: dict[str, Version]) -> bool:
    pin = pins.get(canonicalize_name(wanted.name))
    return pin is not None and wanted.specifier.contains(pin, prereleases=True)


def test_the_runner_does_not_need_jupyterlab(pyproject: dict[str, Any]) -> None:
    core = {wanted.name for wanted in read_wanted(pyproject)}

    assert core.isdisjoint({"jupyterlab", "notebook", "nbval", "nbconvert", "pytest"})
