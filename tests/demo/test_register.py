"""The generated client's register: the shipped files as a database, the same everywhere, never taken from a user."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.demo.install import copy_settings
from csi_lib.demo.register import build_register
from csi_lib.register.change import Change
from csi_lib.register.folder import read_folder
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.store import open_database, open_store
from csi_lib.register.store.place import Place
from csi_lib.settings import load_engagement


def settle(folder: Path) -> Path:
    """Make a project of the demo's settings alone, its register a database."""
    copy_settings(folder)
    settings = folder / "params" / "engagements" / "demo.yml"
    text = settings.read_text(encoding="utf-8")
    lines = [
        "records: ../../data/demo/register.db" if line.startswith("records:") else line for line in text.split("\n")
    ]
    settings.write_text("\n".join(lines), encoding="utf-8")
    return settings


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    settle(folder)
    build_register(folder)
    return folder


def open_it(folder: Path):
    return open_database(Place("demo", file=folder / "data" / "demo" / "register.db"))


def test_the_database_says_what_the_shipped_files_say(project: Path) -> None:
    register = open_it(project).read()

    assert register.digest == read_folder(project / "params" / "register" / "demo").digest
    assert len(register.of(Initiative)) >= 4
    assert open_it(project).verify().ok


def test_its_history_is_the_same_wherever_it_is_made(project: Path, tmp_path: Path) -> None:
    settle(tmp_path)

    (made,) = build_register(tmp_path)

    assert made.name == "register.db"
    assert open_it(tmp_path).read().head == open_it(project).read().head


def test_a_register_that_somebody_has_written_to_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settle(tmp_path)
    monkeypatch.setenv("CSI_KEYS", str(tmp_path / "keys"))
    build_register(tmp_path)
    (tmp_path / "params" / "baselines" / "demo").mkdir(parents=True)
    (tmp_path / "params" / "baselines" / "demo" / "start.yml").touch()
    store = open_store(*load_engagement(settings), tmp_path)
    first = store.read().of(Initiative)[0]
    after = store.write([Change(first.model_copy(update={"title": "Ours"}), 1)], by="A", why="ours")

    assert build_register(tmp_path) == []
    assert open_it(tmp_path).read() == after
