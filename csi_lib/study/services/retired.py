"""Retired services: their history stays; what still arrives under their names does not count in what is current."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from csi_lib.clocks import to_utc
from csi_lib.engine import open_engine
from csi_lib.ingest import Ingested, Issue
from csi_lib.kpi import Kpi
from csi_lib.register.register import Register
from csi_lib.register.service import Service

# The stamp by which a row came in; a ticket that was open on the last day of its service still counts.
ARRIVED = {"tickets": "opened_at", "changes": "opened_at", "problems": "opened_at", "surveys": "sent_at"}


def find_retired(records: Register, as_of: dt.date) -> tuple[Service, ...]:
    """Return the services whose last day is over by now."""
    found = (item for item in records.of(Service) if item.status == "retired")
    return tuple(item for item in found if item.until is not None and item.until < as_of)


def leave_out_strays(
    kpis: tuple[Kpi, ...], found: Ingested, retired: Sequence[Service], zone: str
) -> tuple[tuple[Kpi, ...], tuple[Issue, ...]]:
    """Leave out of every KPI what arrived for a retired service after its last day, and say how much that is.

    Parameters
    ----------
    kpis : tuple of Kpi
        The definitions.
    found : Ingested
        The data.
    retired : sequence of Service
        Services of the past.
    zone : str
        IANA name of the zone of their days.

    Returns
    -------
    tuple of (tuple of Kpi, tuple of Issue)
        The same definitions where nothing arrived.
    """
    issues, strays = [], []
    for item in retired:
        count = sum(_count(path, table, item, zone) for table in ARRIVED if (path := found.tables.get(table)))
        if count:
            strays.append(item)
            what = (
                f"arrived for the retired service '{item.name}' after {item.until}, its last day; left out of every KPI"
            )
            issues.append(Issue("retired", "warning", "service", what, count, "Find out who still uses it"))
    if not strays:
        return kpis, ()
    return tuple(_narrow(kpi, strays, zone) for kpi in kpis), tuple(issues)


def _narrow(kpi: Kpi, strays: Sequence[Service], zone: str) -> Kpi:
    changes: dict[str, object] = {}
    if kpi.table in ARRIVED:
        changes["of"] = _add(kpi.of, kpi.table, strays, zone)
    if kpi.per is not None and kpi.per.table in ARRIVED:
        changes["per"] = kpi.per.model_copy(update={"of": _add(kpi.per.of, kpi.per.table, strays, zone)})
    return kpi.model_copy(update=changes)


def _add(of: str, table: str, strays: Sequence[Service], zone: str) -> str:
    rules = [f"not ({_write(item, ARRIVED[table], zone)})" for item in strays]
    return " and ".join([*([f"({of})"] if of else []), *rules])


def _write(service: Service, stamp: str, zone: str) -> str:
    """Write the condition of a row that came too late; a name with a backslash no engine reads alike."""
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in service.names if "\\" not in name) or "''"
    assert service.until is not None
    after = to_utc(pd.Timestamp(service.until) + pd.Timedelta(days=1), zone)
    return f"coalesce(service, '') in ({names}) and coalesce({stamp} >= '{after:%Y-%m-%d %H:%M:%S}', false)"


def _count(path: Path, table: str, service: Service, zone: str) -> int:
    with open_engine() as engine:
        engine.add_file(table, path)
        rule = _write(service, ARRIVED[table], zone)
        return int(engine.query(f"SELECT COUNT(*) AS n FROM {table} WHERE {rule}")["n"].iloc[0])


def drop_retired(measures: pd.DataFrame, retired: Sequence[Service]) -> pd.DataFrame:
    """Leave the months of retired services out of what is looked at now; the measures themselves keep them."""
    names = {name for item in retired for name in item.names}
    return measures[~measures["service"].isin(names)] if names and "service" in measures else measures
