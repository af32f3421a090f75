"""Executing notebooks in worker processes; a failure is an outcome, not an exception."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import current_thread, main_thread
from typing import Any

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

from csi_lib.errors import one_line
from csi_lib.run.kernels import KERNEL_NAME, OwnKernelManager, make_environment
from csi_lib.run.plan import PARAMETER, Job

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


def run_notebooks(
    jobs: Sequence[Job],
    *,
    workers: int = 1,
    timeout: float = NOTEBOOK_SECONDS,
    env: Mapping[str, str] | None = None,
) -> tuple[Outcome, ...]:
    """Execute notebooks, several at a time.

    Parameters
    ----------
    jobs : sequence of Job
        What to execute.
    workers : int
        Most notebooks at a time.
    timeout : float
        Seconds for one whole notebook.
    env : mapping of str to str, optional
        Environment variables for the kernels beside those of this process.

    Returns
    -------
    tuple of Outcome
        One per job, in the order of the jobs; a failure never raises.
    """
    if not jobs:
        return ()
    with TemporaryDirectory(prefix="csi-", ignore_cleanup_errors=True) as scratch:
        environment = make_environment(Path(scratch), env or {})
        # disable=None: the bar is drawn only where stderr is a terminal
        with tqdm(total=len(jobs), unit="notebook", disable=None, file=sys.stderr, leave=False) as bar:
            outcomes: dict[str, Outcome] = {}
            for outcome in _run_together(jobs, workers, timeout, environment):
                outcomes[outcome.name] = outcome
                bar.update()
            for job in jobs:
                if job.name not in outcomes:  # a worker died and took its neighbours along: now one by one
                    outcomes[job.name] = _run_alone(job, timeout, environment)
                    bar.update()
    return tuple(outcomes[job.name] for job in jobs)


def _run_together(jobs: Sequence[Job], workers: int, timeout: float, environment: dict[str, str]) -> Iterator[Outcome]:
    with _open_pool(min(max(1, workers), len(jobs)), environment) as pool:
        futures = _submit(pool, jobs, timeout)
        with _stopping(pool):
            for future in as_completed(futures):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    continue


def _submit(pool: ProcessPoolExecutor, jobs: Sequence[Job], timeout: float) -> list[Future[Outcome]]:
    futures = []
    for job in jobs:
        try:
            with _deaf_to_interrupts():
                futures.append(pool.submit(execute_job, job, timeout))
        except BrokenProcessPool:
            break
    return futures


def _run_alone(job: Job, timeout: float, environment: dict[str, str]) -> Outcome:
    begin = time.monotonic()
    with _open_pool(1, environment) as pool:
        try:
            with _deaf_to_interrupts():
                future = pool.submit(execute_job, job, timeout)
            with _stopping(pool):
                return future.result()
        except BrokenProcessPool:
            message = "the process that ran it died; perhaps it ran out of memory"
            return Outcome(job.name, False, time.monotonic() - begin, message, job.output)


def _open_pool(workers: int, environment: dict[str, str]) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_enter_worker, initargs=(environment,)
    )


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start processes that ignore Ctrl+C, which a terminal sends to all: only the parent answers, with one line."""
    if current_thread() is not main_thread():  # elsewhere Python sets no handlers
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _stopping(pool: ProcessPoolExecutor) -> Iterator[None]:
    """End the workers at an interrupt instead of waiting for their notebooks; a kernel ends with its worker."""
    try:
        yield
    except KeyboardInterrupt:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in active_children():
            process.terminate()
        raise


def _enter_worker(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    for name in ("papermill", "traitlets"):  # what they would write to stderr is said by the outcome
        logging.getLogger(name).setLevel(logging.CRITICAL)


def execute_job(job: Job, timeout: float) -> Outcome:
    """Execute one notebook in this process's environment and leave it, tidied, at its place.

    Parameters
    ----------
    job : Job
        What to execute.
    timeout : float
        Seconds for the whole notebook.

    Returns
    -------
    Outcome
        How it ended; whatever goes wrong is told there.
    """
    begin = time.monotonic()
    job.output.parent.mkdir(parents=True, exist_ok=True)
    job.output.unlink(missing_ok=True)
    try:
        _call_papermill(job, timeout)
        error = ""
    except Exception as fault:  # the outcome is the place where a fault is told, whatever it is
        error = _say_fault(fault)
    if job.output.exists():
        notebook = tidy_notebook(nbformat.read(job.output, as_version=4))  # type: ignore[no-untyped-call]
        nbformat.write(notebook, job.output)  # type: ignore[no-untyped-call]
        error = say_failure(notebook) or error
    return Outcome(job.name, not error, time.monotonic() - begin, error, job.output)


def _call_papermill(job: Job, timeout: float) -> None:
    import papermill  # slow to import, and only a worker needs it

    from csi_lib.run.engine import ENGINE_NAME

    options: dict[str, Any] = {
        "seconds": timeout,
        "start_timeout": START_SECONDS,
        "kernel_manager_class": OwnKernelManager,
        "shutdown_kernel": "immediate",
        "record_timing": False,
        "autosave_cell_every": 0,
    }
    papermill.execute_notebook(
        str(job.notebook),
        str(job.output),
        parameters={PARAMETER: job.params},
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
