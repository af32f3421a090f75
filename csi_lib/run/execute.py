"""Executing notebooks in worker processes, their kernels forked where that is safe; a failure is an outcome."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread, current_thread, main_thread

from tqdm import tqdm

from csi_lib.run.drive import NOTEBOOK_SECONDS, Outcome, execute_job
from csi_lib.run.kernels import make_environment
from csi_lib.run.plan import Job
from csi_lib.run.warm import ZYGOTE_VARIABLE, warm_kernels
from csi_lib.run.warm.keeper import is_fork_safe
from csi_lib.scratch import keep_scratch, sweep

__all__ = ["NOTEBOOK_SECONDS", "Outcome", "execute_job", "open_kernels", "run_notebooks"]

PATIENCE_SECONDS = 5.0  # from the interrupt until a worker is killed


def run_notebooks(
    jobs: Sequence[Job],
    *,
    workers: int = 1,
    timeout: float = NOTEBOOK_SECONDS,
    env: Mapping[str, str] | None = None,
    cold: bool = False,
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
    cold : bool
        Start every kernel afresh, also where it could be forked.

    Returns
    -------
    tuple of Outcome
        One per job, in the order of the jobs; a failure never raises.
    """
    if not jobs:
        return ()
    outcomes: dict[str, Outcome] = {}
    with (
        open_kernels(env, cold=cold or len(jobs) == 1) as environment,  # a zygote pays from the second kernel on
        # disable=None: the bar is drawn only where stderr is a terminal
        tqdm(total=len(jobs), unit="notebook", disable=None, file=sys.stderr, leave=False) as bar,
    ):
        for outcome in _run_together(jobs, workers, timeout, environment):
            outcomes[outcome.name] = outcome
            bar.update()
        for job in jobs:
            if job.name not in outcomes:  # a worker died and took its neighbours along: now one by one
                outcomes[job.name] = _run_alone(job, timeout, environment)
                bar.update()
    return tuple(outcomes[job.name] for job in jobs)


@contextmanager
def open_kernels(env: Mapping[str, str] | None = None, *, cold: bool = False) -> Iterator[dict[str, str]]:
    """Prepare what the kernels of one batch share: a scratch folder, and a zygote where fork is safe.

    Parameters
    ----------
    env : mapping of str to str, optional
        Environment variables for the kernels beside those of this process.
    cold : bool
        Start every kernel afresh.

    Yields
    ------
    dict of str to str
        All variables of the kernels, to be given to ``execute_job`` in this process or another of this machine.
    """
    sweep()
    with keep_scratch() as scratch:
        environment = {**os.environ, **make_environment(scratch, env or {})}
        environment.pop(ZYGOTE_VARIABLE, None)  # another batch's
        if cold:
            yield environment
            return
        with warm_kernels(environment) as address:
            yield {**environment, ZYGOTE_VARIABLE: address} if address else environment


def _run_together(jobs: Sequence[Job], workers: int, timeout: float, environment: dict[str, str]) -> Iterator[Outcome]:
    with _open_pool(min(max(1, workers), len(jobs))) as pool:
        futures = _submit(pool, jobs, timeout, environment)
        with _stopping(pool):
            for future in as_completed(futures):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    continue


def _submit(
    pool: ProcessPoolExecutor, jobs: Sequence[Job], timeout: float, environment: dict[str, str]
) -> list[Future[Outcome]]:
    futures = []
    for job in jobs:
        try:
            with _deaf_to_interrupts():
                futures.append(pool.submit(execute_job, job, environment, timeout))
        except BrokenProcessPool:
            break
    return futures


def _run_alone(job: Job, timeout: float, environment: dict[str, str]) -> Outcome:
    begin = time.monotonic()
    with _open_pool(1) as pool:
        try:
            with _deaf_to_interrupts():
                future = pool.submit(execute_job, job, environment, timeout)
            with _stopping(pool):
                return future.result()
        except BrokenProcessPool:
            message = "the process that ran it died; perhaps it ran out of memory"
            return Outcome(job.name, False, time.monotonic() - begin, message, job.output)


def _open_pool(workers: int) -> ProcessPoolExecutor:
    """Open a pool of drivers; where fork is safe they come from one process that has imported papermill once."""
    context = get_context("forkserver" if is_fork_safe() else "spawn")
    if is_fork_safe():
        context.set_forkserver_preload(["csi_lib.run.drive", "csi_lib.run.engine"])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_enter_worker)


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
        _end_children()
        raise


def _end_children() -> None:
    """End the workers; one that is still busy tidying up after some seconds is killed, for nobody waits for it."""
    children = active_children()
    for process in children:
        process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for process in children:
        process.join(max(0.1, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()


def _enter_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the process that opened the pool was killed; the kernel ends with its worker."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
