"""What lies in the tree: a fixed top, nothing of this machine, nothing of a registry, no fat files, no mute code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

MODULES = sorted((Path(__file__).parents[2] / "csi_lib").rglob("*.py"))
FOLDERS = {"notebooks", "csi_lib", "params", "reports", "tests"}
ROOT_FILES = {
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "constraints.txt",
    "environment.yml",
    "pyproject.toml",
}
LARGEST = 1_500_000  # bytes
# Written in two halves so that this file does not find itself.
FOREIGN = {
    "address of a package registry": [
        "pypi" + r"\.org",
        "python" + r"hosted\.org",
        "ana" + r"conda\.(?:org|com)",
        "npm" + r"js\.(?:org|com)",
        "deb" + r"ian\.org",
        "--(?:extra-)?" + "index-url",
        "--find" + "-links",
    ],
    "path of a machine": [r"(?<![\w.])/(?:" + "wo" + "rk|ro" + r"ot)/", "/ho" + r"me/\w", r"[A-Za-z]:\\\\?" + "Users"],
}


def read_text(path: Path) -> str:
    """Return a file's text; empty for one that is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def find_foreign(text: str) -> list[str]:
    """Name every kind of foreign thing in a text, with what was found."""
    return [
        f"{kind}: {found.group()}"
        for kind, patterns in FOREIGN.items()
        for found in re.finditer("|".join(patterns), text, flags=re.IGNORECASE)
    ]


def test_the_top_level_is_fixed(tracked: list[Path]) -> None:
    top = {name.parts[0] for name in tracked}

    assert top - FOLDERS - ROOT_FILES == set()
    assert FOLDERS - top == set()


def test_no_registry_address_and_no_path_of_a_machine_is_tracked(root: Path, tracked: list[Path]) -> None:
    found = [f"{name}: {what}" for name in tracked for what in find_foreign(read_text(root / name))]

    assert found == []


def test_the_checkout_itself_is_named_nowhere(root: Path, tracked: list[Path]) -> None:
    if len(root.parts) < 3:
        pytest.skip(f"the checkout lies at {root}, too short a path to search for")

    assert [name for name in tracked if str(root) in read_text(root / name)] == []


@pytest.mark.parametrize(
    "text",
    [
        "https://py" + "pi.org/simple",
        "pip install --extra-" + "index-url x",
        "cd /wo" + "rk/main",
        "'/ro" + "ot/.cache'",
        "/ho" + "me/anna/kit",
        "C:\\" + "Users\\anna",
    ],
)
def test_the_search_for_foreign_things_finds_them(text: str) -> None:
    assert find_foreign(text)


def test_no_tracked_file_is_fat(root: Path, tracked: list[Path]) -> None:
    assert [str(name) for name in tracked if (root / name).stat().st_size > LARGEST] == []


def test_nothing_generated_is_tracked(tracked: list[Path]) -> None:
    generated = [name for name in tracked if name.parts[0] == "data" or name.match("reports/*/*/*")]

    assert [name for name in generated if name.parts[1] != "templates"] == []


def list_mute(path: Path) -> Iterator[str]:
    """Name the module and everything public in it that says nothing about itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not ast.get_docstring(tree):
        yield f"{path.name}"
    for owner, node in walk_public(tree, ""):
        if not ast.get_docstring(node) and not is_declared_only(node):
            yield f"{path.name}: {owner}{node.name}"


Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def walk_public(tree: ast.Module | ast.ClassDef, owner: str) -> Iterator[tuple[str, Defined]]:
    """Walk public functions, classes and their public methods."""
    for node in tree.body:
        if isinstance(node, Defined) and not node.name.startswith("_"):
            yield owner, node
            if isinstance(node, ast.ClassDef):
                yield from walk_public(node, f"{node.name}.")


def is_declared_only(node: Defined) -> bool:
    """Say whether a body is nothing but ``...``: the member of a protocol, whose class says what it is."""
    return len(node.body) == 1 and isinstance(node.body[0], ast.Expr) and ast.unparse(node.body[0]) == "..."


@pytest.mark.parametrize("path", MODULES, ids=lambda path: ".".join(path.parts[path.parts.index("csi_lib") :]))
def test_a_module_says_what_it_and_its_public_names_are_for(path: Path) -> None:
    assert list(list_mute(path)) == []


def test_a_mute_function_is_caught(tmp_path: Path) -> None:
    (tmp_path / "mute.py").write_text('"""Speak."""\n\n\ndef f() -> None:\n    pass\n', encoding="utf-8")

    assert list(list_mute(tmp_path / "mute.py")) == ["mute.py: f"]
