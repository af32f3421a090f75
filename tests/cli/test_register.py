"""csi register: what the commands promise to who keeps a register with them."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import yaml

from csi_lib.cli import main
from csi_lib.cli.register.values import put_values
from csi_lib.ingest.people import KEYS_VARIABLE
from csi_lib.project.packed_register import copy_register
from csi_lib.register.folder import read_folder
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.making import make_record
from csi_lib.register.store import find_place, open_database
from csi_lib.settings import load_engagement

SETTINGS = """\
version: 1
id: acme
client: Acme
zone: UTC
author: A
kpis: [incident]
sources: {tickets: {adapter: plain, files: [../../data/t.csv]}}
records: RECORDS
"""
IDEA = [
    "title=A shorter way",
    "opportunity=Many ask the same",
    "source=audit",
    "hypothesis=Who is told does not ask",
    "kpi=mttr_resolve",
    "owner=problem manager",
    "status=idea",
    "aims=[efficiency]",
]


def settle(home: Path, records: str = "../../data/acme.register.db") -> Path:
    settings = home / "params" / "engagements" / "acme.yml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS.replace("RECORDS", records), encoding="utf-8")
    return settings


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register that nobody has written to, made once and copied by each test."""
    home = tmp_path_factory.mktemp("empty")
    assert main(["register", "init", str(settle(home))]) == 0
    return home / "data" / "acme.register.db"


