"""An attribute that is rated on some of its questions alone: what hangs on those that were left out beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from csi_lib.maturity.bank import Process, Question

_NONE: dict[str, Any] = {"reply": "N", "reason": "", "evidence": "none", "seen": pd.NaT}


def answer_none(replies: pd.DataFrame, processes: Sequence[Process]) -> tuple[pd.DataFrame, tuple[Process, ...]] | None:
    """Answer what was left out of an attribute that is rated all the same, as if everybody had said N.

    Parameters
    ----------
    replies : DataFrame
        As ``list_replies`` returns it.
    processes : sequence of Process
        With what was left out of each.

    Returns
    -------
    tuple of (DataFrame, tuple of Process) or None
        The replies with a row more for each of these questions and everybody of its groups who was asked about the
        process, and the processes with these questions; None where there is none.
    """
    missing = {process.process: _list_missing(process) for process in processes}
    added = [
        people[people["group"].isin(question.groups)].assign(
            question=question.id, attribute=question.attribute, **_NONE
        )
        for process, questions in missing.items()
        if questions
        for people in [replies[replies["process"] == process].drop_duplicates("respondent")]
        for question in questions
    ]
    if not added:
        return None
    whole = pd.concat([replies, *added], ignore_index=True)
    known = {str(name): list(one.cat.categories) for name, one in replies.items() if one.dtype == "category"}
    known["question"] += [question.id for questions in missing.values() for question in questions]
    coded = {name: pd.Categorical(whole[name], categories=values) for name, values in known.items()}
    filled = [one.model_copy(update={"questions": [*one.questions, *missing[one.process]]}) for one in processes]
    return whole.assign(**coded), tuple(filled)


def _list_missing(process: Process) -> list[Question]:
    rated = {item.attribute for item in process.rated}
    return [item.question for item in process.left_out if item.question.attribute in rated]


def say_partly(process: Process) -> Iterator[str]:
    """Say of each attribute that is rated on some of its questions alone how many were left out."""
    missing = [item.attribute for item in _list_missing(process)]
    for name in sorted(set(missing)):
        whole = missing.count(name) + sum(item.attribute == name for item in process.rated)
        yield f"PA {name}: {missing.count(name)} of {whole} questions were left out beforehand"
