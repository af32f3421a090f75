"""Notebooks as they belong in git: no outputs, no counts, no times of a run; so that a difference is a change."""

from __future__ import annotations

from typing import Any

import nbformat

from csi_lib.errors import UsageError

# What JupyterLab, papermill and nbclient leave behind; everything else an analyst sets (tags, slides) stays.
CELL_LEFTOVERS = ("papermill", "execution", "ExecuteTime", "collapsed", "scrolled", "trusted")
NOTEBOOK_LEFTOVERS = ("papermill", "widgets", "signature")
VERSION_KEYS = ("version",)  # of language_info: the Python of whoever ran it last


def strip_notebook(text: str, where: str = "") -> str:
    """Return a notebook without anything that a run left in it.

    Parameters
    ----------
    text : str
        The notebook file.
    where : str
        Its name, for the message.

    Returns
    -------
    str
        The same cells, sources and tags; stripping twice changes nothing more.

    Raises
    ------
    UsageError
        When the text is no notebook.
    """
    try:
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except Exception as error:  # nbformat raises what its parser raises
        raise UsageError(f"this is not a notebook: {str(error).splitlines()[0]}", where=where) from None
    for key in NOTEBOOK_LEFTOVERS:
        notebook.metadata.pop(key, None)
    for key in VERSION_KEYS:
        notebook.metadata.get("language_info", {}).pop(key, None)
    notebook.cells = [_strip_cell(cell) for cell in notebook.cells if "injected-parameters" not in _tags(cell)]
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"  # type: ignore[no-untyped-call]


def _strip_cell(cell: Any) -> Any:
    for key in CELL_LEFTOVERS:
        cell.metadata.pop(key, None)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    return cell


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))
