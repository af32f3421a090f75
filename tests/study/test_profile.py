"""Every column that was read is described: how full, from where to where, what could not be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from csi_lib.cli import main
from csi_lib.report import sections
from csi_lib.study import Study, gather
from csi_lib.study.profile import profile_columns

ROWS = """number,opened_at,resolved_at,state,priority,reopen_count
INC1,2026-03-02 08:00:00,2026-03-02 18:00:00,Closed,1 - Critical,0
INC2,2026-03-03 08:00:00,2026-03-04 18:00:00,Closed,sehr wichtig,3
INC3,2026-03-04 08:00:00,,New,sehr wichtig,many
INC4,2026-03-05 08:00:00,2026-03-05 09:00:00,Closed,,1
INC4,2026-03-05 08:00:00,2026-03-05 09:00:00,Closed,,1
,2026-03-05 08:00:00,,New,,
"""
SETTINGS: dict[str, Any] = {
    "version": 1, "id": "small", "client": "A client", "zone": "UTC", "author": "A",
    "sources": {"incidents": {"adapter": "servicenow", "table": "tickets", "kind": "incident",
                              "files": ["../../a.csv", "../../b.csv"]}},
    "kpis": ["incident_volume", "reopen_rate"], "slices": ["priority"], "breakdowns": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("small")
    (home / "params" / "engagements").mkdir(parents=True)
    (home / "a.csv").write_text(ROWS, encoding="utf-8")
    (home / "b.csv").write_text(ROWS.replace("INC4", "INC5"), encoding="utf-8")
    path = home / "params" / "engagements" / "small.yml"
    path.write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def study(path: Path) -> Study:
    return gather(path)


def test_fill_range_and_faults_of_every_column(study: Study) -> None:
    found = profile_columns(study).set_index("column")

    # five tickets are kept: INC1 to INC3 of one file or the other, INC4 and INC5
    assert found.loc["resolved_at", ["rows", "filled", "fill", "distinct"]].tolist() == [5, 4, 80.0, 3]
    assert f"{found.loc['opened_at', 'lowest']} {found.loc['opened_at', 'highest']}" == (
        "2026-03-02 08:00:00 2026-03-05 08:00:00"
    )
    assert (found.loc["reopen_count", "lowest"], found.loc["reopen_count", "highest"]) == (0, 3)
    assert found.loc["reopen_count", "unread"] == 2  # "many", in both files
    assert found.loc["priority", "unknown"] == 4
    assert found.loc["reopen_count", "kpis"] == ("reopen_rate",)
    assert found.loc["priority", "splits"] == ("incident_volume", "reopen_rate")


def test_the_files_add_up_to_a_total(study: Study) -> None:
    lines = sections.files(study)[0].rows  # type: ignore[attr-defined]
    total = lines[-1]

    assert total["source"] == "all"
    assert total["rows"] == 12 == sum(total[name] for name in ("kept", "folded", "duplicate", "rejected"))
    assert total["kept"] == 5
    assert [sum(line[name] for line in lines[:-1]) for name in ("rows", "rejected")] == [12, 2]


def test_unmapped_values_are_shown_with_how_often_each_stands_there(study: Study) -> None:
    assert "'sehr wichtig' (4)" in str(sections.issues(study))


def test_check_says_which_kpis_a_finding_touches(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(path)]) == 0

    said = capsys.readouterr().out
    line = next(line for line in said.splitlines() if "incidents.reopen_count" in line)
    assert line.endswith("[touches reopen_rate]")


def test_who_needs_no_limits_and_trends_gets_the_same_numbers_without_them(path: Path, study: Study) -> None:
    short = gather(path, signals=False)

    assert short.signals.empty and not study.signals.empty
    assert list(short.signals) == list(study.signals)
    assert short.measures.equals(study.measures) and short.fingerprint == study.fingerprint
