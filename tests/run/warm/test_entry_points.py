"""papermill, nbval and other users of jupyter_client get forked kernels by name, and usual ones where none are."""

from __future__ import annotations

import subprocess
import sys

import nbformat
import papermill
import pytest

from csi_lib.run.warm import ZYGOTE_VARIABLE

FORKED = "import os\nos.environ['JPY_PARENT_PID'] != str(os.getppid())"


@pytest.fixture
def run_papermill(write_cells, tmp_path, monkeypatch):
    def run(environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        path = write_cells(tmp_path / "in.ipynb", [FORKED])
        made = papermill.execute_notebook(
            str(path), str(tmp_path / "out.ipynb"), engine_name="csi-warm", kernel_name="python3", progress_bar=False
        )
        return made.cells[-1].outputs[0].data["text/plain"]

    return run


def test_papermill_forks_where_a_zygote_is_announced(warm, run_papermill):
    assert run_papermill(warm) == "True"


def test_papermill_starts_a_kernel_where_none_is(run_papermill, monkeypatch):
    monkeypatch.delenv(ZYGOTE_VARIABLE, raising=False)
    assert run_papermill({}) == "False"


def test_papermill_starts_a_kernel_where_the_zygote_is_gone(warm, run_papermill, tmp_path):
    assert run_papermill({**warm, ZYGOTE_VARIABLE: str(tmp_path / "gone")}) == "False"


def test_importing_papermill_does_not_import_the_kit():
    look = "import papermill, sys; print('pandas' in sys.modules, 'csi_lib.run.warm.engine' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=120).stdout

    assert said.split() == ["False", "True"]


@pytest.mark.slow
def test_nbval_tests_in_a_forked_kernel(write_cells, tmp_path):
    pytest.importorskip("nbval", reason="nbval is part of the extra 'lab'")
    path = write_cells(tmp_path / "golden.ipynb", [FORKED])
    golden = nbformat.read(path, as_version=4)
    golden.cells[0].execution_count, golden.cells[1].execution_count = 1, 2
    data = {"text/plain": "True"}
    golden.cells[1].outputs = [nbformat.v4.new_output("execute_result", data, execution_count=2)]
    nbformat.write(golden, path)
    command = [
        sys.executable,
        "-m",
        "csi_lib.run.warm",
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "-p",
        "no:cacheprovider",
    ]

    ran = subprocess.run([*command, str(path)], capture_output=True, text=True, cwd=tmp_path, timeout=240)

    assert ran.returncode == 0, ran.stdout
    assert "2 passed" in ran.stdout


def test_the_exit_code_of_the_command_is_handed_on():
    failing = [sys.executable, "-m", "csi_lib.run.warm", sys.executable, "-c", "raise SystemExit(7)"]
    assert subprocess.run(failing, timeout=120).returncode == 7
