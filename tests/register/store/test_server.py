"""The same commands on a register that a server keeps, and an archive of it without the URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.errors import SourceError
from csi_lib.ingest.people import KEYS_VARIABLE
from csi_lib.project.packed_register import copy_register
from csi_lib.register.folder import read_folder
from csi_lib.register.store import Place, find_place, open_database
from csi_lib.register.store.connect import begin, open_engine
from csi_lib.register.store.create import create
from csi_lib.settings import load_engagement
from tests.cli.test_register import IDEA, settle


@pytest.fixture
def kept(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSI_HOME", str(tmp_path))
    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "keys"))
    return settle(tmp_path, server)


def test_a_register_on_a_server_is_kept_by_the_same_commands(
    kept: Path, tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["register", "list", "acme"]) == 2
    assert "csi register init acme" in capsys.readouterr().err
    assert main(["register", "init", "acme"]) == 0
    assert main(["register", "add", "acme", "initiative", "alpha", *IDEA, "--why", "the audit found it"]) == 0
    assert main(["register", "set", "acme", "initiative", "alpha", "title=New", "--why", "clearer"]) == 0
    assert main(["register", "verify", "acme"]) == 0
    assert main(["register", "export", "acme", str(tmp_path / "out")]) == 0
    place = find_place(*load_engagement(kept))
    assert place is not None
    (tmp_path / "aside").mkdir()

    packed = copy_register(place, kept, tmp_path, tmp_path / "aside")

    said = capsys.readouterr()
    assert server not in said.out + said.err
    assert server not in packed["params/engagements/acme.yml"].read_text(encoding="utf-8")
    assert "records: ../register/acme" in packed["params/engagements/acme.yml"].read_text(encoding="utf-8")
    assert len(packed["register-history.csv"].read_text(encoding="utf-8").splitlines()) == 3
    assert read_folder(tmp_path / "out").digest == open_database(place).read().digest


def test_a_migration_that_fails_half_way_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op
    from sqlalchemy import inspect
    from sqlalchemy.exc import DBAPIError

    made = op.create_table

    def fail(name: str, *rest: object) -> object:
        if name == "head":
            raise DBAPIError("CREATE TABLE head", None, OSError("the disk is full"))
        return made(name, *rest)

    monkeypatch.setattr(op, "create_table", fail)

    with pytest.raises(SourceError, match="the disk is full"):
        create(place)

    with begin(open_engine(place, write=True), place) as connection:
        assert inspect(connection).get_table_names(schema=None if place.file else place.schema) == []
    monkeypatch.undo()
    assert create(place) is True
