"""The trend tools people expect, beside the kit's own verdict and with how often they are wrong."""

from __future__ import annotations

from typing import Any

import pandas as pd

from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.wording import say_value
from csi_lib.signals.courses import list_changes, list_courses
from csi_lib.stats.courses import rate_of
from csi_lib.study import Study

_RHOS = (0.0, 0.4, 0.6)


def expected_tools(study: Study) -> Blocks:
    """Show Mann-Kendall and Sen's slope of every total beside the kit's verdict, with their measured false rate."""
    found = list_courses(
        study.measures, study.kpis, rho=_rho(study), season=study.engagement.season, events=study.engagement.events
    )
    told = found[found["reason"] == ""]
    if told.empty:
        return Blocks([Text("No KPI has enough months for these tools.", role="note")])
    columns = (
        Column("kpi", "KPI"),
        Column("verdict", "The kit's trend"),
        Column("p", "Mann-Kendall p", kind="number"),
        Column("false_plain", "its false rate", unit="%", kind="number"),
        Column("p_seasonal", "seasonal p", kind="number"),
        Column("p_whitened", "pre-whitened p", kind="number"),
        Column("slope", "Sen's slope a year", kind="number"),
        Column("slope_lo", "95 % from", kind="number"),
        Column("slope_hi", "95 % to", kind="number"),
        Column("unit", "Unit"),
    )
    lines = tuple(_course_line(study, row, columns) for row in told.to_dict("records"))
    note = (
        "False rate: share of stable series of this length and autocorrelation that the ordinary test calls a trend at "
        "5 % (20,000 simulated series; empty beyond what was measured). No p here is adjusted for the number of "
        "KPIs. The interval of Sen's slope takes the months for independent."
    )
    table = Table("Mann-Kendall and Sen's slope", columns, lines, note=note)
    return Blocks([Text(_warn(int(told["n"].median())), role="warning"), table])


def _warn(n: int) -> str:
    plain = [rate_of("original", n, rho) for rho in _RHOS]
    whitened = [rate_of("pre-whitened", n, rho) for rho in _RHOS]
    if None in plain or None in whitened:
        measured = ""
    else:
        said = ", ".join(say_value(rate, "%") for rate in plain) + " at autocorrelation 0, 0.4 and 0.6"
        most = max(rate for rate in whitened if rate is not None)
        measured = f" Of stable series of {n} months it calls {said} a trend; pre-whitened, at most {most:.1f} %."
    return (
        "These are shown because people ask for them; the kit decides by its own column. Ordinary Mann-Kendall takes "
        f"every month for independent of the one before.{measured} Pre-whitening pays with power: at 24 "
        "months it finds about half of the trends that the kit finds."
    )


def _rho(study: Study) -> dict[str, float]:
    totals = rows.at(study.signals)
    return dict(zip(totals["kpi"].astype(str), totals["rho"].astype("float64"), strict=True))


def _course_line(study: Study, row: dict[Any, Any], columns: tuple[Column, ...]) -> dict[str, Any]:
    kpi = study.kpi(row["kpi"])
    verdicts = rows.at(study.signals).set_index("kpi")["trend"]
    line = {column.key: row[column.key] for column in columns if column.key in row}
    unit = rows.unit_of(study.measures, kpi)
    return line | {"kpi": rows.name_series(kpi), "verdict": str(verdicts.get(kpi.id, "")), "unit": unit}


def change_points(study: Study) -> Blocks:
    """Describe each total by the levels it lies on, as a description, with how often stable series show one."""
    found = list_changes(
        study.measures, study.kpis, rho=_rho(study), season=study.engagement.season, events=study.engagement.events
    )
    told = found[found["reason"] == ""]
    cut = told[told["since"].map(len) > 0]
    warning = (
        "A description, not a test: the last column says how many stable series of that length and autocorrelation "
        "show a change point too, and a season or a steady course is cut into steps as well. Nothing is claimed from "
        "it; whether something changed is answered where a change has a date."
    )
    if told.empty or cut.empty:
        none = f"No total looks as if its level had moved ({len(told)} looked at)."
        short = "No total has enough usable months to look whether its level moved."
        return Blocks([Text(none if len(told) else short, role="note")])
    columns = (
        Column("kpi", "KPI"),
        Column("since", "Looks different since"),
        Column("levels", "Mean on each level"),
        Column("unit", "Unit"),
        Column("n", "Months", kind="number"),
        Column("false", "Stable series that show one", unit="%", kind="number"),
    )
    lines = tuple(_change_line(study, row) for row in cut.to_dict("records"))
    rest = len(told) - len(cut)
    note = f"{rest} of {len(told)} totals lie on one level." if rest else ""
    return Blocks([Text(warning, role="warning"), Table("Levels (description only)", columns, lines, note=note)])


def _change_line(study: Study, row: dict[Any, Any]) -> dict[str, Any]:
    kpi = study.kpi(row["kpi"])
    unit = rows.unit_of(study.measures, kpi)
    return {
        "kpi": rows.name_series(kpi),
        "since": ", ".join(row["since"]),
        "levels": ", then ".join(say_value(level) for level in row["levels"]),
        "unit": unit,
        "n": row["n"],
        "false": None if pd.isna(row["false"]) else row["false"],
    }
