"""Where the work lies, what ended at once, and which numbers move together."""

from __future__ import annotations

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.figures import bar_chart
from csi_lib.report.sections.behind import attempt, open_main
from csi_lib.report.wording import count_words, say_inside, say_value
from csi_lib.signals.description import Pairs, Ranking, Sweeps, pair_series, rank_groups
from csi_lib.stats.description import Pareto
from csi_lib.study import Study

SHOWN_PAIRS = 12
CHARTED = "category"  # the picture; all other groups are tables
NAME_LENGTH = 60  # a client's group may be named by a page of text

SWEEP_EXPLAINED = (
    "A day (or minute) counts as a bulk closure when more tickets ended in it than 20 (in a minute: 10), than three "
    "times the usual number, and than six robust standard deviations above it; usual is the number in the day on which "
    "the typical ticket ended. It can be a hand that tidied up, or a real rush after an outage: look before leaving it "
    "out."
)
PAIRS_EXPLAINED = (
    "Association only: nothing here says that one number moves the other, and nothing is called significant. "
    "Spearman's rho of the steps from one period to the next, so that two numbers that merely both rise are no pair; "
    "the interval is widened for autocorrelation. A season that both share is not taken out. 'Same records' marks "
    "numbers that are counted from one table and go together by definition."
)


def pareto_groups(study: Study) -> Blocks:
    """Rank the groups behind the leading duration by tickets and by hours; name the vital few where there are any."""
    cases = open_main(study)
    rankings = attempt(rank_groups, cases, first=study.first, as_of=study.as_of) if cases else None
    if not cases or not rankings:
        return Blocks([Text("There are no finished tickets in groups to rank.", role="note")])
    blocks: list[Block] = []
    for ranking in rankings:
        if ranking.by == CHARTED:
            blocks.append(bar_chart(_bars(ranking), f"Tickets by {ranking.by}", "tickets"))
        blocks += [Text(_say_few(ranking)), _ranking_table(ranking, cases.kpi)]
    return Blocks(blocks)


def _bars(ranking: Ranking) -> pd.DataFrame:
    pareto = ranking.by_cases
    names = [ranking.names[place] for place in pareto.order]
    shown = [
        {"name": name, "value": value, "cumulative": 100 * reached}
        for name, value, reached in zip(names, pareto.amount, pareto.cumulative, strict=True)
    ]
    if pareto.others:
        shown.append({"name": _say_others(pareto), "value": pareto.others_amount, "cumulative": 100.0})
    return pd.DataFrame(shown)


def _ranking_table(ranking: Ranking, kpi: Kpi) -> Table:
    columns = (
        Column("name", ranking.by.capitalize()),
        Column("cases", "Tickets", kind="number"),
        Column("share", "Share", "%", kind="number"),
        Column("reached", "Together", "%", kind="number"),
        Column("time", "Time", kpi.unit, kind="number"),
        Column("time_share", "Share of time", "%", kind="number"),
    )
    pareto, whole = ranking.by_cases, float(ranking.time.sum())
    lines = [
        _ranking_line(_cut(ranking.names[place]), ranking.cases[place], ranking.time[place], ranking.n, whole)
        | {"reached": 100 * float(reached)}
        for place, reached in zip(pareto.order, pareto.cumulative, strict=True)
    ]
    if pareto.others:
        time = whole - float(ranking.time[pareto.order].sum())
        lines.append(
            _ranking_line(_say_others(pareto), pareto.others_amount, time, ranking.n, whole) | {"reached": 100.0}
        )
    note = f"n = {ranking.n:,} tickets behind {say_inside(kpi.title)}, ranked by number."
    return Table(f"Tickets and time by {ranking.by}", columns, tuple(lines), note=note)


def _ranking_line(name: str, cases: float, time: float, n: int, whole: float) -> dict[str, object]:
    share = 100 * time / whole if whole > 0 else None
    return {"name": name, "cases": int(cases), "share": 100 * cases / n, "time": time, "time_share": share}


def _say_others(pareto: Pareto) -> str:
    return f"all {pareto.others:,} others"


