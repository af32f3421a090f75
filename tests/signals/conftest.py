"""Hand-made measures and a KPI that stands in for the kpi room's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest


@dataclass(frozen=True)
class PlainKpi:
    """What signals needs of a KPI."""

    id: str = "mttr"
    title: str = "Mean time to resolve"
    kind: str = "duration"
    better: str = "lower"
    unit: str = "h"


def make_measures(
    values: Any,
    *,
    kpi: str = "mttr",
    stat: str = "geomean",
    view: str = "throughput",
    first: str = "2024-01-01",
    reasons: dict[int, str] | None = None,
    numerator: Any = np.nan,
    denominator: Any = np.nan,
    n: Any = 100,
    **slices: str,
) -> pd.DataFrame:
    """Return measures of one series, one row a month; ``reasons`` by row number."""
    starts = pd.date_range(first, periods=len(values), freq="MS")
    frame = pd.DataFrame(
        {
            "kpi": kpi,
            "version": 1,
            "stat": stat,
            "view": view,
            "period_start": starts.astype("datetime64[us]"),
            "period_end": (starts + pd.offsets.MonthBegin()).astype("datetime64[us]"),
            **{name: slices.get(name) for name in ("service", "priority", "team", "category")},
            "clock": "calendar",
            "value": np.asarray(values, dtype=float),
            "unit": "h",
            "numerator": numerator,
            "denominator": denominator,
            "n": n,
            "enough": True,
            "reason": "",
        }
    )
    for row, reason in (reasons or {}).items():
        frame.loc[row, "reason"] = reason
    return frame


def make_noise(seed: int, n: int = 30, sd: float = 0.1, rho: float = 0.3) -> np.ndarray:
    """Return one AR(1) series of marginal standard deviation sd."""
    out = np.random.default_rng(seed).standard_normal(n)
    for i in range(1, n):
        out[i] = rho * out[i - 1] + np.sqrt(1 - rho**2) * out[i]
    return sd * out


def make_step(
    seed: int, ratio: float, *, n: int = 30, at: int = 15, monthly: float = 1.0, level: float = 20.0
) -> np.ndarray:
    """Return durations with a step and a course of so much a month."""
    months = np.arange(n)
    return level * np.exp(make_noise(seed, n)) * np.where(months >= at, ratio, 1.0) * monthly**months


@pytest.fixture(scope="session")
def plain_kpi() -> type[PlainKpi]:
    return PlainKpi


@pytest.fixture(scope="session")
def measures_of() -> Callable[..., pd.DataFrame]:
    return make_measures


@pytest.fixture(scope="session")
def step_of() -> Callable[..., np.ndarray]:
    return make_step


@pytest.fixture(scope="session")
def noise_of() -> Callable[..., np.ndarray]:
    return make_noise
