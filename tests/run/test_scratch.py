"""What a killed process leaves beside the system's temporary files is swept up by the next run, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from csi_lib.run.execute import open_kernels
from csi_lib.scratch import keep_scratch, sweep

OWNER = """
import sys, time
from csi_lib.scratch import keep_scratch
with keep_scratch("csi-run-") as folder:
    (folder / "study").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of temporary files of our own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def owner() -> subprocess.Popen[str]:
    """A process that keeps a folder."""
    process = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.wait()


def test_the_folder_of_a_killed_process_is_swept_by_the_next_run(owner):
    folder = Path(owner.stdout.readline().strip())
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    assert (folder / "study").exists()

    with open_kernels(cold=True):
        assert not folder.exists()


def test_the_folder_of_a_living_process_stays(owner):
    folder = Path(owner.stdout.readline().strip())

    assert sweep() == 0
    assert (folder / "study").read_text() == "x"


def test_what_nobody_marked_is_somebody_else_s(temporary):
    (temporary / "csi-notes").mkdir()
    (temporary / "csi-notes" / "mine.txt").write_text("x")

    assert sweep() == 0
    assert (temporary / "csi-notes" / "mine.txt").exists()


def test_a_block_that_ends_leaves_nothing(temporary):
    with keep_scratch() as folder:
        assert folder.parent == temporary
        assert sweep() == 0

    assert list(temporary.iterdir()) == []
