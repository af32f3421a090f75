"""A small questionnaire, forms made of it, and a hand that fills workbooks in as Excel would."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from csi_lib.maturity import Process
from csi_lib.maturity.collect.columns import HEADING_ROW, PLACE, START, START_ROWS
from csi_lib.maturity.collect.importing import Imported, import_forms
from csi_lib.maturity.collect.packet import Packet, make_packets
from csi_lib.maturity.collect.people import Person
from csi_lib.maturity.collect.workbook import write_workbook

ENGAGEMENT = "acme"


def hide(address: str) -> str:
    """Stand in for the keyed pseudonym."""
    return f"p-{len(address):016x}"


@pytest.fixture
def bank() -> tuple[Process, ...]:
    def make(name: str, prefix: str, title: str, asks: dict[str, str]) -> Process:
        questions = [
            {"id": f"{prefix}-1.1-{key}", "attribute": "1.1", "outcome": "so", "ask": ask, "groups": groups}
            | {"look_for": "Twenty tickets"}
            for (key, ask), groups in zip(asks.items(), (["agents", "users"], ["agents"], ["agents"]), strict=True)
        ]
        common = {"version": 1, "edition": 1, "order": 1, "prefix": prefix, "purpose": "People get help."}
        return Process.model_validate(common | {"process": name, "title": title, "questions": questions})

    return (
        make("incident", "inc", "Incidents", {"a": "Is it logged?", "b": "Is it sorted?", "c": "Is it closed?"}),
        make("change", "chg", "Changes: all/some?", {"a": "Is it planned?", "b": "Is it told?", "c": "Is it tested?"}),
    )


@pytest.fixture
def agent() -> Person:
    return Person("agents", "r01", "first-line agent")


@pytest.fixture
def packet(bank: tuple[Process, ...], agent: Person) -> Packet:
    return make_packets(ENGAGEMENT, "Acme & Söhne", [agent], bank)[0]


@pytest.fixture
def form(packet: Packet, tmp_path: Path) -> Path:
    """The agent's workbook as it was sent."""
    path = tmp_path / "forms" / "r01.xlsx"
    path.parent.mkdir()
    write_workbook(packet, path)
    return path


Edit = Callable[[Any], None]


def edit_book(path: Path, *edits: Edit, out: Path | None = None) -> Path:
    """Open a workbook, change it and save it, as another program would."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, rich_text=True)
    for edit in edits:
        edit(book)
    book.save(out or path)
    return out or path


def put(question: str, **values: Any) -> Edit:
    """Return an edit that fills a question's cells in, wherever it stands."""

    def edit(book: Any) -> None:
        for sheet in book:
            for row in range(HEADING_ROW + 2, sheet.max_row + 1):
                if sheet.cell(row, 1).value == question:
                    for key, value in values.items():
                        sheet.cell(row, PLACE[key] + 1).value = value
                    return
        raise AssertionError(f"{question} is nowhere")

    return edit


def put_start(**values: Any) -> Edit:
    """Return an edit that fills cells of the cover in."""

    def edit(book: Any) -> None:
        for key, value in values.items():
            book[START].cell(START_ROWS[key] + 1, 2).value = value

    return edit


@pytest.fixture
def take_in(bank: tuple[Process, ...], tmp_path: Path) -> Callable[..., Imported]:
    def run(*paths: Path, **more: Any) -> Imported:
        return import_forms(paths, tmp_path / "answers", more.pop("bank", bank), ENGAGEMENT, hide, **more)

    return run


def resave(paths: list[Path], folder: Path, suffix: str = "xlsx") -> list[Path]:
    """Let LibreOffice open workbooks and save them again; skip where there is none."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    made = [folder / f"{path.stem}.{suffix}" for path in paths]
    assert done.returncode == 0 and all(path.exists() for path in made), done.stderr
    return made
