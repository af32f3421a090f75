"""What there is to do: one job per notebook, refused early when a notebook could not take its parameter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from csi_lib.errors import JobError

PARAMETER = "params"  # the one parameter of every notebook: an engagement's id or the path of its file
PARAMETERS_TAG = "parameters"


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
    """

    notebook: Path
    name: str
    params: str
    output: Path


def plan_jobs(notebooks: Sequence[Path], params: str, folder: Path) -> tuple[Job, ...]:
    """Make a job of each notebook, in the order given.

    Parameters
    ----------
    notebooks : sequence of Path
        Templates; the stem of the file is the name of the page.
    params : str
        An engagement's id or the path of its file.
    folder : Path
        Where the executed notebooks go.

    Returns
    -------
    tuple of Job
        One per notebook.

    Raises
    ------
    JobError
        When a notebook is absent or no notebook, has no cell tagged ``parameters`` that sets ``params`` (papermill
        would run it with its defaults), or has the name of another.
    """
    names = [path.stem for path in notebooks]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise JobError(f"two notebooks are named '{twice}'", do="Rename one: the name is the page's address")
    for path in notebooks:
        _check_template(path)
    return tuple(Job(path, path.stem, params, folder / path.name) for path in notebooks)


def _check_template(path: Path) -> None:
    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except FileNotFoundError:
        raise JobError("notebook not found", where=str(path), do="Check the path") from None
    except Exception as error:  # nbformat raises what its parser raises
        raise JobError(f"this is not a notebook: {error}", where=str(path)) from None
    for cell in notebook.cells:
        if PARAMETERS_TAG in cell.metadata.get("tags", []) and re.search(rf"^{PARAMETER}\b.*=", cell.source, re.M):
            return
    raise JobError(
        f"no cell tagged '{PARAMETERS_TAG}' sets '{PARAMETER}'",
        where=str(path),
        do=f'Tag a cell that says {PARAMETER} = "demo"',
    )
