"""What is simulated: every cell is one kind of report, asked one thing, many times over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from zlib import crc32

TREND, BEFORE_AFTER, INTERRUPTED = "trend", "before/after", "interrupted"
METHODS = (TREND, BEFORE_AFTER, INTERRUPTED)
MANY, WHOLE, SOME, FEW = 4_000, 1_500, 400, 143  # reports; 143 of 28 KPIs are 4,004 series
PLANNED = 40  # reports whose minimal detectable change is asked for, each held against 28 fresh series
KPIS = 28
POOLS = (1, 4, 7, 14, 28)
LENGTHS = (24, 36, 104)
RHOS = (0.0, 0.2, 0.4, 0.6)
ENDS = (0.0, 0.6)  # of the other kinds; what lies between is measured on scores
EFFECTS = {TREND: 30.0, BEFORE_AFTER: 20.0, INTERRUPTED: 30.0}  # against a standard deviation of 15
# Effects of the other kinds, in their units: of each two, one is that of the reference study.
CHANGES = {
    "duration": 0.7, "money": 0.7, "share 30": 10.0, "share 5": 5.0, "share 95": 3.0, "count 20": 1.5,
    "count 20 wide": 1.5, "count 4": 1.5, "count 4 wide": 1.5, "availability": 0.3, "stock": 40.0, "nps": 16.0,
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One kind of report and one question.

    Parameters
    ----------
    method : str
        What is asked.
    n : int
        Periods.
    rho : float
        Lag-1 autocorrelation of ``ar1`` noise; other noises have their own.
    process : str
        Key of ``PROCESSES``; ``mixed`` for a report of all kinds with rho from 0 to .6.
    noise : str
        As ``draw_noise`` knows it.
    season : int
        Harmonics of a yearly pattern.
    effect : float or None
        True effect in the unit of the kind; None for none.
    reports, kpis : int
        How many reports of how many KPIs.
    pools : tuple of int
        Numbers of KPIs that are pooled; each report is cut into such parts.
    twist : str
        What else is special: see ``simulate``.
    asks : tuple of str
        size, power, coverage, family, lone, refused or minimal.
    cycle : int or None
        Season the kit is told to expect; default 12 periods, 52 for a series of 104, and 0 below 24.
    """

    method: str
    n: int
    rho: float
    process: str = "score"
    noise: str = "ar1"
    season: int = 0
    effect: float | None = None
    reports: int = FEW
    kpis: int = KPIS
    pools: tuple[int, ...] = (KPIS,)
    twist: str = ""
    asks: tuple[str, ...] = ("size",)
    cycle: int | None = None

    @property
    def expected_cycle(self) -> int:
        """Periods of a season, as the kit is told."""
        if self.cycle is not None:
            return self.cycle
        return 0 if self.n < 24 else (52 if self.n == 104 else 12)

    @property
    def true_cycle(self) -> int:
        """Periods of the season that is there."""
        return 52 if self.n == 104 else 12

    @property
    def name(self) -> str:
        """What the seed is made of: all that shapes the data. Weights or not is asked of the same data."""
        twist = self.twist.removesuffix(", not told")
        parts = (self.method, self.process, self.n, self.kpis, self.rho, self.noise, self.season, self.effect, twist)
        return "|".join(str(part) for part in parts)

    @property
    def seed(self) -> int:
        """CRC-32 of the name."""
        return crc32(self.name.encode())


def list_cells() -> list[Cell]:
    """Return every cell, in the order of the table."""
    return [
        *_main_cells(), *_season_cells(), *_drift_cells(), *_kind_cells(), *_twisted_cells(), *_power_cells(),
        *_coverage_cells(), *_lone_cells(), *_refused_cells(), *_minimal_cells(),
    ]  # fmt: skip


def _main_cells() -> Iterator[Cell]:
    """Stable scores without a season, which the kit does not know; pools of 1 to 28."""
    for n, rho, method in product((12, *LENGTHS), RHOS, METHODS):
        family = n == 24 and rho in (0.0, 0.4, 0.6)
        asks = ("size", "family")
        yield Cell(method, n, rho, reports=WHOLE if family else SOME, pools=POOLS, asks=asks)


def _season_cells() -> Iterator[Cell]:
    for n, rho, season, method in product(LENGTHS, RHOS, (1, 2), METHODS):
        yield Cell(method, n, rho, season=season)


