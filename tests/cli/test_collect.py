"""Questionnaires from the command line: out to people, and back in as answer files."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl
import pytest

from csi_lib.cli import main
from csi_lib.maturity import load_answers, load_questions
from csi_lib.settings import find_engagement

AGENT = "r01:agents:first-line agent"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A workbook and a page for one agent, on two processes."""
    out = tmp_path / "forms"
    words = ["--respondent", AGENT, "--processes", "incident", "change", "--format", "xlsx", "html", "--out", str(out)]
    assert main(["assess", "export", "demo", *words]) == 0
    return out


def read_book(path: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, rich_text=True)


def fill_in(path: Path, **cells: str) -> None:
    book = read_book(path)
    for cell, text in cells.items():
        book["Incident management"][cell] = text
    book.save(path)


def test_the_list_of_forms_says_for_whom_and_how_much_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = sum(
        "agents" in question.groups
        for process in load_questions()
        if process.process in ("incident", "change")
        for question in process.questions
    )
    words = ["--respondent", AGENT, "--processes", "incident", "change", "--format", "xlsx", "html"]
    assert main(["assess", "export", "demo", *words, "--out", str(tmp_path)]) == 0

    line = f"r01 (agents, first-line agent), {asked} questions on 2 processes"
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path}/demo-r01.xlsx: {line}",
        f"{tmp_path}/demo-r01.html: {line}",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo-r01.html", "demo-r01.xlsx"]


def test_a_form_that_may_be_filled_in_is_not_overwritten(forms: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (forms / "demo-r01.xlsx").read_bytes()

    assert main(["assess", "export", "demo", "--respondent", AGENT, "--out", str(forms)]) == 2
    assert "a form is there already; it may be filled in" in capsys.readouterr().err
    assert (forms / "demo-r01.xlsx").read_bytes() == before


def test_what_comes_back_is_counted_and_written(
    forms: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_in(forms / "demo-r01.xlsx", C6="Fully", C7="Don't know", C8="Not applicable", D8="one team only")
    capsys.readouterr()

    assert main(["assess", "import", "demo", str(forms), "--out", str(tmp_path / "answers")]) == 0

    said = capsys.readouterr().out.splitlines()
    counts = [int(word) for word in said[1].split() if word.isdecimal()]
    assert said[0].split() == ["asked", "=", "answered", "+", "don't", "know", "+", "not", "applicable", "+", "blank"]
    assert counts[1:4] == [1, 1, 1] and counts[0] == sum(counts[1:])
    assert said[-2] == f"written: {tmp_path / 'answers' / 'r01.yml'}"
    assert (
        said[-1].startswith("note: the engagement does not read them yet") and "answers/*.yml' to 'answers'" in said[-1]
    )
    (sheet,) = load_answers([tmp_path / "answers"], load_questions())
    assert [answer.answer for answer in sheet.answers.values()] == ["F", "DK", "NA"]


def test_all_faults_are_told_a_line_each_and_nothing_is_written(
    forms: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_in(forms / "demo-r01.xlsx", C6="mostly", C7="=1+1")
    capsys.readouterr()

    named = [str(forms / f"demo-r01.{suffix}") for suffix in ("html", "xlsx")]
    assert main(["assess", "import", "demo", *named, "--out", str(tmp_path / "answers")]) == 2

    said = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in said] == ["csi assess import"] * 4
    assert "demo-r01.html: a file '.html' is no form. This is the page itself" in said[0]
    assert "sheet 'Incident management', cell C6: 'mostly' is no answer" in said[1]
    assert "sheet 'Incident management', cell C7: a formula" in said[2]
    assert said[3].endswith("3 faults; nothing was written, the forms are as they were")
    assert not (tmp_path / "answers").exists()


def test_an_address_leaves_no_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = tmp_path / "people.csv"
    people.write_text("respondent,group,role\nAnna.Meier@client.example,managers,head of IT\n", encoding="utf-8")

    words = ["--people", str(people), "--processes", "incident", "--format", "xlsx", "html", "--out"]
    assert main(["assess", "export", "demo", *words, str(tmp_path / "forms")]) == 0

    said = capsys.readouterr()
    names = [path.name for path in (tmp_path / "forms").iterdir()]
    assert all(name.startswith("demo-p-") for name in names)
    assert "meier" not in (said.out + said.err + "".join(names)).casefold()
    for path in (tmp_path / "forms").iterdir():
        assert b"eier@" not in path.read_bytes()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ([], "nobody is named"),
        (["--group", "bosses"], "unknown group 'bosses'"),
        (["--group", "agents", "--processes", "incidents"], "no process 'incidents'. Did you mean 'incident'?"),
        (["--group", "agents", "--format", "docx"], "unknown format 'docx'"),
        (["--respondent", "Anna Meier:agents:agent"], "could be a person's name"),
        (["--respondent", AGENT, "--respondent", AGENT], "respondent 'r01' is named twice"),
        (["--people", "nowhere.csv"], "nowhere.csv: cannot be read"),
    ],
)
def test_a_wrong_export_says_what_is_wrong_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], line: str
) -> None:
    assert main(["assess", "export", "demo", *words, "--out", str(tmp_path / "forms")]) == 2

    (said,) = capsys.readouterr().err.splitlines()
    assert line in said and not (tmp_path / "forms").exists()


