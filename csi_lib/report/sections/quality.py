"""Whether the data can be trusted."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from csi_lib.report.blocks import Blocks, Column, Role, Table, Text
from csi_lib.report.sections.part import choose_words
from csi_lib.report.wording import count_words, say_value
from csi_lib.study import Study
from csi_lib.study.profile import EXACT_UNTIL, profile_columns
from csi_lib.study.touched import Touched, find_touched

MOST_REJECTED = 50
COUNTS = ("rows", "kept", "folded", "duplicate", "rejected")
TOUCHED = (
    "A finding touches a KPI when its definition reads the column, the table or the file; 'the split only' means that "
    "the total stays and its breakdown by that column may change."
)


def quality_answer(study: Study) -> Blocks:
    """Say what became of every row and what to know before using the numbers."""
    return _say_quality(study, "answer")


def trust(study: Study) -> Blocks:
    """Say the same below another page's answer: how far its numbers can be trusted."""
    return _say_quality(study, "paragraph")


def _say_quality(study: Study, role: Role) -> Blocks:
    ledger = study.ingested.ledger
    total = {name: int(ledger[name].sum()) for name in COUNTS}
    read = f"{total['rows']:,} rows were read from {count_words(len(ledger), 'file')}"
    became = f"{total['kept']:,} kept, {total['folded']:,} older updates folded, {total['duplicate']:,} duplicates"
    body = f"{read}: {became}, {total['rejected']:,} rejected. None was lost."
    blocks = [Text(body, role=role)]
    blocks += [Text(say_window(row), role="warning") for row in _cut(study).to_dict("records")]
    warnings = [issue for issue in study.issues if issue.severity != "info"]
    if warnings:
        said = count_words(len(warnings), "finding needs", "findings need")
        listed = "it is" if len(warnings) == 1 else "they are"
        blocks.append(Text(f"{said} a look before the numbers are used; {listed} listed under data quality."))
    return Blocks(blocks)


def say_window(row: Mapping[Hashable, Any]) -> str:
    """Say in words where the extraction window of a table begins and ends."""
    return (
        f"The export of {row['table']} was cut by opening date: {row['inside']:,} of {row['rows']:,} were opened from "
        f"{_day(row['first_day'])} to {_day(row['last_day'])}. What lies outside that window is an artefact of the "
        "extraction, not falling or rising volume; no verdict uses it."
    )


def files(study: Study) -> Blocks:
    """Show every file with what became of its rows, and all of them together."""
    columns = (
        Column("source", "Source"),
        Column("file", "File"),
        Column("rows", "Rows", kind="number"),
        Column("kept", "Kept", kind="number"),
        Column("folded", "Folded", kind="number"),
        Column("duplicate", "Duplicate", kind="number"),
        Column("rejected", "Rejected", kind="number"),
        Column("first_stamp", "First stamp (UTC)", kind="stamp"),
        Column("last_stamp", "Last stamp (UTC)", kind="stamp"),
        Column("sha256", "SHA-256"),
    )
    ledger = study.ingested.ledger
    lines: list[Mapping[Hashable, Any]] = list(ledger[[item.key for item in columns]].to_dict("records"))
    if len(ledger) > 1:
        total: dict[Hashable, Any] = {name: int(ledger[name].sum()) for name in COUNTS}
        edges: dict[Hashable, Any] = {
            "first_stamp": ledger["first_stamp"].min(),
            "last_stamp": ledger["last_stamp"].max(),
        }
        lines.append({"source": "all", "file": count_words(len(ledger), "file"), **total, **edges, "sha256": ""})
    note = "Rows = kept + folded (older update of a kept row) + duplicate (same content) + rejected."
    return Blocks([Table("Files", columns, tuple(lines), note=note)])


def issues(study: Study) -> Blocks:
    """Show every finding with its place, its count, the KPIs it touches and what to do."""
    columns = (
        Column("severity", "Severity"),
        Column("where", "Where"),
        Column("what", "Finding"),
        Column("count", "Count", kind="number"),
        Column("touches", "Touches these KPIs"),
        Column("do", "What to do"),
    )
    order = {"error": 0, "warning": 1, "info": 2}
    ranked = sorted(study.issues, key=lambda item: (order[item.severity], item.where, item.code))
    lines = tuple(
        {item.key: getattr(issue, item.key) for item in columns if item.key != "touches"}
        | {"touches": find_touched(issue, study.kpis, study.ingested.ledger).say(len(study.kpis))}
        for issue in ranked
    )
    return Blocks([Table("Findings", columns, lines, note=TOUCHED)])


