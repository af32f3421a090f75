"""What there is to do: one job per notebook, refused early when a notebook could not take its parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csi_lib.errors import JobError
from csi_lib.run.parameters import PARAMETERS_TAG, ParameterSet, check_parameters, read_parameters

PARAMETER = "params"  # the one parameter that every notebook has: an engagement's id or the path of its file


@dataclass(frozen=True)
class Job:
    """One notebook to execute.

    Parameters
    ----------
    notebook : Path
        The template.
    name : str
        Name of the page it makes.
    params : str
        Value of its one parameter.
    output : Path
        Where the executed notebook goes.
    values : mapping of str to object
        Its other parameters, already checked.
    """

    notebook: Path
    name: str
    params: str
    output: Path
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything papermill sets."""
        return {**self.values, PARAMETER: self.params}


def plan_jobs(
    notebooks: Sequence[Path], params: str, folder: Path, given: Mapping[str, Any] | None = None
) -> tuple[Job, ...]:
    """Make a job of each notebook, in the order given.

    Parameters
    ----------
    notebooks : sequence of Path
        Templates; the stem of the file is the name of the page.
    params : str
        An engagement's id or the path of its file.
    folder : Path
        Where the executed notebooks go.
    given : mapping of str to object, optional
        Other parameters; each goes to the notebooks that have it.

    Returns
    -------
    tuple of Job
        One per notebook.

    Raises
    ------
    JobError
        When a notebook is absent or no notebook, has no cell tagged ``parameters`` that sets ``params`` (papermill
        would run it with its defaults), or has the name of another.
    UsageError
        When a parameter is none of any notebook, or a value is not of its type; all faults at once.
    """
    names = [path.stem for path in notebooks]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise JobError(f"two notebooks are named '{twice}'", do="Rename one: the name is the page's address")
    known = [_read_template(path) for path in notebooks]
    values = check_parameters(known, given or {})
    return tuple(Job(path, path.stem, params, folder / path.name, values[path]) for path in notebooks)


def _read_template(path: Path) -> ParameterSet:
    do = f'Tag a cell that says {PARAMETER} = "demo"'
    known = read_parameters(path)
    if PARAMETER not in known.names:
        raise JobError(f"no cell tagged '{PARAMETERS_TAG}' sets '{PARAMETER}'", where=str(path), do=do)
    return known
