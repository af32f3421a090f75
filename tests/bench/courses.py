"""Measure the trend tools, tests and limits against named rivals, side by side in one run.

Run by ``make bench``. First the same numbers: Mann-Kendall and Sen's slope are compared with pymannkendall before
anything is timed. Then the same job: a score with its p and a slope. Last the job of a whole report: what 28 KPIs of 36
months ask of the kit (trend, before/after, interrupted series and chart limits, all of them) against one state-space
fit for every KPI. The kit begins cold: nothing of an earlier round is kept. Rounds take turns, so that a busy machine
is busy for all.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import statistics
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pymannkendall
from causal_impact import CausalImpact
from scipy import stats as scipy_stats
from statsmodels.tsa.statespace.structural import UnobservedComponents

from csi_lib.stats import Question, before_after, fit_together, grid, interrupted, likelihood, trend
from csi_lib.stats.charts import draw_xmr
from csi_lib.stats.courses import mann_kendall, sen_slope

KPIS, MONTHS, CHANGE = 28, 36, 18
LARGE = 50_000
LEAST_COURSE, LEAST_REPORT, MOST_MEGABYTES = 8.0, 3.0, 50.0

Job = Callable[[], object]


def make_series(n: int, seed: int, ties: bool = False) -> np.ndarray:
    """Draw one series without a course, with ties or without."""
    rng = np.random.default_rng(seed)
    return rng.poisson(20, n).astype(float) if ties else rng.standard_normal(n)


def make_report(seed: int = 1) -> np.ndarray:
    """Draw the KPIs of one report on their working scale: AR(1) noise, some with a step or a season."""
    rng = np.random.default_rng(seed)
    out, rho = rng.standard_normal((KPIS, MONTHS)), rng.uniform(0, 0.6, (KPIS, 1))
    for i in range(1, MONTHS):
        out[:, i] = rho[:, 0] * out[:, i - 1] + np.sqrt(1 - rho[:, 0] ** 2) * out[:, i]
    out[::4] += np.sin(np.arange(MONTHS) * np.pi / 6)
    out[::3, CHANGE:] -= 1.0
    return 100 + 15 * out


# --- courses ----------------------------------------------------------------------------------------------------


def compare_courses(y: np.ndarray) -> None:
    """Hold score, variance, tau, z, p and slope against pymannkendall; exit where they differ by more than 1e-12."""
    kit, slope, rival = mann_kendall(y), sen_slope(y), pymannkendall.original_test(y)
    ours = (kit.score, kit.variance, kit.tau, kit.z, kit.p, slope.slope, slope.intercept)
    theirs = (rival.s, rival.var_s, rival.Tau, rival.z, rival.p, rival.slope, rival.intercept)
    if not np.allclose(ours, theirs, rtol=1e-12, atol=1e-12):
        sys.exit(f"the numbers differ at n = {len(y)}: {ours} instead of {theirs}")


def list_course_jobs(y: np.ndarray) -> dict[str, Job]:
    """Return the same job in three forms; the kit's and scipy's hold an interval for the slope as well."""
    t = np.arange(len(y))
    return {
        "csi_lib": lambda: (mann_kendall(y), sen_slope(y)),
        "pymannkendall": lambda: pymannkendall.original_test(y),
        "scipy": lambda: (scipy_stats.kendalltau(t, y), scipy_stats.theilslopes(y, t)),
    }


def say_large() -> bool:
    """Time 50,000 points and weigh the memory; true within the bound."""
    y = make_series(LARGE, seed=5)
    start = time.perf_counter()
    mann_kendall(y), sen_slope(y)
    seconds = time.perf_counter() - start
    tracemalloc.start()
    mann_kendall(y), sen_slope(y)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(
        f"{LARGE:,} points: {seconds:.2f} s, {peak:.1f} MB at the peak (at most {MOST_MEGABYTES:g}; "
        f"all slopes would be {LARGE * (LARGE - 1) // 2 * 8 / 1e9:.0f} GB)"
    )
    return peak <= MOST_MEGABYTES


# --- a report ---------------------------------------------------------------------------------------------------


def run_kit(report: np.ndarray) -> object:
    """Answer trend, before/after and interrupted series of all KPIs together, and find the limits of their charts."""
    forget()
    months = np.arange(MONTHS)
    designs = (trend(months), before_after(months, CHANGE), interrupted(months, CHANGE))
    answers = [fit_together([Question(y, design, 12) for y in report]) for design in designs]
    return answers, [draw_xmr(y) for y in report]


def forget() -> None:
    """Empty every cache below the tests, so that a round begins as a new process does."""
    for module in (likelihood, grid):
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


def run_state_space(report: np.ndarray) -> object:
    """Fit a local level with a step to every KPI and read the p of the step: one of the kit's three questions."""
    step = (np.arange(MONTHS) >= CHANGE).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about convergence, on series this short
        return [UnobservedComponents(y, "local level", exog=step).fit(disp=0).pvalues for y in report]


