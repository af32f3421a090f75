"""Notebooks are thin: one question, calls into csi_lib, and nothing left from a run."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LOGIC = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.If,
    ast.IfExp,
    ast.Try,
    ast.With,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.BinOp,
)

Notebook = dict[str, Any]


def find_faults(notebook: Notebook) -> list[str]:
    """Say everything about a notebook that makes it more than a thin page over csi_lib."""
    cells = notebook["cells"]
    return [*_find_page_faults(notebook), *(fault for cell in cells for fault in _find_cell_faults(cell))]


def _find_page_faults(notebook: Notebook) -> Iterator[str]:
    cells = notebook["cells"]
    first = "".join(cells[0]["source"]).strip().splitlines()[0] if cells else ""
    if not cells or cells[0]["cell_type"] != "markdown" or not (first.startswith("# ") and first.endswith("?")):
        yield "the first cell is not a title that asks a question"
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        yield f"{len(tagged)} cells are tagged parameters, there must be one"
    if "papermill" in notebook["metadata"]:
        yield "metadata of a papermill run"
    if notebook["metadata"].get("kernelspec", {}).get("name") != "python3":
        yield "the kernel is not plain python3"
    if (notebook["nbformat"], notebook["nbformat_minor"]) < (4, 5):
        yield "format older than 4.5 (cells without ids)"


def _find_cell_faults(cell: dict[str, Any]) -> Iterator[str]:
    if "papermill" in cell.get("metadata", {}) or "execution" in cell.get("metadata", {}):
        yield "a cell keeps metadata of a run"
    if cell["cell_type"] != "code":
        return
    if cell["outputs"]:
        yield "a cell keeps outputs"
    if cell["execution_count"] is not None:
        yield "a cell keeps its execution count"
    source = "".join(cell["source"])
    try:
        yield from _find_logic(ast.parse(source))
    except SyntaxError:
        yield f"a cell is not plain Python: {source.splitlines()[0]!r}"


def _find_logic(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, LOGIC):
            yield f"logic in a cell: {type(node).__name__}"
        if isinstance(node, ast.Import):
            yield from (f"import of {name.name}" for name in node.names if name.name.split(".")[0] != "csi_lib")
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] != "csi_lib":
            yield f"import of {node.module}"


def make_cell(kind: str, source: str, *tags: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "source": source, "metadata": {"tags": list(tags)} if tags else {}}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


@pytest.fixture
def thin() -> Notebook:
    """Return a notebook as it should be."""
    return {
        "cells": [
            make_cell("markdown", "# Did it help?\nTwo sentences."),
            make_cell("code", 'params = "demo"', "parameters"),
            make_cell("code", "import csi_lib as csi\n\nstudy = csi.open(params)\nstudy"),
        ],
        "metadata": {"kernelspec": {"name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def add_code(source: str) -> Callable[[Notebook], Any]:
    return lambda notebook: notebook["cells"].append(make_cell("code", source))


SPOILED: dict[str, tuple[Callable[[Notebook], Any], str]] = {
    "statement title": (lambda nb: nb["cells"][0].update(source="# Help"), "asks a question"),
    "no parameters": (lambda nb: nb["cells"].pop(1), "0 cells are tagged"),
    "function": (add_code("def f():\n    return 1"), "FunctionDef"),
    "loop": (add_code("for kpi in study.kpis:\n    print(kpi)"), "For"),
    "comprehension": (add_code("[kpi for kpi in study.kpis]"), "ListComp"),
    "arithmetic": (add_code("study.total / 2"), "BinOp"),
    "foreign import": (add_code("import pandas as pd"), "import of pandas"),
    "foreign from": (add_code("from scipy import stats"), "import of scipy"),
    "magic": (add_code("%matplotlib inline"), "not plain Python"),
    "output": (lambda nb: nb["cells"][2].update(outputs=[{"output_type": "stream"}]), "keeps outputs"),
    "count": (lambda nb: nb["cells"][2].update(execution_count=3), "execution count"),
    "papermill": (lambda nb: nb["metadata"].update(papermill={"duration": 3}), "papermill run"),
    "cell of a run": (lambda nb: nb["cells"][2]["metadata"].update(papermill={"status": "completed"}), "of a run"),
    "other kernel": (lambda nb: nb["metadata"]["kernelspec"].update(name="csi"), "plain python3"),
}


def test_a_thin_notebook_has_no_faults(thin: Notebook) -> None:
    assert find_faults(thin) == []


@pytest.mark.parametrize("fault", SPOILED)
def test_a_notebook_that_is_more_than_a_page_is_caught(thin: Notebook, fault: str) -> None:
    spoil, message = SPOILED[fault]
    spoil(thin)

    assert any(message in found for found in find_faults(thin)), find_faults(thin)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_of_the_kit_is_thin(path: Path) -> None:
    assert find_faults(json.loads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_of_the_kit_fits_on_a_screen_or_two(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]

    assert 6 <= len(cells) <= 18