def _drift_cells() -> Iterator[Cell]:
    for n, noise, method in product(LENGTHS, ("drift", "ar2", "drift high", "walk", "arma21"), METHODS):
        yield Cell(method, n, 0.0, noise=noise, reports=SOME, pools=POOLS)


def _kind_cells() -> Iterator[Cell]:
    for process, n, rho, season, method in product(CHANGES, LENGTHS, ENDS, (0, 1, 2), METHODS):
        yield Cell(method, n, rho, process=process, season=season)
    for process, rho, method in product(CHANGES, ENDS, METHODS):
        yield Cell(method, 12, rho, process=process)
    for n, season, method in product((24, 36), (0, 1), METHODS):
        yield Cell(method, n, 0.6, process="mixed", season=season, reports=SOME, asks=("size", "family"))


def _twisted_cells() -> Iterator[Cell]:
    for rho in (0.0, 0.4, 0.6):
        for twist, method in product(("break at 3/4", "gap of 1"), (BEFORE_AFTER, INTERRUPTED)):
            yield Cell(method, 24, rho, twist=twist)
        for method in METHODS:
            yield Cell(method, 24, rho, twist="4 periods missing")
        yield Cell(INTERRUPTED, 24, rho, twist="slope")
        yield from (Cell(INTERRUPTED, n, rho, twist="earlier trend") for n in LENGTHS)
        for process in ("share 30", "count 20"):
            yield Cell(INTERRUPTED, 24, rho, process=process, twist="earlier trend")
        for twist, method in product(("cases vary tenfold", "cases grow tenfold"), METHODS):
            yield Cell(method, 24, rho, twist=twist)
            yield Cell(method, 24, rho, twist=f"{twist}, not told")
            if rho < 0.6:
                yield Cell(method, 24, rho, twist=twist, effect=EFFECTS[method], asks=("power",))
                yield Cell(method, 24, rho, twist=f"{twist}, not told", effect=EFFECTS[method], asks=("power",))
        for twist, method in product(("comparison", "comparison, not told"), (BEFORE_AFTER, INTERRUPTED)):
            yield Cell(method, 24, rho, twist=twist)
        for method in (BEFORE_AFTER, INTERRUPTED):
            yield Cell(method, 24, rho, twist="comparison", effect=EFFECTS[method], asks=("power",))


def _power_cells() -> Iterator[Cell]:
    for n, rho, method in product((12, *LENGTHS), RHOS, METHODS):
        pools = POOLS if n == 24 else (KPIS,)
        yield Cell(method, n, rho, effect=EFFECTS[method], reports=SOME, pools=pools, asks=("power", "coverage"))
    for season, rho, method in product((1, 2), (0.0, 0.4), METHODS):
        yield Cell(method, 24, rho, season=season, effect=EFFECTS[method], asks=("power",))
    for noise, method in product(("drift", "ar2"), METHODS):
        yield Cell(method, 24, 0.0, noise=noise, effect=EFFECTS[method], asks=("power", "coverage"))


def _coverage_cells() -> Iterator[Cell]:
    """Without an effect an interval covers exactly where nothing is claimed; these cells have one."""
    for process, n, rho, method in product(CHANGES, (24, 36), ENDS, METHODS):
        yield Cell(method, n, rho, process=process, effect=CHANGES[process], asks=("power", "coverage"))
    for n, rho, method in product((24, 36), (0.0, 0.4), METHODS):
        yield Cell(method, n, rho, process="share 5", effect=-3.0, asks=("power", "coverage"))


def _lone_cells() -> Iterator[Cell]:
    for method in METHODS:
        yield Cell(method, 24, 0.8, reports=MANY, twist="lone", asks=("lone",))


def _refused_cells() -> Iterator[Cell]:
    for rho, method in product((0.0, 0.4), METHODS):
        yield Cell(method, 12, rho, season=1, asks=("refused",), cycle=12)


def _minimal_cells() -> Iterator[Cell]:
    for rho, method in product((0.0, 0.4, 0.6), (TREND, INTERRUPTED)):
        yield Cell(method, 24, rho, reports=PLANNED, twist="minimal", asks=("minimal",))


def shorten(cell: Cell, share: float) -> Cell:
    """Return the cell with fewer reports, for a quick look; the reports are the first of the full ones."""
    return replace(cell, reports=min(cell.reports, max(20, round(cell.reports * share))))
