"""The files of a bank as they stand: each with its model and the line of every key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from csi_lib.errors import DefinitionError, SettingsError
from csi_lib.maturity.bank.load import GENERIC, add_generic
from csi_lib.maturity.bank.process import Generic, Process
from csi_lib.maturity.bank.question import Question
from csi_lib.settings import load, read_yaml

KeyPath: TypeAlias = tuple[str | int, ...]
ALL = "generic"  # stands for the process where a question is asked of every one


@dataclass(frozen=True)
class BankFile:
    """One file of the bank.

    Parameters
    ----------
    path : Path
        Where it lies.
    model : Process or Generic
        What it says.
    lines : mapping of key path to int
        1-based line of every key.
    """

    path: Path
    model: Process | Generic
    lines: Mapping[KeyPath, int]

    @property
    def process(self) -> str:
        """Id of the process; ``generic`` for the questions that every process is asked."""
        return self.model.process if isinstance(self.model, Process) else ALL

    @property
    def questions(self) -> tuple[Question, ...]:
        """Its own questions."""
        return tuple(self.model.questions)

    def find_line(self, key: KeyPath) -> int:
        """Return the line of a key, or of the nearest key around it; 1 for the whole file."""
        return next((self.lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in self.lines), 1)


def read_file(path: Path) -> BankFile:
    """Read one file of a bank.

    Raises
    ------
    SettingsError
        When it is malformed.
    """
    model = load(path, Generic) if path.name == GENERIC else load(path, Process)
    return BankFile(path, model, read_yaml(path)[1])


def read_files(folder: Path) -> tuple[tuple[BankFile, ...], dict[Path, SettingsError]]:
    """Read every file of a bank, also where some are malformed.

    Returns
    -------
    tuple of (tuple of BankFile, dict)
        What could be read, by name; and the fault of what could not.

    Raises
    ------
    DefinitionError
        When the folder holds no file.
    """
    paths = sorted(Path(folder).glob("*.yml"))
    if not paths:
        raise DefinitionError("no question files", where=str(folder), do="One YAML file per process belongs here")
    found, faults = [], {}
    for path in paths:
        try:
            found.append(read_file(path))
        except SettingsError as error:
            faults[path] = error
    return tuple(found), faults


def join_files(files: tuple[BankFile, ...]) -> dict[str, Process]:
    """Return the processes of some files by id, the generic questions put into each."""
    generic = next((item.model for item in files if isinstance(item.model, Generic)), None)
    own = [item.model for item in files if isinstance(item.model, Process)]
    return {item.process: item if generic is None else add_generic(item, generic) for item in own}
