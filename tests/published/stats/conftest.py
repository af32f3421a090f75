"""The public series, and one noise model at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import statsmodels.datasets as statsmodels_data

from csi_lib.stats import Grid, Likelihoods, log_likelihoods, project
from csi_lib.stats.designs import Design

HERE = Path(__file__).parent
Columns = dict[str, np.ndarray]


def read_series(name: str) -> Columns:
    """Return the columns of a file in data/; its source is in its first lines."""
    lines = (HERE / "data" / f"{name}.csv").read_text().splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {column: np.array([float(row[column] or "nan") for row in rows]) for column in rows[0]}


def fit_one(
    y: np.ndarray,
    design: Design,
    *,
    phi: float = 0.0,
    noise: float = 0.0,
    season: float = 0.0,
    cycle: int = 0,
    weights: np.ndarray | None = None,
) -> Likelihoods:
    """Fit one series under one noise model that is taken as known; every array of the result has length one."""
    grid = Grid(np.array([phi]), np.array([noise]), np.array([season]), np.ones(1), cycle)
    return log_likelihoods(y, project(design, grid, weights=weights))


@pytest.fixture(scope="session")
def series() -> Callable[[str], Columns]:
    return read_series


@pytest.fixture(scope="session")
def known_noise() -> Callable[..., Likelihoods]:
    return fit_one


@pytest.fixture(scope="session")
def nile() -> np.ndarray:
    """Annual flow of the Nile at Aswan 1871-1970, 1e8 m3; statsmodels.datasets.nile, public domain, Cobb (1978)."""
    return np.asarray(statsmodels_data.nile.load().data["volume"], dtype=np.float64)
