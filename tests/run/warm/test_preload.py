"""What a zygote imports beforehand is imported and no more: nothing is read, remembered or begun by it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LOOK = """\
import gc, json, os, sys, threading
opened = []
sys.addaudithook(lambda event, given: opened.append(given) if event == "open" else None)
from csi_lib.run.warm import PRELOAD
from csi_lib.run.warm.zygote import STARTED_WITH, preload
preload([*STARTED_WITH, *PRELOAD])
from functools import _lru_cache_wrapper
caches = [item for item in gc.get_objects() if isinstance(item, _lru_cache_wrapper)]
import zmq, csi_lib
root = os.path.dirname(os.path.dirname(csi_lib.__file__))
ours = [str(path) for path, mode, _ in opened if str(path).startswith(root) and "site-packages" not in str(path)]
print(json.dumps({
    "remembered": [c.__qualname__ for c in caches if c.__module__.startswith("csi_lib") and c.cache_info().currsize],
    "read": [path for path in ours if not path.endswith((".py", ".pyc")) and ".pyc." not in path],
    "threads": threading.active_count(),
    "contexts": sum(isinstance(item, zmq.Context) for item in gc.get_objects()),
    "modules": sorted(sys.modules),
}))
"""


@pytest.fixture(scope="module")
def found():
    ran = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True, timeout=240)
    return json.loads(ran.stdout)


def test_no_answer_is_remembered_from_before_the_fork(found):
    assert found["remembered"] == []


def test_no_file_of_the_kit_is_read_but_code(found):
    assert found["read"] == []


def test_no_thread_and_no_socket_of_jupyter_is_there(found):
    assert (found["threads"], found["contexts"]) == (1, 0)


@pytest.mark.parametrize("name", ["matplotlib_inline", "tqdm.autonotebook", "polars", "typst", "pyspark", "papermill"])
def test_what_must_not_be_there_is_not(found, name):
    assert name not in found["modules"]


@pytest.mark.parametrize("name", ["pandas", "seaborn", "duckdb", "scipy.stats", "ipykernel", "csi_lib.report.sections"])
def test_what_is_slow_to_import_is_there(found, name):
    assert name in found["modules"]
