"""The questionnaire: one file per process, and one of generic questions that every process is asked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from csi_lib.errors import DefinitionError, did_you_mean
from csi_lib.maturity.framework import AttributeId, Framework
from csi_lib.settings import Id, Settings, find_kit, load

Group = Literal["users", "agents", "staff", "stakeholders", "managers"]
QuestionId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,62}$")]

GENERIC = "generic.yml"


class Question(Settings):
    """One question: the outcome it looks for, whom it is asked, and the KPIs that could contradict the answer."""

    id: QuestionId  # never reused: when the meaning changes, a new id
    attribute: AttributeId
    outcome: str  # what is so when it works
    ask: str
    groups: list[Group] = Field(min_length=1)  # whom it is asked
    kpis: list[str] = Field(default=[])
    look_for: str = ""  # evidence that would settle it


class Process(Settings):
    """One process as the questionnaire asks for it; generic questions are added when it is loaded."""

    version: Literal[1]
    edition: int = Field(ge=1)  # raised with every change of a question
    process: Id
    order: int
    prefix: str = Field(pattern=r"^[a-z]{2,8}$")  # begins every question id of the process
    title: str
    purpose: str
    questions: list[Question] = Field(min_length=1)

    @field_validator("questions")
    @classmethod
    def _ids_once(cls, value: list[Question]) -> list[Question]:
        ids = [item.id for item in value]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"question id '{twice[0]}' stands twice")
        return value


class Generic(Settings):
    """Questions asked of every process: ``{process}`` in a text becomes the title of the process."""

    version: Literal[1]
    edition: int = Field(ge=1)
    questions: list[Question] = Field(min_length=1)


def load_questions(folder: Path | None = None) -> tuple[Process, ...]:
    """Read a folder of question files and put the generic questions into each process.

    Parameters
    ----------
    folder : Path, optional
        Default the kit's ``params/maturity/questions``; ``generic.yml`` in it is optional.

    Returns
    -------
    tuple of Process
        In the order the files give; each with its own and the generic questions. A generic question
        ``2.1-planned`` becomes ``inc-2.1-planned`` in the process with prefix ``inc``.

    Raises
    ------
    DefinitionError
        When the folder holds no process, or a process or question id stands twice.
    SettingsError
        When a file is malformed.
    """
    folder = find_kit("params/maturity") / "questions" if folder is None else Path(folder)
    files = sorted(path for path in folder.glob("*.yml") if path.name != GENERIC)
    if not files:
        raise DefinitionError("no question files", where=str(folder), do="One YAML file per process belongs here")
    shared = load(folder / GENERIC, Generic).questions if (folder / GENERIC).is_file() else []
    loaded = [(path, _check_prefix(load(path, Process), path)) for path in files]
    _check_once([(item.process, path) for path, item in loaded], "process")
    processes = [(path, _add_generic(item, shared)) for path, item in loaded]
    _check_once([(question.id, path) for path, item in processes for question in item.questions], "question id")
    return tuple(sorted((item for _, item in processes), key=lambda item: (item.order, item.process)))


def _check_prefix(process: Process, path: Path) -> Process:
    for question in process.questions:
        if not question.id.startswith(f"{process.prefix}-"):
            raise DefinitionError(f"question id '{question.id}' must begin with '{process.prefix}-'", where=str(path))
    return process


def _add_generic(process: Process, shared: list[Question]) -> Process:
    added = [_fill_in(question, process) for question in shared]
    return process.model_copy(update={"questions": [*process.questions, *added]})


def _fill_in(question: Question, process: Process) -> Question:
    texts = {name: getattr(question, name).replace("{process}", process.title.lower()) for name in ("outcome", "ask")}
    return question.model_copy(update={"id": f"{process.prefix}-{question.id}", **texts})


def _check_once(found: Iterable[tuple[str, Path]], what: str) -> None:
    seen: dict[str, Path] = {}
    for name, path in found:
        if name in seen:
            raise DefinitionError(f"{what} '{name}' stands twice", where=f"{seen[name]} and {path}")
        seen[name] = path


def check_attributes(processes: Iterable[Process], framework: Framework) -> None:
    """Refuse a question on an attribute that the framework does not have.

    Raises
    ------
    DefinitionError
        Naming the question, the attribute and the nearest known one.
    """
    known = {item.id for item in framework.attributes}
    for process in processes:
        for question in process.questions:
            if question.attribute not in known:
                raise DefinitionError(
                    f"attribute '{question.attribute}' is not in framework '{framework.id}'",
                    where=f"question '{question.id}'",
                    do=did_you_mean(question.attribute, known).capitalize(),
                )
