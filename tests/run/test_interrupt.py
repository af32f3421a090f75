"""Ctrl+C goes to every process of a terminal; one answers, and all are gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = """\
import signal
import sys
from pathlib import Path
from csi_lib.run import Job, run_notebooks
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what it puts aside deaf to Ctrl+C
    folder = Path(sys.argv[1])
    try:
        run_notebooks([Job(folder / "slow.ipynb", "slow", "demo", folder / "out" / "slow.ipynb")])
    except KeyboardInterrupt:
        sys.exit(130)
"""
SLOW = """\
import time
from pathlib import Path
Path({marker!r}).write_text("here")
time.sleep(120)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups of this kind")
def test_ctrl_c_ends_a_run_at_once_and_without_tracebacks(
    write_template: Callable[[Path, list[str]], Path], tmp_path: Path
) -> None:
    marker, script = tmp_path / "marker", tmp_path / "script.py"
    write_template(tmp_path / "slow.ipynb", [SLOW.format(marker=str(marker))])
    script.write_text(SCRIPT, encoding="utf-8")
    scratch = tmp_path / "t"
    scratch.mkdir()
    environment = {**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(Path(__file__).parents[2])}
    words = [sys.executable, str(script), str(tmp_path)]
    run = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True)
    deadline = time.monotonic() + 90
    while not marker.exists() and time.monotonic() < deadline and run.poll() is None:
        time.sleep(0.1)
    assert marker.exists(), "the notebook never began"

    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)  # the notebook itself would sleep for two minutes

    assert run.returncode == 130
    assert "Traceback" not in said
    assert list(scratch.iterdir()) == []


SEVERAL = """\
import sys
from pathlib import Path
from csi_lib.run import Job, run_notebooks
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    run_notebooks([Job(folder / "slow.ipynb", n, "demo", folder / n / "slow.ipynb") for n in "ab"], workers=2)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_run_that_is_killed_leaves_no_process_behind(
    write_template: Callable[[Path, list[str]], Path], tmp_path: Path
) -> None:
    marker, script = tmp_path / "marker", tmp_path / "script.py"
    write_template(tmp_path / "slow.ipynb", [SLOW.format(marker=str(marker))])
    script.write_text(SEVERAL, encoding="utf-8")
    environment = {**os.environ, "OF_THIS_TEST": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.Popen([sys.executable, str(script), str(tmp_path)], env=environment)
    deadline = time.monotonic() + 90
    while not marker.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert marker.exists(), "the notebook never began"

    run.kill()
    run.wait()

    while _processes_with(str(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _processes_with(str(tmp_path)) == []


def _processes_with(variable: str) -> list[str]:
    """List the processes that were started under a variable of this value."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if variable.encode() in (place / "environ").read_bytes():
                found.append((place / "cmdline").read_text())
        except OSError:
            continue
    return found
