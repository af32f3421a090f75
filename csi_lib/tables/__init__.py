"""The canonical tables, column by column, each with its reason: the declaration is the check and the manual."""

from __future__ import annotations

import pandas as pd

from csi_lib.tables.column import DTYPES, Column, Kind
from csi_lib.tables.desk import CONTACTS, OUTAGES, SURVEYS
from csi_lib.tables.money import BENEFITS, CAPACITY, COSTS, HEADCOUNT, USAGE
from csi_lib.tables.services import SERVICES
from csi_lib.tables.table import Table
from csi_lib.tables.tickets import TASK_SLAS, TICKET_HISTORY, TICKETS
from csi_lib.tables.work import CHANGES, PROBLEMS

__all__ = [
    "BENEFITS",
    "CAPACITY",
    "CHANGES",
    "CONTACTS",
    "COSTS",
    "DTYPES",
    "HEADCOUNT",
    "OUTAGES",
    "PROBLEMS",
    "SERVICES",
    "SURVEYS",
    "TABLES",
    "TASK_SLAS",
    "TICKETS",
    "TICKET_HISTORY",
    "USAGE",
    "Column",
    "Kind",
    "Table",
    "manual",
]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        TICKETS,
        TICKET_HISTORY,
        CHANGES,
        PROBLEMS,
        TASK_SLAS,
        SURVEYS,
        OUTAGES,
        CONTACTS,
        COSTS,
        HEADCOUNT,
        USAGE,
        CAPACITY,
        BENEFITS,
        SERVICES,
    )
}


def manual() -> pd.DataFrame:
    """Return the manual of all canonical tables, generated from the declarations.

    Returns
    -------
    DataFrame
        One row per column: ``table, column, kind, unit, why, rules, derived``.
    """
    rows = [
        {
            "table": table.name,
            "column": item.name,
            "kind": item.kind,
            "unit": item.unit,
            "why": item.why,
            "rules": "; ".join(sentence for _, sentence in item.rules()),
            "derived": item.derived,
        }
        for table in TABLES.values()
        for item in table.columns
    ]
    return pd.DataFrame(rows)
