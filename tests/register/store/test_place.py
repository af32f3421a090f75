"""Where a register may be kept, and that no password is read off a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from csi_lib.address import hide_passwords, is_address
from csi_lib.cli import main
from csi_lib.engine.postgresql import hide
from csi_lib.errors import SettingsError, SourceError, UsageError
from csi_lib.project.pack import _hide_passwords
from csi_lib.register.store import Place, open_database
from csi_lib.register.store.create import _begin_file, create
from csi_lib.settings import load_engagement, read_yaml
from tests.cli.test_register import settle

WRONG = [
    "mysql://user:sekrit99@host/db",
    "postgresql+psycopg://user:sekrit99@host/db",
    "POSTGRESQL://user:sekrit99@host/db",
    "postgresql:/user:sekrit99@host/db",
    "http://user:rit/sekrit99@host",
    "user:sekrit99@host/db",
    "host=localhost password=sekrit99",
]


@pytest.mark.parametrize("records", WRONG)
def test_an_address_where_no_register_is_kept_is_refused_without_its_password(
    records: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = str(settle(tmp_path, records))
    wanted = (
        ["register", "list", settings],
        ["register", "export", settings, str(tmp_path / "out")],
        ["check", settings],
        ["register", "init", str(settle(tmp_path / "to", "../register")), "--to", records],
    )

    for words in wanted:
        assert main(words) == 2
        said = capsys.readouterr()
        assert "postgresql://user@host/database" in said.err
        assert "sekrit99" not in said.out + said.err


def test_of_a_file_the_path_alone_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "list", str(settle(tmp_path, "sqlite:////tmp/x.db"))]) == 2
    assert "write the path alone" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["../data/a.db", "C:/data/a.db", r"C:\data\me@firm\a.db", "/srv/a:b/me.db", "user@x"])
def test_a_path_is_no_address(path: str) -> None:
    assert not is_address(path)


@pytest.mark.parametrize("kind", [SourceError, UsageError])
def test_no_error_shows_a_password_in_an_address_that_was_taken_for_something_else(kind: type[SourceError]) -> None:
    error = kind("no file matches 'https://a:sekrit99@host/x.csv'", where="/srv/mysql:/user:sek@rit99@host/db: gone")

    assert str(error) == "/srv/mysql:/user:***@host/db: gone: no file matches 'https://a:***@host/x.csv'"
    assert hide_passwords("Write postgresql://user@host/database, at 12:30") == (
        "Write postgresql://user@host/database, at 12:30"
    )


def test_settings_go_into_an_archive_without_the_password_of_an_engine(tmp_path: Path) -> None:
    settings = settle(tmp_path)
    with settings.open("a", encoding="utf-8") as stream:
        stream.write("engine: postgresql://user:sekrit99@host/db\n")
    engagement, _ = load_engagement(settings)

    (copy,) = _hide_passwords({"params/engagements/acme.yml": settings}, engagement, tmp_path).values()

    assert "engine: postgresql://user:***@host/db" in copy.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://user:sek@rit99@127.0.0.1:no/db", "failed to resolve host 'rit99@127.0.0.1'"),
        ("postgresql://user:sek/rit99@127.0.0.1/db", 'invalid port number: "sek"'),
        ("postgresql://user:sekrit99@host/db", "the password sekrit99 is wrong"),
        ("postgresql://user:sek%40rit99@host/db", "sek@rit99 and sek%40rit99 are wrong"),
        ("postgresql://host/db?password=sek@rit99", "sek@rit99 is wrong"),
    ],
)
def test_of_a_password_no_part_is_shown(url: str, said: str) -> None:
    shown = hide(said, url)

    assert "rit99" not in shown and "sek" not in shown
    assert ("'@' is written %40" in shown) == ("user:sek@" in url or "user:sek/" in url)


def test_a_register_that_was_emptied_is_no_new_one(tmp_path: Path) -> None:
    place = Place("acme", file=tmp_path / "register.db")
    assert place.file is not None
    place.file.touch()

    for look in (lambda: create(place), open_database(place).read, open_database(place).verify):
        with pytest.raises(SourceError, match="no intact database: the file is empty. Bring back a copy"):
            look()

    assert place.file.stat().st_size == 0


def test_a_register_whose_making_was_broken_off_can_be_made_again(tmp_path: Path) -> None:
    place = Place("acme", file=tmp_path / "register.db")
    assert place.file is not None
    _begin_file(place.file)

    with pytest.raises(UsageError, match="csi register init acme makes it"):
        open_database(place).read()
    assert create(place) is True
    assert open_database(place).read().changes == 0


def test_the_head_of_an_empty_register_is_the_same_word_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = str(settle(tmp_path))
    assert [main(["register", verb, settings]) for verb in ("init", "list", "verify")] == [0, 0, 0]

    said = capsys.readouterr().out
    assert "history 0, head none" in said
    assert said.endswith("\nhead none\n")


def test_a_text_in_braces_that_is_no_yaml_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "alpha.yml"
    file.write_text("title: {{ 7*7 }}\n", encoding="utf-8")

    with pytest.raises(
        SettingsError, match=r"line 1: not valid YAML: .*Put a text that begins with \{ or \[ in quotes"
    ):
        read_yaml(file)
