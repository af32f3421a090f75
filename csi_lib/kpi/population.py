"""Which rows a KPI is made of, and the small words every text is written in."""

from __future__ import annotations

from csi_lib.kpi.definition import Kpi, Where
from csi_lib.kpi.predicate import read_predicate
from csi_lib.tables import TABLES

# A sum of floating-point fractions depends on the order of the rows, and a parallel engine has none: the last digits
# would differ from run to run. A sum of decimals is exact.
EXACT = "DECIMAL(38, 12)"
EXACT_LOG = "DECIMAL(18, 12)"  # the logarithm of any double lies between -745 and 710: half the width, half the work


def write_population(table: str, where: Where, of: str = "") -> str:
    """Write the condition that picks the rows of a KPI.

    Parameters
    ----------
    table : str
        Name of the canonical table.
    where : dict
        Column -> value, or list of values.
    of : str
        A further predicate, or nothing.

    Returns
    -------
    str
        One SQL condition.
    """
    rules = [_write_rule(name, values) for name, values in where.items()]
    if of:
        rules.append(f"({read_predicate(of, TABLES[table], 'key of')})")
    return " AND ".join(rules) or "TRUE"


def write_own(kpi: Kpi) -> str:
    """Write the condition that picks a KPI's own rows."""
    return write_population(kpi.table, kpi.where, kpi.of)


def write_met(kpi: Kpi) -> str:
    """Write the condition that its key ``met`` names."""
    return read_predicate(kpi.met, TABLES[kpi.table], "key met")


def when(condition: str, value: str) -> str:
    """Write a value where a condition holds, and NULL elsewhere."""
    return f"CASE WHEN {condition} THEN {value} END"


def _write_rule(name: str, values: object) -> str:
    if isinstance(values, list):
        return f'"{name}" IN ({", ".join(_literal(value) for value in values)})'
    return f'"{name}" = {_literal(values)}'


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
