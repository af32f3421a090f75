"""From answers to rows: shares with their Monte-Carlo errors, held against what was promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csi_lib.stats import ALPHA, false_discovery
from tests.bench.calibrate.cells import BEFORE_AFTER, INTERRUPTED, KPIS, TREND, Cell
from tests.bench.calibrate.processes import PROCESSES
from tests.bench.calibrate.simulate import Answers, count_refusals, find_at_minimal, simulate

POOLED, BOTH, BH = "pooled", "both", "Benjamini-Hochberg"
ERRORS = 2.0  # standard errors by which a rate may miss its bound

SIZE = {TREND: 5.5, BEFORE_AFTER: 6.0, INTERRUPTED: 6.0}
MEMORY = 6.5  # slow drift under noise, AR(2)
MEMORY_INTERRUPTED_AR2 = 7.5
LONE = {BEFORE_AFTER: 9.5, TREND: 10.5, INTERRUPTED: 7.0}
FAMILY = 5.0
COVERAGE, COVERAGE_EDGE = 93.5, 92.5
POWER = {
    TREND: {0.0: 74.0, 0.4: 44.0, 0.6: 31.0},
    BEFORE_AFTER: {0.0: 81.0, 0.4: 57.0, 0.6: 51.0},
    INTERRUPTED: {0.0: 60.0, 0.4: 51.0, 0.6: 57.0},
}
AT_MOST = ("size", "family", "lone", "false alarm")


@dataclass(frozen=True)
class Row:
    """One rate.

    Parameters
    ----------
    what : str
        size, family, lone, false alarm (errors); power, coverage, refused (wanted); width; minimal (the share of true
        changes found that are as large as what the kit calls the minimal detectable change: 80 is meant).
    method : str
        What was asked.
    rule : str
        Which claim: pooled p, both p, Benjamini-Hochberg; on charts the rule set.
    kind, case : str
        Kind of KPI; which of its processes, and what else is special.
    n, kpis : int
        Periods; KPIs pooled.
    rho : float
        Lag-1 autocorrelation of ar1 noise.
    noise : str
        Kind of noise.
    season : int
        Harmonics of the season.
    effect : float
        True effect in the unit of the kind; 0, or 1 for ratios, where there is none.
    percent, error : float
        The rate and its Monte-Carlo standard error in points; of ``width`` the median width in the unit of the effect.
    series : int
        How many series it rests on.
    refused : float
        Percent of them refused; a refusal is no claim.
    bound : float or None
        What was promised.
    holds : str
        yes, no, or empty where nothing was promised.
    seed : int
        CRC-32 of the name of the cell.
    """

    what: str
    method: str
    rule: str
    kind: str
    case: str
    n: int
    kpis: int
    rho: float
    noise: str
    season: int
    effect: float
    percent: float
    error: float
    series: int
    refused: float
    bound: float | None
    holds: str
    seed: int


COLUMNS = tuple(field.name for field in fields(Row))


def measure(cell: Cell) -> list[Row]:
    """Simulate one cell and return its rows."""
    if "refused" in cell.asks:
        refused, asked = count_refusals(cell)
        row = _start(cell, "refused", "", KPIS)
        percent = 100 * refused / asked
        return [_hold(replace(row, percent=percent, series=asked, refused=percent, bound=100.0))]
    if "minimal" in cell.asks:
        claims, sizes = find_at_minimal(cell)
        row = replace(_start(cell, "minimal", BOTH, KPIS), effect=round(float(np.median(sizes)), 2))
        return [_hold(_rate(row, claims))]
    answers, widths = simulate(cell)
    rows = [row for pool, found in answers.items() for row in _read(cell, pool, found)]
    if widths.size:
        rows.append(_width(cell, widths))
    return [_hold(row) for row in rows]


def _read(cell: Cell, pool: int, found: Answers) -> Iterator[Row]:
    pooled, both = found.p < ALPHA, np.maximum(found.p, found.own) < ALPHA
    if "lone" in cell.asks:
        yield _rate(_start(cell, "lone", BOTH, pool), both[:, :1])
        yield _rate(_start(cell, "lone", POOLED, pool), pooled[:, :1])
    for what in ("size", "power"):
        if what in cell.asks:
            yield _rate(_start(cell, what, POOLED, pool), pooled)
            yield _rate(_start(cell, what, BOTH, pool), both)
    if "coverage" in cell.asks:
        yield _rate(_start(cell, "coverage", POOLED, pool), found.covered)
        yield _rate(_start(cell, "coverage", BOTH, pool), found.held)
    if "family" in cell.asks and pool > 1:
        q = np.array([false_discovery(report) for report in found.p])
        row = _rate(_start(cell, "family", BH, pool), (q < ALPHA).any(axis=1, keepdims=True))
        yield replace(row, series=int(found.p.size))
        row = _rate(_start(cell, "family", BOTH, pool), both.any(axis=1, keepdims=True))
        yield replace(row, series=int(found.p.size))


def _start(cell: Cell, what: str, rule: str, pool: int) -> Row:
    process = PROCESSES.get(cell.process)
    kind, case, none = (process.kind, process.case, process.none) if process else ("mixed", "", 0.0)
    noise = cell.noise + (", rho from 0 up" if cell.process == "mixed" else "")
    return Row(
        what=what, method=cell.method, rule=rule, kind=kind,
        case="; ".join(part for part in (case, cell.twist, _told(cell)) if part),
        n=cell.n, kpis=pool, rho=cell.rho, noise=noise, season=cell.season,
        effect=none if cell.effect is None else cell.effect,
        percent=0.0, error=0.0, series=0, refused=0.0, bound=None, holds="", seed=cell.seed,
    )  # fmt: skip


def _told(cell: Cell) -> str:
    return "declared without season" if not cell.expected_cycle else ""


def _rate(row: Row, hits: NDArray[np.bool_]) -> Row:
    """Fill in a share; the KPIs of a report share a prior, so the error is that of the reports' means."""
    means = hits.mean(axis=1)
    error = means.std(ddof=1) / np.sqrt(len(means))
    return replace(row, percent=float(100 * means.mean()), error=float(100 * error), series=hits.size)


