"""Noise that a stable KPI may have, and a season: what the kit is told nothing about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Shape = tuple[int, ...]

BURN_IN = 300  # periods thrown away before a process without a closed start; its memory is long over by then
AR2 = (0.3, 0.3)
ARMA21 = ((0.5, 0.3), 0.4)  # two autoregressive coefficients, one moving average: lag-1 autocorrelation .86
SEASON = (1.5, 1.0)  # amplitudes of the first and second harmonic, in standard deviations of the noise


def draw_ar1(rng: np.random.Generator, shape: Shape, n: int, rho: float | Array) -> Array:
    """Draw stationary AR(1) series with standard deviation 1, shape (*shape, n); rho may differ by series."""
    given = np.broadcast_to(np.asarray(rho, dtype=np.float64), shape)
    shocks = rng.standard_normal((*shape, n))
    out = np.empty_like(shocks)
    out[..., 0] = shocks[..., 0]
    for t in range(1, n):
        out[..., t] = given * out[..., t - 1] + np.sqrt(1 - given**2) * shocks[..., t]
    return out


def draw_slow(rng: np.random.Generator, shape: Shape, n: int, phi: float, noise: float) -> Array:
    """Draw a slow AR(1) part under independent noise, whose share of the variance is ``noise``."""
    slow, fast = draw_ar1(rng, shape, n, phi), rng.standard_normal((*shape, n))
    return np.sqrt(1 - noise) * slow + np.sqrt(noise) * fast


def draw_arma(rng: np.random.Generator, shape: Shape, n: int, ar: tuple[float, float], ma: float = 0.0) -> Array:
    """Draw a stationary ARMA(2, 1) series with standard deviation 1."""
    shocks = rng.standard_normal((*shape, n + BURN_IN))
    out = _filter(shocks, ar, ma)[..., BURN_IN:]
    impulse = np.zeros(BURN_IN)
    impulse[0] = 1.0
    return out / np.sqrt((_filter(impulse, ar, ma) ** 2).sum())


def _filter(shocks: Array, ar: tuple[float, float], ma: float) -> Array:
    out = shocks.copy()
    for t in range(1, shocks.shape[-1]):
        out[..., t] += ma * shocks[..., t - 1] + ar[0] * out[..., t - 1]
        if t > 1:
            out[..., t] += ar[1] * out[..., t - 2]
    return out


def draw_walk(rng: np.random.Generator, shape: Shape, n: int) -> Array:
    """Draw a random walk under independent noise, half of the variance each.

    A walk has no variance of its own: its steps are made so small that the variance *within* a window of n periods is
    1/2 on average, (n + 1)/6 being that of unit steps.
    """
    steps = rng.standard_normal((*shape, n)) / np.sqrt((n + 1) / 6)
    walk = steps.cumsum(axis=-1)
    walk -= walk.mean(axis=-1, keepdims=True)
    return np.sqrt(0.5) * walk + np.sqrt(0.5) * rng.standard_normal((*shape, n))


def draw_noise(name: str, rng: np.random.Generator, shape: Shape, n: int, rho: float | Array) -> Array:
    """Draw noise by name, standard deviation 1, shape (*shape, n); rho is used by ``ar1`` alone."""
    makers: dict[str, Callable[[], Array]] = {
        "ar1": lambda: draw_ar1(rng, shape, n, rho),
        "drift": lambda: draw_slow(rng, shape, n, 0.8, 0.5),
        "drift high": lambda: draw_slow(rng, shape, n, 0.9, 0.7),
        "ar2": lambda: draw_arma(rng, shape, n, AR2),
        "arma21": lambda: draw_arma(rng, shape, n, *ARMA21),
        "walk": lambda: draw_walk(rng, shape, n),
    }
    return makers[name]()


def draw_season(rng: np.random.Generator, shape: Shape, n: int, cycle: int, harmonics: int) -> Array:
    """Draw a yearly pattern with a random phase per series and harmonic, in standard deviations of the noise."""
    out = np.zeros((*shape, n))
    for h in range(1, harmonics + 1):
        phase = rng.uniform(0, 2 * np.pi, (*shape, 1))
        out += SEASON[h - 1] * np.sin(2 * np.pi * h * np.arange(n) / cycle + phase)
    return out
