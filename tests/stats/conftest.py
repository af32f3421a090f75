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


def fit_plainly(y: np.ndarray, X: np.ndarray, tested: int, V: np.ndarray) -> tuple[float, float, float]:
    """Return estimate, standard error and REML log-likelihood by textbook formulas with dense matrices."""
    n, k = X.shape
    inverse = np.linalg.inv(V)
    information = X.T @ inverse @ X
    beta = np.linalg.solve(information, X.T @ inverse @ y)
    residual = y - X @ beta
    rss = residual @ inverse @ residual
    se = np.sqrt(rss / (n - k) * np.linalg.inv(information)[tested, tested])
    log_like = -np.linalg.slogdet(V)[1] / 2 - np.linalg.slogdet(information)[1] / 2 - (n - k) / 2 * np.log(rss)
    return beta[tested], se, log_like


def read_plainly(b: np.ndarray, se: np.ndarray, weight: np.ndarray, nu: int) -> dict[str, float]:
    """Read p and interval off a mixture of t distributions by root finding on its distribution function."""

    def below(x: float) -> float:
        return float((weight * scipy_stats.t.cdf((x - b) / se, nu)).sum())

    far = float(np.abs(b).max() + 50 * se.max())
    return {
        "b": float(weight @ b),
        "p": min(1.0, 2 * min(below(0.0), 1 - below(0.0))),
        "lo": optimize.brentq(lambda x: below(x) - 0.025, -far, far, xtol=1e-12),
        "hi": optimize.brentq(lambda x: below(x) - 0.975, -far, far, xtol=1e-12),
    }


def correlate_plainly(phi: float, noise: float, season: float, cycle: int, dates: np.ndarray) -> np.ndarray:
    """Return one covariance, element by element from its definition."""
    V = np.empty((len(dates), len(dates)))
    for i, one in enumerate(dates):
        for j, other in enumerate(dates):
            lag = abs(int(one) - int(other))
            waves = sum(np.cos(2 * np.pi * h * lag / cycle) / h**2 for h in (1, 2, 3)) if cycle else 0.0
            V[i, j] = (1 - noise) * phi**lag + noise * (lag == 0) + season * waves
    return V


def integrate_plainly(
    y: np.ndarray, X: np.ndarray, tested: int, dates: np.ndarray, steps: int = 1_000
) -> dict[str, float]:
    """Integrate over phi by the trapezoid rule, 90 % Beta(4, 2); the drifts under noise share the rest as points."""
    phi = np.linspace(-0.8, 0.96, steps + 1)
    width = np.full(len(phi), 1.0)
    width[[0, -1]] = 0.5
    mass = width * scipy_stats.beta(4, 2).pdf((1 + phi) / 2)
    models = [(r, 0.0) for r in phi] + [(r, s) for r in (0.7, 0.8, 0.9, 0.97) for s in (0.25, 0.5, 0.75)]
    prior = np.concatenate([0.9 * mass / mass.sum(), np.full(12, 0.1 / 12)])
    found = np.array([fit_plainly(y, X, tested, correlate_plainly(r, s, 0, 0, dates)) for r, s in models])
    weight = np.exp(found[:, 2] - found[:, 2].max()) * prior
    return read_plainly(found[:, 0], found[:, 1], weight / weight.sum(), len(y) - X.shape[1])


def pool_plainly(
    series: list[np.ndarray], designs: list[np.ndarray], tested: int, dates: list[np.ndarray], cycle: int
) -> list[dict[str, float]]:
    """Estimate the prior from all series with plain loops, then answer for each."""
    beta = scipy_stats.beta(4, 2).pdf((1 + np.linspace(-0.8, 0.96, 33)) / 2)
    short = [(r, 0.0, 0.9 * m / beta.sum()) for r, m in zip(np.linspace(-0.8, 0.96, 33), beta, strict=True)]
    short += [(r, s, 0.1 / 12) for r in (0.7, 0.8, 0.9, 0.97) for s in (0.25, 0.5, 0.75)]
    strengths = [(0.0, 0.5)] + [(s, 0.125) for s in (0.1, 0.4, 1.5, 6.0)]
    models = [(r, s, tau, m * part) for tau, part in strengths for r, s, m in short]
    found = [
        np.array([fit_plainly(y, X, tested, correlate_plainly(r, s, tau, cycle, days)) for r, s, tau, _ in models])
        for y, X, days in zip(series, designs, dates, strict=True)
    ]
    start = [model[3] for model in models]
    likely = [np.exp(item[:, 2] - item[:, 2].max()) for item in found]
    prior = list(start)
    for _ in range(60):
        parts = []
        for one in likely:
            whole = sum(one[g] * prior[g] for g in range(len(models)))
            parts.append([one[g] * prior[g] / whole for g in range(len(models))])
        prior = [(sum(part[g] for part in parts) + start[g]) / (len(series) + 1) for g in range(len(models))]
    answers = []
    for item, one, y, X in zip(found, likely, series, designs, strict=True):
        weight = one * np.array(prior)
        answers.append(read_plainly(item[:, 0], item[:, 1], weight / weight.sum(), len(y) - X.shape[1]))
    return answers


@pytest.fixture(scope="session")
def ar1() -> Callable[..., np.ndarray]:
    return make_ar1


@pytest.fixture(scope="session")
def slow_twin() -> Callable[..., dict[str, Any]]:
    return integrate_plainly


@pytest.fixture(scope="session")
def slow_pool() -> Callable[..., list[dict[str, float]]]:
    return pool_plainly
