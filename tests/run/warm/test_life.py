"""Kernels end with who asked for them, with all they started; what dies is reported, and no report is lost."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from csi_lib.run.warm import ZYGOTE_VARIABLE, warm_kernels
from csi_lib.run.warm.forked import fork_kernel
from csi_lib.run.warm.wire import Request

HANG = """\
import os, subprocess, time
from pathlib import Path
child = subprocess.Popen(["sleep", "300"])
Path(params).write_text(f"{os.getppid()} {os.getpid()} {child.pid}")
while True:
    time.sleep(0.01)
"""
ONCE = """\
import os, time
from pathlib import Path
if not Path(params).exists():
    Path(params).write_text(f"{os.getppid()} {os.getpid()}")
    time.sleep(300)
print("done by", os.environ["JPY_PARENT_PID"] == str(os.getppid()))
"""
DRIVER = """\
import json, sys
from pathlib import Path
from csi_lib.run import Job, execute_job
environment = json.loads(Path(sys.argv[1]).read_text())
execute_job(Job(Path(sys.argv[2]), "hang", sys.argv[3], Path(sys.argv[2] + ".out")), environment)
"""
BATCH = """\
import sys, time
from csi_lib.run.warm import warm_kernels
with warm_kernels(preload=()) as address:
    print(address, flush=True)
    time.sleep(300)
"""


def _await(condition, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def _read_pids(marker: Path) -> list[int]:
    assert _await(lambda: marker.exists() and marker.read_text()), "the notebook never began"
    return [int(pid) for pid in marker.read_text().split()]


def _ask(environment: dict[str, str], folder: Path):
    """A kernel that cannot begin: it ends at once, and the zygote has done all its work."""
    request = Request(
        sys.executable, ("-f", str(folder / "absent" / "kernel.json"), "--no-such-option"), environment, "/"
    )
    with open(os.devnull, "wb") as nothing:
        return fork_kernel(environment[ZYGOTE_VARIABLE], request, (nothing.fileno(), nothing.fileno()))


@pytest.fixture
def small(tmp_path):
    """A zygote of its own that imported next to nothing: it may be killed."""
    with warm_kernels(preload=()) as address:
        yield {**os.environ, ZYGOTE_VARIABLE: address}


def test_a_kernel_that_is_killed_as_by_lack_of_memory_is_told_at_once(warm, run):
    made = run(warm, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")

    assert "DeadKernelError" in made.outcome.error and made.outcome.seconds < 30


def test_a_runaway_cell_is_stopped_with_the_process_it_started(warm, run, tmp_path):
    made = run(warm, HANG, timeout=2, params=str(tmp_path / "pids"))

    zygote, kernel, child = _read_pids(tmp_path / "pids")
    assert "TimeoutError" in made.outcome.error
    assert _await(lambda: _is_gone(kernel) and _is_gone(child))
    assert not _is_gone(zygote)


def test_a_process_left_behind_by_a_finished_notebook_is_gone(warm, run):
    made = run(warm, "import subprocess\nprint(subprocess.Popen(['sleep', '300']).pid)")

    assert made.outcome.ok
    assert _await(lambda: _is_gone(int(made.text())))


def test_a_driver_that_is_killed_takes_its_kernel_along(small, write_cells, tmp_path):
    variables, marker = tmp_path / "variables.json", tmp_path / "pids"
    variables.write_text(json.dumps(small))
    notebook = write_cells(tmp_path / "hang.ipynb", [HANG])
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, str(variables), str(notebook), str(marker)])
    zygote, kernel, child = _read_pids(marker)

    driver.kill()
    driver.wait()

    assert zygote != driver.pid
    assert _await(lambda: _is_gone(kernel) and _is_gone(child))


def test_a_report_whose_zygote_is_killed_is_made_all_the_same(small, run, tmp_path):
    marker = tmp_path / "pids"

    def kill_zygote() -> None:
        os.kill(_read_pids(marker)[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_zygote)
    killer.start()
    during = run(small, ONCE, params=str(marker))
    killer.join()
    after = run(small, ONCE, params=str(marker))

    assert (during.outcome.error, during.text()) == ("", "done by True\n")
    assert (after.outcome.error, after.text()) == ("", "done by True\n")
    assert _await(lambda: _is_gone(_read_pids(marker)[1]))


def test_kernels_and_zygote_end_with_the_batch(tmp_path):
    batch = subprocess.Popen([sys.executable, "-c", BATCH], stdout=subprocess.PIPE, text=True)
    environment = {**os.environ, ZYGOTE_VARIABLE: batch.stdout.readline().strip()}
    info = tmp_path / "kernel.json"
    request = Request(sys.executable, ("-f", str(info), "--transport=ipc", f"--ip={tmp_path / 'k'}"), environment, "/")
    kernel = fork_kernel(environment[ZYGOTE_VARIABLE], request, (1, 2))
    assert _await(info.exists), "the kernel never began"

    batch.kill()
    batch.wait()

    assert kernel.wait() != 0
    assert _await(lambda: _is_gone(kernel.pid) and not _listens(environment[ZYGOTE_VARIABLE]))


def _listens(address: str) -> bool:
    from csi_lib.run.warm.forked import is_reachable

    return is_reachable(address)


def test_many_kernels_leave_no_descriptor_and_no_memory_behind(small, tmp_path):
    first = _ask(small, tmp_path)
    zygote = int(Path(f"/proc/{first.pid}/stat").read_text().rpartition(")")[2].split()[1])
    first.wait()
    look = lambda: (len(os.listdir(f"/proc/{zygote}/fd")), int(Path(f"/proc/{zygote}/statm").read_text().split()[1]))  # noqa: E731
    descriptors, pages = look()

    statuses = {_ask(small, tmp_path).wait() for _ in range(30)}

    assert len(statuses) == 1
    assert _await(lambda: look()[0] <= descriptors)
    assert (look()[1] - pages) * resource.getpagesize() < 4 << 20


def test_nobody_else_may_enter_the_folder_of_the_socket(small):
    assert os.stat(Path(small[ZYGOTE_VARIABLE]).parent).st_mode & 0o777 == 0o700
