"""Notebooks run under this very interpreter, and whatever goes wrong is an outcome."""

import json
import sys

import nbformat
import pytest

from csi_lib.report.results import blocks_of
from csi_lib.run import Job, run_notebooks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fixtures kill processes by POSIX signals")


def _blocks(outcome):
    return [block for block, _ in blocks_of(nbformat.read(outcome.notebook, as_version=4))]


def test_a_good_notebook_ran_with_its_parameter(outcomes):
    assert outcomes["good"].ok and outcomes["good"].error == ""
    assert _blocks(outcomes["good"])[0]["body"] == "params demo"


def test_the_kernel_is_this_interpreter_whatever_is_registered(outcomes):
    assert _blocks(outcomes["good"])[1]["body"] == sys.executable


def test_the_kernel_sees_the_variables_of_the_caller(outcomes):
    assert _blocks(outcomes["good"])[2]["body"] == "/some/home"


def test_a_failing_notebook_names_its_cell_and_is_kept(outcomes):
    assert not outcomes["bad"].ok
    assert outcomes["bad"].error == "cell 5 (values = []): IndexError: list index out of range"
    assert _blocks(outcomes["bad"])[0]["body"] == "demo"


def test_a_kernel_that_dies_is_the_fault_of_its_cell(outcomes):
    assert not outcomes["dead"].ok
    assert outcomes["dead"].error.startswith("cell 4 (import os, signal): DeadKernelError: the kernel died")


def test_a_process_that_dies_takes_no_other_notebook_along(outcomes):
    assert not outcomes["killer"].ok
    assert "the process that ran it died" in outcomes["killer"].error
    assert outcomes["again"].ok


def test_outcomes_come_in_the_order_of_the_jobs(outcomes):
    assert list(outcomes) == ["good", "bad", "dead", "again", "gone", "killer"]


def test_two_runs_of_one_notebook_are_the_same_bytes(outcomes):
    assert outcomes["good"].notebook.read_bytes() == outcomes["again"].notebook.read_bytes()


def test_an_executed_notebook_tells_no_time_and_no_path_of_the_run(outcomes):
    text = outcomes["good"].notebook.read_text()

    assert "papermill" not in json.loads(text)["metadata"]
    assert "start_time" not in text and str(outcomes["good"].notebook.parent) not in text


def test_a_notebook_that_takes_too_long_is_stopped_and_says_so(write_template, tmp_path):
    path = write_template(tmp_path / "slow.ipynb", ["import time\ntime.sleep(300)"])

    (outcome,) = run_notebooks([Job(path, "slow", "demo", tmp_path / "out.ipynb")], timeout=3)

    assert not outcome.ok and outcome.seconds < 100
    assert "TimeoutError: the notebook took longer than 3 s" in outcome.error
    assert outcome.notebook.exists()


def test_a_notebook_that_is_gone_is_an_outcome_too(outcomes):
    assert not outcomes["gone"].ok and "gone.ipynb" in outcomes["gone"].error


def test_nothing_to_do_is_done_at_once():
    assert run_notebooks([]) == ()
