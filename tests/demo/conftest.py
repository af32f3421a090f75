"""Generated engagements shared by the tests of the room: one small one twice, and the default one once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from csi_lib.demo import generate
from csi_lib.demo.records import Drawn, draw_records

SMALL = 0.03


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    generate(folder, seed=1, scale=SMALL)
    return folder


@pytest.fixture(scope="session")
def small_demo_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("again")
    generate(folder, seed=1, scale=SMALL)
    return folder


@pytest.fixture(scope="session")
def default_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("default")
    generate(folder)
    return folder / "data" / "demo"


@pytest.fixture(scope="session")
def planted(default_demo: Path) -> dict:
    return yaml.safe_load((default_demo / "planted.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def drawn() -> Drawn:
    return draw_records(7)