def run_forecast(report: np.ndarray) -> object:
    """Fit a local level to the months before the change of every KPI, and forecast those after it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fits = [UnobservedComponents(y[:CHANGE], "local level").fit(disp=0) for y in report]
    return [fit.get_forecast(MONTHS - CHANGE).conf_int() for fit in fits]


def run_impact(report: np.ndarray) -> object:
    """Let bsts-causalimpact judge every KPI, by its defaults: 1,000 draws, no season, no control."""
    frames = [pd.DataFrame({"y": y}) for y in report]
    return [CausalImpact(frame, [0, CHANGE - 1], [CHANGE, MONTHS - 1]).summary() for frame in frames]


# --- the comparison ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effort:
    """What a job took, in seconds."""

    wall: float
    cpu: float


def time_jobs(jobs: Mapping[str, Job], rounds: int, repeats: int = 1) -> dict[str, Effort]:
    """Return the median effort of every job; one round of each warms up and is not counted.

    A short job is repeated within a round and the time divided, as timeit does: a neighbour's turn between two calls
    would otherwise be most of what is measured.
    """
    taken: dict[str, list[Effort]] = {name: [] for name in jobs}
    for counted in range(-1, rounds):
        for name, job in jobs.items():
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(repeats):
                job()
            if counted >= 0:
                spent = Effort((time.perf_counter() - wall) / repeats, (time.process_time() - cpu) / repeats)
                taken[name].append(spent)
    return {
        name: Effort(statistics.median(e.wall for e in efforts), statistics.median(e.cpu for e in efforts))
        for name, efforts in taken.items()
    }


def say_times(title: str, taken: Mapping[str, Effort], rounds: int) -> None:
    """Print every time with its ratio to the kit's."""
    kit = taken["csi_lib"]
    print(f"{title} (median of {rounds} rounds in turns; above 1 the kit is ahead)")
    for name, effort in taken.items():
        ratio = "" if name == "csi_lib" else f" {effort.wall / kit.wall:6.1f} × wall {effort.cpu / kit.cpu:6.1f} × CPU"
        print(f"  {name:26} {1e3 * effort.wall:9.2f} ms wall {1e3 * effort.cpu:9.2f} ms CPU{ratio}")


def main() -> int:
    """Compare, then time in turns, then print; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    held = []
    for n in (36, 100, 1_000):
        for ties in (False, True):
            y = make_series(n, seed=n, ties=ties)
            compare_courses(y)
            taken = time_jobs(list_course_jobs(y), rounds, repeats=10)
            say_times(f"Mann-Kendall and Sen, n = {n:,}, {'counts with ties' if ties else 'no ties'}", taken, rounds)
            if n == 1_000:
                held.append(taken["pymannkendall"].wall / taken["csi_lib"].wall >= LEAST_COURSE)
    held.append(say_large())
    report = make_report()
    jobs: dict[str, Job] = {
        "csi_lib": lambda: run_kit(report),
        f"statsmodels {version('statsmodels')}, step": lambda: run_state_space(report),
        f"bsts-causalimpact {version('bsts-causalimpact')}": lambda: run_impact(report),
        "statsmodels, forecast": lambda: run_forecast(report),
    }
    taken = time_jobs(jobs, rounds)
    say_times(f"{KPIS} KPIs of {MONTHS} months: three tests each and limits, against one fit each", taken, rounds)
    kit, step, impact, _ = (effort.wall for effort in taken.values())
    held += [step / kit >= LEAST_REPORT, impact / kit >= LEAST_REPORT]
    print(f"bounds held: {sum(held)} of {len(held)}")
    return int(not all(held))


def version(name: str) -> str:
    """Return the version of an installed package."""
    return importlib.metadata.version(name)


if __name__ == "__main__":
    sys.exit(main())
