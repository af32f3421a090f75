"""The same tests on both databases: a file, and a schema on a throw-away server."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from csi_lib.register import kinds
from csi_lib.register.store import Place, Store
from tests.engine.server import NoServer, serve_postgresql
from tests.register.store.probe import Plain, Probe, make_probes

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


@pytest.fixture
def store(place: Place) -> Store:
    """An empty register."""
    return make_probes(place)
