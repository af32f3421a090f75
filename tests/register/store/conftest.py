"""The same tests on both databases: a file, and a schema on a throw-away server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from csi_lib.register import kinds
from csi_lib.register.store import Place, Store
from csi_lib.register.store.create import create
from tests.engine.server import NoServer, serve_postgresql
from tests.register.store.probe import Plain, Probe, make_probes, open_probes

_NUMBERS = count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    try:
        with serve_postgresql() as url:
            yield url
    except NoServer as missing:
        pytest.skip(str(missing))


@pytest.fixture(autouse=True)
def probes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the kinds of the tests be known, as long as the tests run."""
    monkeypatch.setitem(kinds.KINDS, "probe", Probe)
    monkeypatch.setitem(kinds.KINDS, "plain", Plain)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A database that nobody has written to."""
    if request.param == "sqlite":
        return Place("acme", file=tmp_path / "register.db")
    return Place(f"acme-{next(_NUMBERS)}", url=request.getfixturevalue("server"))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables of a register, made once."""
    place = Place("acme", file=tmp_path_factory.mktemp("empty") / "register.db")
    create(place)
    assert place.file is not None
    return place.file


@pytest.fixture
def store(place: Place, empty: Path) -> Store:
    """An empty register."""
    if place.file:
        shutil.copy(empty, place.file)
        return open_probes(place)
    return make_probes(place)
