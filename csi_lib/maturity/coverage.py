"""What of the questionnaire was asked: every question is left out beforehand, answered, not applicable or open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from csi_lib.maturity.bank import Process
from csi_lib.maturity.tally import Tally, find_never_applicable


@dataclass(frozen=True)
class Coverage:
    """One process: the questions it has are those asked and those left out, and what is asked adds up as well.

    Parameters
    ----------
    process, title : str
        Its id and title.
    asked, left_out : int
        Questions; together all that the questionnaire has.
    answered : int
        Of those asked: somebody said N, P, L or F.
    not_applicable : int
        Everybody who replied found them not applicable.
    unanswered : int
        The others: blank, or nobody knew.
    not_assessed : tuple of str
        Attributes that nobody was asked about: they have no letter.
    """

    process: str
    title: str
    asked: int
    left_out: int
    answered: int
    not_applicable: int
    unanswered: int
    not_assessed: tuple[str, ...]


@dataclass(frozen=True)
class Omission:
    """One thing that was left out, with its reason.

    Parameters
    ----------
    what, reason : str
        As the settings say it.
    processes : tuple of str
        Titles of the processes it concerns.
    questions : int
        How many questions.
    """

    what: str
    reason: str
    processes: tuple[str, ...]
    questions: int


def list_coverage(processes: Iterable[Process], tally: Tally, answers: Mapping[str, object]) -> tuple[Coverage, ...]:
    """Count for every process what was asked and what became of it.

    Parameters
    ----------
    processes : iterable of Process
        With what was left out of each.
    tally : Tally
        The counted replies.
    answers : mapping
        The letters that are an answer, as the framework has them.

    Returns
    -------
    tuple of Coverage
        In the order of the processes.
    """
    never = find_never_applicable(tally)
    return tuple(_count(process, tally, answers, never) for process in processes)


def _count(process: Process, tally: Tally, answers: Mapping[str, object], never: frozenset[str]) -> Coverage:
    ids = [question.id for question in process.questions]
    answered = sum(any(tally.count([name], word) for word in answers) for name in ids)
    not_applicable = sum(name in never for name in ids)
    return Coverage(
        process=process.process,
        title=process.title,
        asked=len(ids),
        left_out=len(process.left_out),
        answered=answered,
        not_applicable=not_applicable,
        unanswered=len(ids) - answered - not_applicable,
        not_assessed=tuple(process.not_assessed),
    )


def list_omissions(processes: Iterable[Process]) -> tuple[Omission, ...]:
    """List what was left out of these processes, once for each thing and reason."""
    found: dict[tuple[str, str], list[str]] = {}
    for process in processes:
        for item in process.left_out:
            found.setdefault((item.what, item.reason), []).append(process.title)
    return tuple(
        Omission(what, reason, tuple(dict.fromkeys(titles)), len(titles)) for (what, reason), titles in found.items()
    )
