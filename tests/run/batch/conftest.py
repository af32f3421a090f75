"""A project of a few hundred tickets, and its batch run once for all the tests that only read."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from csi_lib.run.batch import drive
from csi_lib.run.batch.drive import Options, run_batch
from csi_lib.run.batch.work import Result, Task, make_report
from csi_lib.run.execute import open_kernels


@pytest.fixture(scope="session")
def worlds() -> ModuleType:
    """Return tests/bench/batch_world.py, which makes projects."""
    place = Path(__file__).parents[2] / "bench" / "batch_world.py"
    spec = importlib.util.spec_from_file_location("csi_bench_batch_world", place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def kernels() -> Iterator[dict[str, str]]:
    """Keep one zygote for all the tests."""
    with open_kernels() as environment:
        yield environment


@pytest.fixture(autouse=True)
def in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, kernels: dict[str, str]) -> None:
    """Make reports one after the other, without workers to start; what is about processes asks for them."""
    if "processes" not in request.fixturenames:
        monkeypatch.setattr(drive, "open_kernels", lambda: nullcontext(kernels))
        monkeypatch.setattr(drive, "run_local", _run_here)


@pytest.fixture
def processes() -> None:
    """Let the batch start its workers and its zygote, as `csi batch` does."""


def _run_here(tasks: Sequence[Task], workers: int) -> Iterator[Result]:
    for task in tasks:
        yield make_report(task)


@pytest.fixture(scope="session")
def made(worlds: ModuleType, make_once: Callable[..., Path], kernels: dict[str, str]) -> Path:
    """The root of a project after one run of its batch; copy it to change it."""

    def fill(home: Path) -> None:
        path = worlds.make_world(home)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(drive, "open_kernels", lambda: nullcontext(kernels))
            patch.setattr(drive, "run_local", _run_here)
            assert run_batch(path, Options()).made == 3

    return make_once("batch", fill)


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "project", copy_function=shutil.copy2))


@pytest.fixture
def run() -> Callable[..., SimpleNamespace]:
    """Run the batch of a project and return what became of it, with the reports by service."""

    def go(home: Path, **options: object) -> SimpleNamespace:
        done = run_batch(home / "params" / "batches" / "monthly.yml", Options(**{"workers": 2, **options}))  # type: ignore[arg-type]
        return SimpleNamespace(done=done, by={entry.about: entry for entry in done.entries})

    return go
