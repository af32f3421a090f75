"""The question bank from the command line: listed, checked, and compared with the edition before."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.settings import find_kit

QUESTIONS = find_kit("params/maturity") / "questions"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(QUESTIONS, tmp_path / "questions"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_help_names_every_sub_verb(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["assess", "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(f"\n    {name} " in said for name in ("bank", "lint", "diff"))


def test_the_bank_that_is_shipped_has_nothing_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["assess", "lint"])
    assert (code, capsys.readouterr().out) == (0, f"{QUESTIONS}: nothing to mend\n")


def test_a_fault_ends_the_check_with_1_and_a_line_that_says_where(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(copied / "incident.yml", "itil-pmf: ", "itil-pfm: ")
    lines = (copied / "incident.yml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if "itil-pfm" in text)

    assert main(["assess", "lint", str(copied)]) == 1

    said = capsys.readouterr().out
    assert f"incident.yml, line {line}, " in said
    assert "no framework 'itil-pfm'. Did you mean 'itil-pmf'?" in said and "1 to mend (unknown-fit 1)" in said


def test_the_findings_can_be_written_down(copied: Path, tmp_path: Path) -> None:
    path = copied / "problem.yml"
    path.write_text(
        re.sub(r"^edition: \d+", "edition: 1", path.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8"
    )
    out = tmp_path / "findings.csv"

    main(["assess", "lint", str(copied), "--earlier", "1", "--csv", str(out)])

    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"file": "problem.yml", "key": "edition"}.items() <= rows[0].items()


def test_the_table_counts_the_questions_of_every_process(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "bank"]) == 0
    head, names, *lines = capsys.readouterr().out.splitlines()
    assert names.split()[:3] == ["process", "kind", "stage"]
    incident = next(line for line in lines if line.split()[0] == "incident").split()
    counts = dict(zip(names.split()[3:], map(int, incident[3:]), strict=False))
    assert counts["asked"] == sum(value for name, value in counts.items() if name[0].isdigit())
    assert f"{len(lines) - 1} processes" in head


def test_the_table_says_how_much_each_group_is_asked(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in copied.glob("*.yml"):
        if path.stem != "incident":
            path.unlink()
    assert main(["assess", "bank", str(copied), "--groups"]) == 0
    _, names, row, _ = capsys.readouterr().out.splitlines()
    counts = dict(zip(names.split(), row.split(), strict=True))
    text = (copied / "incident.yml").read_text(encoding="utf-8")
    groups = re.findall(r"^    groups: \[(.*)\]$", text, flags=re.M)
    assert int(counts["asked"]) == len(groups)
    assert int(counts["users"]) == sum("users" in line.split(", ") for line in groups)


def test_every_question_can_be_written_to_a_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "bank.csv"
    assert main(["assess", "bank", "--csv", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert capsys.readouterr().out == f"Wrote {len(rows):,} questions to {out}\n"
    assert {"inc-1.1-logged", "inc-2.1-planned"} <= {row["question"] for row in rows}


def test_a_reworded_question_is_told_with_both_texts_and_what_stays_comparable(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = Path(shutil.copytree(copied, copied.parent / "later"))
    edit(later / "incident.yml", "ask: Does every", "ask: Does now every")

    assert main(["assess", "diff", str(copied), str(later)]) == 0

    said = capsys.readouterr().out
    assert "reworded         inc-1.1-logged" in said and "    + Does now every" in said
    assert "incident: comparable 2.1" in said
    assert "1.1 on " in said and "not inc-1.1-logged" in said
    assert "problem: comparable 1.1, 2.1" in said


def test_the_edition_before_is_kept_and_known_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "diff", "1"]) == 0
    assert "incident: comparable" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["lint", "nowhere"], "there is no folder nowhere"),
        (["diff", "2019"], "there is no folder, file or kept edition '2019'"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", *words]) == 2
    said = capsys.readouterr().err
    assert says in said and said.count("\n") == 1


def test_a_file_is_not_compared_with_a_folder(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "diff", str(copied / "incident.yml"), str(copied)]) == 2
    assert "a file and a folder" in capsys.readouterr().err