@pytest.fixture
def home(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an empty register."""
    settle(tmp_path)
    (tmp_path / "data").mkdir()
    shutil.copy(empty, tmp_path / "data")
    monkeypatch.setenv("CSI_HOME", str(tmp_path))
    monkeypatch.setenv(KEYS_VARIABLE, str(tmp_path / "keys"))
    monkeypatch.delenv("CSI_USER", raising=False)
    return tmp_path


def run(part: str, *words: str, why: str = "") -> int:
    return main(["register", part, "acme", *words, *(["--why", why] if why else [])])


def read(home: Path):
    place = find_place(*load_engagement(home / "params" / "engagements" / "acme.yml"))
    assert place is not None
    return open_database(place).read()


def add_idea(name: str = "alpha", *words: str) -> None:
    keys = {word.partition("=")[0] for word in words}
    own = [word for word in IDEA if word.partition("=")[0] not in keys]
    assert run("add", "initiative", name, *own, *words, why="the audit found it") == 0


# --- written by commands -------------------------------------------------------------------------------------------


def test_a_record_is_added_changed_and_its_story_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_idea()
    assert run("set", "initiative", "alpha", "target={value: 20, unit: h}", "guards+=reopen_rate", why="agreed") == 0
    capsys.readouterr()

    assert run("history") == 0
    told = capsys.readouterr().out.splitlines()
    assert ["added: the audit found it" in told[0], "changed (guards, target): agreed" in told[1]] == [True, True]
    assert run("show", "alpha") == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert (shown["target"], shown["guards"]) == ({"value": 20.0, "unit": "h"}, ["reopen_rate"])


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("title=20", "20"),
        ("title=yes", "yes"),
        ("title=a=b, [c]: #d", "a=b, [c]: #d"),
        ("lessons=", ""),
        ("where.service=Büro-IT 🖨️", {"service": "Büro-IT 🖨️"}),
        ("date=2026-04-01", "2026-04-01"),
        ("transition=2", 2),
        ("worthwhile=0.2", 0.2),
        ("aims=[quality, satisfaction]", ["quality", "satisfaction"]),
        ("aims.1=quality", ["quality"]),
        ("aims+=quality", ["efficiency", "quality"]),
        ('title="2026-02-30"', '"2026-02-30"'),
        ("where.service=2026-02-30", {"service": "2026-02-30"}),
    ],
)
def test_a_value_is_read_as_what_its_key_takes(word: str, expected: object) -> None:
    plain = {"id": "alpha", **put_values({}, [*IDEA, "lessons=old"], Initiative)}

    record = make_record(Initiative, put_values(plain, [word], Initiative))

    key = word.split("=")[0].split(".")[0].removesuffix("+")
    assert record.model_dump(mode="json")[key] == expected


IMPOSSIBLE = [
    (["kpi=mttr_resolv"], "no KPI is called 'mttr_resolv'. Did you mean 'mttr_resolve'?"),
    (["tittle=x"], "unknown key 'tittle'; did you mean 'title'?"),
    (["follows=gone"], "gone"),
    (["id=beta"], "an id is never changed"),
    (["title"], "is no KEY=VALUE"),
    (["guards.3=x"], "there is no place 3; the list has 0"),
    (["title.deep=x"], "holds one value, nothing below it"),
    (["aims=[quality"], "cannot be read as a value"),
    (["title=a", "title=b"], "key 'title' stands here twice"),
    (["aims+=quality", "aims+=quality"], "'quality' stands in the list twice"),
    (["date=2026-02-30"], "'2026-02-30' is no day that there is. Write one like 2026-02-28"),
    (["transition=many"], "transition"),
]


def test_a_change_that_cannot_be_is_told_in_one_line_and_leaves_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    before = read(home)
    capsys.readouterr()

    told = [(run("set", "initiative", "alpha", *words, why="test"), capsys.readouterr().err) for words, _ in IMPOSSIBLE]

    assert [said for (_, line), (_, said) in zip(told, IMPOSSIBLE, strict=True) if said not in line] == []
    assert {(code, line.count("\n")) for code, line in told} == {(2, 1)}
    assert read(home) == before


def test_a_record_or_state_that_cannot_be_shown_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_idea()
    add_idea("beta")
    capsys.readouterr()

    assert run("show", "alpha", "beta") == 2
    assert "one record at a time" in capsys.readouterr().err
    assert run("list", "--state", "nope") == 2
    assert "'nope' is no state of any kind of record. Known: accepted, achieved" in capsys.readouterr().err
    assert run("list", "initiative", "--state", "idea") == 0
    assert "2 records" in capsys.readouterr().out


def test_who_saw_an_older_revision_is_told_what_changed_meanwhile(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    run("set", "initiative", "alpha", "title=Theirs", why="theirs")

    assert run("set", "initiative", "alpha", "title=Mine", "--revision", "1", why="mine") == 2
    assert "was changed meanwhile, revision 1 was seen, 2 is there; differs now in title" in capsys.readouterr().err


def test_an_illegal_step_is_said_before_what_is_missing_and_of_a_legal_one_all_that_is(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    words = ["title=T", "said=S", "source=audit", "raised=2025-01-20", "by=agent"]
    assert run("add", "opportunity", "o1", *words, why="raised") == 0
    capsys.readouterr()

    assert run("move", "opportunity", "o1", "done", why="done") == 2
    assert "cannot go from 'raised' to 'done'" in capsys.readouterr().err
    assert run("move", "initiative", "alpha", "stopped", why="nobody has time") == 2
    said = capsys.readouterr().err
    assert "'closing' is missing" in said and "'lessons' is missing" in said
    assert run("move", "initiative", "alpha", "stopped", "--revision", "7", why="nobody has time") == 2
    assert "was changed meanwhile, revision 7 was seen, 1 is there" in capsys.readouterr().err


def test_nobody_is_named_in_the_database(home: Path) -> None:
    assert main(["register", "add", "acme", "initiative", "alpha", *IDEA, "--why", "x", "--by", "Anna Beispiel"]) == 0

    (who,) = {row[0] for row in sqlite3.connect(home / "data" / "acme.register.db").execute("SELECT who FROM history")}
    assert who.startswith("p-")
    assert b"Beispiel" not in (home / "data" / "acme.register.db").read_bytes()


def test_after_forgetting_the_history_verifies_and_the_same_person_is_another(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    assert main(["forget", "acme"]) == 0
    assert "csi register verify acme still proves the history" in capsys.readouterr().out

    run("set", "initiative", "alpha", "title=New", why="afterwards")

    assert run("verify") == 0
    place = find_place(*load_engagement(home / "params" / "engagements" / "acme.yml"))
    assert place is not None
    assert open_database(place).history()["who"].nunique() == 2


def test_verify_says_that_a_noted_head_is_still_in_the_history(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_idea()
    noted = read(home).head
    run("set", "initiative", "alpha", "title=New", why="later")

    assert run("verify", "--head", noted) == 0
    assert "The noted head is entry 1" in capsys.readouterr().out
    assert run("verify", "--head", "0" * 64) == 1
    assert "was written anew, or cut off" in capsys.readouterr().out


def test_verify_fails_on_a_record_changed_with_other_tools(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_idea()
    with sqlite3.connect(home / "data" / "acme.register.db") as other:
        other.execute("UPDATE record SET body = replace(body, 'shorter', 'longer')")

    assert run("verify") == 1
    assert "initiative 'alpha' was changed past the history" in capsys.readouterr().out


def test_a_list_goes_to_a_table(home: Path, tmp_path: Path) -> None:
    add_idea()
    add_idea("beta", "title==1+1")

    assert run("list", "initiative", "--csv", str(tmp_path / "list.csv")) == 0

    found = pd.read_csv(tmp_path / "list.csv")
    assert found["id"].tolist() == ["alpha", "beta"]
    assert found["title"].iloc[1] == "'=1+1"  # no formula for whoever opens it


def test_a_record_begins_with_a_template_of_the_project(home: Path) -> None:
    folder = home / "params" / "records" / "initiative"
    folder.mkdir(parents=True)
    plain = yaml.safe_load("\n".join(word.replace("=", ": ", 1) for word in IDEA))
    (folder / "mail.yml").write_text(yaml.safe_dump(plain), encoding="utf-8")

    assert run("add", "initiative", "beta", "title=Other", "--template", "mail", why="as agreed") == 0

    record = read(home).entry("initiative", "beta").record
    assert (record.title, record.kpi) == ("Other", "mttr_resolve")


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_register_of_files_is_only_read_until_init_makes_a_database_of_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    assert run("export", str(home / "params" / "register" / "acme")) == 0
    (home / "data" / "acme.register.db").unlink()
    settings = settle(home, "../register/acme")

    assert run("list") == 0
    assert "kept as files" in capsys.readouterr().out
    assert run("set", "initiative", "alpha", "title=New", why="x") == 2
    assert "csi register init acme" in capsys.readouterr().err
    assert run("init") == 0
    assert "records: ../../data/acme.register.db" in capsys.readouterr().out
    settle(home)
    assert read(home).digest == read_folder(settings.parent.parent / "register" / "acme").digest


def test_a_place_beside_the_one_that_the_settings_name_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("init", "--to", str(home / "other.db")) == 2

    assert "the settings name" in capsys.readouterr().err
    assert not (home / "other.db").exists()


def test_a_register_of_the_first_form_of_settings_is_taken_in_and_the_key_to_change_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = Path(__file__).parents[2] / "params" / "register" / "example"
    shutil.copytree(shipped, home / "params" / "register" / "acme")
    settings = settle(home, "x")
    edit(settings, "records: x", "initiatives: ../register/acme")

    assert run("init", "--to", str(home / "data" / "new.db")) == 0

    told = capsys.readouterr().out
    assert "Took in 1 record" in told
    assert "in place of 'initiatives': records: ../../data/new.db" in told
    edit(settings, "initiatives: ../register/acme", "records: ../../data/new.db")
    assert read(home).digest == read_folder(shipped).digest


def test_the_initiative_files_that_were_written_before_there_was_a_register_come_in_unchanged(home: Path) -> None:
    shipped = Path(__file__).parents[2] / "params" / "register" / "example"

    assert run("import", str(shipped), why="as it was") == 0

    assert read(home).digest == read_folder(shipped).digest


def test_files_go_out_and_come_in_without_a_change(home: Path, tmp_path: Path) -> None:
    add_idea()
    before = read(home)

    assert run("export", str(tmp_path / "out")) == 0
    assert run("import", str(tmp_path / "out"), why="nothing was edited") == 0

    assert read(home) == before


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_an_edited_file_comes_in_once(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_idea()
    run("export", str(tmp_path / "out"))
    edit(tmp_path / "out" / "alpha.yml", "shorter", "longer")

    assert run("import", str(tmp_path / "out"), "--dry-run", why="edited") == 0
    assert read(home).changes == 1
    assert run("import", str(tmp_path / "out"), why="edited") == 0
    assert run("import", str(tmp_path / "out"), why="edited") == 0

    assert read(home).entry("initiative", "alpha").record.title == "A longer way"
    assert read(home).changes == 2
    edit(tmp_path / "out" / "alpha.yml", "longer", "third")
    assert run("import", str(tmp_path / "out"), why="edited again") == 0


def test_what_was_changed_on_both_sides_is_a_conflict_and_nothing_is_taken(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    add_idea("beta")
    run("export", str(tmp_path / "out"))
    edit(tmp_path / "out" / "alpha.yml", "shorter", "longer")
    edit(tmp_path / "out" / "beta.yml", "shorter", "other")
    run("set", "initiative", "alpha", "title=Theirs", why="theirs")
    before = read(home)
    capsys.readouterr()

    assert run("import", str(tmp_path / "out"), why="edited") == 1

    told = capsys.readouterr().out
    assert "conflict: initiative 'alpha': the file is written from revision 1, revision 2 stands" in told
    assert read(home) == before
    assert run("import", str(tmp_path / "out"), "--accept", why="ours holds") == 0
    assert [item.record.title for item in read(home).entries] == ["A longer way", "A other way"]


def test_a_file_that_was_removed_is_told_and_its_record_stays(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    run("export", str(tmp_path / "out"))
    (tmp_path / "out" / "alpha.yml").unlink()

    assert run("import", str(tmp_path / "out"), why="x") == 0

    assert "gone: initiative 'alpha'" in capsys.readouterr().out
    assert len(read(home).entries) == 1


def test_an_export_does_not_overwrite_what_was_edited(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    run("export", str(tmp_path / "out"))
    edit(tmp_path / "out" / "alpha.yml", "shorter", "longer")

    assert run("export", str(tmp_path / "out")) == 2
    assert "edited since they were written, or never taken in: alpha.yml" in capsys.readouterr().err
    assert "longer" in (tmp_path / "out" / "alpha.yml").read_text(encoding="utf-8")
    assert run("export", str(tmp_path / "out"), "--overwrite") == 0


def test_of_many_files_one_that_breaks_a_rule_keeps_all_out(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    run("export", str(tmp_path / "out"))
    edit(tmp_path / "out" / "alpha.yml", "shorter", "longer")
    text = (tmp_path / "out" / "alpha.yml").read_text(encoding="utf-8")
    (tmp_path / "out" / "beta.yml").write_text(
        text.replace("id: alpha", "id: beta").replace("mttr_resolve", "nothing_such"), encoding="utf-8"
    )
    before = read(home)

    assert run("import", str(tmp_path / "out"), why="x") == 2

    assert "initiative 'beta', key kpi: no KPI is called 'nothing_such'" in capsys.readouterr().err
    assert read(home) == before


def test_an_archive_takes_a_whole_copy_while_somebody_writes(home: Path, tmp_path: Path) -> None:
    add_idea()
    settings = home / "params" / "engagements" / "acme.yml"
    place = find_place(*load_engagement(settings))
    assert place is not None
    writer = sqlite3.connect(home / "data" / "acme.register.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE head SET seq = 99")
    (tmp_path / "aside").mkdir()

    packed = copy_register(place, settings, home, tmp_path / "aside")

    writer.execute("ROLLBACK")
    ((name, copy),) = packed.items()
    assert name == "data/acme.register.db"
    assert open_database(type(place)("acme", file=copy)).verify().head == read(home).head


def test_a_report_notes_the_head_of_the_register(home: Path) -> None:
    from csi_lib.run.manifest import _note_register

    add_idea()

    noted = json.loads(json.dumps(_note_register(read(home))))
    assert (noted["source"], noted["records"], noted["changes"]) == ("database", 1, 1)
    assert noted["head"] == read(home).head


def test_a_schema_of_every_kind_of_record_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "csip"]) == 0

    assert "id" in json.loads(capsys.readouterr().out)["properties"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_register_that_may_only_be_read_can_be_read(home: Path) -> None:
    add_idea()
    (home / "data" / "acme.register.db").chmod(0o444)

    assert run("list") == 0


def test_zip_is_no_place_to_write_files_to(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w"):
        pass

    assert run("export", str(tmp_path / "x.zip")) == 2
    assert "is no folder" in capsys.readouterr().err


def test_a_baseline_that_is_pointed_at_before_the_first_freeze_is_a_note_and_no_fault(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_idea()
    run("export", str(home / "files"))
    settle(home, "../../files")
    (file,) = (home / "files").rglob("alpha.yml")
    file.write_text(file.read_text(encoding="utf-8") + "baseline: start\n", encoding="utf-8")
    capsys.readouterr()

    assert run("verify") == 0
    assert "Note: baseline 'start' is not frozen yet: csi freeze acme start makes it" in capsys.readouterr().out
