"""False alarms of the charts: how many stable series show a signal, by chart, rules, length and autocorrelation."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import gamma, geom

from csi_lib.signals.charts.sheet import FULL_MONTHS
from csi_lib.stats import RULE_SETS, Sample
from csi_lib.stats.charts import (
    AHEAD,
    Chart,
    draw_g,
    draw_laney,
    draw_run,
    draw_series,
    draw_t,
    draw_xmr,
    find_signals,
    prediction_factor,
)
from tests.bench.calibrate.noise import draw_ar1
from tests.bench.calibrate.processes import PROCESSES, Availability, Count, Process
from tests.bench.calibrate.rates import ERRORS, Row

Array = NDArray[np.float64]

CHART, FROZEN = "chart", "frozen chart"
LENGTHS = (12, 18, 24, 30, 36, 48, 60, 104)
BASELINES = (12, 24)
RHOS = (0.0, 0.2, 0.4, 0.6)
SERIES, QUICK_SERIES = 4_000, 400
BOUND = 5.0  # issue 3: a stable 24-point chart with the default rules
DEFAULT = "three_sigma"


@dataclass(frozen=True)
class Stable:
    """Stable series of one kind and the chart that draws them.

    Parameters
    ----------
    kind, case : str
        KPI kind, and which of its charts and processes.
    draw : function
        Generator, number of series and autocorrelation to a function that charts the first n points.
    promised : bool
        Whether the bound is meant for it; else it is there to compare with.
    """

    kind: str
    case: str
    draw: Callable[[np.random.Generator, int, float], Callable[[int], Chart]]
    promised: bool = True


def measure_charts(quick: bool = False) -> list[Row]:
    """Measure every chart kind under every rule set.

    Parameters
    ----------
    quick : bool
        A tenth of the series.

    Returns
    -------
    list of Row
        One a chart kind, rule set, length and autocorrelation; in ``what`` "false alarm", in ``method`` "chart" (limits
        from the points themselves) or "frozen chart" (n points of baseline, 24 new ones), in ``rule`` the rule set.
    """
    series = QUICK_SERIES if quick else SERIES
    rows = [row for stable in STABLE for rho in RHOS for row in _measure_stable(stable, rho, series)]
    return rows + [row for n in BASELINES for rho in RHOS for row in _measure_frozen(n, rho, series)]


def _measure_stable(stable: Stable, rho: float, series: int) -> Iterator[Row]:
    seed = _seed(CHART, stable.kind, stable.case, f"{rho:g}")
    chart_of = stable.draw(np.random.default_rng(seed), series, rho)
    for n in LENGTHS:
        chart = chart_of(n)
        refused = 0.0 if chart.name == "run" else float(100 * np.isnan(chart.sigma).mean())
        for rules in RULE_SETS:
            flags = find_signals(chart.score, rules, limits=chart.name != "run")
            if flags:
                hits = np.any(np.stack(list(flags.values())), axis=(0, -1))
                bound = BOUND if stable.promised and (rules, n) == (DEFAULT, 24) else None
                yield _row(CHART, rules, stable.kind, stable.case, n, rho, hits, refused, bound, seed)


def _measure_frozen(n: int, rho: float, series: int) -> Iterator[Row]:
    case = f"{AHEAD} ahead"
    seed = _seed(FROZEN, "score", case, str(n), f"{rho:g}")
    y = draw_ar1(np.random.default_rng(seed), (series,), n + AHEAD, rho)
    baseline = draw_xmr(y[:, :n])
    # What a frozen chart does for one series, for all at once: 3 is the limit.
    reach = prediction_factor(n, baseline.rho) * baseline.sigma / 3
    score = (y[:, n:] - baseline.level[:, None]) / reach[:, None]
    for rules in RULE_SETS:
        hits = np.any(np.stack(list(find_signals(score, rules).values())), axis=(0, -1))
        yield _row(FROZEN, rules, "score", case, n, rho, hits, 0.0, BOUND if rules == DEFAULT else None, seed)


def _row(
    method: str, rules: str, kind: str, case: str, n: int, rho: float, hits: NDArray[np.bool_], refused: float,
    bound: float | None, seed: int,
) -> Row:  # fmt: skip
    share = float(hits.mean())
    error = 100 * (max(share * (1 - share), 1 / len(hits)) / len(hits)) ** 0.5
    holds = "" if bound is None else ("yes" if 100 * share <= bound + ERRORS * error else "no")
    return Row(
        what="false alarm", method=method, rule=rules, kind=kind, case=case, n=n, kpis=1, rho=rho, noise="ar1",
        season=0, effect=0.0, percent=round(100 * share, 2), error=round(error, 2), series=len(hits),
        refused=round(refused, 2), bound=bound, holds=holds, seed=seed,
    )  # fmt: skip


def _seed(*name: str) -> int:
    return zlib.crc32("|".join(name).encode())


def _draw_process(process: Process, rng: np.random.Generator, series: int, rho: float) -> Callable[[int], Chart]:
    longest = LENGTHS[-1]
    noise = [draw_ar1(rng, (series,), longest, rho) for _ in range(process.copulas)]
    sample = process.draw(rng, np.full((series, longest), process.start), noise)
    return lambda n: draw_series(_begin(sample, n), process.kind)


def _draw_laney(process: Process, rng: np.random.Generator, series: int, rho: float) -> Callable[[int], Chart]:
    longest = LENGTHS[-1]
    noise = [draw_ar1(rng, (series,), longest, rho) for _ in range(process.copulas)]
    sample = process.draw(rng, np.full((series, longest), process.start), noise)
    share = process.kind == "proportion"
    count, size = (sample.numerator, sample.denominator) if share else (sample.value, sample.exposure)
    return lambda n: draw_laney(count[:, :n], size[:, :n], share=share)


def _begin(sample: Sample, n: int) -> Sample:
    """Return the first n periods of every series."""
    parts = (sample.value, sample.numerator, sample.denominator, sample.exposure)
    value, met, of, exposure = (part[..., :n] for part in parts)
    return Sample.of(value, numerator=met, denominator=of, exposure=exposure)


def _draw_gaps(shape: float, rng: np.random.Generator, series: int, rho: float) -> Callable[[int], Chart]:
    gaps = gamma.ppf(ndtr(draw_ar1(rng, (series,), LENGTHS[-1], rho)), shape, scale=40 / shape)
    return lambda n: draw_t(np.maximum(np.round(gaps[:, :n]), 0))  # whole days, some of them zero


def _draw_cases(chance: float, rng: np.random.Generator, series: int, rho: float) -> Callable[[int], Chart]:
    between = geom.ppf(ndtr(draw_ar1(rng, (series,), LENGTHS[-1], rho)), chance) - 1
    return lambda n: draw_g(between[:, :n])


def _draw_median(rng: np.random.Generator, series: int, rho: float) -> Callable[[int], Chart]:
    y = draw_ar1(rng, (series,), LENGTHS[-1], rho)
    return lambda n: draw_run(y[:, :n])


def _name(process: Process, chart: str) -> str:
    return ", ".join(part for part in (chart, process.case) if part)


@dataclass(frozen=True)
class FullMonths(Availability):
    """The same with months that have no outage at all."""

    case: str = "a tenth of the months without an outage"
    copulas: int = 2

    def draw(self, rng: np.random.Generator, course: Array, noise: list[Array]) -> Sample:
        plain = super().draw(rng, course, noise)
        return Sample.of(np.where(ndtr(noise[1]) < 0.1, 100.0, plain.value))


_CHARTS = {"proportion": "p′", "count": "u′"}
_ALL: dict[str, Process] = {**PROCESSES, "count 1.5": Count(1.5)}
STABLE: tuple[Stable, ...] = (
    *(
        Stable(process.kind, _name(process, _CHARTS.get(process.kind, "XmR")), partial(_draw_process, process))
        for process in _ALL.values()
    ),
    Stable("availability", f"XmR{FULL_MONTHS}, a tenth of the months", partial(_draw_process, FullMonths())),
    Stable("count", "t, gaps exponential, mean 40 days", partial(_draw_gaps, 1.0)),
    Stable("count", "t, gaps in bursts (gamma 1/2), mean 40 days", partial(_draw_gaps, 0.5)),
    Stable("proportion", "g, 10 %", partial(_draw_cases, 0.1)),
    Stable("proportion", "g, 1 %", partial(_draw_cases, 0.01)),
    Stable("score", "run", _draw_median),
    Stable("proportion", "Laney's plain p′, 95 %", partial(_draw_laney, PROCESSES["share 95"]), False),
    Stable("count", "Laney's plain u′, mean 4, variance 3x", partial(_draw_laney, PROCESSES["count 4 wide"]), False),
)  # fmt: skip
