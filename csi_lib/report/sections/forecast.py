"""What comes next, and how such forecasts would have done."""

from __future__ import annotations

from typing import Any

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.register.goals import Goal
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.outlook import forecast_chart
from csi_lib.report.sections import rows
from csi_lib.report.wording import say_inside, say_period, say_value
from csi_lib.signals import draw_points
from csi_lib.signals.forecast import forecast, look_back
from csi_lib.signals.lead import find_lead, foretell_stated
from csi_lib.study import Study

MOST_CHARTS = 4
LEAST_HELD = 0.9  # share of past values inside their intervals below which the intervals are called too narrow
_TOO_NARROW = "That is fewer than 95 of 100: here the intervals have been too narrow, so take them for wider."
_GOES_ON = (
    "A forecast says what comes when everything goes on as it was: it knows of no plan and no change ahead. Each "
    "month's interval is meant to hold its value in 95 of 100 cases, each month on its own."
)


def forecast_answer(study: Study) -> Blocks:
    """Say what is expected of the volumes next, and which KPIs cannot be foretold."""
    found = _forecast(study)
    told = found[found["reason"] == ""]
    first = told.groupby("kpi", sort=False).head(1).to_dict("records")
    volumes = [row for row in first if study.kpi(row["kpi"]).kind == "count"]
    said = [_say_next(study, row) for row in (volumes or first)[:MOST_CHARTS]]
    body = (
        "; ".join(said) + "." if said else "Nothing can be foretold: no KPI has two years of usable months behind it."
    )
    blocks = [Text(body, role="answer")]
    if said:
        blocks.append(Text(_GOES_ON))
    for reason, part in found[found["reason"] != ""].groupby("reason", sort=False):
        names = ", ".join(study.kpi(str(name)).title for name in part["kpi"])
        blocks.append(Text(f"Not foretold: {names} ({reason}).", role="note"))
    return Blocks(blocks)


def _forecast(study: Study) -> pd.DataFrame:
    return forecast(study.measures, study.kpis, season=study.engagement.season, events=study.engagement.events)


def _say_next(study: Study, row: dict[Any, Any]) -> str:
    kpi = study.kpi(row["kpi"])
    unit = rows.unit_of(study.measures, kpi)
    numbers = {key: round(row[key]) if kpi.kind == "count" else row[key] for key in ("value", "lo", "hi")}
    middle, lo, hi = say_value(numbers["value"], unit), say_value(numbers["lo"]), say_value(numbers["hi"])
    month = say_period(row["period_start"], row["period_end"])
    return f"{rows.name_series(kpi)}: about {middle} in {month} (95 % interval {lo} to {hi})"


def forecasts(study: Study) -> Blocks:
    """Draw the volumes with what is expected of them, and list every KPI's coming months."""
    told = _forecast(study)
    told = told[told["reason"] == ""]
    charted = [kpi for kpi in study.kpis if kpi.kind == "count" and (told["kpi"] == kpi.id).any()][:MOST_CHARTS]
    blocks: list[Block] = [_draw(study, kpi, told[told["kpi"] == kpi.id]) for kpi in charted]
    if len(told):
        blocks.append(_table(study, told))
    return Blocks(blocks)


def _table(study: Study, told: pd.DataFrame) -> Table:
    """Lay the nearest and the farthest month of every KPI side by side."""
    columns = [Column("kpi", "KPI"), Column("unit", "Unit")]
    for key, word in (("first", "Nearest"), ("last", "Farthest")):
        columns += [Column(f"{key}_month", f"{word} month"), Column(f"{key}_value", "Expected", kind="number")]
        columns += [Column(f"{key}_lo", "95 % from", kind="number"), Column(f"{key}_hi", "95 % to", kind="number")]
    note = (
        "A median of what can come: level, course, season and memory are averaged over all noise models of the report. "
        "For a share, the coming months are taken to have as many cases as the last twelve."
    )
    lines = tuple(_line(study, study.kpi(str(name)), told[told["kpi"] == name]) for name in told["kpi"].unique())
    return Table("The coming months", tuple(columns), lines, note=note)


def _draw(study: Study, kpi: Kpi, coming: pd.DataFrame) -> Block:
    points = draw_points(study.measures, kpi)
    return forecast_chart(points, _round_counts(kpi, coming), rows.name_series(kpi), rows.unit_of(study.measures, kpi))


def _line(study: Study, kpi: Kpi, coming: pd.DataFrame) -> dict[str, Any]:
    line: dict[str, Any] = {"kpi": rows.name_series(kpi), "unit": rows.unit_of(study.measures, kpi)}
    whole = _round_counts(kpi, coming)
    for key, row in (("first", whole.iloc[0]), ("last", whole.iloc[-1])):
        line[f"{key}_month"] = say_period(row["period_start"], row["period_end"])
        line |= {f"{key}_{name}": row[name] for name in ("value", "lo", "hi")}
    return line


