"""The table of all rates, and the page that says in words how often the kit is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.bench.calibrate.cells import FEW, KPIS, MANY, METHODS, POOLS, RHOS, SOME
from tests.bench.calibrate.rates import BH, BOTH, COLUMNS, POOLED, Row, to_record

Rows = Sequence[Row]
KEYS = ("what", "method", "rule", "kind", "case", "n", "kpis", "rho", "noise", "season", "effect")


def say_table(rows: Rows) -> str:
    """Return the whole table as text, what misses its bound first."""
    missed = [row for row in rows if row.holds == "no"]
    promised = sum(row.bound is not None for row in rows)
    head = (
        f"{len(missed)} of {promised} promised rates missed (bound and two standard errors), {len(rows)} rates in all"
    )
    return "\n".join([head, *(f"MISSED  {say_row(row)}" for row in missed), "", *_lay_out(rows)])


def say_row(row: Row) -> str:
    """Say one rate in a line."""
    where = ", ".join(part for part in (row.kind, row.case, row.noise, f"rho {row.rho:g}") if part)
    season = f", season {row.season}" if row.season else ""
    bound = "" if row.bound is None else f" (bound {row.bound:g})"
    return (
        f"{row.what} {row.method} [{row.rule}] n={row.n} K={row.kpis} {where}{season}: "
        f"{row.percent:.2f} +- {row.error:.2f}{bound}"
    )


def _lay_out(rows: Rows) -> list[str]:
    cells = [COLUMNS, *(tuple(_say(value) for value in to_record(row).values()) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(COLUMNS))]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in cells]


def _say(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def write_rates(rows: Rows, path: Path) -> None:
    """Write the table as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_csv(rows), encoding="utf-8", newline="\n")


def as_csv(rows: Rows) -> str:
    """Return the table as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_say(value) for value in to_record(row).values()] for row in rows)
    return out.getvalue()


def read_rates(path: Path) -> list[Row]:
    """Read the table back."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_to_row(record) for record in csv.DictReader(file)]


def _to_row(record: dict[str, str]) -> Row:
    texts = {name: record[name] for name in ("what", "method", "rule", "kind", "case", "noise", "holds")}
    counts = {name: int(record[name]) for name in ("n", "kpis", "season", "series", "seed")}
    rates = {name: float(record[name]) for name in ("rho", "effect", "percent", "error", "refused")}
    return Row(**texts, **counts, **rates, bound=float(record["bound"]) if record["bound"] else None)


def write_page(rows: Rows, path: Path) -> None:
    """Write the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(make_page(rows), encoding="utf-8", newline="\n")


def make_page(rows: Rows) -> str:
    """Return the page as Markdown."""
    parts = [
        INTRO, _say_missed(rows), _false_claims(rows), _pools(rows), _seasons(rows), _memories(rows), _kinds(rows),
        _families(rows), _lone(rows), _twists(rows), _refusals(rows), _power(rows), _minimal(rows),
        _intervals(rows), _charts(rows), HOW,
    ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


INTRO = """
# How often is this kit wrong?

Written by `make calibrate`; every number here comes out of a simulation in which the truth is known, asked through the
same functions that make a report. The complete table, one line a rate, is `rates.csv` beside this page.

A rate under *false claims* is the share of series in which nothing changed and a change was claimed all the same; with
a 5 % rule it should be 5 or less. The number after ± is the standard error of the simulation: another run would give a
rate within two of them. *Pooled* is the p-value that borrows from the other KPIs of the report; *both* is the claim a
headline needs: the pooled p and the one that the series gives alone are both below 5 %. Autocorrelation ("rho") is how
much of a month's deviation is still there in the next month.
"""

HOW = f"""
## How it was simulated

- A report has 28 KPIs unless the table says otherwise; all have the same process, independent of each other. A cell of
  the main tables has {SOME} or {MANY:,} reports, every other {FEW}, that is at least 4,004 series. Each cell has a seed
  of its own (CRC-32 of its name), so the same code gives the same table.
- The KPIs of one report share the prior, so the standard error is that of the means of the reports.
- Scores: Gaussian, level 100, standard deviation 15. Durations and money: lognormal with a log standard deviation of .3
  and .8. Proportions: beta-binomial, 40 to 160 cases a period, correlation of cases .01. Counts: Poisson and negative
  binomial with three times the variance, over an exposure that drifts from 80 to 120 %. Availability: 100 % less a
  lognormal downtime. Stocks: skewed whole numbers around 200. NPS: 50 answers, so that it moves in steps of 2. What is
  not Gaussian gets its memory through Gaussian copulas.
