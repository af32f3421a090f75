"""A report is published whole or not at all, and the last good one survives whatever happens."""

import json
import os
import shutil
import sys
from dataclasses import replace
from multiprocessing import get_context

import pandas as pd
import pytest

from csi_lib.errors import JobError
from csi_lib.run.index import list_reports
from csi_lib.run.publish import move_in, publish, recover

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fixtures kill processes by POSIX signals")


@pytest.fixture
def send(outcomes, meta, manifest, tmp_path):
    """Publish some of the outcomes."""

    def publish_named(*names, **options):
        chosen = [outcomes[name] for name in names]
        return publish(chosen, out=tmp_path / "reports", meta=meta, manifest=manifest(chosen), **options)

    return publish_named


def _bytes(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_report_is_a_folder_with_everything_in_it(send):
    published = send("good", frames={"measures": pd.DataFrame({"a": ["=1"]})})

    assert published.ok
    assert sorted(_bytes(published.folder)) == [
        "good.html",
        "measures.csv",
        "notebooks/good.ipynb",
        "results.json",
    ]
    assert json.loads((published.folder / "results.json").read_text())["notebooks"]["good"]["title"] == "The good one"
    assert (published.folder / "measures.csv").read_text() == "a\n'=1\n"


def test_a_report_published_twice_is_the_same_bytes(send):
    first = _bytes(send("good").folder)

    assert _bytes(send("good").folder) == first


def test_a_failed_run_leaves_the_good_report_and_keeps_its_notebooks(send):
    good = send("good")
    before = _bytes(good.folder)

    failed = send("good", "bad", "killer")

    assert not failed.ok and failed.folder.name == "2026-06-30.failed"
    assert (failed.folder / "notebooks" / "bad.ipynb").exists()
    assert not (failed.folder / "results.json").exists()
    assert "This run failed" in (failed.folder / "good.html").read_text()
    assert "This part failed" in (failed.folder / "bad.html").read_text()
    assert _bytes(good.folder) == before


def test_the_index_lists_good_and_failed_with_the_failing_cell(send):
    send("good")
    failed = send("bad")

    reports = list_reports(failed.index.parent)
    assert [(report.as_of, report.ok) for report in reports] == [("2026-06-30", False), ("2026-06-30", True)]
    assert reports[0].faults == ("bad: cell 5 (values = []): IndexError: list index out of range",)
    assert 'href="2026-06-30/good.html"' in failed.index.read_text()


def test_a_good_run_clears_the_failed_one_of_its_day(send):
    failed = send("bad")
    good = send("good")

    assert good.folder.exists() and not failed.folder.exists()


def test_an_error_while_writing_leaves_the_good_report(send):
    good = send("good")
    before = _bytes(good.folder)

    with pytest.raises(JobError, match="the report cannot be written"):
        send("good", frames={"no/such/folder": pd.DataFrame({"a": [1]})})

    assert _bytes(good.folder) == before
    assert [path.name for path in good.folder.parent.iterdir() if path.name.startswith(".")] == []


def test_a_move_that_fails_puts_the_good_report_back(tmp_path):
    target, aside = tmp_path / "2026-06-30", tmp_path / ".new"
    target.mkdir()
    (target / "page.html").write_text("good")

    with pytest.raises(OSError):
        move_in(aside, target)  # there is nothing to move

    assert (target / "page.html").read_text() == "good"


def _publish_and_die(home, moment):
    """Replace the old report by the new one, and die at the given move; the third is the removal of the old."""
    aside = home / f".2026-06-30.{os.getpid()}.tmp"
    aside.mkdir()
    (aside / "page.html").write_text("new")
    rename, moves = os.rename, []

    def move_or_die(*places):
        moves.append(places)
        if len(moves) == moment:
            os._exit(9)
        rename(*places)

    os.rename = move_or_die
    shutil.rmtree = lambda *_, **__: os._exit(9)
    move_in(aside, home / "2026-06-30")


@pytest.mark.parametrize("moment", [1, 2, 3])
def test_a_killed_publisher_never_loses_the_good_report(tmp_path, moment):
    (tmp_path / "2026-06-30").mkdir()
    (tmp_path / "2026-06-30" / "page.html").write_text("old")
    process = get_context("fork").Process(target=_publish_and_die, args=(tmp_path, moment))
    process.start()
    process.join()
    assert process.exitcode == 9

    recover(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["2026-06-30"]
    assert (tmp_path / "2026-06-30" / "page.html").read_text() == ("new" if moment == 3 else "old")


def test_the_folder_of_a_running_publisher_is_left_alone(tmp_path):
    theirs = tmp_path / f".2026-06-30.{os.getppid()}.tmp"
    theirs.mkdir()

    recover(tmp_path)

    assert theirs.exists()


def test_a_folder_without_a_readable_manifest_is_listed_as_such(send):
    good = send("good")
    (good.folder / "manifest.json").write_text("{")

    (report,) = list_reports(good.folder.parent)
    assert not report.ok and report.faults == ("2026-06-30: manifest.json cannot be read",)


def test_reports_of_other_days_stay(send, outcomes, meta, manifest, tmp_path):
    first = send("good")
    later = replace(meta, as_of="2026-07-31")

    publish([outcomes["good"]], out=tmp_path / "reports", meta=later, manifest=manifest([outcomes["good"]]))

    assert first.folder.exists()
