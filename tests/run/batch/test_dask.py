"""A batch on a Dask cluster: a worker that is killed takes no report along, and none is made twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter
from contextlib import closing

import pytest

from csi_lib.cli import main
from csi_lib.errors import UsageError

TAKES = """\
import os, time
from pathlib import Path
time.sleep(1)
with Path({log!r}).open("a") as log:
    log.write(study.engagement.client + "\\n")
"""


def test_without_distributed_the_extra_is_named(made, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "csi_lib.run.batch.dask", raising=False)

    code = main(["batch", str(made / "params" / "batches" / "monthly.yml"), "--scheduler", "tcp://127.0.0.1:1"])

    assert code == 2
    assert "pip install 'csi-kit[dask]'" in capsys.readouterr().err
    sys.modules.pop("csi_lib.run.batch.dask", None)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by POSIX signals")
def test_a_worker_killed_mid_batch_loses_no_report_and_none_is_made_twice(worlds, tmp_path):
    distributed = pytest.importorskip("distributed", reason="distributed is not installed (extra dask)")
    from csi_lib.run.batch.drive import Options, run_batch

    home = tmp_path / "project"
    path = worlds.make_world(home, services=8, tickets=3, months=2)
    worlds.write_page(home, "first", [worlds.PAGE, TAKES.format(log=str(tmp_path / "log"))])
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(tmp_path / "dask")
    ) as cluster:
        victims = [worker.pid for worker in cluster.workers.values()]
        killer = threading.Thread(target=_kill_when_made, args=(victims[0], home, 2))
        killer.start()
        done = run_batch(path, Options(scheduler=cluster.scheduler_address))
        killer.join()

    assert (done.made, len(done.failed)) == (8, 0)
    with closing(sqlite3.connect(done.folder / "catalogue.sqlite")) as catalogue:
        made = Counter(name for (name,) in catalogue.execute("SELECT name FROM attempts WHERE error = ''"))
    assert sorted(made.values()) == [1] * 8
    assert len(list(done.folder.glob("*/*/brief/manifest.json"))) == 8
    assert not (done.folder / ".making").exists()
    # The killed report was begun twice at most; no other was.
    begun = Counter((tmp_path / "log").read_text().splitlines())
    assert len(begun) == 8 and begun.total() <= 9


def _kill_when_made(pid, home, reports):
    folder = home / "reports" / "batches" / "monthly"
    deadline = time.monotonic() + 240
    while len(list(folder.glob("*/*/brief/manifest.json"))) < reports and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)


def test_a_scheduler_that_does_not_answer_is_said_so(made, monkeypatch, capsys):
    pytest.importorskip("distributed", reason="distributed is not installed (extra dask)")
    from csi_lib.run.batch import dask

    monkeypatch.setattr(dask, "CONNECT_SECONDS", 0.5)
    with pytest.raises(UsageError, match="no Dask scheduler answers"), dask.connect("tcp://127.0.0.1:1"):
        pass
