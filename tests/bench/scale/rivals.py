"""The same numbers by others: pandas as an analyst writes it, and DuckDB's SQL written by hand."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from tests.bench import kpi_engine as small
from tests.bench.scale.generate import FIRST, LAST, ZONE

NONE = "(none)"
_SLA = {
    "sla_compliance": small.Rival(lambda t: t["in_scope"] & t["sla_met"].notna(), met=lambda t: t["sla_met"]),
    "sla_breach": small.Rival(lambda t: t["in_scope"] & t["sla_met"].notna(), met=lambda t: ~t["sla_met"]),
}
RIVALS = small.RIVALS | _SLA
# The stamp that puts a row into a period, by view. The kit's cohort is what was opened in a period.
STAMPS = {
    "incident_volume": {"throughput": "opened_at"},
    "mttr_resolve": {"throughput": "resolved_at", "cohort": "opened_at"},
    "mttr_respond": {"cohort": "opened_at"},
    "desk_response_time": {"cohort": "opened_at"},
    "reopen_rate": {"throughput": "resolved_at", "cohort": "opened_at"},
    "fcr_call": {"throughput": "resolved_at", "cohort": "opened_at"},
    "sla_compliance": {"throughput": "sla_decided_at", "cohort": "opened_at"},
    "sla_breach": {"throughput": "sla_decided_at", "cohort": "opened_at"},
}
DATES = ("opened_at", "resolved_at", "sla_decided_at")
BY = ("service", "priority")
_RAW = [
    "kind",
    "opened_at",
    "first_response_at",
    "resolved_at",
    "outcome",
    "priority",
    "service",
    "reassign_count",
    "reopen_count",
    "made_sla",
]
_PREPARED = [
    "kind",
    "opened_at",
    "resolved_at",
    "priority",
    "service",
    "reassign_count",
    "reopen_count",
    "in_scope",
    "hours_to_respond",
    "minutes_to_respond",
    "hours_to_resolve",
    "sla_met",
    "sla_decided_at",
]


# --- pandas ------------------------------------------------------------------------------------------------------


def run_pandas_raw(path: Path) -> pd.DataFrame:
    """Begin at the export: read the columns, derive, group."""
    stamps = ["opened_at", "first_response_at", "resolved_at"]
    if path.suffix == ".csv":
        tickets = pd.read_csv(path, usecols=_RAW, dtype={"priority": "str"}, parse_dates=stamps)
    else:
        tickets = pd.read_parquet(path, columns=_RAW)
    respond = (tickets["first_response_at"] - tickets["opened_at"]).dt.total_seconds()
    resolve = (tickets["resolved_at"] - tickets["opened_at"]).dt.total_seconds()
    return _group(
        tickets.assign(
            in_scope=tickets["outcome"] != "cancelled",
            hours_to_respond=respond / 3600,
            minutes_to_respond=respond / 60,
            hours_to_resolve=resolve / 3600,
            sla_met=tickets["made_sla"].astype("boolean").where(tickets["resolved_at"].notna()),
            sla_decided_at=tickets["resolved_at"],  # the export tells no due date
        )
    )


def run_pandas_prepared(path: Path) -> pd.DataFrame:
    """Begin at the kit's prepared tickets."""
    tickets = pd.read_parquet(path, columns=_PREPARED)
    return _group(tickets.assign(sla_met=tickets["sla_met"].astype("boolean")))


def _group(tickets: pd.DataFrame) -> pd.DataFrame:
    tickets = tickets.assign(**{name: tickets[name].fillna(NONE) for name in BY})
    months = {stamp: small.to_local_month(tickets[stamp]) for stamp in DATES}
    parts = [
        small.group_rows(tickets.assign(period_start=months[stamp]), RIVALS[kpi], by).assign(kpi=kpi, view=view)
        for kpi, views in STAMPS.items()
        for view, stamp in views.items()
        for by in ("", *BY)
    ]
    return pd.concat(parts, ignore_index=True)


# --- SQL ---------------------------------------------------------------------------------------------------------

_DURATIONS = {
    "mttr_resolve": ("kind = 'incident' AND in_scope", "hours_to_resolve", "1 / 60"),
    "mttr_respond": ("kind = 'incident' AND in_scope", "hours_to_respond", "1 / 60"),
    "desk_response_time": ("in_scope", "minutes_to_respond", "1"),
}
_SHARES = {
    "reopen_rate": ("kind = 'incident' AND in_scope AND resolved_at IS NOT NULL", "reopen_count > 0"),
    "fcr_call": ("kind = 'incident' AND in_scope AND resolved_at IS NOT NULL", "reassign_count = 0"),
    "sla_compliance": ("in_scope AND sla_met IS NOT NULL", "sla_met"),
    "sla_breach": ("in_scope AND sla_met IS NOT NULL", "NOT sla_met"),
}