def _cut(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def _say_few(ranking: Ranking) -> str:
    said = [
        _say_vital(ranking, pareto, what) for pareto, what in ((ranking.by_cases, "tickets"), (ranking.by_time, "time"))
    ]
    return f"By {ranking.by}: {'; '.join(said)}."


def _say_vital(ranking: Ranking, pareto: Pareto, what: str) -> str:
    if not pareto.has_vital_few:
        return f"{pareto.fewest} of {pareto.groups} groups are needed for 80 % of the {what}, so there is no vital few"
    named = [_cut(ranking.names[place]) for place in pareto.order[: pareto.vital]]
    rest = pareto.vital - len(named)
    more = f" and {rest} more" if rest else ""
    hold = "holds" if pareto.vital == 1 else "hold"
    return f"{pareto.vital} of {pareto.groups} groups {hold} at least 80 % of the {what} ({', '.join(named)}{more})"


def bulk_closures(study: Study) -> Blocks:
    """Name the days and minutes at which many tickets ended at once."""
    cases = open_main(study)
    if cases is None:
        return Blocks([Text("No duration of single tickets is measured, so there is nothing to sweep.", role="note")])
    title = say_inside(cases.kpi.title)
    lines = [
        {"slot": f"{at:%Y-%m-%d}" if sweep.length == "day" else f"{at:%Y-%m-%d %H:%M}", "count": count}
        | {"usual": sweep.usual, "limit": sweep.limit, "length": sweep.length}
        for sweep in cases.sweeps
        for at, count in sorted(zip(sweep.at, sweep.counts, strict=True), key=lambda one: (-one[1], one[0]))[:10]
    ]
    said = [Text(f"{cases.kpi.title}: {_say_sweep(sweep)}") for sweep in cases.sweeps]
    if not lines:
        return Blocks([*said, Text(SWEEP_EXPLAINED, role="note")])
    columns = (
        Column("slot", "When (local time)"),
        Column("length", "Length"),
        Column("count", "Tickets ended", kind="number"),
        Column("usual", "Usual", kind="number"),
        Column("limit", "Bulk above", kind="number"),
    )
    return Blocks([*said, Table(f"Bulk closures behind {title}", columns, tuple(lines), note=SWEEP_EXPLAINED)])


def _say_sweep(sweep: Sweeps) -> str:
    if sweep.refusal:
        return f"bulk closures by {sweep.length} cannot be told: {sweep.refusal}."
    if not sweep.at:
        return f"no {sweep.length} stands out by the number of tickets that ended in it."
    held = int(sweep.inside.sum())
    return f"{held:,} tickets ended in {count_words(len(sweep.at), sweep.length)} of bulk closure."


def associations(study: Study) -> Blocks:
    """Show the KPIs that move together most, with how many pairs were looked at."""
    pairs = pair_series(study.measures, study.kpis)
    if not pairs.found:
        none = f"None of {count_words(pairs.asked, 'pair')} of KPIs shares enough steps from period to period."
        return Blocks([Text(none, role="note")])
    columns = (
        Column("one", "KPI"),
        Column("other", "and KPI"),
        Column("rho", "Spearman's rho", kind="number"),
        Column("lo", "95 % from", kind="number"),
        Column("hi", "95 % to", kind="number"),
        Column("n", "Steps", kind="number"),
        Column("shared", "Same records", kind="flag"),
    )
    lines = tuple(
        {"one": study.kpi(pair.one).title, "other": study.kpi(pair.other).title, "shared": pair.shared}
        | {name: getattr(pair.association, name) for name in ("rho", "lo", "hi", "n")}
        for pair in pairs.found[:SHOWN_PAIRS]
    )
    some = len(lines) < len(pairs.found)
    title = f"The {len(lines)} closest of {len(pairs.found):,} pairs" if some else "Pairs of KPIs, the closest first"
    return Blocks([Text(_say_pairs(pairs)), Table(title, columns, lines, note=PAIRS_EXPLAINED)])


def _say_pairs(pairs: Pairs) -> str:
    looked = count_words(pairs.asked, "pair of KPIs was looked at", "pairs of KPIs were looked at")
    shared = count_words(len(pairs.found), "shares", "share")
    without = count_words(pairs.without_zero, "interval leaves", "intervals leave")
    return (
        f"{looked}, {shared} enough steps. {without} zero out; about {say_value(round(pairs.by_chance))} would if no "
        "two had anything to do with each other, and the closest of many always look close."
    )
