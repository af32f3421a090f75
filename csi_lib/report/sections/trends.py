"""Whether anything is moving."""

from __future__ import annotations

from typing import Any

import pandas as pd

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.figures import control_chart
from csi_lib.report.sections import rows
from csi_lib.signals import draw_points
from csi_lib.study import Study

CLAIMS = ("improved", "worse")


def trend_answer(study: Study) -> Blocks:
    """Say which totals show a trend that the data carry, which a signal, and which cannot be told."""
    found = rows.at(study.signals)
    titles = {kpi.id: kpi.title for kpi in study.kpis}
    moving = [f"{titles[str(row.kpi)]}: {row.trend}" for row in found.itertuples() if row.trend in CLAIMS]
    silent = [titles[str(row.kpi)] for row in found.itertuples() if row.trend == "not enough evidence"]
    body = (
        "Yes, over the whole window: " + "; ".join(moving) + "."
        if moving
        else "No: no KPI shows a trend over the whole window that is clear enough to be called one."
    )
    blocks = [Text(body, role="answer")]
    signals = [
        f"{titles[str(row.kpi)]}: {row.variation}" for row in found.itertuples() if row.variation in _SIGNAL_WORDS
    ]
    if signals:
        blocks.append(Text("Signals on the charts, a reason to look and not a verdict: " + "; ".join(signals) + "."))
    if silent:
        blocks.append(Text("Too little data to tell for: " + ", ".join(silent) + ".", role="note"))
    return Blocks(blocks)


_SIGNAL_WORDS = ("improvement", "deterioration")

_COLUMNS = (
    Column("kpi", "KPI"),
    Column("slice", "Slice"),
    Column("n", "Months used", kind="number"),
    Column("variation", "Last 3 months on the chart"),
    Column("trend", "Trend over the window"),
    Column("effect", "Effect over the window", kind="number"),
    Column("lo", "95 % from", kind="number"),
    Column("hi", "95 % to", kind="number"),
    Column("effect_kind", "Effect is a"),
    Column("p", "p", kind="number"),
    Column("rho", "Autocorrelation", kind="number"),
    Column("reason", "Remark"),
)


def trends(study: Study) -> Blocks:
    """Show signal and trend of every total series, then of every slice."""
    totals = rows.at(study.signals)
    sliced = study.signals.drop(totals.index)
    note = (
        "A trend is claimed only when its interval leaves out no change and its p-value, adjusted by "
        "Benjamini-Hochberg over all series of the table, is below 5 %. p is printed unadjusted."
    )
    blocks: list[Block] = [Table("KPIs, all services", _columns(totals), _lines(study, totals), note=note)]
    if len(sliced):
        blocks.append(Table("By slice", _columns(sliced), _lines(study, sliced), note=note))
    return Blocks(blocks)


def _columns(found: pd.DataFrame) -> tuple[Column, ...]:
    """Leave the slice out where every series is a total."""
    whole = all(not _slice(row) for row in found.to_dict("records"))
    return tuple(column for column in _COLUMNS if not (whole and column.key == "slice"))


def _lines(study: Study, found: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    keys = [column.key for column in _columns(found)]
    lines = (_line(study, row) for row in found.to_dict("records"))
    return tuple({key: line[key] for key in keys} for line in lines)


def _line(study: Study, row: dict[Any, Any]) -> dict[str, Any]:
    kpi = study.kpi(str(row["kpi"]))
    return {
        "kpi": rows.name_series(kpi),
        "slice": _slice(row),
        "n": row["n"],
        "variation": row["variation"],
        "trend": row["trend"],
        "effect": row["trend_effect"],
        "lo": row["trend_lo"],
        "hi": row["trend_hi"],
        "effect_kind": row["effect_kind"],
        "p": row["trend_p"],
        "rho": row["rho"],
        "reason": row["reason"],
    }


def _slice(row: dict[Any, Any]) -> str:
    return ", ".join(f"{name} {row[name]}" for name in rows.SLICES if name in row and not pd.isna(row[name]))


def charts(study: Study) -> Blocks:
    """Draw one chart per KPI with its limits, the initiatives' dates marked, and its false-alarm rate beside it."""
    blocks: list[Block] = []
    for kpi in study.kpis:
        points = draw_points(study.measures, kpi)
        if points["value"].notna().any():
            marks = [(item.date, item.title) for item in study.initiatives if item.kpi == kpi.id and item.date]
            unit = rows.unit_of(study.measures, kpi)
            title = rows.name_series(kpi)
            blocks.append(control_chart(points, title=title, unit=unit, better=kpi.better, marks=marks))
    charted = rows.at(study.signals)
    charted = charted[charted["center"].notna()]
    blocks += [Text(rule, role="note") for rule in sorted(set(charted["rule"])) if rule]
    return Blocks(blocks)
