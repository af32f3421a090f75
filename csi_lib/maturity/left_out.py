"""What nobody is asked, as the engagement's settings say beforehand: questions leave the bank, with their reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from csi_lib.errors import SettingsError, suggest
from csi_lib.maturity.bank import Process, Question, Unasked
from csi_lib.maturity.framework import Framework
from csi_lib.settings.assessment import Assessment as Settings
from csi_lib.settings.assessment import LeftOut


def leave_out(
    processes: Iterable[Process], left_out: Sequence[LeftOut], framework: Framework, key: str = "left_out"
) -> tuple[Process, ...]:
    """Take what is left out beforehand from a questionnaire.

    Parameters
    ----------
    processes : iterable of Process
        The whole questionnaire.
    left_out : sequence of settings.LeftOut
        What nobody is asked, and why; of two that name one question, a whole process or else the first gives the
        reason.
    framework : Framework
        Which attribute belongs to which level.
    key : str
        Where they stand in ``assessment``, for messages.

    Returns
    -------
    tuple of Process
        The same processes; what is left out stands in ``left_out`` of each. One that is left out as a whole keeps no
        question.

    Raises
    ------
    SettingsError
        When an entry names what the questionnaire does not have, or no question would remain.

    Source
    ------
    ISO/IEC 33020:2015, 5.6: a level needs every attribute of it and of all levels below, so that nothing is reached
    above an attribute that was left out.
    """
    bank = tuple(processes)
    if not left_out:
        return bank
    level_of = {item.id: item.level for item in framework.attributes}
    found: dict[str, Unasked] = {}
    for place, entry in sorted(enumerate(left_out, start=1), key=lambda item: item[1].key != "process"):
        named = [
            question
            for process in bank
            if entry.process in (None, process.process)
            for question in _find_questions(process, entry, level_of)
        ]
        if not named:
            raise _refuse_unknown(entry, bank, f"assessment.{key}.{place}")
        for question in named:
            found.setdefault(question.id, Unasked(question, entry.says, entry.reason))
    if all(question.id in found for process in bank for question in process.questions):
        raise SettingsError("everything is left out", where=f"assessment.{key}", do="Leave at least one question in")
    return tuple(process.without(found) for process in bank)


def _find_questions(process: Process, entry: LeftOut, level_of: Mapping[str, int]) -> list[Question]:
    """Return the questions of one process that an entry names."""
    if entry.key == "process":
        return process.questions
    if entry.key == "attribute":
        return [item for item in process.questions if item.attribute == entry.attribute]
    if entry.from_level is not None:
        return [item for item in process.questions if level_of.get(item.attribute, 0) >= entry.from_level]
    if entry.key == "question":
        served = {entry.question, f"{process.prefix}-{entry.question}"}
    else:
        served = set(_list_indicators(process).get(entry.indicator, ()))
    return [item for item in process.questions if item.id in served]


def _list_indicators(process: Process) -> dict[str, list[str]]:
    """Return the questions behind each practice and work product, by its id with and without the process's prefix."""
    known = {item.id: item.serves for item in process.practices} | {
        item.id: item.shows for item in process.work_products
    }
    return known | {name.removeprefix(f"{process.prefix}-"): questions for name, questions in known.items()}


def _refuse_unknown(entry: LeftOut, bank: Sequence[Process], where: str) -> SettingsError:
    processes = [item.process for item in bank]
    if entry.process is not None and entry.process not in processes:
        what, do = f"unknown process '{entry.process}'", suggest(entry.process, processes)
        return SettingsError(what, where=f"{where}.process", do=do)
    own = [item for item in bank if entry.process in (None, item.process)]
    within = f" in '{entry.process}'" if entry.process else ""
    if entry.key in ("question", "indicator"):
        name = str(getattr(entry, entry.key))
        known = {one for item in own for one in _list_names(item, entry.key)}
        return SettingsError(
            f"unknown {entry.key} '{name}'{within}", where=f"{where}.{entry.key}", do=suggest(name, known)
        )
    attributes = sorted({question.attribute for item in own for question in item.rated})
    do = suggest(str(entry.attribute or ""), attributes)
    return SettingsError(f"no question{within} is on {entry.says}", where=f"{where}.{entry.key}", do=do)


def _list_names(process: Process, key: str) -> set[str]:
    if key == "indicator":
        return {name for name, questions in _list_indicators(process).items() if questions}
    ids = {item.id for item in process.questions}
    return ids | {name.removeprefix(f"{process.prefix}-") for name in ids}


def check_claims(processes: Iterable[Process], settings: Settings, framework: Framework) -> None:
    """Refuse a process that is to be reported, or a target that is to be reached, and cannot be for what is left out.

    Parameters
    ----------
    processes : iterable of Process
        As ``leave_out`` returns them.
    settings : settings.Assessment
        ``processes``, ``target`` and ``targets`` count here.
    framework : Framework
        Which attributes a level needs.

    Raises
    ------
    SettingsError
        Naming the key and the reason given for what is left out.
    """
    for process in processes:
        gone = process.not_assessed
        if process.process in settings.processes and not process.questions:
            where = f"assessment.processes.{settings.processes.index(process.process) + 1}"
            raise SettingsError(
                f"'{process.process}' is listed, and left out as a whole ({process.left_out[0].reason})",
                where=where,
                do="Take it out of the list, or let it be asked",
            )
        own = process.process in settings.targets
        target = settings.targets.get(process.process, settings.target)
        about = not settings.processes or process.process in settings.processes
        if target is None or not (own or (about and process.questions)):
            continue
        for item in framework.attributes:
            if item.level <= target and item.id in gone:
                raise SettingsError(
                    f"level {target} needs PA {item.id}, which is left out in '{process.process}' ({gone[item.id]})",
                    where=f"assessment.targets.{process.process}" if own else "assessment.target",
                    do=f"Lower the target below level {item.level}, or let the attribute be asked",
                )
