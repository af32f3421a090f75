"""Every row of what the kit must do: where it works, the test that shows it, and what is left out, said openly."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "features.csv"
REFERENCE = ROOT.parent / "shared" / "reference" / "features.md"
COLUMNS = ["id", "name", "where", "tests", "state", "reason", "gap"]

# Rows of each kind, as the source texts were counted.
COUNTS = {
    "M": 32, "MC": 11, "DR": 13, "ST": 31, "AS": 18, "AR": 50, "SX": 11, "RO": 17, "PR": 47, "CL": 52, "TR": 11,
}  # fmt: skip
FILES = {"manifest.json", "index.html", "results.json", "measures.csv", "rejected.csv"}  # of every report


def read_table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        assert reader.fieldnames == COLUMNS
        return list(reader)


ROWS = read_table()


def split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


@cache
def list_tests(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@cache
def list_questions() -> frozenset[str]:
    found = (path.read_text(encoding="utf-8") for path in (ROOT / "params/maturity/questions").glob("*.yml"))
    return frozenset(name for text in found for name in re.findall(r"^  - id: (\S+)", text, re.MULTILINE))


def is_verb(words: list[str]) -> bool:
    """Tell whether there is a command of that name; a second word is one of its sub-verbs."""
    names = [word.replace("-", "_") for word in words if not word.startswith("-")]
    folder = ROOT / "csi_lib" / "cli" / names[0]
    if len(names) == 1:
        return folder.is_dir() or folder.with_suffix(".py").is_file()
    return (folder / f"{names[1]}.py").is_file() or (folder / names[1]).is_dir()


def is_there(place: str) -> bool:
    kind, _, rest = place.partition(" ")
    if kind == "page":
        return (ROOT / "notebooks" / f"{rest}.ipynb").is_file()
    if kind == "kpi":
        return (ROOT / "params" / "kpi" / f"{rest}.yml").is_file()
    if kind == "question":
        return rest in list_questions()
    if kind == "command":
        return rest.startswith("csi ") and is_verb(rest.split()[1:])
    if kind == "record":
        from csi_lib.register import KINDS

        return rest in KINDS
    if kind == "file":
        return rest in FILES
    return place.startswith("params/") and (ROOT / kind).exists()


def test_every_row_stands_once_and_none_is_missing() -> None:
    ids = [row["id"] for row in ROWS]
    kinds = [re.match(r"[A-Z]+", name)[0] for name in ids]  # type: ignore[index]

    assert len(ids) == len(set(ids)) == 293
    assert {kind: kinds.count(kind) for kind in COUNTS} == COUNTS


def test_the_rows_are_those_of_the_mission() -> None:
    if not REFERENCE.is_file():
        pytest.skip("the reference texts are not beside this checkout")
    wanted = re.findall(r"^\| ([A-Z]{1,2}\d+) \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(wanted) == sorted(row["id"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_every_place_is_there(row: dict[str, str]) -> None:
    places = split(row["where"])

    assert places
    assert [place for place in places if not is_there(place)] == []


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_every_row_is_shown_by_a_test_that_exists(row: dict[str, str]) -> None:
    for named in split(row["tests"]):
        file, _, name = named.partition("::")
        assert name in list_tests(ROOT / "tests" / file), named
    assert split(row["tests"])


def test_what_works_in_part_says_why() -> None:
    assert {row["state"] for row in ROWS} <= {"works", "partly"}
    assert [row["id"] for row in ROWS if (row["state"] == "partly") != bool(row["reason"])] == []


def test_every_process_says_what_is_measured_assessed_or_recorded_and_what_is_not() -> None:
    processes = [row for row in ROWS if row["id"].startswith("PR")]

    assert len(processes) == 47
    for row in processes:
        kinds = {place.split()[0] for place in split(row["where"])}
        assert kinds & {"kpi", "page", "question", "record", "command"}, row["id"]
        assert row["gap"], row["id"]


def test_a_place_or_test_that_is_not_there_is_caught() -> None:
    assert not is_there("page no_such_page")
    assert not is_there("command csi no-such-verb")
    assert not is_there("question inc-9.9-none")
    assert not is_there("somewhere else")
    assert "test_nothing_of_the_kind" not in list_tests(Path(__file__))
