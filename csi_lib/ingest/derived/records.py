"""The derived columns of changes, problems, SLA clocks, surveys, outages and usage; other tables stay as they are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from csi_lib.ingest.derived.tables import View, between, quote_stamp, show_table, write_table
from csi_lib.tables import TABLES

# A change counts as the cause of incidents opened up to a week after its end: kpis.md 4, row 8 (change_failure_rate).
CAUSE_DAYS = 7
CSAT_SCALE = (1, 5)
PROMOTER, DETRACTOR = 9, 6  # at least, at most, of 10
TOP_BOX = 4  # at least, of 5

_DAY = "86400e0"  # seconds
_STATE = "coalesce(t.state, 'unknown')"
_OUTCOME = "CASE WHEN t.state = 'cancelled' THEN coalesce(t.outcome, 'cancelled') ELSE t.outcome END"
_SECOND = "epoch_us(t.opened_at) / 1e6"
# csat is narrower than the table's own rule, which keeps every score on the scale of nps
CSAT_OUTSIDE = f"coalesce(t.kind = 'csat' AND t.score NOT BETWEEN {CSAT_SCALE[0]} AND {CSAT_SCALE[1]}, false)"


def write_records(
    connection: duckdb.DuckDBPyConnection,
    raw: Mapping[str, Path | View],
    folder: Path,
    last: pd.Timestamp,
    *,
    causes_known: bool,
) -> dict[str, Path]:
    """Write every table but the tickets, whose derived columns have to be there.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With the raw tables and the finished ``tickets``.
    raw : mapping of str to Path or View
        The raw rows; a file of a table without derived columns is linked, not written again.
    folder : Path
        Where the files go.
    last : Timestamp
        Last plausible stamp of the data, UTC.
    causes_known : bool
        The ticket export has a column that names the change that caused a ticket.

    Returns
    -------
    dict of str to Path
        Canonical table -> file.
    """
    found = {}
    plans = {
        "changes": _plan_changes(causes_known=causes_known),
        "problems": _plan_problems(connection),
        "task_slas": (_derive_slas(quote_stamp(last)), "raw_task_slas t"),
        "surveys": (_derive_surveys(), "raw_surveys t"),
        "outages": (_derive_outages(), "raw_outages t"),
        "usage": (
            {"choice": "v.choice"},
            f"raw_usage t LEFT JOIN {_CHOICES} v ON v.name = t.service ORDER BY t.csi_row",
        ),
    }
    for name, table in TABLES.items():
        if name == "tickets":
            continue
        path, own = folder / f"{name}.parquet", raw.get(name)
        if name not in plans and isinstance(own, Path):
            _link(own, path)
            show_table(connection, name, path)
        else:
            derived, source = plans.get(name, ({}, f"raw_{name} t"))
            write_table(connection, table, derived, source, path)
        found[name] = path
    return found


def _link(source: Path, path: Path) -> None:
    try:
        os.link(source, path)
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(source, path)


def _plan_changes(*, causes_known: bool) -> tuple[dict[str, str], str]:
    ended = "coalesce(t.implemented_at, CASE WHEN t.state IN ('closed', 'cancelled') THEN t.closed_at END)"
    caused = f"CASE WHEN {ended} IS NOT NULL AND {str(causes_known).lower()} THEN coalesce(n.caused, 0) END"
    derived = {
        "state": _STATE,
        "outcome": _OUTCOME,
        "ended_at": ended,
        "caused_incidents": caused,
        "failed": f"CASE WHEN ({_OUTCOME}) IS NOT NULL THEN t.outcome IS NOT DISTINCT FROM 'unsuccessful' "
        f"OR coalesce({caused}, 0) > 0 END",
        "days_to_implement": between("t.approved_at", ended, _DAY),
        "days_from_start": between("t.started_at", ended, _DAY),
        "lead_days": between("t.opened_at", ended, _DAY),
        "opened_second": _SECOND,
    }
    # no start: not before it was asked for
    counts = (
        "(SELECT t.id, count(*) AS caused FROM tickets i JOIN raw_changes t ON t.id = i.caused_by_change "
        "WHERE i.in_scope AND i.caused_by_change IS NOT NULL AND i.opened_at >= coalesce(t.started_at, t.opened_at) "
        f"AND i.opened_at <= {ended} + INTERVAL {CAUSE_DAYS} DAY GROUP BY t.id)"
    )
    return derived, f"raw_changes t LEFT JOIN {counts} n ON n.id = t.id ORDER BY t.csi_row"


def _plan_problems(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], str]:
    named = connection.execute("SELECT 1 FROM tickets WHERE problem_id IS NOT NULL LIMIT 1").fetchall() != []
    derived = {
        "state": _STATE,
        "outcome": _OUTCOME,
        "days_to_resolve": between("t.opened_at", "t.resolved_at", _DAY),
        "days_to_root_cause": between("t.opened_at", "t.root_cause_at", _DAY),
        "days_from_root_cause": between("t.root_cause_at", "t.resolved_at", _DAY),
        # where no ticket names a problem, the links are unknown and not none
        "linked_incidents": "coalesce(n.linked, 0)" if named else "NULL",
        "opened_second": _SECOND,
    }
    counts = (
        "(SELECT problem_id, count(*) AS linked FROM tickets WHERE in_scope AND problem_id IS NOT NULL "
        "GROUP BY problem_id)"
    )
    return derived, f"raw_problems t LEFT JOIN {counts} n ON n.problem_id = t.id ORDER BY t.csi_row"


def _derive_slas(last: str) -> dict[str, str]:
    """Met or missed: by stage, else by the mark; a running clock only when it is late, or marked as breached."""
    running = "(t.stage IS NOT NULL AND t.stage IN ('running', 'paused'))"
    late = f"({running} AND coalesce(t.breached OR t.due_at < {last}, false))"
    ended = "coalesce(NOT t.breached, t.ended_at <= t.due_at)"
    return {
        "met": f"CASE WHEN {late} THEN false WHEN t.stage = 'met' THEN true WHEN t.stage = 'missed' THEN false "
        f"WHEN t.stage IS NULL AND (t.ended_at IS NOT NULL OR t.breached) THEN {ended} END",
        "decided_at": f"CASE WHEN {late} THEN t.due_at WHEN {running} OR t.stage = 'cancelled' THEN NULL "
        "ELSE t.ended_at END",
    }


def _derive_surveys() -> dict[str, str]:
    """Promoter points and the top-box mark; a score outside its scale is taken out."""
    score = f"CASE WHEN NOT {CSAT_OUTSIDE} THEN t.score END"
    points = f"CASE WHEN t.score >= {PROMOTER} THEN 100 WHEN t.score <= {DETRACTOR} THEN -100 ELSE 0 END"
    return {
        "score": score,
        "nps_points": f"CASE WHEN t.kind = 'nps' AND t.score IS NOT NULL THEN {points} END",
        "top_box": f"CASE WHEN t.kind = 'csat' AND ({score}) IS NOT NULL THEN t.score >= {TOP_BOX} END",
    }


def _derive_outages() -> dict[str, str]:
    return {"started_second": "epoch_us(t.started_at) / 1e6", "ended_second": "epoch_us(t.ended_at) / 1e6"}


# A join loses the order of the rows, which are few and narrow here.
# The portfolio by the name tickets carry, and by its own id.
_CHOICES = (
    "(SELECT name, bool_or(choice) AS choice FROM (SELECT name, choice FROM raw_services "
    "UNION ALL SELECT id, choice FROM raw_services) WHERE name IS NOT NULL GROUP BY name)"
)
_USAGE = f"raw_usage t LEFT JOIN {_CHOICES} v ON v.name = t.service ORDER BY t.csi_row"
