"""What went wrong with a report: the page, its cell, what that said, and whether another attempt can help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import nbformat

from csi_lib.run.drive import Outcome

LONGEST = 4_000  # characters of a cell's output that are kept: the end of a traceback says what happened
CHANCE = ("DeadKernelError", "TimeoutError", "MemoryError", "OSError")  # another attempt may go well
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Failure:
    """What went wrong.

    Parameters
    ----------
    error : str
        On one line; empty when nothing did.
    page : str
        Name of the notebook.
    cell : int
        Its cell, from 1; 0 where no cell is to blame.
    output : str
        What the cell said, its end.
    again : bool
        It may go well next time.
    """

    error: str = ""
    page: str = ""
    cell: int = 0
    output: str = ""
    again: bool = False


def read_failure(outcomes: Sequence[Outcome]) -> Failure:
    """Say what went wrong with the first notebook that failed; nothing where none did."""
    failed = next((outcome for outcome in outcomes if not outcome.ok), None)
    if failed is None:
        return Failure()
    cell, name, output = _read_cell(failed)
    again = cell == 0 or name in CHANCE
    return Failure(f"{failed.name}: {failed.error}", failed.name, cell, output, again)


def _read_cell(outcome: Outcome) -> tuple[int, str, str]:
    if not outcome.notebook.exists():
        return 0, "", ""
    notebook = nbformat.read(outcome.notebook, as_version=4)  # type: ignore[no-untyped-call]
    for place, cell in enumerate(notebook.cells, start=1):
        outputs = cell.get("outputs", [])
        error = next((item for item in outputs if item.output_type == "error"), None)
        if error is not None:
            said = [item.text for item in outputs if item.output_type == "stream"]
            text = _COLOURS.sub("", "".join([*said, "\n".join(error.traceback)]))
            return place, str(error.ename), text[-LONGEST:]
    return 0, "", ""