def _width(cell: Cell, widths: NDArray[np.float64]) -> Row:
    row = _start(cell, "width", POOLED, cell.kpis)
    spread = float(np.quantile(widths, 0.75) - np.quantile(widths, 0.25))
    # A median's standard error is about .93 of the interquartile range over the root of the number (normal values).
    return replace(row, percent=float(np.median(widths)), error=0.93 * spread / len(widths) ** 0.5, series=len(widths))


def _hold(row: Row) -> Row:
    bound = row.bound if row.bound is not None else bound_of(row)
    row = replace(row, percent=round(row.percent, 2), error=round(row.error, 2), bound=bound)
    if bound is None:
        return row
    slack = ERRORS * row.error
    held = row.percent <= bound + slack if row.what in AT_MOST else row.percent >= bound - slack
    return replace(row, holds="yes" if held else "no")


def bound_of(row: Row) -> float | None:
    """Return what was promised for a rate of a test; None where it is only printed.

    Source
    ------
    Issue 3, "Must reach".
    """
    if row.kpis != KPIS:
        return None
    if row.what == "lone":
        return LONE[row.method] if row.rule == BOTH else None
    if row.what == "family":
        return FAMILY if row.rule == BH else None
    if row.what == "size" and row.rule == POOLED:
        return _size_bound(row)
    if row.what == "coverage" and row.rule == POOLED:
        edge = row.kind == "proportion" and not row.case.startswith("30")
        return _coverage_bound(row, edge)
    if (
        row.what == "power"
        and row.rule == POOLED
        and (row.n, row.kind, row.noise, row.season) == (24, "score", "ar1", 0)
    ):
        return POWER[row.method].get(row.rho) if not row.case else None
    return None


def _size_bound(row: Row) -> float | None:
    if "not told" in row.case:
        return None
    if row.noise in ("drift", "ar2"):
        return MEMORY_INTERRUPTED_AR2 if (row.noise, row.method) == ("ar2", INTERRUPTED) else MEMORY
    return SIZE[row.method] if row.noise.startswith("ar1") else None


def _coverage_bound(row: Row, edge: bool) -> float | None:
    if row.noise != "ar1":
        return None
    return COVERAGE_EDGE if edge else COVERAGE


def to_record(row: Row) -> dict[str, Any]:
    """Return a row as plain values."""
    return asdict(row)
