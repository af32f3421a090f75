"""The bank as a table: how many questions each process has on each attribute."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from csi_lib.maturity.bank.process import Process
from csi_lib.maturity.bank.question import GROUPS

COLUMNS = ("process", "title", "kind", "stage", "edition", "practices", "work_products", "questions")


def tabulate_bank(processes: Iterable[Process]) -> pd.DataFrame:
    """Count the questions per process and attribute.

    Parameters
    ----------
    processes : iterable of Process
        As ``load_questions`` returns them, the generic questions included.

    Returns
    -------
    DataFrame
        One row per process in the order given: id, title, kind, stage, edition, practices, work products, questions
        in all, then a column per attribute (``1.1`` …) and ``no attribute``, all counts.
    """
    found = tuple(processes)
    names = sorted({question.attribute for item in found for question in item.rated})
    rows = [
        {
            "process": item.process,
            "title": item.title,
            "kind": item.kind,
            "stage": item.stage or "",
            "edition": item.edition,
            "practices": len(item.practices),
            "work_products": len(item.work_products),
            "questions": len(item.questions),
            **{name: sum(question.attribute == name for question in item.questions) for name in names},
            "no attribute": len(item.questions) - len(item.rated),
        }
        for item in found
    ]
    return pd.DataFrame(rows, columns=[*COLUMNS, *names, "no attribute"])


def count_groups(processes: Iterable[Process]) -> pd.DataFrame:
    """Count how many questions each group of respondents is asked per process.

    Parameters
    ----------
    processes : iterable of Process
        As ``load_questions`` returns them, the generic questions included.

    Returns
    -------
    DataFrame
        One row per process in the order given: id, kind, stage, questions in all, then a column per group, all counts.
    """
    rows = [
        {
            "process": item.process,
            "kind": item.kind,
            "stage": item.stage or "",
            "questions": len(item.questions),
            **{group: sum(group in question.groups for question in item.questions) for group in GROUPS},
        }
        for item in processes
    ]
    return pd.DataFrame(rows, columns=["process", "kind", "stage", "questions", *GROUPS])


def list_bank(processes: Iterable[Process]) -> pd.DataFrame:
    """List every question of the bank, a row each.

    Returns
    -------
    DataFrame
        process, question, attribute, ask, outcome, groups, kpis, implies (KPI), fits and look_for; lists are joined
        with ``; ``.
    """
    rows = [
        {
            "process": item.process,
            "question": question.id,
            "attribute": question.attribute,
            "ask": question.ask,
            "outcome": question.outcome,
            "groups": "; ".join(question.groups),
            "kpis": "; ".join(question.kpis),
            "implies": question.implies.kpi if question.implies else "",
            "fits": "; ".join(f"{name} {', '.join(items)}" for name, items in question.fits.items()),
            "look_for": question.look_for,
        }
        for item in processes
        for question in item.questions
    ]
    names = ("process", "question", "attribute", "ask", "outcome", "groups", "kpis", "implies", "fits", "look_for")
    return pd.DataFrame(rows, columns=list(names))
