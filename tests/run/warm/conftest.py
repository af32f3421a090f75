"""One zygote for the tests that it survives, and a notebook of a few cells run in a kernel of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from csi_lib.run import Job, Outcome, execute_job, open_kernels
from csi_lib.run.warm import ZYGOTE_VARIABLE

INLINE = {"MPLBACKEND": ""}  # pictures as in a notebook that nobody prepared


@pytest.fixture(autouse=True)
def _linux() -> None:
    if sys.platform != "linux":
        pytest.skip("kernels are forked on Linux only")


class Made(NamedTuple):
    """A notebook after its run."""

    outcome: Outcome
    cells: list[nbformat.NotebookNode]

    def text(self, cell: int = -1) -> str:
        outputs = self.cells[cell].outputs
        return "".join(output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in outputs)


def _write(path: Path, sources: list[str]) -> Path:
    cells = [new_code_cell('params = ""', metadata={"tags": ["parameters"]}), *map(new_code_cell, sources)]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="session")
def write_cells() -> Callable[[Path, list[str]], Path]:
    return _write


@pytest.fixture(scope="session")
def warm() -> Iterator[dict[str, str]]:
    """The variables of kernels that are forked from one zygote."""
    with open_kernels(INLINE) as environment:
        assert os.path.exists(environment[ZYGOTE_VARIABLE])
        yield environment


@pytest.fixture(scope="session")
def cold() -> Iterator[dict[str, str]]:
    """The variables of kernels that are started afresh."""
    with open_kernels(INLINE, cold=True) as environment:
        yield environment


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Made]:
    """Run cells in a kernel of its own."""

    def run(environment: Mapping[str, str], *sources: str, timeout: float = 120, params: str = "") -> Made:
        name = f"run-{len(list(tmp_path.glob('*.ipynb')))}"
        path = _write(tmp_path / f"{name}.ipynb", list(sources))
        outcome = execute_job(Job(path, name, params, tmp_path / "out" / path.name), environment, timeout)
        return Made(outcome, nbformat.read(outcome.notebook, as_version=4).cells[2:])

    return run
