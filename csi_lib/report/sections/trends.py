"""Whether anything is moving."""

from __future__ import annotations

from typing import Any

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.kpi.cases import CASE_FORMULAS, read_cases
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.figures import control_chart
from csi_lib.report.marks import Heading
from csi_lib.report.sections import rows
from csi_lib.report.sections.part import choose_words
from csi_lib.report.wording import say_change
from csi_lib.signals import (
    GAP_UNITS,
    Charting,
    Sheet,
    draw_gaps,
    draw_sheet,
    is_rare,
    main_stat,
    pick_series,
    with_rates,
)
from csi_lib.study import Study, make_charting

CLAIMS = ("improved", "worse")
UNTOLD = "Cannot be told, for the reason in the table below"
HINTED = "Clear with the noise of all KPIs, but not from the series alone, and so no headline"


def trend_answer(study: Study) -> Blocks:
    """Say which totals show a trend that the data carry, which a signal, and which cannot be told."""
    found = rows.at(study.signals)
    titles = {kpi.id: kpi.title for kpi in study.kpis}
    claims = [row for row in found.itertuples() if row.trend in CLAIMS]
    moving = [f"{titles[str(row.kpi)]}: {row.trend}" for row in claims if row.headline]
    hinted = [f"{titles[str(row.kpi)]}: {row.trend}" for row in claims if not row.headline]
    silent = [titles[str(row.kpi)] for row in found.itertuples() if row.trend == "not enough evidence"]
    blocks = [Text(_say_moving(moving, len(found) - len(silent)), role="answer")]
    if hinted:
        blocks.append(Text(f"{HINTED}: {'; '.join(hinted)}."))
    signals = [
        f"{titles[str(row.kpi)]}: {row.variation}" for row in found.itertuples() if row.variation in _SIGNAL_WORDS
    ]
    if signals:
        blocks.append(Text("Signals on the charts, a reason to look and not a verdict: " + "; ".join(signals) + "."))
    if silent:
        blocks.append(Text(f"{UNTOLD}: {', '.join(silent)}.", role="note"))
    return Blocks(blocks)


def _say_moving(moving: list[str], told: int) -> str:
    if moving:
        return "Yes, over the whole window: " + "; ".join(moving) + "."
    if not told:
        return "That cannot be told: of no KPI do these data carry a trend or its absence."
    return "No: no KPI shows a trend over the whole window that is clear enough to be called one."


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
    Column("amount", "In units"),
    Column("p", "p, noise of all KPIs", kind="number"),
    Column("own_p", "p, series alone", kind="number"),
    Column("q", "p, adjusted", kind="number"),
    Column("rho", "Autocorrelation", kind="number"),
    Column("reason", "Remark"),
)


def trends(study: Study) -> Blocks:
    """Show signal and trend of every total series, then of every slice."""
    totals = rows.at(study.signals)
    sliced = study.signals.drop(totals.index)
    note = (
        "A trend is claimed only when its interval leaves out no change and its p-value, adjusted by "
        "Benjamini-Hochberg over all series of the table, is below 5 %. That p reads each series with the noise of all "
        "of the table; a headline also needs the p of the series alone below 5 %."
    )
    title = choose_words(study, "KPIs, all services", "KPIs of this {part}")
    blocks: list[Block] = [Table(title, _columns(totals), _lines(study, totals), note=note)]
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
        "amount": _say_amount(row),
        "p": row["trend_p"],
        "own_p": row["trend_own_p"],
        "q": row["trend_q"],
        "rho": row["rho"],
        "reason": row["reason"],
    }


def _say_amount(row: dict[Any, Any]) -> str:
    """Say the effect in plain units with its direction; empty where it is in units already."""
    if pd.isna(row["trend_amount"]):
        return ""
    return f"{say_change(row['trend_amount'], 'difference', row['amount_unit'])}"


def _slice(row: dict[Any, Any]) -> str:
    return ", ".join(f"{name} {row[name]}" for name in rows.SLICES if name in row and not pd.isna(row[name]))


def charts(study: Study) -> Blocks:
    """Draw one chart per KPI with its limits, marks and the initiatives' dates, and beside it how often it is wrong."""
    blocks: list[Block] = []
    charting = with_rates(make_charting(study.engagement, study.kpis, study.baseline))
    for kpi in study.kpis:
        sheet = draw_sheet(
            study.measures,
            kpi,
            rules=charting.rules,
            baseline=charting.baselines.get(kpi.id),
            target=_target(study, kpi),
            rebases=charting.rebases,
            rates=charting.rates,
            run=charting.run,
        )
        if sheet.points["value"].notna().any():
            blocks += _draw_sheet(study, kpi, sheet)
            blocks += _draw_rare(study, kpi, charting)
    return Blocks(blocks)


def _draw_rare(study: Study, kpi: Kpi, charting: Charting) -> list[Block]:
    """Draw what lies between the events of a KPI that has few of them."""
    if kpi.formula not in CASE_FORMULAS or not is_rare(pick_series(study.measures, kpi), kpi):
        return []
    cases = read_cases(study.ingested.tables, kpi)
    sheet = draw_gaps(cases, kpi, zone=study.engagement.zone, rules=charting.rules, rates=charting.rates)
    if sheet is None:
        return []
    unit = GAP_UNITS[sheet.name]
    title = f"{kpi.title}: {unit} between events"
    heading = Heading(variation=sheet.variation, said=sheet.said)
    return [control_chart(sheet.points, title=title, unit=unit, heading=heading), Text(say_beside(sheet), role="note")]


def _draw_sheet(study: Study, kpi: Kpi, sheet: Sheet) -> list[Block]:
    marks = [(item.date, item.title) for item in study.initiatives if item.kpi == kpi.id and item.date and item.began]
    unit, title = rows.unit_of(study.measures, kpi), rows.name_series(kpi)
    heading = Heading(
        variation=sheet.variation if sheet.name else "",
        said=sheet.said,
        assurance=sheet.assurance or "",
        target=_target(study, kpi),
        rebases=[(item.date, item.reason) for item in sheet.rebases],
    )
    picture = control_chart(sheet.points, title=title, unit=unit, better=kpi.better, marks=marks, heading=heading)
    beside = say_beside(sheet)
    return [picture, Text(beside, role="note")] if beside else [picture]


NAMES = {"run": "Run"}


def say_beside(sheet: Sheet) -> str:
    """Say which chart it is, what stands out, how often such a chart is wrong, and what else has to be known."""
    if not sheet.name:
        return ""
    said = [
        f"{NAMES.get(sheet.name, sheet.name)} chart.",
        *([f"Signal in {sheet.said}."] if sheet.found is not None else []),
    ]
    return " ".join([*said, *([sheet.alarm.words] if sheet.alarm is not None else []), *sheet.remarks])


def _target(study: Study, kpi: Kpi) -> float | None:
    """Return the first target that an objective sets for what is drawn of a KPI.

    The target of a duration is set for its mean; held against the geometric mean that is drawn, it would always be hit.
    """
    if main_stat(kpi) != "value":
        return None
    targets = (item.target for item in study.engagement.objectives if item.kpi == kpi.id)
    return next((target for target in targets if target is not None), None)