def windows(study: Study) -> Blocks:
    """Show the extraction window of each table."""
    columns = (
        Column("table", "Table"),
        Column("first_day", "First day"),
        Column("last_day", "Last day"),
        Column("rows", "Rows", kind="number"),
        Column("inside", "Inside", kind="number"),
        Column("cut", "Cut by the extraction", kind="flag"),
    )
    found = study.ingested.windows
    lines = tuple(
        {**row, "first_day": _day(row["first_day"]), "last_day": _day(row["last_day"])}
        for row in found.to_dict("records")
    )
    return Blocks([Table("Extraction windows", columns, lines)])


def coverage(study: Study) -> Blocks:
    """Show how full each column is, its range, what could not be read, from which heading it came and who reads it."""
    columns = (
        Column("table", "Table"),
        Column("column", "Column"),
        Column("heading", "Heading in the export"),
        Column("rows", "Rows", kind="number"),
        Column("filled", "Filled", kind="number"),
        Column("fill", "Filled", "%", kind="number"),
        Column("range", "Range"),
        Column("distinct", "Distinct", kind="number"),
        Column("unread", "Cells not read", kind="number"),
        Column("unknown", "Values not mapped", kind="number"),
        Column("touches", "Read by these KPIs"),
    )
    found = profile_columns(study)
    lines = tuple(
        {column.key: row[column.key] for column in columns if column.key not in ("range", "touches")}
        | {"range": say_range(row["lowest"], row["highest"])}
        | {"touches": Touched(row["kpis"], row["splits"]).say(len(study.kpis))}
        for row in found.to_dict("records")
    )
    note = f"Stamps in UTC. Distinct values are counted one by one up to {EXACT_UNTIL:,} rows, and estimated beyond."
    return Blocks([Table("Columns", columns, lines, note=note)])


def say_range(lowest: object, highest: object) -> str:
    """Say from where to where a column goes; nothing for texts and flags, which have no order."""
    if lowest is None or pd.isna(lowest):
        return ""
    if isinstance(lowest, pd.Timestamp):
        return f"{lowest:%Y-%m-%d %H:%M} to {highest:%Y-%m-%d %H:%M}"
    return f"{say_value(float(lowest))} to {say_value(float(highest))}"  # type: ignore[arg-type]


def rejected(study: Study) -> Blocks:
    """Show the first rejected rows with their row numbers; all of them are in the file beside the report."""
    columns = (
        Column("source", "Source"),
        Column("file", "File"),
        Column("row", "Row", kind="number"),
        Column("reason", "Reason"),
        Column("content", "Content"),
    )
    found = study.ingested.rejected
    lines = tuple(found.head(MOST_REJECTED)[[item.key for item in columns]].to_dict("records"))
    said = count_words(len(found), "rejected row")
    note = (
        f"{said} in all; every one is in rejected.csv beside this report. People stand there as pseudonyms; cells of "
        "headings that nobody reads, and of rows whose cells cannot be told apart, are not stored: find the row by "
        "file and number."
        if len(found)
        else choose_words(study, "No row was rejected.", "Rejected rows stand in the report of the whole.")
    )
    return Blocks([Table("Rejected rows", columns, lines, note=note)])


def looked_through(study: Study) -> Blocks:
    """Say who looked the data through and up to which day they reach: the name that answers for this page."""
    return Blocks([Text(f"Looked through by {study.engagement.author}, data up to {study.as_of}.", role="note")])


def _cut(study: Study) -> pd.DataFrame:
    found = study.ingested.windows
    return found[found["cut"].astype(bool)]


def _day(value: object) -> str:
    return "" if value is None or pd.isna(value) else f"{pd.Timestamp(value):%Y-%m-%d}"  # type: ignore[arg-type]
