"""Which KPIs a finding about the data touches: from the columns and tables that each definition reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from csi_lib.ingest import Issue
from csi_lib.kpi import Kpi
from csi_lib.study.coverage import ROOTS, list_needs
from csi_lib.tables import TABLES

# What coverage leaves out, since every format brings it: marks and ages that ingest computes from these columns.
_ALWAYS: dict[str, tuple[str, ...]] = {
    "tickets.in_scope": ("tickets.outcome", "tickets.state"),
    "tickets.open_at_end": ("tickets.state", "tickets.resolved_at", "tickets.closed_at"),
    "tickets.sla_met": ("tickets.open_at_end",),
    "tickets.response_met": ("tickets.opened_at",),
    "tickets.recurring_proxy": ("tickets.opened_at",),
    "changes.failed": ("changes.caused_incidents",),
    "changes.ended_at": ("changes.state",),
}
# A duration begins where its row was opened.
_DURATION = re.compile(r"^(business_)?(hours|minutes|days|lead)_|^sla_hours$")
# On the business clock, and so by the calendar's holidays.
_BUSINESS = re.compile(r"\.(business_|sla_hours$)")
_WORD = re.compile(r"[a-z_][a-z0-9_]*")
_QUOTED = re.compile(r"'[^']*'")
# A finding about the absence of columns names them in its text.
_NAMING = "column_absent"
# Findings about headings nobody reads, or that change no value.
_HARMLESS = frozenset({"unused_headings"})


@dataclass(frozen=True)
class Touched:
    """What a finding touches.

    Parameters
    ----------
    kpis : tuple of str
        Ids of the KPIs whose values it can change, in the order of the report.
    splits : tuple of str
        Ids of the KPIs of which it can only change the split by that column.
    """

    kpis: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()

    def say(self, total: int) -> str:
        """Say it in a cell of a table.

        Parameters
        ----------
        total : int
            KPIs of the report: where all are touched, that says more than their names.
        """
        if not self.kpis and not self.splits:
            return "none"
        named = "all" if self.kpis and len(self.kpis) == total else ", ".join(self.kpis)
        only = f"the split only: {', '.join(self.splits)}" if self.splits else ""
        return "; ".join(part for part in (named, only) if part)


def find_touched(issue: Issue, kpis: Iterable[Kpi], ledger: pd.DataFrame) -> Touched:
    """Find the KPIs that a finding touches.

    Parameters
    ----------
    issue : Issue
        Its place is ``table.column``, ``source.column``, a source, a table, a file or "all tables", or "calendar".
    kpis : iterable of Kpi
        The KPIs of the report, settled.
    ledger : DataFrame
        Says which source and file feed which table.

    Returns
    -------
    Touched
        Nothing where the place is no column that a KPI reads.
    """
    if issue.code in _HARMLESS:
        return Touched()
    kpis = tuple(kpis)
    if issue.where.startswith("all tables"):
        return Touched(tuple(kpi.id for kpi in kpis))
    if issue.where == "calendar":
        return Touched(tuple(kpi.id for kpi in kpis if any(_BUSINESS.search(name) for name in list_columns(kpi))))
    tables, column = _read_place(issue.where, ledger)
    columns = _read_names(issue.what) if issue.code == _NAMING else ({column} if column else None)
    if columns is None:
        return Touched(tuple(kpi.id for kpi in kpis if tables & set(kpi.tables)))
    places = {f"{table}.{name}" for table in tables for name in columns}
    hit = [kpi.id for kpi in kpis if places & list_columns(kpi)]
    split = [kpi.id for kpi in kpis if kpi.id not in hit and places & {f"{kpi.table}.{name}" for name in kpi.slices}]
    return Touched(tuple(hit), tuple(split))


def _read_names(text: str) -> set[str]:
    return {name.strip("'") for name in _QUOTED.findall(text)}


def _read_place(where: str, ledger: pd.DataFrame) -> tuple[set[str], str]:
    """Return the tables a place is about, and its column; no column where it is a whole source, table or file."""
    by_source, by_file = (_gather_tables(ledger, name) for name in ("source", "file"))
    file = re.sub(r" and [\d,]+ more files?$", "", where)
    if file in by_file:
        return by_file[file], ""
    for known in (by_source, {name: {name} for name in TABLES}):
        if where in known:
            return known[where], ""
        head, dot, column = where.rpartition(".")
        if dot and head in known:
            return known[head], column
    return set(), ""


def _gather_tables(ledger: pd.DataFrame, by: str) -> dict[str, set[str]]:
    return {str(name): set(rows["table"]) for name, rows in ledger.groupby(by)}


def list_columns(kpi: Kpi) -> frozenset[str]:
    """List every column that decides a value of a KPI, as ``table.column``.

    Parameters
    ----------
    kpi : Kpi
        Settled.

    Returns
    -------
    frozenset of str
        Columns named in its keys and predicates, those of the rows it divides by, and all from which a derived one of
        them is computed.
    """
    own = {kpi.stamp, kpi.cohort_stamp, kpi.value, kpi.last_by, *kpi.where}
    found = set(list_needs(kpi)) | _place(kpi.table, own, kpi.of, kpi.met)
    if kpi.per:
        found |= _place(kpi.per.table, {kpi.per.stamp, kpi.per.value, *kpi.per.where}, kpi.per.of)
    for table in (TABLES[name] for name in kpi.tables):  # what tells rows apart, and which of two is the newer
        found |= {f"{table.name}.{name}" for name in (*table.key, "updated_at") if name in table.names}
    while True:  # a derived column may be computed from another one
        more = {root for name in found for root in _roots(name)} - found
        if not more:
            return frozenset(found)
        found |= more


def _place(table: str, names: set[str], *predicates: str) -> set[str]:
    read = {word for text in predicates for word in _WORD.findall(_QUOTED.sub("", text.lower()))}
    return {f"{table}.{name}" for name in names | read if name in TABLES[table].names}


def _roots(name: str) -> set[str]:
    table, _, column = name.partition(".")
    found = {root for way in ROOTS.get(name, ()) for root in way} | set(_ALWAYS.get(name, ()))
    if _DURATION.match(column) and "opened_at" in TABLES[table].names and TABLES[table].column(column).derived:
        found.add(f"{table}.opened_at")
    return found
