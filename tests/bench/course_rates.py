"""Measure how often stable series are said to have a course or a change point: the table in courses/rates.py.

Not part of any run: ``.venv/bin/python tests/bench/course_rates.py`` prints the rows anew, some minutes on one core.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable

import numpy as np

from csi_lib.stats import Refused
from csi_lib.stats.courses import find_changes, mann_kendall, prewhitened_mann_kendall, seasonal_mann_kendall

RHOS = (0.0, 0.2, 0.4, 0.6)
LENGTHS = {
    "original": (12, 18, 24, 36, 48, 60, 104),
    "pre-whitened": (12, 18, 24, 36, 48, 60, 104),
    "seasonal": (24, 36, 48),
    "change points": (12, 18, 24, 36, 48, 60),
}
METHODS: dict[str, Callable[[np.ndarray], bool]] = {
    "original": lambda y: mann_kendall(y).p < 0.05,
    "pre-whitened": lambda y: prewhitened_mann_kendall(y).p < 0.05,
    "seasonal": lambda y: seasonal_mann_kendall(y, 12).p < 0.05,
    "change points": lambda y: len(find_changes(y).starts) > 0,
}


def make_ar1(rng: np.random.Generator, series: int, n: int, rho: float) -> np.ndarray:
    """Return stationary Gaussian AR(1) series, shape (series, n)."""
    out = rng.standard_normal((series, n))
    for i in range(1, n):
        out[:, i] = rho * out[:, i - 1] + np.sqrt(1 - rho**2) * out[:, i]
    return out


def measure(method: str, n: int, rho: float, series: int) -> float:
    """Return the percentage of stable series with an alarm; a refusal is none."""
    rng = np.random.default_rng(zlib.crc32(f"{method} {n} {rho}".encode()))
    return 100 * float(np.mean([alarms(METHODS[method], y) for y in make_ar1(rng, series, n, rho)]))


def alarms(ask: Callable[[np.ndarray], bool], y: np.ndarray) -> bool:
    """Ask one series."""
    try:
        return bool(ask(y))
    except Refused:
        return False


def main() -> None:
    """Print one row a method and length."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=20_000)
    parser.add_argument("--methods", nargs="*", default=list(METHODS))
    arguments = parser.parse_args()
    for method in arguments.methods:
        for n in LENGTHS[method]:
            percent = ", ".join(f"{measure(method, n, rho, arguments.series):.1f}" for rho in RHOS)
            print(f'    CourseRate("{method}", {n}, ({percent})),', flush=True)


if __name__ == "__main__":
    main()
