"""Seeded series, and the slow plain twin of the mixture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import optimize
from scipy import stats as scipy_stats


def make_ar1(rng: np.random.Generator, series: int, n: int, rho: float) -> np.ndarray:
    """Return stationary Gaussian AR(1) series of marginal variance one, shape (series, n)."""
    out = rng.standard_normal((series, n))
    for i in range(1, n):
        out[:, i] = rho * out[:, i - 1] + np.sqrt(1 - rho**2) * out[:, i]
    return out


def integrate_plainly(
    y: np.ndarray, X: np.ndarray, tested: int, dates: np.ndarray, steps: int = 2_000
) -> dict[str, float]:
    """Integrate over rho from -0.9 to 0.98 by the trapezoid rule, with dense matrices and textbook formulas."""
    n, k = X.shape
    rho = np.linspace(-0.9, 0.98, steps + 1)
    b, se, log_like = np.empty((3, len(rho)))
    for g, r in enumerate(rho):
        V = np.array([[r ** abs(int(i) - int(j)) for j in dates] for i in dates])
        inverse = np.linalg.inv(V)
        information = X.T @ inverse @ X
        beta = np.linalg.solve(information, X.T @ inverse @ y)
        residual = y - X @ beta
        rss = residual @ inverse @ residual
        b[g], se[g] = beta[tested], np.sqrt(rss / (n - k) * np.linalg.inv(information)[tested, tested])
        log_det_V, log_det_X = np.linalg.slogdet(V)[1], np.linalg.slogdet(information)[1]
        log_like[g] = -log_det_V / 2 - log_det_X / 2 - (n - k) / 2 * np.log(rss)
    weight = np.exp(log_like - log_like.max()) * scipy_stats.beta(4, 2).pdf((1 + rho) / 2)
    weight[[0, -1]] /= 2
    weight /= weight.sum()

    def below(x: float) -> float:
        return float((weight * scipy_stats.t.cdf((x - b) / se, n - k)).sum())

    far = float(np.abs(b).max() + 50 * se.max())
    return {
        "b": float(weight @ b),
        "rho": float(weight @ rho),
        "p": min(1.0, 2 * min(below(0.0), 1 - below(0.0))),
        "lo": optimize.brentq(lambda x: below(x) - 0.025, -far, far),
        "hi": optimize.brentq(lambda x: below(x) - 0.975, -far, far),
    }


@pytest.fixture(scope="session")
def ar1() -> Callable[..., np.ndarray]:
    return make_ar1


@pytest.fixture(scope="session")
def slow_twin() -> Callable[..., dict[str, Any]]:
    return integrate_plainly
