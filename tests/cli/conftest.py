"""The generated client's report, for every test that looks at whole reports, and copies of the client to spoil."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def engagement(client: Path) -> Path:
    return client / "params" / "engagements" / "demo.yml"


@pytest.fixture(scope="session")
def report(client: Path) -> Path:
    """The folder of the client's report, as ``csi run`` publishes it."""
    return client / "reports" / "demo" / "2026-06-30"


@pytest.fixture(scope="session")
def results(report: Path) -> dict[str, Any]:
    return dict(json.loads((report / "results.json").read_text(encoding="utf-8")))


@pytest.fixture
def copy_unpublished(client: Path) -> Callable[[Path], Path]:
    """A maker of copies of the client as it was before its first report, with what was prepared of its exports."""

    def copy(root: Path) -> Path:

        def ignore(folder: str, names: list[str]) -> set[str]:
            return set(names) - {".cache"} if Path(folder).name == "reports" else set()

        return Path(shutil.copytree(client, root, ignore=ignore))

    return copy