def test_an_import_of_nothing_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "import", "demo", str(tmp_path / "none.xlsx"), "--out", str(tmp_path / "answers")]) == 2
    assert "none.xlsx: there is no such file" in capsys.readouterr().err


@pytest.fixture
def shorter(tmp_path: Path) -> Path:
    """An engagement file like the demo's, where nothing is asked on levels 4 and 5."""
    text = find_engagement("demo").read_text(encoding="utf-8")
    entry = "  left_out: [{from_level: 4, reason: level 3 is the aim}]\n"
    path = tmp_path / "params" / "engagements" / "demo.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("assessment:\n", f"assessment:\n{entry}"), encoding="utf-8")
    return path


def test_a_form_does_not_ask_what_is_left_out(
    shorter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--respondent", "r02:managers:head of IT", "--processes", "incident", "--format", "xlsx", "html", "--out"]
    assert main(["assess", "export", str(shorter), *words, str(tmp_path / "short")]) == 0

    (process,) = [item for item in load_questions() if item.process == "incident"]
    own = [item for item in process.questions if "managers" in item.groups]
    asked = [item.id for item in own if item.attribute < "4"]
    assert f"{len(asked)} questions on 1 process, {len(own) - len(asked)} more left out" in capsys.readouterr().out
    page = (tmp_path / "short" / "demo-r02.html").read_text(encoding="utf-8")
    book = read_book(tmp_path / "short" / "demo-r02.xlsx")["Incident management"]
    cells = {cell.value for cell in book["A"]}
    for item in own:
        assert (item.id in page, item.id in cells) == (item.id in asked, item.id in asked)


def test_an_older_form_that_answers_what_is_left_out_is_a_conflict(
    shorter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--respondent", "r02:managers:head of IT", "--processes", "incident", "--out", str(tmp_path / "long")]
    assert main(["assess", "export", "demo", *words]) == 0
    form, answers = tmp_path / "long" / "demo-r02.xlsx", tmp_path / "answers"
    rows = read_book(form)["Incident management"]["A"]
    (row,) = [cell.row for cell in rows if cell.value == "inc-4.1-goals"]
    fill_in(form, C6="Fully", **{f"C{row}": "Fully"})
    capsys.readouterr()

    assert main(["assess", "import", str(shorter), str(form), "--out", str(answers)]) == 2
    said = capsys.readouterr().err.splitlines()[0]
    assert "answers what the engagement leaves out (level 3 is the aim): inc-4.1-goals in " in said
    assert f"cell C{row}" in said and not answers.exists()

    fill_in(form, **{f"C{row}": ""})
    assert main(["assess", "import", str(shorter), str(form), "--out", str(answers)]) == 0
    assert "note: demo-r02.xlsx: left out by now, and not answered: inc-4.1-goals" in capsys.readouterr().out
    (sheet,) = load_answers([answers], load_questions())
    assert len(sheet.answers) == 1