- Noise: *ar1* with the rho given. *drift*: half slow AR(1) of .8, half independent. *ar2*: coefficients .3 and .3.
  Three processes the method does not contain: *drift high* (AR(1) of .9 under 70 % noise), *walk* (a random walk with
  half of the variance within the window, the rest noise; it has no level to return to, so a "trend" in it is an
  accident that no method can see through), *arma21* (.5, .3; moving average .4).
- Season: a sine of 1.5 standard deviations with a random phase for each KPI; with two harmonics a second of 1.0 joins.
  12 periods a cycle; series of 104 are weeks with a cycle of 52. Below 24 months the kit is told that there is no
  season, or it refuses.
- Effects: a step of 20 (before/after), a slope of 30 from the first to the last period (trend) and a step of 30
  (interrupted), against a standard deviation of 15; of the other kinds as the table of intervals says. The change is
  in the middle unless the table says otherwise.
- An interval misses the truth exactly when the p-value at the truth is below 5 %; coverage is counted so, and checked
  at both computed ends of the interval on part of the series.
- Missing periods: 4 of 24, drawn anew for every 10 reports. Cases that vary or grow tenfold: 20 to 200 a period, half
  of the variance from sampling. Comparison: treated and untouched series share half of their variance (rho .6) and are
  both hit by another event of 30 at the date of the change.

