"""How often a report like this one is wrong: the measured rates for its own lengths and number of KPIs."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.wording import count_words
from csi_lib.signals.calibration import LONGER_MEMORY, ErrorRate, Method, Rule, find_worst, load_rates, neighbours
from csi_lib.study import Study

Sizes = set[tuple[int, int]]

_CLAIMS: tuple[tuple[str, Method, Rule], ...] = (
    ("A change after an initiative", "interrupted", "both"),
    ("A trend of one KPI that its own series supports as well", "trend", "both"),
    ("A trend of one KPI, not yet adjusted for the others", "trend", "pooled"),
)

_RATES = {
    "size": "False claims",
    "family": "Any false claim in a report",
    "lone": "False claims on a lone KPI",
    "power": "True changes found",
    "coverage": "Intervals that hold the truth",
    "refused": "Refused",
    "false alarm": "Stable charts with a signal",
}


def calibration_answer(study: Study) -> Blocks:
    """Say how often a claim of this report would be made where nothing changed."""
    sizes = own_sizes(study)
    rates = load_rates(study.home)
    parts = []
    if sizes["interrupted"]:
        step = find_worst("interrupted", sizes["interrupted"], rates=rates)
        parts.append(
            f"Of 100 initiatives after which nothing changed, {_say_span(step)} would be said to have worked or "
            "done harm."
        )
    if sizes["trend"]:
        parts.append(_say_family(rates, sizes["trend"]))
    body = (
        " ".join(part for part in parts if part) or "No claim can be made from series this short, so none can be wrong."
    )
    return Blocks([Text(body, role="answer")])


def error_rates(study: Study) -> Blocks:
    """Show, for every kind of claim, how often it is made in vain and how often a true change is found."""
    sizes, rates = own_sizes(study), load_rates(study.home)
    columns = (
        Column("claim", "Claim"),
        Column("own", "In this report"),
        Column("lengths", "Measured on periods"),
        Column("kpis", "with KPIs"),
        Column("false", "Made where nothing changed, of 100"),
        Column("slow", "the same, where periods remember longer"),
        Column("found", "True change of two standard deviations found, of 100"),
    )
    lines = tuple(_say_claim(rates, claim, sizes[claim[1]]) for claim in _CLAIMS if sizes[claim[1]])
    note = (
        "From the lowest to the highest rate over autocorrelations of 0 to 0.6 and the measured lengths and numbers of "
        "KPIs on either side of this report's, so that the higher one is no understatement. A change after an "
        "initiative is claimed only if the p-value that borrows from the other KPIs and that of the series alone agree."
    )
    return Blocks([Table("Claims of this report", columns, lines, note=note)])


def interval_rates(study: Study) -> Blocks:
    """Show how often the 95 % intervals of each kind of KPI hold the truth."""
    rates = load_rates(study.home)
    kinds = {kpi.kind for kpi in study.kpis}
    found = rates[(rates["what"] == "coverage") & (rates["rule"] == "pooled") & rates["kind"].isin(kinds)]
    longest = max((n for size in own_sizes(study).values() for _, n in size), default=0)
    found = found[found["n"].isin(neighbours(found["n"], longest))] if len(found) else found
    groups = found.groupby(["kind", "case"], sort=True)["percent"]
    lines = tuple(
        {"kind": kind, "case": case, "lowest": float(group.min()), "highest": float(group.max())}
        for (kind, case), group in groups
    )
    columns = (
        Column("kind", "Kind of KPI"),
        Column("case", "Simulated as"),
        Column("lowest", "Covered at least", "%", kind="number"),
        Column("highest", "at most", "%", kind="number"),
    )
    return Blocks([Table("95 % intervals that hold the true effect", columns, lines)])


def missed_rates(study: Study) -> Blocks:
    """Name every measured rate that is worse than promised."""
    rates = load_rates(study.home)
    promised, missed = rates[rates["bound"].notna()], rates[rates["holds"] == "no"]
    if missed.empty:
        none = f"None: all {len(promised):,} promised rates hold, within two standard errors of the simulation."
        return Blocks([Text(none, role="note")])
    columns = (
        Column("what", "Rate"),
        Column("percent", "Measured", "%", kind="number"),
        Column("error", "Standard error", kind="number"),
        Column("bound", "Promised", "%", kind="number"),
        Column("where", "Where"),
    )
    lines = tuple(_say_missed(row) for row in missed.to_dict("records"))
    note = f"{len(missed):,} of {len(promised):,} promised rates are worse than promised by over two standard errors."
    return Blocks([Table("Promises that were missed", columns, lines, note=note)])


def calibration_method(study: Study) -> Blocks:
    """Say how the rates were measured and where all of them are."""
    rates = load_rates(study.home)
    body = (
        f"{len(rates):,} rates were measured on simulated reports whose truth is known, asked through the same "
        f"functions that made this one; no rate of a test rests on fewer than {_fewest(rates):,} series. The complete "
        "table, with seeds and standard errors, is params/calibration/rates.csv of the kit, what was simulated is told "
        "in how-often-wrong.md beside it, and 'make calibrate' writes both anew. The simulated KPIs are independent of "
        "each other and recorded alike throughout; where that does not hold, the rates are too low."
    )
    return Blocks([Text(body)])


def own_sizes(study: Study) -> dict[Method, Sizes]:
    """Return, for each kind of claim, how many KPIs were pooled and how many periods asked, series by series."""
    totals = rows.at(study.signals)
    asked = totals[totals["trend_p"].notna()].to_dict("records")
    steps = [item for item in study.verdicts if item.pooled]
    return {
        "trend": {(int(row["trend_pooled"]), int(row["n"])) for row in asked},
        "interrupted": {(item.pooled, item.n_before + item.n_after) for item in steps},
        "before/after": set(),
    }


def _fewest(rates: pd.DataFrame) -> int:
    return int(rates.loc[rates["what"].isin(["size", "power", "coverage"]), "series"].min())


def _say_missed(row: dict[Hashable, Any]) -> dict[str, Any]:
    season = f"season of {count_words(int(row['season']), 'harmonic')}" if row["season"] else ""
    size = f"{row['n']} periods, {count_words(int(row['kpis']), 'KPI')}"
    memory = f"autocorrelation {row['rho']:g}" if row["noise"].startswith("ar1") else row["noise"]
    return {
        "what": f"{_RATES.get(row['what'], row['what'])}, {row['method']}",
        "where": ", ".join(part for part in (row["kind"], row["case"], size, memory, season, row["rule"]) if part),
        **{key: row[key] for key in ("percent", "error", "bound")},
    }


def _say_claim(rates: pd.DataFrame, claim: tuple[str, Method, Rule], sizes: Sizes) -> dict[str, Any]:
    name, method, rule = claim
    false = find_worst(method, sizes, rule=rule, rates=rates)
    slow = find_worst(method, sizes, rule=rule, noises=LONGER_MEMORY, rates=rates)
    found = find_worst(method, sizes, rule=rule, what="power", rates=rates)
    return {
        "claim": name,
        "own": f"{_list({n for _, n in sizes})} periods, {_say_kpis({kpis for kpis, _ in sizes})}",
        "lengths": _list(set(false.lengths)),
        "kpis": _list(set(false.kpis)),
        "false": _say_span(false),
        "slow": _say_span(slow),
        "found": _say_span(found, 0),
    }


def _say_kpis(counts: set[int]) -> str:
    return f"{_list(counts)} {'KPI' if counts == {1} else 'KPIs'}"


def _list(numbers: set[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low} to {high}"


def _say_span(rate: ErrorRate, digits: int = 1) -> str:
    low, high = f"{rate.lowest:.{digits}f}", f"{rate.highest:.{digits}f}"
    return low if low == high else f"{low} to {high}"


def _say_family(rates: pd.DataFrame, sizes: Sizes) -> str:
    found = rates[(rates["what"] == "family") & (rates["method"] == "trend") & (rates["rule"] == "Benjamini-Hochberg")]
    found = found[found["kind"] == "score"]
    found = found[found["n"].isin({length for _, n in sizes for length in neighbours(found["n"], n)})]
    found = found[found["kpis"].isin({count for kpis, _ in sizes for count in neighbours(found["kpis"], kpis)})]
    if found.empty:
        return ""
    return (
        f"Of 100 reports with {_say_kpis(set(found['kpis']))} where all stand still, at most "
        f"{found['percent'].max():.1f} claim a trend of any of them."
    )
