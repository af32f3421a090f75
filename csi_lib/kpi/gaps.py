"""What cannot be computed from the data at hand, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from csi_lib.engine import Engine
from csi_lib.kpi.checks import needed_column
from csi_lib.kpi.definition import Kpi, Where
from csi_lib.kpi.population import write_population
from csi_lib.kpi.sql import write_counts
from csi_lib.tables import TABLES

NOT_COMPUTABLE = "not computable: "
FIRST_ROWS = 10_000  # what these rows hold is there; only for what they lack the whole of a table is read


@dataclass(frozen=True)
class Gaps:
    """What is absent.

    Parameters
    ----------
    reasons : dict of str to str
        Id of a KPI that cannot be computed -> why; every missing column is named.
    currencies : dict of str to str
        Id of a KPI about money -> the one currency of its rows.
    """

    reasons: dict[str, str]
    currencies: dict[str, str]


def find_gaps(engine: Engine, kpis: Iterable[Kpi], left_out: Mapping[str, str] | None = None) -> Gaps:
    """Find the KPIs whose table, rows or needed columns are wholly absent.

    Parameters
    ----------
    engine : Engine
        With every table of the KPIs.
    kpis : iterable of Kpi
        Checked definitions.
    left_out : mapping of str to str, optional
        Table that was emptied on purpose -> why.

    Returns
    -------
    Gaps
        The reasons and the currencies.
    """
    kpis = tuple(kpis)
    counts = _Counts(engine)
    for kpi in kpis:
        for table, where in _populations(kpi):
            counts.ask(table, "COUNT(*)")
            counts.ask(table, _count_rows(table, where))
            for column in _needed(kpi, table):
                counts.ask(table, _count_column(table, where, column))
        for edge in ("MIN", "MAX") if _is_booked(kpi) else ():
            counts.ask(kpi.table, _currency(kpi, edge))
    counts.run()
    reasons = {kpi.id: _say_gap(kpi, counts, left_out or {}) for kpi in kpis}
    return Gaps(
        reasons={name: f"{NOT_COMPUTABLE}{reason}" for name, reason in reasons.items() if reason},
        currencies={
            kpi.id: str(counts(kpi.table, _currency(kpi, "MIN")))
            for kpi in kpis
            if _is_booked(kpi) and kpi.kind == "money" and not reasons[kpi.id]  # a return is in percent
        },
    )


class _Counts:
    """Aggregates over tables, asked for one by one and computed together; of a count only whether it is zero is known.

    Most columns have a value among the first rows, which spares reading a big table.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked: dict[str, dict[str, str]] = {}  # table -> aggregate -> alias
        self._found: dict[tuple[str, str], object] = {}

    def ask(self, table: str, aggregate: str) -> None:
        asked = self._asked.setdefault(table, {})
        asked.setdefault(aggregate, f"a{len(asked)}")

    def run(self) -> None:
        for table, asked in self._asked.items():
            self._look(table, f"(SELECT * FROM {table} LIMIT {FIRST_ROWS}) AS t", asked)
            whole = self(table, "COUNT(*)") < FIRST_ROWS
            lacking = {} if whole else {text: alias for text, alias in asked.items() if not self._is_there(table, text)}
            if lacking:
                self._look(table, table, lacking)

    def _look(self, table: str, source: str, asked: Mapping[str, str]) -> None:
        row = self._engine.query(write_counts(source, {alias: text for text, alias in asked.items()})).iloc[0]
        self._found |= {(table, text): row[alias] for text, alias in asked.items()}

    def _is_there(self, table: str, text: str) -> bool:
        return text.startswith("COUNT") and bool(self(table, text))

    def __call__(self, table: str, aggregate: str) -> Any:
        return self._found[table, aggregate]


def _say_gap(kpi: Kpi, counts: _Counts, left_out: Mapping[str, str]) -> str:
    missing: list[str] = []
    for table, where in _populations(kpi):
        if not counts(table, "COUNT(*)"):
            return left_out.get(table) or f"table {table} is empty"
        if not counts(table, _count_rows(table, where)):
            return f"table {table} has no row with {_say_where(where)}"
        missing += [name for name in _needed(kpi, table) if not counts(table, _count_column(table, where, name))]
    if missing:
        return f"column {missing[0]} is missing" if len(missing) == 1 else f"columns {', '.join(missing)} are missing"
    if _is_booked(kpi):
        low, high = (counts(kpi.table, _currency(kpi, edge)) for edge in ("MIN", "MAX"))
        if low != high:
            return f"more than one currency ({low}, {high})"
    return ""


def _populations(kpi: Kpi) -> list[tuple[str, Where]]:
    # A table that only some rows lean on may be empty: a change without any incident is no gap.
    return [(kpi.table, kpi.where)] + ([(kpi.per.table, kpi.per.where)] if kpi.per else [])


def _needed(kpi: Kpi, table: str) -> list[str]:
    pairs = [needed_column(kpi, name) for name in kpi.needs]
    return [column for owner, column in pairs if owner == table]


def _is_booked(kpi: Kpi) -> bool:
    return kpi.kind in ("money", "return") and "currency" in TABLES[kpi.table].names


def _count_rows(table: str, where: Where) -> str:
    return f"COUNT(CASE WHEN {write_population(table, where)} THEN 1 END)"


def _count_column(table: str, where: Where, column: str) -> str:
    quoted = f'"{column}"'  # `user` alone is the account to PostgreSQL
    return f"COUNT(CASE WHEN {write_population(table, where)} THEN {quoted} END)"


def _currency(kpi: Kpi, edge: str) -> str:
    return f"{edge}(CASE WHEN {write_population(kpi.table, kpi.where, kpi.of)} THEN currency END)"


def _say_where(where: Where) -> str:
    return ", ".join(
        f"{name} = {str(value).lower() if isinstance(value, bool) else value}" for name, value in where.items()
    )
