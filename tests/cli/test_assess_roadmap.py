"""What has to rise first, from the command line: printed, as a table, as drafts for the register; and closing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml

from csi_lib.cli import main
from csi_lib.register import load_initiatives

ANSWERS = {"inc-1.1-logged": "L", "inc-1.1-confirmed": "N"}  # 33 %; with the first at 100 % it is 50 %, still P
TICKETS = (
    "id,kind,opened_at,resolved_at,reopen_count\n"
    + "\n".join(f"I{number},incident,2026-05-{number:02} 08:00,2026-05-{number:02} 10:00,1" for number in range(1, 29))
    + "\nI29,incident,2026-06-30 08:00,2026-06-30 09:00,0\n"
)


@pytest.fixture
def make_engagement(tmp_path: Path) -> Callable[..., str]:
    def make(answered: bool = True, **assessment: object) -> str:
        """Write an engagement with 28 incidents, all of them reopened, and one respondent."""
        folder = tmp_path / "params" / "engagements"
        folder.mkdir(parents=True)
        (tmp_path / "answers").mkdir()
        sheet = {"version": 1, "respondent": "r01", "group": "agents", "role": "agent", "answers": ANSWERS}
        (tmp_path / "answers" / "r01.yml").write_text(yaml.safe_dump(sheet), encoding="utf-8")
        (tmp_path / "t.csv").write_text(TICKETS, encoding="utf-8")
        block = {
            "version": 1, "id": "own", "client": "Own", "author": "me", "zone": "Europe/Berlin",
            "as_of": "2026-06-30", "kpis": ["reopen_rate"], "calendar": "office-de", "assessment": assessment,
            "sources": {"tickets": {"adapter": "plain", "files": ["../../t.csv"]}},
        }  # fmt: skip
        block |= {"answers": ["../../answers/*.yml"]} if answered else {}
        path = folder / "own.yml"
        path.write_text(yaml.safe_dump(block), encoding="utf-8")
        return str(path)

    return make


def test_the_roadmap_is_printed_with_levels_items_and_days(make_engagement, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "roadmap", make_engagement(target=1)]) == 0
    said = capsys.readouterr().out
    assert "Incident management: level 0 by the answers, 0 on evidence, target 1: 1 items" in said
    assert "Wave 1: " in said and "inc-1.1-confirmed" in said


def test_the_table_holds_a_row_per_item_and_is_never_overwritten(
    make_engagement, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engagement, out = make_engagement(target=1), tmp_path / "roadmap.csv"
    assert main(["assess", "roadmap", engagement, "--out", str(out)]) == 0
    (row,) = pd.read_csv(out).to_dict("records")
    assert (row["id"], row["source"], row["kpi"]) == ("gap-inc-1-1-confirmed", "maturity gap", "reopen_rate")
    assert "100.0 % in 2026-05" in row["benefit"]
    before = out.read_bytes()
    assert main(["assess", "roadmap", engagement, "--out", str(out)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert out.read_bytes() == before


def test_the_drafts_are_what_the_register_reads(make_engagement, tmp_path: Path) -> None:
    out = tmp_path / "register"
    assert main(["assess", "roadmap", make_engagement(target=1), "--out", str(out)]) == 0
    (read,) = load_initiatives(out)
    assert (read.id, read.source, read.status) == ("gap-inc-1-1-confirmed", "maturity gap", "idea")


@pytest.mark.parametrize("export", ["gone", "without a stamp"])
def test_the_roadmap_is_made_of_answers_alone_and_says_that_figures_are_missing(
    make_engagement, tmp_path: Path, capsys: pytest.CaptureFixture[str], export: str
) -> None:
    engagement, out = make_engagement(target=1), tmp_path / "roadmap.csv"
    _spoil(tmp_path / "t.csv", export)
    assert main(["assess", "roadmap", engagement]) == 0
    assert "Wave 1: " in capsys.readouterr().out
    assert main(["assess", "roadmap", engagement, "--out", str(out)]) == 0
    (row,) = pd.read_csv(out, keep_default_na=False).to_dict("records")
    assert (row["id"], row["kpi"], row["benefit"]) == ("gap-inc-1-1-confirmed", "reopen_rate", "")
    assert "note: from the answers alone, so no row says where its KPI stands: no " in capsys.readouterr().out


@pytest.mark.parametrize("export", ["gone", "without a stamp"])
@pytest.mark.parametrize("answered", [True, False])
def test_without_an_export_a_report_says_what_the_answers_alone_allow(
    make_engagement, tmp_path: Path, capsys: pytest.CaptureFixture[str], export: str, answered: bool
) -> None:
    engagement = make_engagement(answered=answered)
    _spoil(tmp_path / "t.csv", export)
    assert main(["check", engagement]) == 2
    said = capsys.readouterr().err
    assert ("the answers alone give 'csi assess roadmap own'" in said) == answered and said.count("\n") == 1


def _spoil(path: Path, export: str) -> None:
    if export == "gone":
        path.unlink()
    else:
        path.write_text(TICKETS.partition("\n")[0] + "\nI1,incident,,,\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("out", "says"), [("roadmap.xlsx", "is none of .csv, .yml"), ("", "nobody has answered a questionnaire in 'own'")]
)
def test_what_cannot_be_written_is_said_in_one_line(
    make_engagement, tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str, says: str
) -> None:
    words = ["--out", str(tmp_path / out)] if out else []
    assert main(["assess", "roadmap", make_engagement(answered=bool(out)), *words]) == 2
    said = capsys.readouterr().err
    assert says in said and said.count("\n") == 1


def test_an_assessment_without_a_baseline_cannot_be_closed(make_engagement, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "close", make_engagement()]) == 1
    said = capsys.readouterr().out
    assert said.startswith("BLOCKS  No baseline is frozen")
    assert said.endswith("Cannot be closed yet.\n")


def test_closed_in_the_settings_without_a_baseline_is_refused_by_every_command(
    make_engagement, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", make_engagement(closed="2026-06-30")]) == 2
    assert "assessment.closed: the assessment is closed on 2026-06-30, but no baseline" in capsys.readouterr().err


def test_with_a_frozen_baseline_it_can_be_closed(make_engagement, capsys: pytest.CaptureFixture[str]) -> None:
    engagement = make_engagement()
    window = ["--from", "2026-05-01", "--to", "2026-05-31", "--author", "me", "--reason", "start"]
    assert main(["freeze", engagement, "start", *window]) == 0
    capsys.readouterr()
    assert main(["assess", "close", engagement]) == 0
    assert "Can be closed with the baseline 'start'" in capsys.readouterr().out
