"""Whether the data can be trusted."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from csi_lib.report.blocks import Blocks, Column, Role, Table, Text
from csi_lib.report.wording import count_words
from csi_lib.study import Study

MOST_REJECTED = 50


def quality_answer(study: Study) -> Blocks:
    """Say what became of every row and what to know before using the numbers."""
    return _say_quality(study, "answer")


def trust(study: Study) -> Blocks:
    """Say the same below another page's answer: how far its numbers can be trusted."""
    return _say_quality(study, "paragraph")


def _say_quality(study: Study, role: Role) -> Blocks:
    ledger = study.ingested.ledger
    total = {name: int(ledger[name].sum()) for name in ("rows", "kept", "folded", "duplicate", "rejected")}
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
    """Show every file with what became of its rows."""
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
    lines = tuple(study.ingested.ledger[[item.key for item in columns]].to_dict("records"))
    note = "Rows = kept + folded (older update of a kept row) + duplicate (same content) + rejected."
    return Blocks([Table("Files", columns, lines, note=note)])


def issues(study: Study) -> Blocks:
    """Show every finding with its place, its count and what to do."""
    columns = (
        Column("severity", "Severity"),
        Column("where", "Where"),
        Column("what", "Finding"),
        Column("count", "Count", kind="number"),
        Column("do", "What to do"),
    )
    order = {"error": 0, "warning": 1, "info": 2}
    ranked = sorted(study.issues, key=lambda item: (order[item.severity], item.where, item.code))
    lines = tuple({item.key: getattr(issue, item.key) for item in columns} for issue in ranked)
    return Blocks([Table("Findings", columns, lines)])


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
    """Show how full each column is, and from which heading it came."""
    columns = (
        Column("table", "Table"),
        Column("column", "Column"),
        Column("heading", "Heading in the export"),
        Column("rows", "Rows", kind="number"),
        Column("filled", "Filled", kind="number"),
    )
    found = study.ingested.coverage
    lines = tuple(found.loc[found["rows"] > 0, [item.key for item in columns]].to_dict("records"))
    return Blocks([Table("Columns", columns, lines)])


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
    note = f"{said} in all; every one is in rejected.csv beside this report." if len(found) else "No row was rejected."
    return Blocks([Table("Rejected rows", columns, lines, note=note)])


def _cut(study: Study) -> pd.DataFrame:
    found = study.ingested.windows
    return found[found["cut"].astype(bool)]


def _day(value: object) -> str:
    return "" if value is None or pd.isna(value) else f"{pd.Timestamp(value):%Y-%m-%d}"  # type: ignore[arg-type]
