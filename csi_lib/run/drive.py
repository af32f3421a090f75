"""Driving one notebook through papermill; whatever goes wrong is told by the outcome."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from csi_lib.errors import one_line
from csi_lib.run.kernels import KERNEL_NAME, OwnKernelManager
from csi_lib.run.plan import Job
from csi_lib.run.warm import ZYGOTE_VARIABLE
from csi_lib.run.warm.forked import is_reachable

NOTEBOOK_SECONDS = 900.0  # a demo notebook takes seconds; a quarter of an hour means that something hangs
START_SECONDS = 120  # a cold, busy machine may need this long until a kernel answers
MARKER_TAG = "papermill-error-cell-tag"


@dataclass(frozen=True)
class Outcome:
    """How one job ended.

    Parameters
    ----------
    name : str
        Name of the job.
    ok : bool
        Every cell ran.
    seconds : float
        How long it took.
    error : str
        One line with the failing cell; empty when all is well.
    notebook : Path
        The executed notebook; kept when the job failed, absent only when its process died.
    """

    name: str
    ok: bool
    seconds: float
    error: str
    notebook: Path


def execute_job(job: Job, environment: Mapping[str, str], timeout: float = NOTEBOOK_SECONDS) -> Outcome:
    """Execute one notebook, driven by this process, and leave it, tidied, at its place.

    Parameters
    ----------
    job : Job
        What to execute.
    environment : mapping of str to str
        All variables of its kernel, as ``open_kernels`` gives them.
    timeout : float
        Seconds for the whole notebook.

    Returns
    -------
    Outcome
        How it ended; whatever goes wrong is told there.
    """
    begin = time.monotonic()
    zygote = environment.get(ZYGOTE_VARIABLE, "")
    warm = is_reachable(zygote)
    error = _attempt(job, environment, timeout)
    if error and warm and not is_reachable(zygote):  # it died and took its kernels along, which did nothing wrong
        error = _attempt(job, {**environment, ZYGOTE_VARIABLE: ""}, timeout)
    return Outcome(job.name, not error, time.monotonic() - begin, error, job.output)


def _attempt(job: Job, environment: Mapping[str, str], timeout: float) -> str:
    """Execute a notebook; return what went wrong on one line, nothing where all is well."""
    job.output.parent.mkdir(parents=True, exist_ok=True)
    job.output.unlink(missing_ok=True)
    try:
        with _silent("papermill", "traitlets"):  # what they would write to stderr is said by the outcome
            _call_papermill(job, environment, timeout)
        error = ""
    except Exception as fault:  # the outcome is the place where a fault is told, whatever it is
        error = _say_fault(fault)
    if not job.output.exists():
        return error
    notebook = tidy_notebook(nbformat.read(job.output, as_version=4))  # type: ignore[no-untyped-call]
    nbformat.write(notebook, job.output)  # type: ignore[no-untyped-call]
    return say_failure(notebook) or error


@contextmanager
def _silent(*names: str) -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _call_papermill(job: Job, environment: Mapping[str, str], timeout: float) -> None:
    import papermill  # slow to import, and only a worker needs it

    from csi_lib.run.engine import ENGINE_NAME

    options: dict[str, Any] = {
        "seconds": timeout,
        "start_timeout": START_SECONDS,
        "kernel_manager_class": OwnKernelManager.under(environment),
        "shutdown_kernel": "immediate",
        "record_timing": False,
        "autosave_cell_every": 0,
    }
    papermill.execute_notebook(
        str(job.notebook),
        str(job.output),
        parameters=job.parameters,
        engine_name=ENGINE_NAME,
        kernel_name=KERNEL_NAME,
        language="python",
        progress_bar=False,
        request_save_on_cell_execute=False,
        **options,
    )


def tidy_notebook(notebook: NotebookNode) -> NotebookNode:
    """Take out what differs from run to run: papermill's times, paths, marks and chance ids.

    Parameters
    ----------
    notebook : NotebookNode
        Executed by papermill; changed in place.

    Returns
    -------
    NotebookNode
        The same notebook, equal for equal results.
    """
    notebook.metadata.pop("papermill", None)
    notebook.cells = [cell for cell in notebook.cells if MARKER_TAG not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook


def say_failure(notebook: NotebookNode) -> str:
    """Say which cell of an executed notebook failed and why, on one line; nothing where none did."""
    for place, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error" and not _left_politely(output):
                first = next((line for line in cell.source.splitlines() if line.strip()), "")
                return one_line(f"cell {place} ({first[:80]}): {output.ename}: {output.evalue}")
    return ""


def _left_politely(output: NotebookNode) -> bool:
    return output.ename == "SystemExit" and output.evalue in ("", "0")


def _say_fault(fault: Exception) -> str:
    return one_line(f"{type(fault).__name__}: {fault}")
