"""Read a folder of question files and put the generic questions into each process."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from csi_lib.errors import DefinitionError, did_you_mean
from csi_lib.maturity.bank.process import Generic, Practice, Process, WorkProduct
from csi_lib.maturity.bank.question import Question
from csi_lib.maturity.framework import Framework
from csi_lib.settings import find_kit, load

GENERIC = "generic.yml"

Part = TypeVar("Part", Question, Practice, WorkProduct)


def load_questions(folder: Path | None = None) -> tuple[Process, ...]:
    """Read a folder of question files and put the generic questions into each process.

    Parameters
    ----------
    folder : Path, optional
        Default the kit's ``params/maturity/questions``; ``generic.yml`` in it is optional.

    Returns
    -------
    tuple of Process
        In the order the files give; each with its own and the generic questions, practices and work products,
        checklists with their own alone. A generic question ``2.1-planned`` becomes ``inc-2.1-planned`` in the
        process with prefix ``inc``.

    Raises
    ------
    DefinitionError
        When the folder holds no process, or a process, prefix or question id stands twice.
    SettingsError
        When a file is malformed.
    """
    folder = find_kit("params/maturity") / "questions" if folder is None else Path(folder)
    files = sorted(path for path in folder.glob("*.yml") if path.name != GENERIC)
    if not files:
        raise DefinitionError("no question files", where=str(folder), do="One YAML file per process belongs here")
    generic = load(folder / GENERIC, Generic) if (folder / GENERIC).is_file() else None
    loaded = [(path, _check_prefix(load(path, Process), path)) for path in files]
    _check_once([(item.process, path) for path, item in loaded], "process")
    _check_once([(item.prefix, path) for path, item in loaded], "prefix")
    processes = [(path, item if generic is None else add_generic(item, generic)) for path, item in loaded]
    _check_once([(question.id, path) for path, item in processes for question in item.questions], "question id")
    return tuple(sorted((item for _, item in processes), key=lambda item: (item.order, item.process)))


def _check_prefix(process: Process, path: Path) -> Process:
    for question in process.questions:
        if not question.id.startswith(f"{process.prefix}-"):
            raise DefinitionError(f"question id '{question.id}' must begin with '{process.prefix}-'", where=str(path))
    return process


def add_generic(process: Process, generic: Generic) -> Process:
    """Return the process with the generic questions, practices and work products behind its own.

    Returns
    -------
    Process
        A checklist comes back as it is.
    """
    if process.kind == "checklist":
        return process
    return process.model_copy(
        update={
            "questions": [*process.questions, *_fill_in(generic.questions, process)],
            "practices": [*process.practices, *_fill_in(generic.practices, process)],
            "work_products": [*process.work_products, *_fill_in(generic.work_products, process)],
        }
    )


def _fill_in(parts: Iterable[Part], process: Process) -> list[Part]:
    """Name the process in every text, and put its prefix before every id."""
    filled = []
    for part in parts:
        update: dict[str, object] = {}
        for name in ("outcome", "ask", "look_for", "does", "what"):
            if hasattr(part, name):
                update[name] = getattr(part, name).replace("{process}", process.in_words)
        for name in ("serves", "shows"):
            if hasattr(part, name):
                update[name] = [f"{process.prefix}-{item}" for item in getattr(part, name)]
        filled.append(part.model_copy(update={"id": f"{process.prefix}-{part.id}", **update}))
    return filled


def _check_once(found: Iterable[tuple[str, Path]], what: str) -> None:
    seen: dict[str, Path] = {}
    for name, path in found:
        if name in seen:
            raise DefinitionError(f"{what} '{name}' stands twice", where=f"{seen[name]} and {path}")
        seen[name] = path


def check_attributes(processes: Iterable[Process], framework: Framework) -> None:
    """Refuse a question on an attribute that the framework does not have; one without attribute is none of its.

    Raises
    ------
    DefinitionError
        Naming the question, the attribute and the nearest known one.
    """
    known = {item.id for item in framework.attributes}
    for process in processes:
        for question in process.rated:
            if question.attribute not in known:
                raise DefinitionError(
                    f"attribute '{question.attribute}' is not in framework '{framework.id}'",
                    where=f"question '{question.id}'",
                    do=did_you_mean(question.attribute, known).capitalize(),
                )
