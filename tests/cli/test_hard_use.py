"""What people do at a prompt: closed pipes, folders for files, odd settings; one line each, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from csi_lib.cli import main

SETTINGS = """version: 1
id: small
client: A client
zone: Europe/Berlin
author: A. Analyst
sources:
  tickets: {adapter: servicenow, kind: incident, files: [../../data/tickets.csv]}
kpis: [incident_volume, mttr_resolve]
slices: [category, service]
"""
Make = Callable[..., Path]


def _row(number: int, month: int) -> str:
    day = f"2024-{month:02}-{1 + number % 28:02}"
    category = ("Network", "Mail")[number % 2]
    return f"INC{number:05},{day} 08:00:00,{day} 10:00:00,{day} 10:00:00,Closed,{category},Intranet"


@pytest.fixture
def small(tmp_path: Path) -> Make:
    """A function that writes a client of 120 tickets and returns its engagement's file."""

    def make(settings: str = SETTINGS, more: tuple[str, ...] = ()) -> Path:
        path = tmp_path / "Küche & Co" / "params" / "engagements" / "small.yml"
        path.parent.mkdir(parents=True)
        path.write_text(settings, encoding="utf-8")
        data = path.parents[2] / "data"
        data.mkdir()
        head = "number,opened_at,resolved_at,closed_at,state,category,business_service"
        lines = [head, *(_row(number, 1 + number % 12) for number in range(120)), *more]
        (data / "tickets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


def _refuses(words: list[str], said: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    err = capsys.readouterr().err
    assert len(err.strip().splitlines()) == 1, err
    for word in said:
        assert word in err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SETTINGS, "", ["small.yml", "empty", "version, id, client"]),
        (SETTINGS, "- a\n- b\n", ["small.yml", "no keys", "version, id, client"]),
        ("adapter: servicenow", "adapter: servicnow", ["small.yml, sources.tickets.adapter", "'servicenow'"]),
        ("../../data/tickets.csv", "../../data", ["small.yml", "'../../data' is a folder", "'../../data/*.csv'"]),
        ("../../data/tickets.csv", "x" * 300 + ".csv", ["xxx.csv", "File name too long"]),
        ("Europe/Berlin", "Qqqq", ["zone", "'Qqqq'", "the nearest of "]),
    ],
    ids=["empty", "list", "adapter", "folder", "long name", "zone"],
)
def test_a_setting_that_cannot_be_used_is_one_line_with_its_place(
    old: str, new: str, said: list[str], small: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in SETTINGS
    _refuses(["check", str(small(SETTINGS.replace(old, new)))], said, capsys)


def test_an_out_that_is_a_folder_is_refused_and_leaves_nothing(
    small: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "x.csv"
    folder.mkdir()
    _refuses(["measure", str(small()), "--out", str(folder)], ["x.csv", "folder"], capsys)
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".tmp"]


def test_a_column_by_which_no_kpi_can_be_sliced_is_refused(
    small: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["measure", str(small()), "--by", "respondent", "--out", str(tmp_path / "x.csv")]
    _refuses(words, ["--by respondent", "service"], capsys)
    assert not (tmp_path / "x.csv").exists()


def test_a_report_that_cannot_be_written_is_refused_before_the_work(
    small: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engagement, taken = small(), tmp_path / "taken"
    taken.write_text("a file", encoding="utf-8")
    _refuses(["run", str(engagement), "--out", str(taken)], [str(taken), "this is a file"], capsys)
    assert not (engagement.parents[2] / "reports").exists()


def test_a_reserved_id_of_a_baseline_is_refused(small: Make, capsys: pytest.CaptureFixture[str]) -> None:
    window = ["--from", "2024-02-01", "--to", "2024-11-30", "--author", "a", "--reason", "r"]
    _refuses(["freeze", str(small()), "templates", *window], ["'templates'"], capsys)


def test_a_baseline_holds_no_part_under_the_name_of_the_whole(small: Make) -> None:
    engagement = small()
    window = ["--from", "2024-02-01", "--to", "2024-11-30", "--author", "a", "--reason", "r"]
    assert main(["freeze", str(engagement), "b1", *window]) == 0
    text = (engagement.parents[2] / "params" / "baselines" / "small" / "b1.yml").read_text(encoding="utf-8")
    rows = [row for row in yaml.safe_load(text)["values"] if row["kpi"] == "incident_volume" and row["stat"] == "value"]
    # 10 of 12 months of 10 tickets each: one row for all and one for the one service, none for a category
    assert [(row["service"], row["n"]) for row in rows] == [("", 100), ("Intranet", 100)]


def test_mistyped_years_in_a_small_export_do_not_stretch_the_window(
    small: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    slip = "INC99999,2034-01-02 08:00:00,2034-01-02 10:00:00,2034-01-02 10:00:00,Closed,Mail,Intranet"
    assert main(["check", str(small(more=(slip,)))]) == 0
    assert "2024-01-01 to 2024-12-28" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no closed pipes of this kind")
def test_a_reader_that_goes_away_gets_no_traceback(small: Make) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "csi_lib", "check", str(small())]
    done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.returncode == 141
    assert done.stderr == ""
