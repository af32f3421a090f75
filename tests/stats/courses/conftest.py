"""Series of the sorts that KPIs are: skewed, counted with ties, rounded, drifting, with months missing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest


def make_course(seed: int, n: int, *, missing: float = 0.0) -> np.ndarray:
    """Return one of five sorts of series, by the seed."""
    rng = np.random.default_rng(seed)
    sorts = (
        lambda: rng.lognormal(3, 0.5, n),
        lambda: rng.poisson(6, n).astype(float),
        lambda: np.round(rng.normal(100, 5, n), 1),
        lambda: np.cumsum(rng.standard_normal(n)),
        lambda: rng.integers(0, 2, n).astype(float),
    )
    series = sorts[seed % len(sorts)]()
    series[rng.random(n) < missing] = np.nan
    return series


@pytest.fixture(scope="session")
def course() -> Callable[..., np.ndarray]:
    return make_course
