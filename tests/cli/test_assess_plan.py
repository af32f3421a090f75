"""How many more interviews, from the command line: with answers and before the first one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from csi_lib.cli import main

NAMES = ("inc-1.1-logged", "inc-1.1-sorted", "inc-1.1-restored")


@pytest.fixture
def make_engagement(tmp_path: Path) -> Callable[..., str]:
    def make(people: list[str], **assessment: object) -> str:
        """Write an engagement in which each string answers three questions on incidents, a letter each."""
        folder = tmp_path / "params" / "engagements"
        folder.mkdir(parents=True)
        sheets = tmp_path / "answers"
        sheets.mkdir()
        for number, letters in enumerate(people):
            sheet = {"version": 1, "respondent": f"r{number:02}", "group": "agents", "role": "agent"}
            answers = dict(zip(NAMES, letters, strict=True))
            text = yaml.safe_dump(sheet | {"answers": answers})
            (sheets / f"r{number:02}.yml").write_text(text, encoding="utf-8")
        block = {"version": 1, "id": "own", "client": "Own", "author": "me", "zone": "Europe/Berlin"}
        block |= {"as_of": "2026-06-30", "kpis": ["incident"], "calendar": "office-de"}
        (tmp_path / "t.csv").write_text("id\n", encoding="utf-8")
        source = {"surveys": {"adapter": "plain", "files": ["../../t.csv"]}}
        named = {"answers": ["../../answers/*.yml"]} if people else {}
        path = folder / "own.yml"
        path.write_text(yaml.safe_dump(block | {"sources": source, "assessment": assessment} | named), encoding="utf-8")
        return str(path)

    return make


def test_few_answers_that_differ_ask_for_more_people(make_engagement, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "plan", make_engagement(["FLP", "LPN", "PFF"])]) == 0
    said = capsys.readouterr().out
    assert "narrower than 35 points" in said
    assert "PA 1.1" in said and "about " in said and " more" in said


def test_a_whole_team_needs_nobody_else(make_engagement, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "plan", make_engagement(["FLP", "LPN", "PFF"], team={"agents": 3})]) == 0
    assert "stop" in capsys.readouterr().out


def test_another_width_can_be_asked_for(make_engagement, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "plan", make_engagement(["FLP", "LPN", "PFF"]), "--band", "90"]) == 0
    said = capsys.readouterr().out
    assert "narrower than 90 points" in said and "stop: every interval up to the next level is narrow enough" in said


def test_before_the_first_answer_the_measured_widths_are_told(
    make_engagement, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", "plan", make_engagement([])]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Nobody has answered yet.")
    assert "  5 people:" in said and "Plan 5 people a process where they agree" in said


def test_more_answers_than_a_team_has_people_is_one_clear_line(
    make_engagement, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", "plan", make_engagement(["FLP", "LPN", "PFF"], team={"agents": 2})]) == 2
    said = capsys.readouterr().err
    assert "3 agents answered on 'incident', and the team is said to have 2" in said and "Traceback" not in said


@pytest.mark.parametrize("points", ["0", "101", "wide"])
def test_a_width_off_the_scale_is_refused(make_engagement, points: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["assess", "plan", make_engagement([]), "--band", points])
    assert ended.value.code == 2
    assert "--band" in capsys.readouterr().err
