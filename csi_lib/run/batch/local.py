"""The engine under a batch: joblib over its tasks, on this machine or on a Dask cluster."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from multiprocessing import parent_process, set_forkserver_preload
from multiprocessing.connection import wait

from joblib import Parallel, delayed, parallel_config
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.backend.context import set_start_method
from joblib.externals.loky.process_executor import BrokenProcessPool

from csi_lib.run.batch.failure import Failure
from csi_lib.run.batch.work import Result, Task, make_report
from csi_lib.run.warm.keeper import is_fork_safe

LOOK_SECONDS = 0.5  # between two looks of a worker whether its driver still lives
# What a worker imports, once for all of them where fork is safe: they come from one process that did.
PRELOAD = ("csi_lib.run.batch.server",)
_LOST = (EOFError, ConnectionError)  # what a driver meets when that process is killed while a worker is being forked
DIED = "the process that made it died; perhaps it ran out of memory"


def run_local(tasks: Sequence[Task], workers: int) -> Generator[Result]:
    """Make reports in processes of this machine, in any order.

    When a process dies, loky ends them all: those that were at work are then made one by one, so that the one to blame
    takes nobody along twice.

    Parameters
    ----------
    tasks : sequence of Task
        What to make.
    workers : int
        Most at a time.

    Yields
    ------
    Result
        One per task.
    """
    waiting = {task.report.key: task for task in tasks}
    while waiting:
        try:
            # Closed here and not when it is forgotten: an interrupt that meets its end would be lost there.
            with closing(_run(list(waiting.values()), workers)) as results:
                for result in results:
                    del waiting[result.key]
                    yield result
        except BrokenProcessPool:
            suspects = [task for task in waiting.values() if task.marker.exists()]
            for task in suspects:
                task.marker.unlink(missing_ok=True)
                del waiting[task.report.key]
                yield _run_alone(task)


def _run(tasks: Sequence[Task], workers: int) -> Generator[Result]:
    if is_fork_safe():
        set_forkserver_preload([*PRELOAD])
        set_start_method("forkserver", force=True)
    with _processes():
        run = Parallel(
            n_jobs=max(2, min(workers, len(tasks))),  # one would be this very process
            backend="loky",
            return_as="generator_unordered",
            pre_dispatch="2*n_jobs" if workers > 1 else 1,
            batch_size=1,
            max_nbytes=None,
            initializer=enter_worker,
            initargs=(os.getpid(),),
        )
        try:
            yield from run(delayed(make_report)(task) for task in tasks)
        except _LOST as fault:
            raise BrokenProcessPool(f"no worker could be forked: {fault}") from None


def _run_alone(task: Task) -> Result:
    try:
        with closing(_run([task], 1)) as results:
            return next(results)
    except BrokenProcessPool:
        task.marker.unlink(missing_ok=True)
        report = task.report
        return Result(report.name, report.key, False, 0.0, task.attempt, Failure(DIED, again=True))


@contextmanager
def _processes() -> Iterator[None]:
    """Leave no process behind, however the block ends."""
    done = False
    try:
        yield
        done = True
    finally:
        with suppress(Exception):  # a pool that is broken already has nothing to shut down
            get_reusable_executor().shutdown(wait=True, kill_workers=not done)


def enter_worker(driver: int) -> None:
    """Prepare a worker: Ctrl+C is the driver's to answer, and a worker does not outlive its driver."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with, args=(driver,), daemon=True).start()


def _leave_with(driver: int) -> None:
    parent = parent_process()
    if parent is not None:  # forked by a server: the driver is not the parent that the system knows
        wait([parent.sentinel])
        os._exit(1)
    waiting = threading.Event()
    while os.getppid() == driver:
        waiting.wait(LOOK_SECONDS)
    os._exit(1)


def run_dask(tasks: Sequence[Task], address: str) -> Generator[Result]:
    """Make reports on a Dask cluster, in any order; what a worker that dies was at work on is made by another.

    Parameters
    ----------
    tasks : sequence of Task
        Without an environment: every worker has its own kernels.
    address : str
        Of the scheduler.

    Yields
    ------
    Result
        One per task.
    """
    from csi_lib.run.batch.dask import connect

    with connect(address), parallel_config(backend="dask"):
        run = Parallel(return_as="generator_unordered", batch_size=1)
        yield from run(delayed(make_report)(task) for task in tasks)


def no_kernels() -> nullcontext[dict[str, str]]:
    """Stand in for the kernels of this machine where others make the reports."""
    return nullcontext({})
