"""A small generated client whose notebooks are run the ways people run them."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.demo import generate

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a project that holds nothing but a generated client of about 3,000 tickets."""
    folder = tmp_path_factory.mktemp("client")
    generate(folder, seed=7, scale=0.05)
    return folder
