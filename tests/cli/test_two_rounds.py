"""A whole assessment: forms out, filled in, saved again by LibreOffice, taken in, rated, reported; then once more."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import openpyxl
import pytest
import yaml

from csi_lib.cli import main
from csi_lib.demo import generate
from csi_lib.maturity import Sheet, load_answers
from csi_lib.maturity.collect.columns import HEADING_ROW, PLACE, SEAL, START, START_ROWS
from csi_lib.maturity.collect.words import say_answer, say_evidence
from csi_lib.settings import find_kit

pytestmark = pytest.mark.slow

PROCESSES = (  # ten of the bank
    *("incident", "problem", "change", "request", "event"),
    *("access", "knowledge", "service-level", "availability", "desk"),
)
GROUPS = ["agents", "agents", "agents", "staff", "staff", "managers", "managers", "stakeholders", "users", "agents"]
STAYED = {f"p{number:02}": group for number, group in enumerate(GROUPS, 1)}
FIRST = STAYED | {"p11": "agents", "p12": "staff"}
SECOND = STAYED | {"p13": "managers", "p14": "staff"}  # two of twelve are others
DAYS = {1: dt.date(2025, 11, 10), 2: dt.date(2026, 5, 11)}
REWORDED = ("incident", "problem", "desk")  # one question of each
IMPROVED = "incident"
LETTERS = "NPLF"


def fill_in(number: int, person: str, process: str, question: str) -> dict[str, Any] | None:
    """What a person writes: the one process gains a letter, elsewhere a few answers go up and as many down."""
    fate = crc32(f"{person} {question}".encode())
    if fate % 23 == 0:
        return None
    if fate % 19 == 0:
        return {"answer": "DK"}
    if fate % 29 == 0:
        return {"answer": "NA", "reason": "we have none"}
    place = fate % 3 if process == IMPROVED else fate % 2 + 1
    if number == 2:
        place += 1 if process == IMPROVED else {3: 1, 4: -1}.get(fate % 11, 0)
    answer: dict[str, Any] = {"answer": LETTERS[place]}
    if fate % 5 == 0:
        answer |= {"evidence": "record", "seen": DAYS[number] - dt.timedelta(days=20), "ref": "sample of ten"}
    return answer


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("rounds")
    generate(folder, seed=3, scale=0.02)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def first_questions(project: Path) -> Path:
    """The questionnaire of the first round: three questions in other words, an edition earlier."""
    folder = project / "questions_before"
    shutil.copytree(find_kit("params/maturity") / "questions", folder)
    for name in REWORDED:
        path = folder / f"{name}.yml"
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        data["questions"][0]["ask"] = (
            f"In your own work, {data['questions'][0]['ask'][0].lower()}{data['questions'][0]['ask'][1:]}"
        )
        data["edition"] = max(1, data["edition"] - 1)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def ask(project: Path, number: int, people: dict[str, str], questions: list[str]) -> tuple[Path, dict[str, Any]]:
    """Write forms, fill them in, save them again by LibreOffice, take them in; return what was written into them."""
    listed = project / f"people_{number}.csv"
    rows = [f"{name},{group},role of {name}" for name, group in people.items()]
    listed.write_text("\n".join(["respondent,group,role", *rows, ""]), encoding="utf-8")
    forms, back = project / f"forms_{number}", project / f"back_{number}"
    answers = project / "data" / f"round_{number}"
    named = ["--people", str(listed), "--processes", *PROCESSES]
    assert main(["assess", "export", "demo", *named, "--out", str(forms), *questions]) == 0
    paths = sorted(forms.glob("*.xlsx"))
    assert len(paths) == len(people)
    written = dict(fill_form(path, number) for path in paths)
    resave(paths, back)
    assert main(["assess", "import", "demo", str(back), "--out", str(answers), *questions]) == 0
    return answers, written


def fill_form(path: Path, number: int) -> tuple[str, dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, rich_text=True)
    start = book[START]
    person = start.cell(START_ROWS["respondent"] + 1, 2).value
    start.cell(START_ROWS["date"] + 1, 2).value = dt.datetime.combine(DAYS[number], dt.time())
    process_of = {row[0].value: row[1].value for row in book[SEAL].iter_rows() if row[1].value in PROCESSES}
    written: dict[str, Any] = {}
    for sheet in book:
        if sheet.title in (START, SEAL):
            continue
        for row in range(HEADING_ROW + 2, sheet.max_row + 1):
            question = sheet.cell(row, 1).value
            if question not in process_of:
                continue
            answer = fill_in(number, person, process_of[question], question)
            if answer is not None:
                written[question] = answer
                for key, value in answer.items():
                    said = {"answer": say_answer, "evidence": say_evidence}.get(key, lambda given: given)(value)
                    sheet.cell(row, PLACE[key] + 1).value = said
    book.save(path)
    assert written
    return person, written


def resave(paths: list[Path], folder: Path) -> None:
    folder.mkdir()
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0 and len(list(folder.glob("*.xlsx"))) == len(paths), done.stderr


def read_back(sheet: Sheet) -> dict[str, Any]:
    """Return the answers of a file as they were filled in."""
    return {
        name: {
            key: value
            for key, value in (
                ("answer", item.answer),
                ("reason", item.reason),
                ("evidence", item.evidence if item.evidence != "none" else ""),
                ("seen", item.seen),
                ("ref", item.ref),
            )
            if value
        }
        for name, item in sheet.answers.items()
    }


@pytest.fixture(scope="module")
def rounds(project: Path, first_questions: Path) -> dict[int, tuple[Path, dict[str, Any]]]:
    return {
        1: ask(project, 1, FIRST, ["--questions", str(first_questions)]),
        2: ask(project, 2, SECOND, []),
    }


@pytest.fixture(scope="module")
def pages(project: Path, rounds: dict[int, tuple[Path, dict[str, Any]]]) -> dict[str, Any]:
    """The report's pages on maturity, made from both rounds."""
    path = project / "params" / "engagements" / "demo.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings["answers"] = ["../../data/round_2/*.yml"]
    settings["assessment"] = {
        "previous": ["../../data/round_1/*.yml"],
        "previous_questions": "../../questions_before",
        "target": 2,
    }
    path.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert main(["run", "demo", "--only", "maturity", "--only", "maturity_change", "--jobs", "1"]) == 0
    found = json.loads((project / "reports" / "demo" / "2026-06-30" / "results.json").read_text(encoding="utf-8"))
    return dict(found["notebooks"])


def find_rows(page: dict[str, Any], title: str) -> list[dict[str, Any]]:
    return next(list(block["rows"]) for block in page["blocks"] if block["type"] == "table" and block["title"] == title)


@pytest.mark.parametrize("number", [1, 2])
def test_every_answer_comes_back_as_it_was_filled_in(
    rounds: dict[int, tuple[Path, dict[str, Any]]], number: int
) -> None:
    folder, written = rounds[number]
    sheets = {sheet.respondent: sheet for sheet in load_answers([folder])}
    assert len(sheets) == 12
    assert {name: read_back(sheet) for name, sheet in sheets.items()} == written
    assert {sheet.date for sheet in sheets.values()} == {DAYS[number]}


def test_ten_processes_are_rated(pages: dict[str, Any]) -> None:
    rows = find_rows(pages["maturity"], "What stops the next level")
    assert len(rows) == len(PROCESSES)
    assert all(row["level"].startswith("level ") for row in rows)


def test_the_one_process_that_gained_is_told_and_no_other(pages: dict[str, Any]) -> None:
    rows = find_rows(pages["maturity_change"], "What moved, by process")
    verdicts = {row["process"]: row["verdict"] for row in rows}
    assert len(verdicts) == len(PROCESSES)
    assert [name for name, verdict in verdicts.items() if verdict == "improved"] == ["Incident management"]
    assert set(verdicts.values()) == {"improved", "no clear change"}


def test_the_parts_of_every_change_add_up_on_the_page(pages: dict[str, Any]) -> None:
    for row in find_rows(pages["maturity_change"], "Scores, levels and parts, by process"):
        assert row["answers"] + row["questionnaire"] + row["people"] == pytest.approx(row["whole"], abs=1e-9)


def test_the_three_reworded_questions_are_compared_with_nothing(pages: dict[str, Any]) -> None:
    changed = find_rows(pages["maturity_change"], "Questions that changed")
    assert [row["kind"] for row in changed] == ["reworded"] * 3
    compared = {row["question"] for row in find_rows(pages["maturity_change"], "How the same people answered")}
    assert not compared & {row["question"] for row in changed}


def test_two_people_left_and_two_joined_and_are_counted_but_not_named(pages: dict[str, Any]) -> None:
    rows = {row["who"]: row for row in find_rows(pages["maturity_change"], "Who was asked")}
    for who in ("asked in the round before alone", "asked in this round alone"):
        assert (rows[who]["count"], rows[who]["names"]) == (2, "")
