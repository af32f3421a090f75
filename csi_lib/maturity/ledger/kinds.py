"""Which tickets a KPI counts, and which of them a process is about: held against each other only where they agree."""

from __future__ import annotations

from collections.abc import Iterable

from csi_lib.kpi import Kpi
from csi_lib.maturity.bank import Process, Question

# Ours: processes whose work comes as tickets of one kind; the service desk and the service levels have both.
KIND_OF = {"incident": "incident", "request": "request"}
BY_KIND = "tickets"  # the table whose rows say of which kind they are
BOTH = "incidents and requests"
MIXED = ("task_slas", "surveys")  # rows of tickets of every kind, which do not say of which


def find_kind(process: str, kpi: Kpi) -> str:
    """Return the ticket kind that a KPI has to be narrowed to for a process; empty where it fits as it is."""
    kind = KIND_OF.get(process, "")
    return kind if kpi.table == BY_KIND and "kind" not in kpi.where else ""


def is_mixed(process: str, kpi: Kpi) -> bool:
    """Say whether a KPI counts tickets of every kind, while the process is about one and its rows do not tell which."""
    return process in KIND_OF and kpi.table in MIXED


def say_tickets(process: str, kpi: Kpi) -> str:
    """Say which tickets a KPI counts for a process: ``incidents``, ``requests`` or both; empty where others."""
    if kpi.table in MIXED:
        return BOTH
    if kpi.table != BY_KIND:
        return ""
    said = find_kind(process, kpi) or kpi.where.get("kind", "")
    return f"{said}s" if isinstance(said, str) and said else BOTH


def narrow_kpis(processes: Iterable[Process], kpis: Iterable[Kpi]) -> dict[str, tuple[Kpi, ...]]:
    """Narrow KPIs to the tickets that the processes asked about are about.

    Parameters
    ----------
    processes : iterable of Process
        What was asked.
    kpis : iterable of Kpi
        Those of the engagement.

    Returns
    -------
    dict of str to tuple of Kpi
        Ticket kind -> those KPIs that questions of its process name and that cover other kinds too, with the kind as a
        further condition on their rows.
    """
    known: dict[str, Kpi] = {kpi.id: kpi for kpi in kpis}
    found: dict[str, dict[str, Kpi]] = {}
    for process in processes:
        named = {name for question in process.questions for name in list_kpis(question)}
        for kpi in (known[name] for name in sorted(named & known.keys())):
            if kind := find_kind(process.process, kpi):
                found.setdefault(kind, {})[kpi.id] = _narrow(kpi, kind)
    return {kind: tuple(own.values()) for kind, own in found.items()}


def _narrow(kpi: Kpi, kind: str) -> Kpi:
    return kpi.model_copy(update={"where": {**kpi.where, "kind": kind}})


def list_kpis(question: Question) -> list[str]:
    """Return the KPIs that a question names, the one its answers imply numbers of first."""
    first = [question.implies.kpi] if question.implies else []
    return list(dict.fromkeys([*first, *question.kpis]))
