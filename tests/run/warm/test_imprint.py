"""Where a forked kernel could differ from one started afresh, it is started afresh."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from csi_lib.run.warm import ZYGOTE_VARIABLE, warm_kernels
from csi_lib.run.warm.forked import Refused, fork_kernel
from csi_lib.run.warm.imprint import Imprint, find_difference, take_imprint
from csi_lib.run.warm.wire import Request

PARENT = "import os\nos.environ['JPY_PARENT_PID'] == str(os.getppid())"
LOCAL = "import local_module\nlocal_module.VALUE, os.environ['JPY_PARENT_PID'] == str(os.getppid())"


@pytest.fixture
def imprint() -> Imprint:
    return take_imprint({"TZ": "UTC", "PATH": "/bin"}, time.time_ns())


def test_what_is_not_read_at_import_makes_no_difference(imprint, tmp_path):
    assert find_difference(imprint, {"TZ": "UTC", "PATH": "/other", "CSI_STUDY": "/x"}, str(tmp_path)) == ""


@pytest.mark.parametrize("name", ["MPLBACKEND", "OMP_NUM_THREADS", "PYTHONPATH", "PYTHONHASHSEED", "LC_ALL", "HOME"])
def test_a_variable_that_is_read_at_import_makes_a_difference(imprint, tmp_path, name):
    assert find_difference(imprint, {"TZ": "UTC", name: "1"}, str(tmp_path)) == f"the variable {name} differs"


def test_a_variable_that_is_missing_makes_a_difference_too(imprint, tmp_path):
    assert find_difference(imprint, {}, str(tmp_path)) == "the variable TZ differs"


def test_a_module_of_the_working_folder_that_would_come_first_makes_a_difference(imprint, tmp_path):
    (tmp_path / "pandas.py").write_text("")
    assert find_difference(imprint, {"TZ": "UTC"}, str(tmp_path)).endswith("has a module pandas.py")


def test_a_folder_of_data_with_the_name_of_a_module_makes_none(imprint, tmp_path):
    (tmp_path / "pandas").mkdir()
    (tmp_path / "json.txt").write_text("")
    assert find_difference(imprint, {"TZ": "UTC"}, str(tmp_path)) == ""


def test_settings_of_matplotlib_in_the_working_folder_make_a_difference(imprint, tmp_path):
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n")
    assert "has a matplotlibrc" in find_difference(imprint, {"TZ": "UTC"}, str(tmp_path))


def test_a_file_written_since_the_imports_began_is_never_trusted(tmp_path):
    here = str(Path(find_difference.__code__.co_filename))
    late = take_imprint({}, os.stat(here).st_mtime_ns)
    assert find_difference(late, {}, str(tmp_path)) != ""


def test_a_variable_read_at_import_has_its_effect(warm, run):
    made = run({**warm, "OMP_NUM_THREADS": "3"}, PARENT)

    assert (made.outcome.error, made.text()) == ("", "True")


def test_code_that_was_edited_is_never_run_as_it_was(run, tmp_path):
    module = tmp_path / "local_module.py"
    module.write_text("VALUE = 'old'\n")
    time.sleep(0.05)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", "")))}
    with warm_kernels(environment, preload=["local_module"]) as address:
        environment[ZYGOTE_VARIABLE] = address
        before = run(environment, PARENT, LOCAL)
        module.write_text("VALUE = 'edited'\n")
        after = run(environment, PARENT, LOCAL)

    assert before.text() == "('old', False)"
    assert after.text() == "('edited', True)"


def test_a_kernel_of_another_interpreter_is_refused(warm):
    request = Request("/usr/bin/another-python", (), warm, "/")

    with pytest.raises(Refused, match=f"this is {sys.executable}"):
        fork_kernel(warm[ZYGOTE_VARIABLE], request, (1, 2))


def test_where_fork_is_not_safe_there_is_no_zygote(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")

    with warm_kernels(preload=()) as address:
        assert address is None
