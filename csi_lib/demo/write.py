"""Files of the generated engagement: exports as a ticket tool would give them, and plain tables."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.demo.agreements import export_slas
from csi_lib.demo.benefits import draw_benefits
from csi_lib.demo.contacts import draw_contacts
from csi_lib.demo.dirt import spoil_rows
from csi_lib.demo.exports import export_changes, export_problems, export_tickets
from csi_lib.demo.money import draw_capacity, draw_costs, draw_headcount, draw_usage, list_services
from csi_lib.demo.outages import draw_outages
from csi_lib.demo.records import Drawn
from csi_lib.demo.season import end_of_data, local_midnight, to_wall, write_wall
from csi_lib.demo.surveys import draw_surveys
from csi_lib.demo.workbook import Cell, write_workbook
from csi_lib.demo.world import FIRST_DAY


@dataclass(frozen=True)
class Take:
    """One export of the tickets: what it is called, from which opening day on, and when it was taken."""

    year: int
    opened_from: dt.date
    taken: pd.Timestamp  # UTC


# Every export also brings what was changed since the one before; the last reaches six weeks back on purpose.
TAKES: tuple[Take, ...] = (
    Take(2024, dt.date(2024, 1, 1), local_midnight(dt.date(2025, 1, 2)) + pd.Timedelta(hours=6)),
    Take(2025, dt.date(2025, 1, 1), local_midnight(dt.date(2026, 1, 2)) + pd.Timedelta(hours=6)),
    Take(2026, dt.date(2025, 11, 17), end_of_data()),
)


@dataclass(frozen=True)
class Written:
    """What was written: every file with its number of rows, and the dirt in each by kind."""

    rows: dict[Path, int]
    dirt: dict[str, dict[str, int]]  # file name -> kind -> rows


def write_exports(folder: Path, seed: int, drawn: Drawn) -> Written:
    """Write the ServiceNow exports: tickets by kind and year, changes as a workbook, problems.

    Returns
    -------
    Written
        Rows, headings not counted, and dirt.
    """
    written: dict[Path, int] = {}
    dirt: dict[str, dict[str, int]] = {}
    for kind, incident in (("incident", True), ("request", False)):
        own = drawn.tickets[drawn.tickets["incident"] == incident]
        before = local_midnight(FIRST_DAY)
        for take in TAKES:
            rows = take_export(own, take, before)
            before = take.taken
            path = folder / f"{kind}_{take.year}.csv"
            spoilt = spoil_rows(seed, path.name, rows.to_numpy(object).tolist(), list(rows.columns))
            written[path], dirt[path.name] = write_rows(path, [list(rows.columns), *spoilt.rows]), spoilt.added
    problems = export_problems(drawn.problems)
    path = folder / "problem.csv"
    written[path] = write_rows(path, [list(problems.columns), *problems.to_numpy(object).tolist()])
    clocks = export_slas(drawn.tickets)
    path = folder / "task_sla.csv"
    lines = [list(clocks.columns), *clocks.to_numpy(object).tolist()]
    written[path] = write_rows(path, lines, quoting=csv.QUOTE_MINIMAL)
    written[folder / "change_request.xlsx"] = _write_changes(folder / "change_request.xlsx", drawn.changes)
    return Written(written, dirt)


def take_export(tickets: pd.DataFrame, take: Take, before: pd.Timestamp) -> pd.DataFrame:
    """Take one export: tickets opened from a day on, and older ones that changed since the export before.

    Parameters
    ----------
    tickets : DataFrame
        As drawn, of one kind.
    take : Take
        Which export.
    before : Timestamp
        UTC moment at which the export before was taken.

    Returns
    -------
    DataFrame
        Text columns by ServiceNow's field names, by number.
    """
    known = tickets[tickets["created"] <= take.taken]
    rows = export_tickets(known, take.taken)
    changed = pd.to_datetime(rows["sys_updated_on"]) > to_wall(pd.Series([before])).iloc[0]
    recent = known["opened"] >= local_midnight(take.opened_from)
    return rows[recent | changed]


def _write_changes(path: Path, changes: pd.DataFrame) -> int:
    sheet = export_changes(changes)
    columns = [_list_cells(sheet[name]) for name in sheet.columns]
    write_workbook(path, "Page 1", [list(sheet.columns), *zip(*columns, strict=True)])
    return len(sheet)


def _list_cells(values: pd.Series) -> list[Cell]:
    if values.dtype.kind == "M":
        return [None if pd.isna(value) else value.to_pydatetime() for value in to_wall(values)]
    return [str(value) if value != "" else None for value in values]


def write_tables(folder: Path, seed: int, drawn: Drawn, scale: float) -> dict[Path, int]:
    """Write the tables that no ticket tool exports, one CSV file each with canonical headings.

    Returns
    -------
    dict of Path to int
        Every file with the number of its rows, heading not counted.
    """
    tables = {
        "surveys": (
            draw_surveys(seed, drawn.tickets, scale),
            "id kind responded_at sent_at score ticket_id service team respondent",
        ),
        "outages": (draw_outages(seed), "id service started_at ended_at kind cause weight"),
        "contacts": (
            draw_contacts(seed, scale),
            "id offered_at answered_at ended_at abandoned wait_seconds channel service",
        ),
        "costs": (draw_costs(seed), "id booked_at amount currency category activity service"),
        "headcount": (draw_headcount(seed), "id counted_at users staff service"),
        "usage": (draw_usage(seed), "id used_at user service"),
        "capacity": (draw_capacity(seed, drawn.tickets), "id worked_on available_hours team service"),
        "benefits": (draw_benefits(seed), "id initiative booked_at kind amount low high currency evidence service"),
        "services": (list_services(), "id name owner state agreed_hours_per_day choice"),
    }
    written = {}
    for name, (table, columns) in tables.items():
        texts = [_write_texts(table[column]) for column in columns.split()]
        path = folder / f"{name}.csv"
        written[path] = write_rows(path, [columns.split(), *zip(*texts, strict=True)], quoting=csv.QUOTE_MINIMAL)
    return written


def _write_texts(values: pd.Series) -> list[str]:
    if values.dtype.kind == "M":
        return list(write_wall(values))
    if values.dtype.kind == "b":
        return ["true" if value else "false" for value in values]
    if values.dtype.kind == "f":
        return ["" if np.isnan(value) else f"{value:.10g}" for value in values]
    return [str(value) for value in values]


def write_rows(path: Path, rows: Iterable[Sequence[str]], *, quoting: int = csv.QUOTE_ALL) -> int:
    """Write a CSV file: UTF-8, comma, a line feed after every row on every platform.

    Parameters
    ----------
    path : Path
        The file; overwritten.
    rows : iterable of sequences of str
        The heading first.
    quoting : int
        As the csv module names it; ServiceNow quotes every value.

    Returns
    -------
    int
        Rows below the heading.
    """
    lines = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=quoting, lineterminator="\n").writerows(lines)  # type: ignore[arg-type]
    return len(lines) - 1
