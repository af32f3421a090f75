"""A small generated client, its report made once, for every test that looks at whole reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from csi_lib.cli import main
from csi_lib.demo import generate

SEED, SCALE = 7, 0.05


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a project that holds nothing but a generated client of about 3,000 tickets."""
    folder = tmp_path_factory.mktemp("client")
    generate(folder, seed=SEED, scale=SCALE)
    return folder


@pytest.fixture(scope="session")
def engagement(client: Path) -> Path:
    return client / "params" / "engagements" / "demo.yml"


@pytest.fixture(scope="session")
def report(client: Path, engagement: Path) -> Path:
    """The folder of the client's report, as ``csi run`` publishes it."""
    assert main(["run", str(engagement), "--jobs", "2"]) == 0
    return client / "reports" / "demo" / "2026-06-30"


@pytest.fixture(scope="session")
def results(report: Path) -> dict[str, Any]:
    return dict(json.loads((report / "results.json").read_text(encoding="utf-8")))