What this cannot show: KPIs that move together, a season that changes its shape, holidays and outages inside the window,
and data that were recorded differently halfway. The kit asks about the last two; the first two make the rates above too
low.
"""


def _say_missed(rows: Rows) -> str:
    missed = [row for row in rows if row.holds == "no"]
    promised = sum(row.bound is not None for row in rows)
    lines = "\n".join(f"- {say_row(row)}" for row in missed)
    head = "## Promises that were missed\n\n"
    if not missed:
        return f"{head}None of {promised}: every promised rate lies within its bound and two standard errors."
    return (
        f"{head}{len(missed)} of {promised} promised rates lie beyond their bound and two standard errors:\n\n{lines}"
    )


def pick(rows: Rows, **wanted: object) -> list[Row]:
    """Return the rows that have these values."""
    return [row for row in rows if all(getattr(row, key) == value for key, value in wanted.items())]


def _say_rate(found: Iterable[Row]) -> str:
    rows = list(found)
    return f"{rows[0].percent:.1f} ± {rows[0].error:.1f}" if rows else "–"


def _say_range(found: Iterable[Row]) -> str:
    rates = sorted(row.percent for row in found)
    return f"{rates[0]:.1f} to {rates[-1]:.1f}" if rates else "–"


def lay_table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    body = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *body])


def _by_method(found: Rows, say: Callable[[Iterable[Row]], str]) -> list[str]:
    return [say(pick(found, method=method)) for method in METHODS]


def _false_claims(rows: Rows) -> str:
    stable = [row for row in pick(rows, what="size", kind="score", kpis=KPIS, noise="ar1", season=0) if _bare(row)]
    lines = [
        [str(n), f"{rho:g}", *_by_method(pick(stable, n=n, rho=rho, rule=POOLED), _say_rate),
         *_by_method(pick(stable, n=n, rho=rho, rule=BOTH), _say_rate)]
        for n in sorted({row.n for row in stable}) for rho in RHOS
    ]  # fmt: skip
    heads = ["periods", "rho", *(f"{name}, pooled" for name in METHODS), *(f"{name}, both" for name in METHODS)]
    return "## False claims: 28 stable KPIs without a season\n\n" + lay_table(heads, lines)


def _bare(row: Row) -> bool:
    return row.case in ("", "declared without season")


def _pools(rows: Rows) -> str:
    stable = [row for row in pick(rows, what="size", kind="score", noise="ar1", season=0, rule=POOLED) if _bare(row)]
    lines = [
        [str(n), str(k), *_by_method(pick(stable, n=n, kpis=k), _say_range)]
        for n in sorted({row.n for row in stable}) for k in POOLS
    ]  # fmt: skip
    note = "Lowest and highest false-claim rate over rho 0 to .6, by the number of KPIs that make the prior."
    return f"## Reports with fewer KPIs\n\n{note}\n\n" + lay_table(["periods", "KPIs", *METHODS], lines)


def _seasons(rows: Rows) -> str:
    seasonal = [row for row in pick(rows, what="size", rule=POOLED, kpis=KPIS, noise="ar1") if row.season]
    lines = [
        [str(n), str(h), *_by_method(pick(seasonal, n=n, season=h), _say_range)]
        for n in sorted({row.n for row in seasonal}) for h in (1, 2)
    ]  # fmt: skip
    note = "Lowest and highest false-claim rate over all kinds, and rho 0 to .6 (other kinds than scores: 0 and .6)."
    return f"## With a season\n\n{note}\n\n" + lay_table(["periods", "harmonics", *METHODS], lines)


def _memories(rows: Rows) -> str:
    slow = [row for row in pick(rows, what="size", rule=POOLED) if not row.noise.startswith("ar1")]
    lines = [
        [noise, str(n), str(k), *_by_method(pick(slow, noise=noise, n=n, kpis=k), _say_rate)]
        for noise in dict.fromkeys(row.noise for row in slow) for n in sorted({row.n for row in slow})
        for k in (1, 7, KPIS)
    ]  # fmt: skip
    return "## Noise with a longer memory\n\n" + lay_table(["noise", "periods", "KPIs", *METHODS], lines)


def _kinds(rows: Rows) -> str:
    found = [row for row in pick(rows, what="size", rule=POOLED, kpis=KPIS) if row.noise.startswith("ar1")]
    found = [row for row in found if row.kind != "score"]
    names = dict.fromkeys((row.kind, row.case.removesuffix("declared without season").rstrip("; ")) for row in found)
    lines = [
        [kind, case, str(n), *(_say_range(_of_process(found, kind, case, n, method)) for method in METHODS)]
        for kind, case in names for n in sorted({row.n for row in found}) if _of_process(found, kind, case, n, "")
    ]  # fmt: skip
    note = "Lowest and highest false-claim rate at rho 0 and .6, with and without a season."
    return f"## By kind of KPI\n\n{note}\n\n" + lay_table(["kind", "process", "periods", *METHODS], lines)


def _of_process(rows: Rows, kind: str, case: str, n: int, method: str) -> list[Row]:
    cases = (case, "; ".join(part for part in (case, "declared without season") if part))
    found = [row for row in pick(rows, kind=kind, n=n) if row.case in cases]
    return pick(found, method=method) if method else found


def _families(rows: Rows) -> str:
    found = pick(rows, what="family", kpis=KPIS)
    lines = [
        [row.kind, str(row.n), f"{row.rho:g}", str(row.season), row.method, _say_rate([row]),
         _say_rate(pick(found, method=row.method, n=row.n, rho=row.rho, kind=row.kind, season=row.season, rule=BOTH))]
        for row in pick(found, rule=BH)
    ]  # fmt: skip
    note = (
        "Percent of reports of 28 stable KPIs in which at least one is claimed: after Benjamini-Hochberg, as the "
        "report does it, and (for comparison) if each KPI were a headline of its own."
    )
    heads = ["KPIs", "periods", "rho", "season", "method", "any claim", "any, unadjusted (both p)"]
    return f"## Any false claim in a report\n\n{note}\n\n" + lay_table(heads, lines)


def _lone(rows: Rows) -> str:
    found = pick(rows, what="lone")
    lines = [[rule, *_by_method(pick(found, rule=rule), _say_rate)] for rule in (BOTH, POOLED)]
    note = "False claims on one KPI of rho .8 among 27 of rho 0 (24 periods): why a headline needs both p-values."
    return f"## A lone KPI with a long memory\n\n{note}\n\n" + lay_table(["claim", *METHODS], lines)


def _twists(rows: Rows) -> str:
    plain = [row for row in pick(rows, what="size", rule=POOLED, kpis=KPIS, noise="ar1", season=0) if row.n >= 24]
    known = {"", *(row.case for row in plain if row.rho == 0.0 and row.n == 104 and "earlier" not in row.case)}
    found = [row for row in plain if row.case not in known]
    names = dict.fromkeys((row.kind, row.case, row.n) for row in found)
    lines = [
        [kind, case, str(n), *_by_method(pick(found, kind=kind, case=case, n=n), _say_range)] for kind, case, n in names
    ]
    note = (
        "Lowest and highest false-claim rate over rho 0 to .6. *Earlier trend*: a course of two standard deviations "
        "over the window and no effect. *Not told*: the kit was not given the case numbers, or the comparison series."
    )
    return f"## Other breaks, gaps, trends, weights, comparisons\n\n{note}\n\n" + lay_table(
        ["kind", "what is special", "periods", *METHODS], lines
    )


def _refusals(rows: Rows) -> str:
    found = pick(rows, what="refused")
    if not found:
        return ""
    share = min(row.percent for row in found)
    return (
        f"## Refused\n\nOne year of months with a possible season: {share:g} % of the questions are refused "
        f"({sum(row.series for row in found):,} series asked)."
    )


def _power(rows: Rows) -> str:
    found = pick(rows, what="power", kpis=KPIS, kind="score")
    found = sorted(
        found, key=lambda row: any(word in row.case for word in ("comparison", "cases"))
    )  # the plain ones first
    names = dict.fromkeys((row.n, row.noise, row.rho, row.season, row.case) for row in found)
    lines = [
        [str(n), noise, f"{rho:g}", str(season), case,
         *_by_method(pick(found, n=n, noise=noise, rho=rho, season=season, case=case, rule=POOLED), _say_rate),
         *_by_method(pick(found, n=n, noise=noise, rho=rho, season=season, case=case, rule=BOTH), _say_rate)]
        for n, noise, rho, season, case in names
    ]  # fmt: skip
    heads = ["periods", "noise", "rho", "season", "special", *(f"{m}, pooled" for m in METHODS)]
    return "## True changes that are found\n\n" + lay_table([*heads, *(f"{m}, both" for m in METHODS)], lines)


def _minimal(rows: Rows) -> str:
    found = pick(rows, what="minimal")
    lines = [[f"{row.rho:g}", row.method, f"{row.effect:g}", _say_rate([row])] for row in found]
    note = (
        "The kit names the smallest change that it would find in four of five cases. Here it named one for a KPI of "
        "each report, just that was planted in 28 fresh series, and this is the percentage that was then claimed."
    )
    heads = ["rho", "method", "named (median)", "found"]
    return f"## The minimal detectable change\n\n{note}\n\n" + lay_table(heads, lines) if found else ""


def _intervals(rows: Rows) -> str:
    found = pick(rows, what="coverage", kpis=KPIS, rule=POOLED)
    lines = [
        [row.kind, row.case, str(row.n), row.noise, f"{row.rho:g}", row.method, f"{row.effect:g}", _say_rate([row]),
         _say_width(rows, row)]
        for row in found
    ]  # fmt: skip
    note = (
        "Percent of 95 % intervals that hold the true effect, and their median width. Effects and widths are in the "
        "unit of the effect: ratios of durations, money and counts, percentage points of shares, else the KPI's unit."
    )
    heads = ["kind", "process", "periods", "noise", "rho", "method", "true effect", "covered", "median width"]
    return f"## Intervals\n\n{note}\n\n" + lay_table(heads, lines)


def _say_width(rows: Rows, row: Row) -> str:
    wanted = {key: getattr(row, key) for key in KEYS if key not in ("what", "rule")}
    found = pick(rows, what="width", **wanted)
    return f"{found[0].percent:.3g}" if found else "–"


def _charts(rows: Rows) -> str:
    found = pick(rows, what="false alarm")
    if not found:
        return ""
    rhos = sorted({row.rho for row in found})
    names = dict.fromkeys((row.method, row.rule, row.kind, row.case) for row in pick(found, n=24))
    at24 = [
        [*name, *(_say_rate(_of_chart(found, name, 24, rho)) for rho in rhos)]
        for name in names
    ]  # fmt: skip
    longest = [row for row in found if row.rule == found[0].rule and row.method == found[0].method]
    lengths = [[str(n), *(_say_range(pick(longest, n=n, rho=rho)) for rho in rhos)] for n in _lengths(longest)]
    heads = [f"rho {rho:g}" for rho in rhos]
    return "\n\n".join(
        [
            "## Charts",
            "Percent of stable charts of 24 points (of a frozen chart: with a baseline of 24) that show any signal.",
            lay_table(["chart", "rules", "kind", "process", *heads], at24),
            f"By the number of points, rules *{found[0].rule}*, lowest and highest over all kinds.",
            lay_table(["points", *heads], lengths),
        ]
    )


def _of_chart(rows: Rows, name: tuple[str, str, str, str], n: int, rho: float) -> list[Row]:
    method, rule, kind, case = name
    return pick(rows, method=method, rule=rule, kind=kind, case=case, n=n, rho=rho)


def _lengths(rows: Rows) -> list[int]:
    return sorted({row.n for row in rows})
