"""What every room shares: a folder for the keys of pseudonyms, and one generated client with its report."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

os.environ.setdefault("CSI_KEYS", tempfile.mkdtemp(prefix="csi-keys-"))

SEED, SCALE = 7, 0.05
PATIENCE = 900  # seconds until a worker gives up waiting for what another one makes

# These take longest and begin first, so that no worker is left alone with one of them at the end (make test).
LONG = (
    "notebooks/test_jupyterlab.py",
    "kpi/test_engines.py",
    "cli/test_report.py",
    "notebooks/test_papermill.py",
    "ingest/test_exports.py",
    "ingest/test_traps.py",
    "ingest/test_bulk.py",
    "house/test_wheel.py",
    "clocks/test_business.py",
    "cli/test_bad_input.py",
    "report/test_description.py",
)

Once = Callable[[str, Callable[[Path], object]], Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; the others keep their order."""
    rank = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get("/".join(item.path.parts[-2:]), len(LONG)))


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """A maker of folders that all workers of a session share: who asks first fills it, the others wait; read only."""
    base = tmp_path_factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        folder, finished, failed = (common / f"once-{name}{end}" for end in ("", ".finished", ".failed"))
        try:
            folder.mkdir()
        except FileExistsError:
            wait_for(finished, failed)
            return folder
        try:
            fill(folder)
        except BaseException:
            failed.touch()
            raise
        finished.touch()
        return folder

    return make


def wait_for(finished: Path, failed: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not finished.exists():
        assert not failed.exists(), f"another worker could not make {finished.stem}; see its error"
        assert time.monotonic() < deadline, f"nobody finished {finished.stem}"
        time.sleep(0.2)


@pytest.fixture(scope="session")
def demo_report(make_once: Once) -> Path:
    """The root of a project of about 3,000 generated tickets after `csi run`, made once; copy it to write into it."""

    def fill(folder: Path) -> None:
        from csi_lib.cli import main
        from csi_lib.demo import generate

        generate(folder, seed=SEED, scale=SCALE)
        assert main(["run", str(folder / "params" / "engagements" / "demo.yml"), "--jobs", "2"]) == 0

    return make_once("demo", fill)


@pytest.fixture(scope="session")
def kept_study(make_once: Once, demo_report: Path) -> Path:
    """The study of that project in a file, as ``csi run`` hands it to its notebooks by the variable CSI_STUDY."""

    def fill(folder: Path) -> None:
        from csi_lib.study import gather, save_study

        save_study(gather(demo_report / "params" / "engagements" / "demo.yml"), folder / "study")

    return make_once("study", fill) / "study"


@pytest.fixture(scope="session")
def client(demo_report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the generated client of this worker's own, its report and what it has prepared beside it."""
    return Path(shutil.copytree(demo_report, tmp_path_factory.mktemp("client") / "demo"))