def run_sql(path: Path) -> pd.DataFrame:
    """Begin at the kit's prepared tickets, with one query per event date."""
    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(path.parent / "spill")}) as connection:
        connection.register("months", _list_months())
        parts = [part for stamp in DATES for part in _take_apart(connection.sql(_write_query(path, stamp)).df(), stamp)]
    return pd.concat(parts, ignore_index=True)


def _list_months() -> pd.DataFrame:
    starts = pd.date_range(FIRST, LAST + pd.Timedelta(days=1), freq="MS")
    utc = starts.tz_localize(ZONE).tz_convert("UTC").tz_localize(None)
    return pd.DataFrame({"period_start": starts[:-1], "begins": utc[:-1], "ends": utc[1:]})


def _write_query(path: Path, stamp: str) -> str:
    asked = []
    if stamp in STAMPS["incident_volume"].values():
        asked.append("COUNT(*) FILTER (kind = 'incident' AND in_scope) AS incident_volume_n")
    for kpi, (rows, value, least) in _DURATIONS.items():
        if stamp in STAMPS[kpi].values():
            asked += [
                f"COUNT({value}) FILTER ({rows}) AS {kpi}_n",
                f"SUM({value}) FILTER ({rows}) AS {kpi}_sum",
                f"quantile_cont({value}, [0.5, 0.9]) FILTER ({rows}) AS {kpi}_q",
                f"EXP(AVG(LN(GREATEST({value}, {least}))) FILTER ({rows} AND {value} IS NOT NULL)) AS {kpi}_g",
            ]
    for kpi, (rows, met) in _SHARES.items():
        if stamp in STAMPS[kpi].values():
            asked += [
                f"COUNT(*) FILTER ({rows}) AS {kpi}_n",
                f"COUNT(*) FILTER ({rows} AND {met}) AS {kpi}_met",
            ]
    return f"""
      WITH stamped AS (
        SELECT t.* REPLACE (COALESCE(service, '{NONE}') AS service, COALESCE(priority, '{NONE}') AS priority),
          period_start
        FROM read_parquet('{path}') AS t ASOF JOIN months ON t.{stamp} >= begins
        WHERE t.{stamp} < (SELECT MAX(ends) FROM months)
      )
      SELECT period_start, service, priority, {", ".join(asked)} FROM stamped
      GROUP BY GROUPING SETS ((period_start), (period_start, service), (period_start, priority))"""


def _take_apart(wide: pd.DataFrame, stamp: str) -> list[pd.DataFrame]:
    """Lay the columns of one answer under one another."""
    keys = wide[["period_start", *BY]]
    parts = []
    for kpi, views in STAMPS.items():
        for view in (view for view, own in views.items() if own == stamp):
            n = wide[f"{kpi}_n"]
            if kpi in _DURATIONS:
                total = wide[f"{kpi}_sum"]
                quantiles = wide[f"{kpi}_q"].map(lambda pair: (None, None) if pair is None else tuple(pair))
                stats = {
                    "value": {"value": total / n, "numerator": total},
                    "median": {"value": quantiles.str[0]},
                    "p90": {"value": quantiles.str[1]},
                    "geomean": {"value": wide[f"{kpi}_g"]},
                }
            elif kpi in _SHARES:
                stats = {"value": {"value": 100 * wide[f"{kpi}_met"] / n, "numerator": wide[f"{kpi}_met"]}}
            else:
                stats = {"value": {"value": n, "numerator": n}}
            parts += [keys.assign(kpi=kpi, view=view, stat=stat, n=n, **columns) for stat, columns in stats.items()]
    return [part[part["n"] > 0] for part in parts]


def write_typed(source: Path, target: Path) -> None:
    """Let DuckDB read the CSV with its types told, and write Parquet: the pace that reading in is held against."""
    texts = ("id", "kind", "state", "outcome", "priority", "service", "team", "requester")
    kinds = dict.fromkeys(texts, "VARCHAR") | {"reassign_count": "BIGINT", "reopen_count": "BIGINT"}
    kinds |= dict.fromkeys(("opened_at", "first_response_at", "resolved_at"), "TIMESTAMP") | {"made_sla": "BOOLEAN"}
    order = duckdb.sql(f"SELECT * FROM read_csv('{source}', all_varchar=true) LIMIT 0").columns
    columns = ", ".join(f"'{name}': '{kinds[name]}'" for name in order)
    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(target.parent / "spill")}) as connection:
        text = (
            f"FROM read_csv('{source}', header=true, auto_detect=false, delim=',', quote='\"', columns={{{columns}}})"
        )
        connection.execute(f"COPY ({text}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
