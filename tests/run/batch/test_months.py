"""A report of an earlier month says what was known then, and rows that come later do not have it made again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.cli import main
from csi_lib.kpi import choose, load_catalogue
from csi_lib.kpi.engagement import data_window, measure_window
from csi_lib.study import Scope, narrow, read_inputs

DAY = dt.date(2026, 1, 31)
KPIS = ["incident_volume", "mttr_resolve", "backlog_ageing", "net_flow", "reopen_rate"]


def _late(worlds) -> list[dict[str, str]]:
    """Tickets of three months, of which every third takes forty days."""
    rows = worlds.list_tickets(2, 20, 3)
    for row in rows[::3]:
        begun = dt.datetime.fromisoformat(row["opened_at"])
        row["resolved_at"] = f"{begun + dt.timedelta(days=40):%Y-%m-%d %H:%M:%S}"
    return rows


def _as_then(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same export, drawn on the evening of the day."""
    end = f"{DAY + dt.timedelta(days=1):%Y-%m-%d}"
    known = [dict(row) for row in rows if row["opened_at"] < end]
    for row in known:
        if row["resolved_at"] >= end:
            row["resolved_at"], row["state"] = "", "open"
    return known


def _measure(home: Path, as_of: dt.date | None) -> pd.DataFrame:
    given = narrow(read_inputs(home / "params" / "engagements" / "tiny.yml"), Scope(as_of=as_of))
    kpis = choose(load_catalogue(home=home), KPIS, {})
    first, last = data_window(given.engagement, given.path, given.found)
    return measure_window(given.engagement, given.found, kpis, first, last, by=["service", "priority"])


def test_numbers_as_of_a_month_are_those_of_an_export_drawn_at_its_end(worlds, tmp_path):
    for name, rows in (("now", _late(worlds)), ("then", _as_then(_late(worlds)))):
        worlds.make_world(tmp_path / name)
        worlds.write_tickets(tmp_path / name, rows)

    now, then = _measure(tmp_path / "now", DAY), _measure(tmp_path / "then", DAY)

    pd.testing.assert_frame_equal(now, then)
    assert (now["value"] > 0).any()
    issues = narrow(
        read_inputs(tmp_path / "now" / "params" / "engagements" / "tiny.yml"), Scope(as_of=DAY)
    ).found.issues
    assert "80 later rows are left out" in issues[0].what  # two of three months, two services of 20 each


def test_a_day_at_the_end_of_the_data_cuts_nothing(worlds, tmp_path):
    worlds.make_world(tmp_path / "all")
    given = read_inputs(tmp_path / "all" / "params" / "engagements" / "tiny.yml")

    assert narrow(given, Scope(as_of=given.window()[1])).found is given.found


@pytest.mark.slow
def test_a_new_month_makes_its_own_reports_and_no_older_one(worlds, tmp_path, run, capsys):
    home = tmp_path / "project"
    worlds.make_world(home)
    rows = worlds.list_tickets(3, 20, 4)
    worlds.write_tickets(home, [row for row in rows if row["opened_at"] < "2026-04"])
    path = worlds.write_batch(home, services="all", audiences=["brief"], last_months=2)
    assert run(home).done.made == 8  # January and February, everything and three services: March is not over

    worlds.write_tickets(home, rows)
    assert main(["batch", str(path), "--dry-run"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("make")] == [
        line for line in lines if "2026-03-31" in line and "new" in line
    ]
    assert sum(line.startswith("keep  2026-02-28") for line in lines) == 4
