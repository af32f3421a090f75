"""From a cell to answers: reports are drawn, put on their scale by the kit, and asked by the kit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats import (
    ALPHA,
    Design,
    Likelihoods,
    Question,
    Refused,
    before_after,
    fit_together,
    interrupted,
    log_likelihoods,
    mix,
    noise_grid,
    own_prior,
    pooled_prior,
    posterior,
    project,
    quantiles,
    scale_of,
    trend,
    two_sided_p,
)
from csi_lib.stats.power import find_minimal, learn_noise
from tests.bench.calibrate.cells import BEFORE_AFTER, EFFECTS, TREND, Cell
from tests.bench.calibrate.noise import draw_noise, draw_season
from tests.bench.calibrate.processes import PROCESSES, Process

Array = NDArray[np.float64]

BATCH = 40  # reports drawn from one seed; a cell with fewer reports has the first of them
SMALL_BATCH = 10  # where gaps or case numbers are drawn once a batch
WIDE = 6  # reports whose intervals are computed at both ends, for their widths
CASES = (20, 200)  # cases behind a period, where they differ tenfold
SHARED = 0.5  # share of the variance that a treated and a comparison series have in common
OTHER_EVENT = 30.0  # step that hits both of them at the date of the change
SHARED_RHO = 0.6
LONE_RHO = 0.8
# 28 KPIs as a service desk has them
MIXED = ("duration",) * 10 + ("share 30",) * 3 + ("share 95",) * 3 + ("count 20 wide",) * 6 + ("score",) * 6


@dataclass(frozen=True, eq=False)
class Answers:
    """What the kit said of every series of a cell, for one number of pooled KPIs.

    Parameters
    ----------
    p, own : ndarray, shape (reports, kpis)
        Both p-values.
    covered, held : ndarray of bool, shape (reports, kpis)
        Whether the 95 % interval of the pooled prior holds the truth; whether that of either prior does.
    """

    p: Array
    own: Array
    covered: NDArray[np.bool_]
    held: NDArray[np.bool_]


def simulate(cell: Cell) -> tuple[dict[int, Answers], Array]:
    """Ask the kit about every report of a cell.

    Parameters
    ----------
    cell : Cell
        What to draw.

    Returns
    -------
    tuple of (dict of int to Answers, ndarray)
        Answers by the number of KPIs pooled, and widths of intervals in the unit of the effect (empty where no
        coverage is asked).
    """
    parts: dict[int, list[Answers]] = {pool: [] for pool in cell.pools}
    widths: list[Array] = []
    for y, design, weights in draw_batches(cell):
        grid = noise_grid(cell.expected_cycle)
        found = log_likelihoods(y, project(design, grid, weights=weights))
        own = posterior(found, own_prior(grid, beside_course=design.beside_course))
        own_p = two_sided_p(found, own)
        for pool in cell.pools:
            cut = cut_pools(found, pool)
            mass = posterior(cut, pooled_prior(cut.log_likelihood, grid)[:, None, :])
            covered = held = np.zeros((len(mass), pool), dtype=bool)
            if "coverage" in cell.asks:
                covered = covers(cell, cut, mass, mass)
                held = covered | covers(cell, cut, own.reshape(mass.shape), mass)
            parts[pool].append(Answers(two_sided_p(cut, mass), own_p.reshape(-1, pool), covered, held))
            if "coverage" in cell.asks and pool == cell.kpis and not widths:
                widths.append(measure_widths(cell, cut[:WIDE], mass[:WIDE], covered[:WIDE]))
    joined = {pool: _join(answers) for pool, answers in parts.items()}
    return joined, np.concatenate(widths) if widths else np.empty(0)


def _join(parts: list[Answers]) -> Answers:
    names = [field.name for field in fields(Answers)]
    return Answers(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def cut_pools(found: Likelihoods, pool: int) -> Likelihoods:
    """Cut the series of each report into pools of equal size, shape (parts, pool, g)."""
    shape = (-1, pool, found.b.shape[-1])
    b, se, log, level = (part.reshape(shape) for part in (found.b, found.se, found.log_likelihood, found.level))
    return Likelihoods(b, se, log, level, found.n, found.k)


def covers(cell: Cell, found: Likelihoods, weights: Array, mass: Array) -> NDArray[np.bool_]:
    """Tell which intervals hold the truth: exactly those whose p at the truth is not below 5 percent.

    ``mass`` is the posterior that the level is read with, which is always that of the pooled prior.
    """
    process = PROCESSES[cell.process]
    effect = process.none if cell.effect is None else cell.effect
    level = (mass * found.level).sum(axis=-1)
    return np.asarray(two_sided_p(found, weights, process.find(effect, level)) >= ALPHA)


@dataclass(frozen=True)
class _Ends:
    b: float
    lo: float
    hi: float
    level: float


def measure_widths(cell: Cell, found: Likelihoods, weights: Array, covered: NDArray[np.bool_]) -> Array:
    """Compute intervals at both ends, in units, and check that they cover where their p says so.

    Raises
    ------
    AssertionError
        When an interval in units holds the truth and the p-value at the truth denies it, or the other way round.
    """
    process = PROCESSES[cell.process]
    effect = process.none if cell.effect is None else cell.effect
    scale = scale_of(process.kind)
    ends = [
        (weights * found.b).sum(axis=-1),
        quantiles(found, weights, 0.025),
        quantiles(found, weights, 0.975),
        (weights * found.level).sum(axis=-1),
    ]
    effects = [scale.effect(_Ends(*row)) for row in zip(*(end.ravel().tolist() for end in ends), strict=True)]
    inside = np.array([item.lo <= effect <= item.hi for item in effects]).reshape(covered.shape)
    assert (inside == covered).all(), f"{cell.name}: intervals in units and p-values do not agree"
    return np.array([item.hi - item.lo for item in effects])


def find_at_minimal(cell: Cell) -> tuple[NDArray[np.bool_], Array]:
    """Ask the kit what one KPI of each report could have shown, plant just that in another report, and look.

    Returns
    -------
    tuple of (ndarray of bool, ndarray)
        Shape (reports, kpis): headline claims on the fresh series. Shape (reports,): the changes planted.
    """
    planner, grid = replace(cell, twist="planned"), noise_grid(cell.expected_cycle)
    claims, sizes = [], []
    for (past, design, _), (future, _, _) in zip(draw_batches(planner), draw_batches(cell), strict=True):
        own = own_prior(grid, beside_course=design.beside_course)
        found = log_likelihoods(past, project(design, grid))
        priors = pooled_prior(found.log_likelihood, grid)
        fits = [mix(found[i, 0], grid, prior, own=own, pooled=cell.kpis) for i, prior in enumerate(priors)]
        size = np.array([find_minimal(learn_noise(fit, design), design) for fit in fits])
        planted = future + size[:, None, None] * design.matrix[:, design.tested]
        seen = log_likelihoods(planted, project(design, grid))
        pooled = posterior(seen, pooled_prior(seen.log_likelihood, grid)[:, None, :])
        p = np.maximum(two_sided_p(seen, pooled), two_sided_p(seen, posterior(seen, own)))
        claims.append(p < ALPHA)
        sizes.append(size)
    return np.concatenate(claims), np.concatenate(sizes)


def count_refusals(cell: Cell) -> tuple[int, int]:
    """Ask for whole reports as the kit does and return how many series were refused, and how many were asked."""
    refused = asked = 0
    for y, design, weights in draw_batches(cell):
        for report in y:
            questions = [Question(series, design, cell.expected_cycle, weights) for series in report]
            refused += sum(isinstance(answer, Refused) for answer in fit_together(questions))
            asked += len(questions)
    return refused, asked


def draw_batches(cell: Cell) -> Iterator[tuple[Array, Design, Array | None]]:
    """Draw the reports of a cell, some at a time: series on their working scale, the question, and case numbers.

    Yields
    ------
    tuple of (ndarray, Design, ndarray or None)
        Shape (reports, kpis, n); each batch has a seed of its own, so that fewer reports are the first of more.
    """
    size = SMALL_BATCH if "cases" in cell.twist or "missing" in cell.twist else BATCH
    for number, first in enumerate(range(0, cell.reports, size)):
        rng = np.random.default_rng([cell.seed, number])
        y, design, weights = draw_reports(cell, rng, size)
        yield y[: cell.reports - first], design, weights


def draw_reports(cell: Cell, rng: np.random.Generator, reports: int) -> tuple[Array, Design, Array | None]:
    """Draw some reports of a cell with one design."""
    dates = np.arange(cell.n)
    if "missing" in cell.twist:
        lost = rng.choice(np.arange(1, cell.n - 1), 4, replace=False)
        dates = np.setdiff1d(dates, lost)
    design = ask(cell, dates)
    cases = draw_cases(cell, rng) if "cases" in cell.twist else None
    y = draw_working(cell, rng, (reports, cell.kpis), cases)
    return y[..., design.dates], design, cases if cases is not None and "not told" not in cell.twist else None


def ask(cell: Cell, dates: NDArray[np.int64]) -> Design:
    """Make the question of a cell."""
    change = break_of(cell)
    gap = 1 if "gap" in cell.twist else 0
    if cell.method == TREND:
        return trend(dates)
    if cell.method == BEFORE_AFTER:
        return before_after(dates, change, transition=gap)
    return interrupted(dates, change, transition=gap, slope=cell.twist == "slope")


def break_of(cell: Cell) -> int:
    """Return the first period of the change: the middle, or three quarters of the way."""
    return 3 * cell.n // 4 if "3/4" in cell.twist else cell.n // 2


def draw_cases(cell: Cell, rng: np.random.Generator) -> Array:
    """Draw how many cases lie behind every period, between 20 and 200, by chance or growing."""
    place = np.linspace(0, 1, cell.n) if "grow" in cell.twist else rng.random(cell.n)
    return np.asarray(CASES[0] * (CASES[1] / CASES[0]) ** place)


def draw_working(cell: Cell, rng: np.random.Generator, shape: tuple[int, int], cases: Array | None) -> Array:
    """Draw series as clients have them and take them to the working scale with the kit, shape (*shape, n)."""
    if "comparison" in cell.twist:
        return draw_compared(cell, rng, shape)
    if cell.process == "mixed":
        return draw_mixed(cell, rng, shape)
    rho: float | Array = cell.rho
    if cell.twist == "lone":
        rho = np.where(np.arange(shape[1]) == 0, LONE_RHO, 0.0)
    return draw_process(cell, PROCESSES[cell.process], rng, shape, rho, cases)


def draw_process(
    cell: Cell, process: Process, rng: np.random.Generator, shape: tuple[int, int], rho: float | Array,
    cases: Array | None = None,
) -> Array:  # fmt: skip
    """Draw series of one process."""
    course = process.start + process.sd * draw_season(rng, shape, cell.n, cell.true_cycle, cell.season)
    course = course + true_course(cell, process)
    noise = [draw_noise(cell.noise, rng, shape, cell.n, rho) for _ in range(process.copulas)]
    if cases is not None:
        share = (1 / cases) / (1 / cases).mean()
        noise = [np.sqrt(0.5) * one + np.sqrt(0.5 * share) * rng.standard_normal(one.shape) for one in noise]
    return scale_of(process.kind).forward(process.draw(rng, course, noise))


def true_course(cell: Cell, process: Process) -> Array:
    """Return what is planted, on the working scale: the effect, or the trend that was there before."""
    dates = np.arange(cell.n)
    step, ramp = (dates >= break_of(cell)).astype(np.float64), dates / (cell.n - 1)
    out = np.zeros(cell.n)
    if cell.effect is not None:
        out = out + process.move(cell.effect) * (ramp if cell.method == TREND else step)
    if "earlier trend" in cell.twist or cell.twist == "slope":
        whole = EFFECTS[TREND] / 15 * process.sd  # two standard deviations from the first to the last period
        out = out + whole * ramp
    return out


def draw_mixed(cell: Cell, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Draw reports whose KPIs are of all kinds and remember differently long."""
    rho = rng.uniform(0, cell.rho, shape)
    y = np.empty((*shape, cell.n))
    for key in dict.fromkeys(MIXED):
        here = np.array(MIXED) == key
        y[:, here] = draw_process(cell, PROCESSES[key], rng, (shape[0], int(here.sum())), rho[:, here])
    return y


def draw_compared(cell: Cell, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Draw treated series that share shocks, and another event, with a series nothing was done to.

    Told of the comparison, the kit is asked about the difference; not told, about the treated series alone.
    """
    alone = replace(cell, effect=None)
    treated, other = (
        np.sqrt(1 - SHARED) * (draw_process(one, PROCESSES["score"], rng, shape, cell.rho) - 100)
        for one in (alone, alone)
    )
    common = 15 * np.sqrt(SHARED) * draw_noise("ar1", rng, shape, cell.n, SHARED_RHO)
    common = common + OTHER_EVENT * (np.arange(cell.n) >= break_of(cell))
    treated = treated + true_course(cell, PROCESSES["score"])
    return 100 + treated + common if "not told" in cell.twist else treated - other
