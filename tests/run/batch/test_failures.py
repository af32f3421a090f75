"""A report that fails takes nothing along: the others are published, and its cell is named."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from csi_lib.cli import main

FAILS = """\
print("looking at", study.engagement.client)
assert "Service 1" not in study.engagement.client, "nothing is known of it"
"""
DIES_ONCE = """\
import os, signal
from pathlib import Path
mark = Path({mark!r}) / study.engagement.client[-1]
if not mark.exists():
    mark.write_text("")
    os.kill(os.getpid(), signal.SIGKILL)
"""
KILLS = """\
import os, signal, time
if "Service 1" in study.engagement.client:
    os.kill(int(os.environ["JPY_PARENT_PID"]), signal.SIGKILL)
    time.sleep(60)
"""
SLOW = """\
import time
time.sleep(0 if "Service 1" not in study.engagement.client else 60)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by POSIX signals")


def test_one_failed_cell_leaves_the_other_reports_alone_and_is_shown_with_what_it_said(home, worlds, capsys):
    worlds.write_page(home, "first", [worlds.PAGE, FAILS])

    assert main(["batch", str(home / "params" / "batches" / "monthly.yml"), "--jobs", "2"]) == 1

    said = capsys.readouterr()
    assert "2 made, 0 stood already, 1 failed" in said.out
    folder = home / "reports" / "batches" / "monthly"
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as catalogue:
        row = catalogue.execute("SELECT about, page, cell, attempts, error, output FROM reports WHERE state = 'failed'")
        about, page, cell, attempts, error, output = row.fetchone()
    assert (about, page, cell, attempts) == ("Service 1", "first", 5, 1)  # a cell that fails would fail again
    assert "AssertionError: nothing is known of it" in error
    assert output.startswith("looking at Tiny & Sons – Service 1")
    index = (folder / "index.html").read_text()
    assert index.index("Service 1</a>") < index.index("Service 0</a>")
    assert "nothing is known of it" in index and "the one before stands" in index


def test_a_kernel_that_dies_is_tried_again_and_the_reason_kept(home, worlds, run, tmp_path):
    (tmp_path / "marks").mkdir()
    worlds.write_page(home, "first", [worlds.PAGE, DIES_ONCE.format(mark=str(tmp_path / "marks"))])

    done = run(home).done

    assert (done.made, len(done.failed)) == (3, 0)
    assert [entry.attempts for entry in done.entries] == [2, 2, 2]
    with closing(sqlite3.connect(done.folder / "catalogue.sqlite")) as catalogue:
        (first,) = catalogue.execute("SELECT error FROM attempts WHERE error <> '' LIMIT 1").fetchone()
    assert "DeadKernelError" in first


@pytest.mark.slow
@pytest.mark.usefixtures("processes")
def test_a_report_that_kills_its_process_takes_nobody_along(home, worlds, run):
    worlds.write_page(home, "first", [worlds.PAGE, KILLS])
    worlds.write_batch(home, whole=False, services="all", audiences=["brief"], retries=0)

    done = run(home).done

    assert [(entry.about, entry.attempts) for entry in done.failed] == [("Service 1", 1)]
    assert "the process that made it died" in done.failed[0].error
    assert done.made == 2


def test_a_report_that_takes_too_long_is_ended(home, worlds, run):
    worlds.write_page(home, "first", [worlds.PAGE, SLOW])
    worlds.write_batch(home, whole=False, services="all", audiences=["brief"], retries=0, seconds=15)

    done = run(home).done

    assert [entry.about for entry in done.failed] == ["Service 1"]
    assert "took longer than" in done.failed[0].error


def test_a_hook_gets_the_manifest_and_its_failure_is_told(home, worlds, tmp_path, capsys):
    script = "import json, sys; found = json.load(sys.stdin); print(found['counts'], file=open(sys.argv[1], 'w'))"
    hook = [sys.executable, "-c", script, str(tmp_path / "told")]
    worlds.write_batch(home, whole=False, services="all", audiences=["brief"], hook=hook)
    batch = str(home / "params" / "batches" / "monthly.yml")

    assert main(["batch", batch]) == 0
    assert (tmp_path / "told").read_text().strip() == "{'reports': 3, 'made': 0, 'reused': 3, 'failed': 0}"

    worlds.write_batch(home, whole=False, services="all", audiences=["brief"], hook=[sys.executable, "-c", "exit(3)"])
    assert main(["batch", batch]) == 1
    assert "ended with 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"services": ["Servise 1"]}, "Did you mean 'Service 1'?"),
        ({"audiences": ["breef"]}, "Did you mean 'brief'?"),
        ({"services": "all", "month": ["2026-01"]}, "did you mean 'months'?"),
        ({"months": ["2026-13"]}, "a month is written as 2026-06"),
        ({"months": ["2026-11"]}, "the data speak of 2026-01-01 to"),
        ({"whole": False}, "the batch makes no report"),
        ({"engagement": "tinyy"}, "Did you mean 'tiny'?"),
    ],
)
def test_wrong_input_is_one_line_and_makes_nothing(home, worlds, capsys, monkeypatch, settings, said):
    monkeypatch.setenv("CSI_HOME", str(home))
    path = worlds.write_batch(home, **{"audiences": ["brief"], **settings})
    before = json.loads((home / "reports" / "batches" / "monthly" / "batch.json").read_text())

    assert main(["batch", str(path)]) == 2

    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1 and "Traceback" not in error
    assert json.loads((home / "reports" / "batches" / "monthly" / "batch.json").read_text()) == before


def test_two_drivers_of_one_batch_do_not_meet(home, capsys):
    from csi_lib.run.batch.folder import hold

    with hold(home / "reports" / "batches" / "monthly"):
        assert main(["batch", str(home / "params" / "batches" / "monthly.yml")]) == 2

    assert "this batch is running already" in capsys.readouterr().err


def test_a_page_that_is_no_notebook_is_named_before_anything_runs(home, worlds, capsys):
    worlds.write_audience(home, "brief", ["frist"])

    assert main(["batch", str(home / "params" / "batches" / "monthly.yml")]) == 2
    assert "no notebook 'frist'" in capsys.readouterr().err
    assert Path(home / "reports" / "batches" / "monthly" / "index.html").exists()
