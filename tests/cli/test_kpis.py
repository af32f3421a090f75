"""What `csi kpis` says before the first export is there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from csi_lib.cli import main


def test_every_kpi_is_listed_with_what_it_leaves_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpis"]) == 0

    head, *lines = capsys.readouterr().out.splitlines()
    assert head.startswith("44 KPIs") and len(lines) == 44
    (line,) = [line for line in lines if line.startswith("  mttr_resolve ")]
    assert "process" in line and "Mean time to resolve" in line and "[time: last_resolve, " in line


def test_one_format_says_of_every_kpi_whether_it_can_feed_it_and_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpis", "--adapter", "jira"]) == 0

    out = capsys.readouterr().out
    assert "  mttr_resolve             computable\n" in out
    assert "  cost_per_incident        not: the tool exports no costs; add a file for the adapter 'plain'\n" in out


def test_the_file_holds_a_line_for_every_kpi_and_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "coverage.csv"
    assert main(["kpis", "--adapter", "plain", "--adapter", "glpi", "--csv", str(out)]) == 0

    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 2 * 44 and {row["adapter"] for row in rows} == {"plain", "glpi"}
    assert {row["state"] for row in rows if row["adapter"] == "plain"} == {"computable"}
    assert all(row["reason"] for row in rows if row["state"] != "computable")


def test_a_format_that_is_not_there_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kpis", "--adapter", "jra"]) == 2
    assert "there is no such export format. Did you mean 'jira'?" in capsys.readouterr().err
