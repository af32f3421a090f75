"""Kernels at scale: many at a time without losing one, and what a report costs warm and cold.

``python -m tests.bench.kernels --count 300 --at-once 6`` starts, uses and ends that many forked kernels;
``--reports 12`` executes the first page of an engagement that often, warm and cold, side by side in CPU seconds.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from csi_lib.run import Job, Outcome, run_notebooks
from csi_lib.run.warm import ZYGOTE_VARIABLE, warm_kernels

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: orphans come to this process, which counts their time when it buries them
CELLS = ("import pandas as pd\npd.DataFrame({'n': [1, 2]}).n.sum().item()", "import os\nos.getppid()")


@dataclass(frozen=True)
class Cost:
    """Seconds of a run with all the processes it started."""

    wall: float
    cpu: float


def soak(count: int, at_once: int, preload: Sequence[str] = ("pandas",)) -> list[str]:
    """Start, use and end kernels, several at a time; return what each answered, or why it did not."""
    with warm_kernels(preload=preload) as address:
        assert address, "kernels are forked on Linux only"
        os.environ[ZYGOTE_VARIABLE] = address
        try:
            with ThreadPoolExecutor(at_once) as pool:
                return list(pool.map(lambda _: _use_kernel(), range(count)))
        finally:
            del os.environ[ZYGOTE_VARIABLE]


def _use_kernel() -> str:
    import asyncio

    return asyncio.run(_talk())


async def _talk() -> str:
    from jupyter_client.asynchronous import AsyncKernelClient

    from csi_lib.run.kernels import OwnKernelManager

    with tempfile.TemporaryDirectory(prefix="csi-") as folder:
        environment = {**os.environ, "JUPYTER_RUNTIME_DIR": folder, "IPYTHONDIR": folder}
        manager = OwnKernelManager.under(environment)()
        manager.client_factory = AsyncKernelClient
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        answers: list[str] = []
        try:
            await client.wait_for_ready(timeout=120)
            for cell in CELLS:
                await client.execute_interactive(cell, timeout=120, output_hook=lambda m: answers.extend(_shown(m)))
        except Exception as fault:  # every loss is counted, whatever it is
            return f"lost: {type(fault).__name__}: {fault}"
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
    return " ".join(answers)


def _shown(message: dict) -> list[str]:
    return [message["content"]["data"]["text/plain"]] if message["msg_type"] == "execute_result" else []


def measure(work: Callable[[], object]) -> Cost:
    """Do something in a process of its own; count its time and that of everything it leaves behind."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    begin, before = time.perf_counter(), os.times()
    child = os.fork()
    if not child:
        work()
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
    wall = time.perf_counter() - begin
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    after = os.times()
    return Cost(wall, after.children_user + after.children_system - before.children_user - before.children_system)


def execute(notebook: Path, params: str, count: int, *, cold: bool, study: Path | None = None) -> tuple[Outcome, ...]:
    """Execute one notebook so often, two at a time."""
    with tempfile.TemporaryDirectory(prefix="csi-bench-") as folder:
        jobs = [Job(notebook, f"page-{at}", params, Path(folder) / f"{at}.ipynb") for at in range(count)]
        outcomes = run_notebooks(jobs, workers=2, cold=cold, env={"CSI_STUDY": str(study)} if study else {})
    lost = [outcome.error for outcome in outcomes if not outcome.ok]
    assert not lost, lost
    return outcomes


def write_trivial(path: Path) -> Path:
    """Write a notebook that asks the kernel for nothing but to import."""
    cells = [
        new_code_cell('params = ""', metadata={"tags": ["parameters"]}),
        new_code_cell("import csi_lib as csi\ncsi.show"),
    ]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def main() -> int:
    """Run what is asked for and print one line each."""
    ask = argparse.ArgumentParser(prog="python -m tests.bench.kernels", description=__doc__)
    ask.add_argument("--count", type=int, default=0, help="kernels of the soak")
    ask.add_argument("--at-once", type=int, default=6)
    ask.add_argument("--reports", type=int, default=0, help="reports of the cost")
    ask.add_argument("--notebook", type=Path, help="default: one that imports the kit and no more")
    ask.add_argument("--params", default="demo")
    ask.add_argument("--study", type=Path, help="a study that was put aside for it")
    ask.add_argument("--rounds", type=int, default=1)
    given = ask.parse_args()
    lost = 0
    if given.count:
        begin = time.perf_counter()
        answers = soak(given.count, given.at_once)
        lost = sum(not answer.startswith("3 ") for answer in answers)
        zygotes = len({answer.split()[-1] for answer in answers})
        print(
            f"{given.count} kernels, {given.at_once} at a time: {lost} lost, {zygotes} parent(s), "
            f"{time.perf_counter() - begin:.1f} s"
        )
    if given.reports:
        with tempfile.TemporaryDirectory() as folder:
            notebook = given.notebook or write_trivial(Path(folder) / "trivial.ipynb")
            for cold in (False, True) * given.rounds:
                cost = measure(partial(execute, notebook, given.params, given.reports, cold=cold, study=given.study))
                print(f"{given.reports} reports {'cold' if cold else 'warm'}: {cost.cpu:.1f} CPU s, {cost.wall:.1f} s")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
