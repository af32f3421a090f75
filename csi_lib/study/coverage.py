"""Which KPI can be computed from which tool's export, read from the formats alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from csi_lib.ingest.adapter import Adapter, load_adapter
from csi_lib.kpi import Kpi
from csi_lib.kpi.checks import needed_column
from csi_lib.kpi.variants import settle_variants
from csi_lib.settings import list_kit
from csi_lib.tables import TABLES

COVERAGE_COLUMNS = ("kpi", "adapter", "state", "missing", "reason")
HISTORY = ("ticket_history.at", "ticket_history.field")

# A derived column -> what it is computed from: any one of the groups is enough. A column that is not listed is
# computed from the stamps and marks that every format brings. Source: csi_lib/ingest, where they are derived.
ROOTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "tickets.hours_to_respond": (("tickets.first_response_at",),),
    "tickets.minutes_to_respond": (("tickets.first_response_at",),),
    "tickets.business_hours_to_respond": (("tickets.first_response_at",),),
    "tickets.business_minutes_to_respond": (("tickets.first_response_at",),),
    "tickets.hours_to_resolve": (("tickets.resolved_at",),),
    "tickets.minutes_to_resolve": (("tickets.resolved_at",),),
    "tickets.business_hours_to_resolve": (("tickets.resolved_at",),),
    "tickets.hours_to_first_resolve": (("tickets.resolved_first_at",), HISTORY),
    "tickets.resolved_once_at": (("tickets.resolved_at",), ("tickets.resolved_first_at",), HISTORY),
    "tickets.reopened_soon": (("tickets.reopen_count",), ("tickets.reopened_at",), HISTORY),
    "tickets.hours_to_close": (("tickets.closed_at",),),
    "tickets.days_to_close": (("tickets.closed_at",),),
    "tickets.hours_without_hold": (("tickets.resolved_at", "tickets.hold_hours"), ("tickets.resolved_at", *HISTORY)),
    "tickets.sla_hours": (("tickets.resolved_at",), ("task_slas.business_hours",)),
    "tickets.sla_met": (
        ("tickets.made_sla",),
        ("tickets.sla_due_at", "tickets.resolved_at"),
        ("task_slas.ticket_id", "task_slas.target"),
    ),
    "tickets.sla_decided_at": (("tickets.resolved_at",),),
    "tickets.response_met": (
        ("tickets.made_response_sla",),
        ("tickets.response_due_at", "tickets.first_response_at"),
        ("task_slas.ticket_id", "task_slas.target"),
    ),
    "tickets.solved_by_desk": (("tickets.team",),),
    "tickets.recurring": (("tickets.problem_id",),),
    "tickets.recurring_proxy": (("tickets.ci", "tickets.category"), ("tickets.item", "tickets.category")),
    "changes.ended_at": (("changes.implemented_at",), ("changes.closed_at",)),
    "changes.caused_incidents": (("tickets.caused_by_change",),),
    "changes.failed": (("changes.outcome",),),
    "changes.days_to_implement": (("changes.approved_at", "changes.implemented_at"),),
    "changes.days_from_start": (("changes.started_at", "changes.implemented_at"),),
    "changes.lead_days": (("changes.implemented_at",), ("changes.closed_at",)),
    "problems.days_to_resolve": (("problems.resolved_at",),),
    "problems.days_to_root_cause": (("problems.root_cause_at",),),
    "problems.days_from_root_cause": (("problems.root_cause_at", "problems.resolved_at"),),
    "problems.linked_incidents": (("tickets.problem_id",),),
    "task_slas.met": (("task_slas.stage",), ("task_slas.breached",)),
    "task_slas.decided_at": (("task_slas.ended_at",), ("task_slas.due_at",)),
    "surveys.nps_points": (("surveys.score",),),
    "surveys.top_box": (("surveys.score",),),
    "outages.started_second": (("outages.started_at",),),
    "outages.ended_second": (("outages.ended_at",),),
    "usage.choice": (("services.choice",),),
}
# An SLA that each tool keeps as a stamp may come from a history of states, too.
ALSO: dict[str, tuple[str, ...]] = {
    "tickets.resolved_first_at": HISTORY,
    "tickets.reopened_at": HISTORY,
    "tickets.reopen_count": HISTORY,
    "tickets.reassign_count": HISTORY,
    "tickets.team_first": HISTORY,
    "tickets.hold_hours": HISTORY,
}


def load_adapters(home: Path) -> dict[str, Adapter]:
    """Load every export format that a project can use, by id; those that the kit ships and its own.

    Parameters
    ----------
    home : Path
        The project's root.

    Returns
    -------
    dict of str to Adapter
        In alphabetical order.
    """
    return {name: load_adapter(name, home)[0] for name in sorted(list_kit("params/sources", ".yml", home))}


def list_needs(kpi: Kpi) -> tuple[str, ...]:
    """List the columns of a settled KPI as ``table.column``, its event stamp among them.

    Parameters
    ----------
    kpi : Kpi
        Settled.

    Returns
    -------
    tuple of str
        In the order of its file; each once.
    """
    pairs = [needed_column(kpi, name) for name in kpi.needs]
    return tuple(dict.fromkeys(f"{table}.{column}" for table, column in pairs))


def find_missing(needs: Iterable[str], written: frozenset[str]) -> tuple[str, ...]:
    """Find what has to be exported in addition before a KPI can be computed.

    Parameters
    ----------
    needs : iterable of str
        Needed columns, ``table.column``.
    written : frozenset of str
        Columns that are there, ``table.column``.

    Returns
    -------
    tuple of str
        Columns of an export; for a derived column those of the shortest way to it.
    """
    missing: list[str] = []
    for name in needs:
        ways = _ways_to(name)
        absent = [[column for column in way if column not in written] for way in ways]
        if all(absent):
            missing += absent[0]
    return tuple(dict.fromkeys(missing))


def _ways_to(name: str) -> tuple[tuple[str, ...], ...]:
    if name in ROOTS:
        return ROOTS[name]
    table, _, column = name.partition(".")
    if TABLES[table].column(column).derived:
        return ((),)
    return ((name,), ALSO[name]) if name in ALSO else ((name,),)


def list_written(adapter: Adapter) -> frozenset[str]:
    """List every column that an export format can bring, ``table.column``."""
    rules = {name: adapter.rule(table) for name, table in TABLES.items()}
    found = {f"{name}.{column}" for name, rule in rules.items() if rule is not None for column in rule.columns}
    # successive updates of one ticket tell its history, whether or not the tool exports one
    told = any(rule is not None and rule.history for rule in rules.values())
    return frozenset(found | set(HISTORY) if told else found)


def cover(catalogue: Mapping[str, Kpi], adapters: Mapping[str, Adapter]) -> pd.DataFrame:
    """Say for every KPI and every export format whether the one can be computed from the other.

    Parameters
    ----------
    catalogue : mapping of str to Kpi
        Definitions as their files say them; each question takes its default.
    adapters : mapping of str to Adapter
        The formats.

    Returns
    -------
    DataFrame
        One row per KPI and format: ``kpi, adapter, state, missing, reason``. ``computable``: every needed column has a
        heading there; ``partial``: only under another choice of what the definition leaves open; else ``not``.
    """
    written = {name: list_written(adapter) for name, adapter in adapters.items()}
    rows = [(kpi.id, name, *_judge(kpi, columns)) for kpi in catalogue.values() for name, columns in written.items()]
    return pd.DataFrame(rows, columns=list(COVERAGE_COLUMNS)).astype("str")


def _judge(kpi: Kpi, written: frozenset[str]) -> tuple[str, str, str]:
    settled = settle_variants(kpi)
    missing = find_missing(list_needs(settled), written)
    if not missing:
        return "computable", "", ""
    listed = ", ".join(missing)
    for variant, choice in _list_others(settled):
        other = settle_variants(kpi, {**settled.chosen, variant: choice})
        if not find_missing(list_needs(other), written):
            say = kpi.variants[variant].choices[choice].say
            return "partial", listed, f"only as '{variant}: {choice}' ({say})"
    gone = [name for name in dict.fromkeys(item.partition(".")[0] for item in missing) if not _writes(written, name)]
    if gone:
        return "not", listed, f"the tool exports no {' and no '.join(gone)}; add a file for the adapter 'plain'"
    return "not", listed, f"no heading for {listed}"


def _list_others(settled: Kpi) -> list[tuple[str, str]]:
    return [
        (variant, choice)
        for variant, question in settled.variants.items()
        for choice in question.choices
        if choice != settled.chosen[variant]
    ]


def _writes(written: frozenset[str], table: str) -> bool:
    return any(name.startswith(f"{table}.") for name in written)
