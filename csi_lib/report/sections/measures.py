"""How the service is doing, number by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.kpi.cases import read_cases
from csi_lib.kpi.catalogue import say_rule, say_shape
from csi_lib.kpi.exclusions import count_exclusions
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.figures import bar_chart
from csi_lib.report.sections import rows
from csi_lib.report.wording import say_inside, say_value
from csi_lib.stats.description import estimate_survival
from csi_lib.study import Study

GROUP_TITLES = {
    "incident": "Incident management",
    "change": "Change management",
    "problem": "Problem management",
    "desk": "Service desk",
    "sla": "Service levels",
    "satisfaction": "Customer satisfaction",
    "finance": "Finance",
}
MOST_BARS = 12


def measures_answer(study: Study) -> Blocks:
    """Say how many KPIs could be computed and which could not."""
    whole = study.totals[study.totals["stat"] == "value"]
    missing = [
        f"{kpi.title} ({_reason(whole, kpi)})" for kpi in study.kpis if _reason(whole, kpi).startswith("not computable")
    ]
    done = len(study.kpis) - len(missing)
    body = f"{done} of {len(study.kpis)} KPIs could be computed from {study.first} to {study.as_of}."
    blocks = [Text(f"{body} {_say_usual(study)}", role="answer")]
    if missing:
        blocks.append(Text("Not computed, and not guessed: " + "; ".join(missing) + ".", role="warning"))
    return Blocks(blocks)


def _say_usual(study: Study) -> str:
    """Say how many KPIs stayed in their usual range lately, and which did not."""
    found = rows.at(study.signals)
    found = found[found["center"].notna()]
    if found.empty:
        return "None has enough months for a usual range, so none is called good or bad here."
    moved = [
        f"{say_inside(study.kpi(str(row.kpi)).title)} ({row.variation})"
        for row in found[found["variation"] != "no signal"].itertuples()
    ]
    usual = f"{len(found) - len(moved)} of the {len(found)} with enough months stayed in the usual range"
    outside = f"; outside it: {', '.join(moved)}" if moved else ""
    return f"In the last three months {usual}{outside}."


def values(study: Study) -> Blocks:
    """Show every KPI by metric group: the last month and the whole window, with n."""
    tables: list[Table] = []
    for group, title in GROUP_TITLES.items():
        kpis = [kpi for kpi in study.kpis if kpi.group == group]
        if kpis:
            lines = [line for kpi in kpis for line in _value_lines(study, kpi)]
            tables.append(_drop_empty(_lay_rows(title, _VALUE_COLUMNS, lines)))
    return Blocks(_explain_once(tables, _VALUE_NOTES))


_FEW = "few"  # of a line that is no column: rests on fewer rows than its definition asks for
FEW_EXPLAINED = "Grey: fewer rows than the definition asks for, so the number says little."


def _lay_rows(title: str, columns: tuple[Column, ...], lines: list[dict[str, Any]], **more: Any) -> Table:
    """Make a table whose thin rows are grey."""
    muted = tuple(place for place, line in enumerate(lines) if line[_FEW])
    rows_ = tuple({key: value for key, value in line.items() if key != _FEW} for line in lines)
    note = " ".join(part for part in (more.pop("note", ""), FEW_EXPLAINED if muted else "") if part)
    return Table(title, columns, rows_, note=note, muted=muted, **more)


def _explain_once(tables: list[Table], notes: Mapping[str, str]) -> list[Table]:
    """Put each explanation below the first table that has its column."""
    out, left = [], dict(notes)
    for table in tables:
        own = [left.pop(column.key) for column in table.columns if column.key in left]
        out.append(replace(table, note=" ".join([*own, *([table.note] if table.note else [])])))
    return out


_VALUE_NOTES = {
    "last": "Last month is the newest one that is complete, mature and inside the export.",
    "whole_count": "Of these counted: how many of the n the percentage counts, for example the reopened ones.",
}
_VALUE_COLUMNS = (
    Column("kpi", "KPI"),
    Column("stat", "Statistic"),
    Column("month", "Month"),
    Column("last", "Last month", kind="number"),
    Column("last_n", "n", kind="number"),
    Column("whole", "Whole window", kind="number"),
    Column("whole_n", "n (whole)", kind="number"),
    Column("whole_count", "Of these counted", kind="number"),
    Column("unit", "Unit"),
    Column("better", "Better"),
    Column("variant", "As chosen"),
    Column("note", "Remark"),
)


def _drop_empty(table: Table) -> Table:
    """Leave out the columns that say nothing in any row of this table."""
    spare = [key for key in _SPARE if all(line[key] in (None, "") for line in table.rows)]
    columns = tuple(column for column in table.columns if column.key not in spare)
    lines = tuple({column.key: line[column.key] for column in columns} for line in table.rows)
    return replace(table, columns=columns, rows=lines)


_SPARE = ("stat", "whole_count", "variant", "note")


def _value_lines(study: Study, kpi: Kpi) -> list[dict[str, Any]]:
    months = rows.at(rows.main_view(study.measures, kpi))
    whole = rows.at(rows.main_view(study.totals, kpi))
    return [_value_line(kpi, stat, months, whole) for stat in rows.stats_of(kpi)]


def _value_line(kpi: Kpi, stat: str, months: pd.DataFrame, whole: pd.DataFrame) -> dict[str, Any]:
    last = rows.last_month(months[months["stat"] == stat])
    total = whole[whole["stat"] == stat]
    one, all_ = (frame.iloc[0] if len(frame) else None for frame in (last, total))
    return {
        "kpi": rows.name_kpi(kpi),
        "stat": rows.stat_label(kpi, stat),
        "month": "" if one is None or pd.isna(one["value"]) else rows.name_period(one),
        "last": None if one is None else one["value"],
        "last_n": None if one is None else one["n"],
        "whole": None if all_ is None else all_["value"],
        "whole_n": None if all_ is None else all_["n"],
        "whole_count": all_["numerator"] if all_ is not None and kpi.kind == "proportion" else None,
        "unit": kpi.unit if all_ is None else all_["unit"],
        "better": kpi.better,
        "variant": kpi.variant,
        "note": "" if one is None else one["reason"],
        # the reader sees the last month first: what is too thin for a comparison is said, and shown in grey
        _FEW: one is not None and not one["enough"],
    }


def slices(study: Study) -> Blocks:
    """Show incident volume and the main KPIs by each slice over the whole window."""
    blocks: list[Any] = []
    for column in dict.fromkeys([*study.engagement.slices, *study.engagement.breakdowns]):
        blocks.extend(_pareto(study, column))
    for column in study.engagement.slices:
        blocks.append(_slice_table(study, column))
    return Blocks(blocks)


def _pareto(study: Study, column: str) -> list[Any]:
    volume = next((kpi for kpi in study.kpis if kpi.id == "incident_volume"), None)
    if volume is None:
        return []
    found = rows.along(rows.main_view(study.totals, volume), column)
    if found.empty:
        return []
    ordered = found.sort_values(["value", column], ascending=[False, True])
    bars = pd.DataFrame({"name": ordered[column], "value": ordered["value"]})
    lines = tuple({column: row["name"], "incidents": row["value"]} for row in bars.to_dict("records"))
    title = f"Incidents by {column}, {study.first} to {study.as_of}"
    shown = bar_chart(bars.head(MOST_BARS), title, "incidents")
    columns = (Column(column, column.capitalize()), Column("incidents", "Incidents", kind="number"))
    return [shown, Table(title, columns, lines)]


def _slice_table(study: Study, column: str) -> Table:
    lines = []
    for kpi in study.kpis:
        found = rows.along(rows.main_view(study.totals, kpi), column)
        for stat in rows.stats_of(kpi):
            for row in found[found["stat"] == stat].to_dict("records"):
                lines.append(
                    {
                        column: row[column],
                        "kpi": rows.name_kpi(kpi),
                        "stat": rows.stat_label(kpi, stat),
                        "value": row["value"],
                        "unit": row["unit"],
                        "n": row["n"],
                        "note": row["reason"],
                        _FEW: not row["enough"],
                    }
                )
    columns = (
        Column(column, column.capitalize()),
        Column("kpi", "KPI"),
        Column("stat", "Statistic"),
        Column("value", "Whole window", kind="number"),
        Column("unit", "Unit"),
        Column("n", "n", kind="number"),
        Column("note", "Remark"),
    )
    remarks = {line["note"] for line in lines}
    title = f"Every KPI by {column}, whole window"
    if len(remarks) > 1:
        return _lay_rows(title, columns, lines, folded=True)
    # one remark for all of them is said once
    bare = [{key: value for key, value in line.items() if key != "note"} for line in lines]
    said = "".join(remarks)
    note = _REMARK_NOTES.get(said, f"All rows: {said}." if said else "")
    return _lay_rows(title, columns[:-1], bare, note=note, folded=True)


_REMARK_NOTES = {
    "outside the extraction window": "The whole window reaches beyond the days the export covers: read these as "
    "levels of what was exported, never as volume over time."
}


def cohorts(study: Study) -> Blocks:
    """Show the cohort view: tickets by the month they were opened in, with the immature months marked."""
    lines = []
    for kpi in study.kpis:
        found = study.measures[(study.measures["kpi"] == kpi.id) & (study.measures["view"] == "cohort")]
        if found["value"].isna().all():
            continue  # the page has said above that it was not computed, and why
        waiting = rows.at(found[found["stat"] == "pending"]).set_index("period_start")["value"].to_dict()
        for stat in rows.stats_of(kpi):
            for row in rows.at(found[found["stat"] == stat]).itertuples():
                lines.append(
                    {
                        "kpi": rows.name_kpi(kpi),
                        "stat": rows.stat_label(kpi, stat),
                        "month": rows.name_period(row),
                        "value": row.value,
                        "unit": row.unit,
                        "n": row.n,
                        "pending": waiting.get(row.period_start),
                        "note": row.reason,
                        _FEW: not row.enough,
                    }
                )
    columns = (
        Column("kpi", "KPI"),
        Column("stat", "Statistic"),
        Column("month", "Opened in"),
        Column("value", "Value", kind="number"),
        Column("unit", "Unit"),
        Column("n", "n", kind="number"),
        Column("pending", "Still waiting", kind="number"),
        Column("note", "Remark"),
    )
    return Blocks([_lay_rows("By month of opening (cohort view)", columns, lines, folded=True)])


def exclusions(study: Study) -> Blocks:
    """Show how many rows were left out of every KPI, by table and reason."""
    columns = (
        Column("table", "Table"),
        Column("reason", "Left out because"),
        Column("rows", "Rows", kind="number"),
        Column("of", "Of", kind="number"),
        Column("percent", "Share", unit="%", kind="number"),
    )
    counted = count_exclusions(study.ingested.tables)
    note = "Rows left out stand on neither side of a quotient. A row that fits two reasons counts with the first."
    return Blocks([Table.from_frame("Rows left out of every KPI", counted, columns, note=note)])


def waiting(study: Study) -> Blocks:
    """Show for every duration the mean of what ended beside the median with the open ones counted as open."""
    lines = [
        line for kpi in study.kpis if kpi.kind == "duration" and kpi.formula == "mean" for line in _wait(study, kpi)
    ]
    columns = (
        Column("kpi", "KPI"),
        Column("mean", "Mean of those that ended", kind="number"),
        Column("ended", "Ended", kind="number"),
        Column("median", "Median, open ones counted", kind="number"),
        Column("lo", "95 % from", kind="number"),
        Column("hi", "95 % to", kind="number"),
        Column("open", "Still open", kind="number"),
        Column("unit", "Unit"),
        Column("clock", "Clock"),
    )
    return Blocks([Table("Durations with what is still open", columns, tuple(lines), note=_WAITING_NOTE)])


_WAITING_NOTE = (
    "Median by Kaplan-Meier over the whole window: a case that is still open counts as open since it began, in "
    "calendar time, instead of being left out. The interval treats cases as independent and is too narrow. A KPI on "
    "the business clock has no such median here. The page of description says whether another mix of tickets moved a "
    "mean."
)
_SECONDS = {"min": 60.0, "h": 3_600.0, "d": 86_400.0}


def _wait(study: Study, kpi: Kpi) -> Iterator[dict[str, Any]]:
    cases = read_cases(study.ingested.tables, kpi)
    ended = ~cases["waiting"].to_numpy()
    if not ended.any():
        return
    value = cases["value"].to_numpy(dtype="float64")
    line = {"kpi": rows.name_kpi(kpi), "mean": value[ended].mean(), "ended": int(ended.sum()), "unit": kpi.unit}
    line |= {"open": int((~ended).sum()), "clock": kpi.clock}
    if kpi.clock == "calendar":
        since = (study.ingested.last_stamp - cases["began_at"]).dt.total_seconds().to_numpy() / _SECONDS[kpi.unit]
        watched = np.where(ended, value, np.clip(since, 0.0, None))
        line |= dict(zip(("median", "lo", "hi"), estimate_survival(watched, ended).quantile(0.5), strict=True))
    yield line


def definitions(study: Study) -> Blocks:
    """Show how each number is defined: stamp, formula, clock, population and what it does not say."""
    lines = tuple(
        {
            "kpi": f"{kpi.id}@{kpi.version}",
            "question": kpi.question,
            "stamp": kpi.stamp,
            "formula": _formula(kpi) + _population(kpi),
            "clock": kpi.clock,
            "variant": kpi.variant,
            "note": kpi.note,
            "guard": ", ".join(kpi.guard),
            "sources": "; ".join(kpi.sources),
        }
        for kpi in study.kpis
    )
    columns = (
        Column("kpi", "KPI"),
        Column("question", "Question it answers"),
        Column("stamp", "Assigned to a period by"),
        Column("formula", "Formula"),
        Column("clock", "Clock"),
        Column("variant", "As chosen"),
        Column("note", "Ambiguity and choice"),
        Column("guard", "Guard metric"),
        Column("sources", "Source"),
    )
    return Blocks([Table("Definitions", columns, lines, folded=True)])


def _formula(kpi: Kpi) -> str:
    said = " ".join(say_shape(kpi).split())
    return f"{said}; a geometric mean counts what took under a minute as one minute" if kpi.kind == "duration" else said


def _population(kpi: Kpi) -> str:
    """Say which rows a formula speaks of."""
    rules = [f"{name} = {say_value(value)}" for name, value in kpi.where.items()]
    if kpi.of:
        rules.append(say_rule(kpi.of))
    return f"; over {kpi.table} with {' and '.join(rules)}" if rules else f"; over {kpi.table}"


def _reason(whole: pd.DataFrame, kpi: Kpi) -> str:
    found = rows.at(rows.main_view(whole, kpi))
    return str(found["reason"].iloc[0]) if len(found) else "not computable: no rows"
