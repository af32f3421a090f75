"""The processes that a report is about: those that the settings name, else those that somebody spoke of."""

from __future__ import annotations

from collections.abc import Iterable

from csi_lib.errors import SettingsError, suggest
from csi_lib.maturity.answers import Sheet
from csi_lib.maturity.bank import Process
from csi_lib.maturity.evidence import Findings
from csi_lib.settings.assessment import Assessment as Settings


def choose_processes(
    processes: Iterable[Process], sheets: Iterable[Sheet], settings: Settings, findings: Iterable[Findings] = ()
) -> tuple[Process, ...]:
    """Choose the processes of a report: those the settings name, else those that a sheet or an assessor speaks of.

    Parameters
    ----------
    processes : iterable of Process
        The questionnaire.
    sheets : iterable of Sheet
        The answers.
    settings : settings.Assessment
        ``processes`` counts here.
    findings : iterable of Findings, optional
        What assessors found.

    Returns
    -------
    tuple of Process
        In the order of the questionnaire.

    Raises
    ------
    SettingsError
        When a named process is unknown.
    """
    known = tuple(item for item in processes if item.questions)
    if settings.processes:
        _check_named(settings.processes, known)
        return tuple(item for item in known if item.process in settings.processes)
    named = {name for sheet in sheets for name in sheet.processes}
    named |= {item.process for file in findings for item in file.ratings}
    answered = {name for sheet in sheets for name in sheet.answers}
    return tuple(
        item for item in known if item.process in named or any(question.id in answered for question in item.questions)
    )


def _check_named(named: Iterable[str], processes: Iterable[Process]) -> None:
    known = [item.process for item in processes]
    for place, name in enumerate(named, start=1):
        if name not in known:
            where = f"assessment.processes.{place}"
            raise SettingsError(f"unknown process '{name}'", where=where, do=suggest(name, known))
