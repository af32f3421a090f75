"""Without a terminal a batch says in plain lines where it is: each failure, and every tenth of its reports."""

from __future__ import annotations

import io
import sys

from csi_lib.cli import main
from csi_lib.run.batch.progress import Progress


def test_twenty_reports_are_ten_lines_and_each_failure(capsys):
    with Progress(20) as progress:
        for place in range(20):
            progress.add(f"report-{place}", "ValueError: no" if place == 4 else "")

    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == [
        "csi batch: 2 of 20 reports",
        "csi batch: 4 of 20 reports",
        "csi batch: report-4 failed: ValueError: no",
    ]
    assert lines[3:] == [f"csi batch: {number} of 20 reports, 1 failed" for number in range(6, 21, 2)]


def test_on_a_terminal_only_failures_stay(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    with Progress(10) as progress:
        for place in range(10):
            progress.add(f"report-{place}", "no" if place == 4 else "")

    assert "csi batch: report-4 failed: no" in sys.stderr.getvalue()
    assert "of 10 reports" not in sys.stderr.getvalue()


def test_a_batch_that_makes_nothing_says_nothing_on_the_way(home, capsys):
    assert main(["batch", str(home / "params" / "batches" / "monthly.yml")]) == 0

    assert capsys.readouterr().err == ""


def test_a_missing_font_is_told_once_for_the_whole_batch(home, worlds, capsys):
    brands = home / "params" / "brands"
    brands.mkdir()
    (brands / "house.yml").write_text("name: House\nfont: House Grotesk\n")
    words = {"whole": False, "services": "all", "audiences": ["brief"]}
    worlds.write_batch(home, **words, brand="house", formats=["xlsx"])

    assert main(["batch", str(home / "params" / "batches" / "monthly.yml")]) == 0

    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if "House Grotesk" in line] == [
        line for line in lines if " of 3 reports" not in line
    ]
    assert sum("'House Grotesk' of the brand is not on this machine" in line for line in lines) == 1


def test_a_wrong_path_is_answered_with_the_batches_of_the_project(home, monkeypatch, capsys):
    monkeypatch.chdir(home)

    assert main(["batch", "montly.yml", "--dry-run"]) == 2
    err = capsys.readouterr().err
    assert "params/batches: there is no file 'montly.yml'. Did you mean 'monthly'?" in err


def test_an_audience_of_parts_is_refused_for_the_whole_before_anything_is_read(home, capsys):
    (home / "tickets.csv").unlink()
    words = ["run", str(home / "params" / "engagements" / "tiny.yml"), "--audience"]

    assert main([*words, "unit"]) == 2
    err = capsys.readouterr().err
    assert (
        "the audience 'unit' is for reports of one service or of one business unit, and this one is of everything"
        in err
    )
    assert "Give --service or give --unit, or choose another --audience" in err
