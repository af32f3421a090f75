"""Does a definition hold together: every table, column, constant and predicate it names."""

from __future__ import annotations

from csi_lib.errors import DefinitionError, did_you_mean
from csi_lib.kpi.definition import Kpi, Per, Where
from csi_lib.kpi.predicate import check_constant, read_predicate
from csi_lib.kpi.variants import settle_variants
from csi_lib.tables import TABLES, Table

# The resolution of the stamps that exports carry, in the unit of the duration; the least value a logarithm sees.
ONE_MINUTE: dict[str, float] = {"min": 1.0, "h": 1 / 60, "d": 1 / 1440}

_NEEDS_VALUE = ("mean", "level", "flow", "ageing")
_NEEDS_MET = ("ratio", "availability", "mtbf")
_ENDS = ("level", "flow", "ageing")  # their value is the stamp at which a row leaves the stock
# Shapes that are computed over one table alone, and whose slices it has to carry.
_OWN_TABLE = {"availability": "outages", "mtbf": "outages", "retention": "usage", "roi": "benefits"}
_BY_SERVICE = ("availability", "mtbf")  # up-time is laid against the services of the portfolio
# Kinds that are tested and charted by what only these shapes give.
_SHAPES_OF_KIND = {
    "duration": ("mean",),
    "proportion": ("ratio", "retention"),
    "count": ("count",),
    "stock": ("level", "ageing"),
    "availability": ("availability",),
    "return": ("roi",),
}
_RANKED = ("count", "mean", "ratio", "per")  # shapes in which of several rows the last can count


def check_kpi(kpi: Kpi, where: str = "") -> None:
    """Check everything in a definition that its types do not say, whatever is chosen where it leaves something open.

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
    if kpi.chosen or not kpi.variants:
        _check_settled(kpi, place)
        return
    _check_settled(settle_variants(kpi, where=place), place)
    for row in kpi.example.expect:
        settle_variants(kpi, row.variant, f"{place}, key example.expect")
    for name, variant in kpi.variants.items():
        for choice in variant.choices:
            if choice != variant.default:
                _check_settled(settle_variants(kpi, {name: choice}, place), f"{place}, {name} = {choice}")


def _check_settled(kpi: Kpi, place: str) -> None:
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
    _check_own_table(kpi, place)
    if kpi.formula in _NEEDS_MET and not kpi.met:
        what = "a ratio" if kpi.formula == "ratio" else f"the formula '{kpi.formula}'"
        do = "Say which rows are in the numerator" if kpi.formula == "ratio" else "Say which rows count as downtime"
        raise DefinitionError(f"{what} needs the key 'met'", where=place, do=do)
    if kpi.formula in _NEEDS_VALUE and not kpi.value:
        raise DefinitionError(f"the formula '{kpi.formula}' needs the key 'value'", where=place)
    if (kpi.formula == "per") != (kpi.per is not None):
        raise DefinitionError("the key 'per' and the formula 'per' belong together", where=place)
    if kpi.kind == "duration" and kpi.unit not in ONE_MINUTE:
        raise DefinitionError(f"unit '{kpi.unit}' is no duration", where=f"{place}, key unit", do="Use min, h or d")
    shapes = _SHAPES_OF_KIND.get(kpi.kind, (kpi.formula,))
    if kpi.formula not in shapes:
        what = f"a KPI of kind '{kpi.kind}' has no formula '{kpi.formula}'"
        raise DefinitionError(what, where=f"{place}, key kind", do=f"Use {' or '.join(shapes)}, or another kind")
    if kpi.value:
        _check_kind(
            kpi.value, table, ("stamp",) if kpi.formula in _ENDS else ("number", "integer"), f"{place}, key value"
        )
    for key, text in (("met", kpi.met), ("of", kpi.of)):
        if text:
            read_predicate(text, table, f"{place}, key {key}")
    _check_extras(kpi, table, place)
    if kpi.per:
        _check_per(kpi, kpi.per, place)


def _check_own_table(kpi: Kpi, place: str) -> None:
    wanted = _OWN_TABLE.get(kpi.formula, kpi.table)
    by_service = kpi.formula in _BY_SERVICE
    if kpi.table != wanted or (by_service and set(kpi.slices) - {"service"}):
        what = f"{kpi.formula} is computed over the table {wanted}{', by service at most' if by_service else ''}"
        raise DefinitionError(what, where=place)
    if by_service and "services" not in kpi.leans_on:
        raise DefinitionError(f"{kpi.formula} leans on the table services", where=f"{place}, key leans_on", do="Add it")
    if kpi.formula == "ageing" and (kpi.stamp != "opened_at" or "opened_second" not in TABLES[kpi.table].names):
        raise DefinitionError("an age is counted from opened_at", where=f"{place}, key stamp")


def _check_extras(kpi: Kpi, table: Table, place: str) -> None:
    if kpi.last_by:
        _check_kind(kpi.last_by, table, ("text",), f"{place}, key last_by")
        if kpi.formula not in _RANKED:
            what = f"the formula '{kpi.formula}' counts no single rows of which the last could count"
            raise DefinitionError(what, where=f"{place}, key last_by")
    if kpi.asked:
        _check_stamp(kpi.asked, table, f"{place}, key asked")
        if kpi.kind != "score" or len(kpi.views) > 1:
            raise DefinitionError("only answers to surveys have the key 'asked'", where=f"{place}, key asked")
    if kpi.times != 1.0 and kpi.formula != "per":
        raise DefinitionError("the key 'times' belongs to the formula 'per'", where=f"{place}, key times")
    if kpi.band and (kpi.better != "none" or kpi.band[0] >= kpi.band[1]):
        do = "Write better: none and the lower end first"
        raise DefinitionError(
            "a band has a lower and an upper end, and neither way is better", where=f"{place}, key band", do=do
        )


def _check_per(kpi: Kpi, per: Per, place: str) -> None:
    below = _table(per.table, f"{place}, key per.table")
    _check_stamp(per.stamp, below, f"{place}, key per.stamp")
    _check_where(per.where, below, f"{place}, key per.where")
    if per.of:
        read_predicate(per.of, below, f"{place}, key per.of")
    if (per.how == "count") == bool(per.value):
        raise DefinitionError(
            "rows are counted, or a column of theirs is summed or averaged", where=f"{place}, key per.value"
        )
    if per.value:
        _check_kind(per.value, below, ("number", "integer"), f"{place}, key per.value")
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
