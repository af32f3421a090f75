"""Does a definition hold together: every table, column, constant and predicate it names."""

from __future__ import annotations

from csi_lib.errors import DefinitionError, did_you_mean
from csi_lib.kpi.definition import Kpi, Where
from csi_lib.kpi.predicate import check_constant, read_predicate
from csi_lib.tables import TABLES, Table

# The resolution of the stamps that exports carry, in the unit of the duration; the least value a logarithm sees.
ONE_MINUTE: dict[str, float] = {"min": 1.0, "h": 1 / 60, "d": 1 / 1440}

_NEEDS_VALUE = ("mean", "level", "per")


def check_kpi(kpi: Kpi, where: str = "") -> None:
    """Check everything in a definition that its types do not say.

    Parameters
    ----------
    kpi : Kpi
        The definition.
    where : str
        Its file; default the id.

    Raises
    ------
    DefinitionError
        When a table, column, constant or predicate is not one that the canonical tables know, or the shape lacks
        what it needs; the message names file and key, and the nearest known word.
    """
    place = where or f"KPI {kpi.id}"
    table = _table(kpi.table, f"{place}, key table")
    _check_stamp(kpi.stamp, table, f"{place}, key stamp")
    _check_stamp(kpi.cohort_stamp, table, f"{place}, key cohort_stamp")
    _check_where(kpi.where, table, f"{place}, key where")
    _check_shape(kpi, table, place)
    for name in kpi.slices:
        _check_kind(name, table, ("text",), f"{place}, key slices")
    for name in kpi.needs:
        needed_column(kpi, name, f"{place}, key needs")
    for name in (*kpi.leans_on, *kpi.example.given):
        _table(name, f"{place}, key {'leans_on' if name in kpi.leans_on else 'example.given'}")


def needed_column(kpi: Kpi, name: str, where: str = "") -> tuple[str, str]:
    """Split the name of a needed column into table and column.

    Raises
    ------
    DefinitionError
        When there is no such column.
    """
    owner, dot, column = name.rpartition(".")
    table = _table(owner, where) if dot else TABLES[kpi.table]
    _check_column(column, table, where)
    return table.name, column


def _check_shape(kpi: Kpi, table: Table, place: str) -> None:
    if kpi.formula == "ratio" and not kpi.met:
        raise DefinitionError("a ratio needs the key 'met'", where=place, do="Say which rows are in the numerator")
    if kpi.formula in _NEEDS_VALUE and not kpi.value:
        raise DefinitionError(f"the formula '{kpi.formula}' needs the key 'value'", where=place)
    if (kpi.formula == "per") != (kpi.per is not None):
        raise DefinitionError("the key 'per' and the formula 'per' belong together", where=place)
    if kpi.kind == "duration" and kpi.unit not in ONE_MINUTE:
        raise DefinitionError(f"unit '{kpi.unit}' is no duration", where=f"{place}, key unit", do="Use min, h or d")
    if kpi.value:
        wanted = ("stamp",) if kpi.formula == "level" else ("number", "integer")
        _check_kind(kpi.value, table, wanted, f"{place}, key value")
    for key, text in (("met", kpi.met), ("of", kpi.of)):
        if text:
            read_predicate(text, table, f"{place}, key {key}")
    if kpi.formula == "availability" and (kpi.table != "outages" or set(kpi.slices) - {"service"}):
        raise DefinitionError("availability is computed over the table outages, by service at most", where=place)
    if kpi.per:
        below = _table(kpi.per.table, f"{place}, key per.table")
        _check_stamp(kpi.per.stamp, below, f"{place}, key per.stamp")
        _check_where(kpi.per.where, below, f"{place}, key per.where")
        if kpi.per.of:
            read_predicate(kpi.per.of, below, f"{place}, key per.of")
        for name in kpi.slices:
            _check_column(name, below, f"{place}, key slices")


def _check_where(given: Where, table: Table, where: str) -> None:
    for name, values in given.items():
        _check_column(name, table, where)
        for value in values if isinstance(values, list) else [values]:
            check_constant(value, table.column(name), where)


def _check_stamp(name: str, table: Table, where: str) -> None:
    _check_kind(name, table, ("stamp",), where)


def _check_kind(name: str, table: Table, kinds: tuple[str, ...], where: str) -> None:
    fitting = [item.name for item in table.columns if item.kind in kinds]
    if name in table.names and name not in fitting:
        raise DefinitionError(f"column {name} of table {table.name} is no {' or '.join(kinds)}", where=where)
    _check_column(name, table, where)


def _check_column(name: str, table: Table, where: str) -> None:
    if name not in table.names:
        raise DefinitionError(
            f"table {table.name} has no column '{name}'", where=where, do=did_you_mean(name, table.names)
        )


def _table(name: str, where: str) -> Table:
    if name not in TABLES:
        raise DefinitionError(f"there is no table '{name}'", where=where, do=did_you_mean(name, TABLES))
    return TABLES[name]
