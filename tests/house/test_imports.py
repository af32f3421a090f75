"""csi_lib needs what pyproject.toml declares, on every system it names, and nothing else."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MODULES = sorted((Path(__file__).parents[2] / "csi_lib").rglob("*.py"))
# Python modules that are not on Windows, where consultants work.
UNIX_ONLY = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


def list_imports(text: str) -> Iterator[str]:
    """List the first word of every import, at the top or inside a function."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def list_shell_calls(text: str) -> Iterator[str]:
    """List what would need a shell: os.system, os.popen, shell=True."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in {"os.system", "os.popen"} or any(
                word.arg == "shell" and ast.unparse(word.value) != "False" for word in node.keywords
            ):
                yield name


@pytest.fixture(scope="module")
def declared(pyproject: dict[str, Any]) -> set[str]:
    """Return the import names of the core dependencies and of the extras that the kit itself uses."""
    project = pyproject["project"]
    wanted = [
        *project["dependencies"],
        *(text for extra in ("postgres", "office", "dask") for text in project["optional-dependencies"][extra]),
    ]
    names = {canonicalize_name(Requirement(text).name) for text in wanted}
    return {
        module
        for module, owners in packages_distributions().items()
        if names & {canonicalize_name(owner) for owner in owners}
    } | {"psycopg"}


@pytest.fixture(scope="module")
def imported() -> dict[str, set[str]]:
    """Return, for every import name, the modules of csi_lib that use it."""
    found: dict[str, set[str]] = {}
    for path in MODULES:
        for name in list_imports(path.read_text(encoding="utf-8")):
            found.setdefault(name, set()).add(path.name)
    return found


def test_csi_lib_imports_only_what_is_declared(declared: set[str], imported: dict[str, set[str]]) -> None:
    allowed = declared | set(sys.stdlib_module_names) | {"csi_lib"}

    assert {name: users for name, users in imported.items() if name not in allowed} == {}


def list_unguarded(text: str) -> Iterator[str]:
    """List the imports that are not tried, with an answer where there is no such module."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        caught = [ast.unparse(handler.type) for handler in getattr(node, "handlers", []) if handler.type]
        if isinstance(node, ast.Try) and "ImportError" in caught:
            node.body = [ast.Pass()]
    yield from list_imports(ast.unparse(tree))


def test_csi_lib_runs_where_there_is_no_unix() -> None:
    found = {path.name: set(list_unguarded(path.read_text(encoding="utf-8"))) & UNIX_ONLY for path in MODULES}

    assert {name: names for name, names in found.items() if names} == {}


def test_an_import_that_is_only_tried_is_no_need() -> None:
    text = "try:\n    import fcntl\nexcept ImportError:\n    pass\nimport termios"

    assert list(list_unguarded(text)) == ["termios"]


def test_no_step_of_the_kit_needs_a_shell() -> None:
    assert [(path.name, call) for path in MODULES for call in list_shell_calls(path.read_text(encoding="utf-8"))] == []


def test_an_undeclared_import_inside_a_function_is_found() -> None:
    assert list(list_imports("def f():\n    from sklearn.linear_model import Ridge\n    import os.path\n")) == [
        "sklearn",
        "os",
    ]


def test_a_call_to_a_shell_is_found() -> None:
    text = (
        "import os, subprocess\nos.system('ls')\nsubprocess.run('ls', shell=True)\nsubprocess.run(['ls'], shell=False)"
    )

    assert list(list_shell_calls(text)) == ["os.system", "subprocess.run"]
