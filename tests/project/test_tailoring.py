"""How long the checklists are follows from three answers, asked at a terminal or given by options, and says why."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.project.tailoring import QUESTIONS, tailor
from csi_lib.register.programme import Programme
from csi_lib.settings import load


class Terminal(io.StringIO):
    """Standard input with somebody behind it."""

    def isatty(self) -> bool:
        return True


def new(folder: Path, *words: str) -> int:
    return main(["new", str(folder / "acme"), "--kpi", "mttr_resolve", *words])


def read(folder: Path) -> Programme:
    return load(folder / "acme" / "params" / "register" / "acme" / "programme" / "programme.yml", Programme)


@pytest.mark.parametrize(
    ("people", "services", "maturity", "profile"),
    [
        (15, 4, 5, "small"),  # two of three speak for small
        (16, 4, 2, "standard"),
        (12, 30, 2, "standard"),  # small, large, standard: the middle one
        (61, 21, 0, "large"),
        (60, 20, 3, "standard"),
        (61, 2, 4, "large"),
    ],
)
def test_the_profile_is_the_middle_one_of_what_the_answers_speak_for(
    people: int, services: int, maturity: int, profile: str
) -> None:
    assert tailor({"people": people, "services": services, "maturity": maturity})[0] == profile


def test_answers_given_by_options_stand_in_the_drafted_programme_with_the_reason(tmp_path: Path) -> None:
    assert new(tmp_path, "--people", "12", "--services", "30", "--maturity", "2") == 0

    found = read(tmp_path)
    assert found.profile == "standard"
    assert (found.tailoring.size, found.tailoring.complexity) == (
        "people who provide services: 12",
        "services and suppliers: 30",
    )
    assert "people small, services large, maturity standard" in found.tailoring.reason


def test_a_profile_that_is_named_wins_and_says_what_it_overrides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(tmp_path, "--people", "12", "--services", "2", "--maturity", "1", "--profile", "large") == 0

    found = read(tmp_path)
    assert found.profile == "large"
    assert "'large' was chosen by --profile and overrides 'small'" in found.tailoring.reason
    assert found.tailoring.reason in capsys.readouterr().out


def test_at_a_terminal_three_questions_say_what_each_answer_leads_to_and_ask_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("a dozen\n0\n80\n30\n1\n"))

    assert new(tmp_path) == 0

    said = capsys.readouterr().err
    assert all(item.text in said and item.leads in said for item in QUESTIONS)
    assert "'a dozen' is not a number from 1" in said and "'0' is not a number from 1" in said
    assert (read(tmp_path).profile, read(tmp_path).tailoring.size) == ("large", "people who provide services: 80")


@pytest.mark.parametrize(
    ("typed", "said"), [("x\n-1\n1.5\n12\n", "no answer after 3 tries"), ("12\n", "the input ended")]
)
def test_without_an_answer_nothing_is_made_and_one_line_says_so(
    typed: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))

    assert new(tmp_path) == 2

    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_profile_that_is_named_is_asked_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(""))

    assert new(tmp_path, "--profile", "small") == 0


@pytest.mark.parametrize("stdin", [io.StringIO(""), None])
def test_without_a_terminal_nothing_is_asked(
    stdin: io.StringIO | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", stdin)

    assert new(tmp_path) == 0

    assert (read(tmp_path).profile, read(tmp_path).tailoring.size) == ("standard", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--people", "many"], "--people: 'many' is not a number from 1"),
        (["--maturity", "6"], "--maturity: '6' is not a number from 0 to 5"),
        (["--people", "12"], "--services and --maturity missing"),
    ],
)
def test_an_option_that_does_not_answer_is_refused_by_its_name(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(tmp_path, *words) == 2

    assert said in capsys.readouterr().err