def _round_counts(kpi: Kpi, coming: pd.DataFrame) -> pd.DataFrame:
    """Say a count to come whole."""
    return coming.round({"value": 0, "lo": 0, "hi": 0}) if kpi.kind == "count" else coming


def lead_times(study: Study) -> Blocks:
    """Show for every objective with a target how many months are left until it is foretold to be missed."""
    told = foretell_stated(study.measures, study.kpis, season=study.engagement.season, events=study.engagement.events)
    wanted = [goal for goal in study.goals if goal.target is not None]
    if not wanted:
        return Blocks([Text("No objective has a target, so nothing can be said to be missed in time.", role="note")])
    columns = (
        Column("kpi", "KPI"),
        Column("target", "Target", kind="number"),
        Column("unit", "Unit"),
        Column("now", "Level of the last year", kind="number"),
        Column("expected", "Months until the expected value misses it"),
        Column("sure", "Months until the whole interval does"),
        Column("month", "First month expected to miss it"),
        Column("reason", "Remark"),
    )
    lines = tuple(_lead_line(study, goal, told) for goal in wanted)
    note = "Counted from the newest usable month; 1 is the nearest month to come. A forecast knows of no plan ahead."
    return Blocks([Table("How long targets hold", columns, lines, note=note)])


def _lead_line(study: Study, goal: Goal, told: pd.DataFrame) -> dict[str, Any]:
    kpi = study.kpi(goal.kpi.split("@")[0])
    line = {"kpi": kpi.title, "target": goal.target, "unit": rows.unit_of(study.measures, kpi), "now": goal.level}
    coming = told[told["kpi"] == kpi.id]
    reasons = [reason for reason in coming["reason"] if reason]
    if reasons or coming.empty or kpi.better == "none" or goal.target is None:
        return line | {"reason": reasons[0] if reasons else "no direction is good"}
    lead = find_lead(coming, goal.target, kpi.better)
    month = coming[coming["period_start"] == lead.month].to_dict("records")
    return line | {
        "expected": _say_months(lead.expected, lead.horizon),
        "sure": _say_months(lead.sure, lead.horizon),
        "month": say_period(month[0]["period_start"], month[0]["period_end"]) if month else "",
    }


def _say_months(count: int | None, horizon: int) -> str:
    return f"more than {horizon}" if count is None else str(count)


def hindsight(study: Study) -> Blocks:
    """Show how the same forecasts would have done from earlier months, beside two plain rules."""
    found = look_back(study.measures, study.kpis, season=study.engagement.season, events=study.engagement.events)
    seen = found[found["n"] > 0]
    if seen.empty:
        body = "No forecast can be held against what came yet: that needs two years of usable months and some after."
        return Blocks([Text(body, role="note")])
    held, total = round(float((seen["held"] * seen["n"]).sum() / 100)), int(seen["n"].sum())
    body = (
        f"The forecasts were made again from earlier months, with what was known then, and held against what came: "
        f"{held} of {total} values ({say_value(100 * held / total, '%')}) lay in their 95 % interval."
    )
    blocks: list[Block] = [Text(body), _hindsight_table(study, seen)]
    if held < LEAST_HELD * total:
        blocks.insert(1, Text(_TOO_NARROW, role="warning"))
    worse = seen[seen["error"] > seen[["error_last", "error_last_cycle"]].min(axis=1)]
    if len(worse):
        names = ", ".join(say_inside(study.kpi(name).title) for name in worse["kpi"])
        warning = f"A plain rule was closer for {names}: lean on the forecast less there."
        blocks.insert(1, Text(warning, role="warning"))
    return Blocks(blocks)


def _hindsight_table(study: Study, seen: pd.DataFrame) -> Table:
    columns = (
        Column("kpi", "KPI"),
        Column("origins", "Months predicted from", kind="number"),
        Column("n", "Values held against", kind="number"),
        Column("error", "Mean error", kind="number"),
        Column("error_last", "If the last value went on", kind="number"),
        Column("error_last_cycle", "If last year came again", kind="number"),
        Column("unit", "Unit"),
        Column("held", "Inside 95 % interval", unit="%", kind="number"),
    )
    lines = tuple(
        {
            "kpi": rows.name_series(study.kpi(row["kpi"])),
            **{column.key: row[column.key] for column in columns if column.key in row and column.key != "kpi"},
            "unit": rows.unit_of(study.measures, study.kpi(row["kpi"])),
        }
        for row in seen.to_dict("records")
    )
    note = (
        "Mean absolute error, one to six months ahead, all three on the same values. The values of one KPI hang "
        "together, so a few misses in a row say little."
    )
    return Table("Forecasts of the past", columns, lines, note=note)
