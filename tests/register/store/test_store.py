"""The register in a database: what is promised to whoever writes, reads or checks it, on both databases."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
import sys

import pytest
from pydantic import Field

from csi_lib.errors import CsiError, SettingsError, SourceError, UsageError
from csi_lib.register.change import Change
from csi_lib.register.record import say_body
from csi_lib.register.store import ConflictError, Place, Store
from csi_lib.register.store.connect import begin, open_engine
from csi_lib.register.store.create import create
from tests.register.store.probe import Plain, make_probes, open_probes, probe

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def write(store: Store, *changes: Change, why: str = "because"):
    return store.write(changes, by="Anna", why=why, at=NOON)


def run_sql(place: Place, *lines: str) -> None:
    """Do to a database what only somebody with their own tools can do."""
    with begin(open_engine(place, write=True), place) as connection:
        for line in lines:
            connection.exec_driver_sql(line)


def drop_guards(place: Place) -> None:
    if place.file:
        guards = ("history_update", "history_delete", "history_insert", "record_delete", "head_delete")
        run_sql(place, *(f"DROP TRIGGER {name}" for name in guards))
    else:
        run_sql(place, "DROP FUNCTION keep_history CASCADE")


# --- written and read ----------------------------------------------------------------------------------------------


def test_what_was_written_is_read_by_whoever_comes_next(store: Store, place: Place) -> None:
    written = write(store, Change(probe("b", text="Zürich 🖨️ 'x' \\", note="one\n=1+1")), Change(probe("a", count=3)))

    read = open_probes(place).read()

    assert read == written
    assert [(item.record.id, item.revision, item.raised, item.changed) for item in read.entries] == [
        ("a", 1, NOON, NOON),
        ("b", 1, NOON, NOON),
    ]
    assert (read.source, read.changes) == ("database", 2)


def test_a_store_that_is_kept_open_sees_what_others_wrote(store: Store, place: Place) -> None:
    write(store, Change(probe("a")))
    write(open_probes(place), Change(probe("a", text="theirs"), 1), Change(probe("b")))

    assert [(item.record.text, item.revision) for item in store.read().entries] == [("theirs", 2), ("", 1)]


def test_of_several_changes_one_that_is_refused_lets_none_through(store: Store) -> None:
    before = write(store, Change(probe("a")))

    with pytest.raises(UsageError, match="there is no probe 'gone'"):
        write(store, Change(probe("a", text="new"), 1), Change(probe("b", near="gone")))

    assert store.read() == before


def test_a_change_of_something_that_changed_meanwhile_is_refused_and_says_what_differs(store: Store) -> None:
    write(store, Change(probe("a")))
    write(store, Change(probe("a", text="theirs", count=1), 1))

    with pytest.raises(ConflictError, match="revision 1 was seen, 2 is there; differs now in count, text") as caught:
        write(store, Change(probe("a", text="mine"), 1), Change(probe("b"), 4))

    assert [(item.id, item.seen, item.found) for item in caught.value.conflicts] == [("a", 1, 2), ("b", 4, 0)]
    assert "there is none to change" in str(caught.value)
    assert store.read().changes == 2


def test_an_id_that_is_taken_is_not_taken_again(store: Store) -> None:
    write(store, Change(probe("a", text="theirs")))

    with pytest.raises(ConflictError, match="there is one already"):
        write(store, Change(probe("a", text="mine")))


def test_writing_what_stands_already_leaves_no_entry(store: Store) -> None:
    first = write(store, Change(probe("a", text="x")))

    assert write(store, Change(probe("a", text="x"), 1)) == first


def test_two_who_count_the_same_number_up_do_not_pass_for_one(store: Store) -> None:
    write(store, Change(probe("a", count=1)))
    write(store, Change(probe("a", count=2), 1))

    with pytest.raises(ConflictError):
        write(store, Change(probe("a", count=2), 1))


def test_a_copy_with_a_value_its_kind_refuses_is_refused(store: Store) -> None:
    with pytest.raises(SettingsError, match="probe 'a': count: "):
        write(store, Change(probe("a").model_copy(update={"count": 0.5})))


@pytest.mark.parametrize("reason", ["", "  ", "as anna@example.com asked"])
def test_a_reason_is_needed_and_names_no_address(store: Store, reason: str) -> None:
    with pytest.raises(UsageError, match="reason"):
        write(store, Change(probe("a")), why=reason)


def test_a_record_that_its_kind_refuses_since_a_rule_became_stricter_can_be_mended(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csi_lib.register import kinds

    class Stricter(Plain):
        text: str = Field(default="", max_length=3)

    write(store, Change(Plain(version=1, id="p", text="too long")), Change(Plain(version=1, id="q")))
    monkeypatch.setitem(kinds.KINDS, "plain", Stricter)
    newer = open_probes(store.place)

    with pytest.raises(SettingsError, match="csi register set .* plain p KEY=VALUE"):
        newer.read()
    with pytest.raises(SettingsError, match="text: "):
        write(newer, Change(Stricter(version=1, id="q", text="x"), 1))
    assert say_body(newer.read(("plain", "p")).entry("plain", "p").record)["text"] == "too long"

    after = write(newer, Change(Stricter(version=1, id="p", text="now"), 1))

    assert [(item.record.text, item.revision) for item in after.entries] == [("now", 2), ("", 1)]
    assert newer.verify().ok


def test_a_record_of_a_kind_this_kit_does_not_know_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from csi_lib.register import kinds

    write(store, Change(probe("a")))
    monkeypatch.delitem(kinds.KINDS, "probe")

    with pytest.raises(UsageError, match="no kind of record is called 'probe'"):
        open_probes(store.place).read()


# --- the history ---------------------------------------------------------------------------------------------------


def test_the_history_says_who_when_what_and_why(store: Store) -> None:
    write(store, Change(probe("a")), why="it was needed")
    write(store, Change(probe("a", status="done", text="x"), 1), why="it is finished")
    store.write([Change(Plain(version=1, id="p"))], by="Ben", why="from a file", at=NOON, source="elsewhere")
    write(store, Change(Plain(version=1, id="p", withdrawn="written twice"), 1))

    rows = store.history()[["seq", "who", "kind", "id", "revision", "what", "why", "keys"]]

    assert rows.to_numpy().tolist() == [
        [1, "p-Anna", "probe", "a", 1, "added", "it was needed", ""],
        [2, "p-Anna", "probe", "a", 2, "moved open -> done", "it is finished", "status, text"],
        [3, "p-Ben", "plain", "p", 1, "imported", "from a file", ""],
        [4, "p-Anna", "plain", "p", 2, "withdrawn", "because", "withdrawn"],
    ]
    assert set(store.history()["at"]) == {NOON}
    assert store.history("plain", "p")["seq"].tolist() == [3, 4]


def test_a_withdrawn_record_counts_no_more_and_stays(store: Store) -> None:
    write(store, Change(Plain(version=1, id="p")))

    register = write(store, Change(Plain(version=1, id="p", withdrawn="written twice"), 1))

    assert register.of(Plain) == ()
    assert register.entry("plain", "p").record.withdrawn == "written twice"


def test_each_hash_covers_the_one_before_and_the_whole_entry(store: Store, place: Place) -> None:
    """Worked again with nothing but json and hashlib."""
    write(store, Change(probe("a", text="Zürich")))
    write(store, Change(probe("a", text="Zürich", count=2), 1), why="counted")

    def seal(values: dict) -> str:
        text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    entry = {"at": "2026-03-02T12:00:00.000000Z", "who": "p-Anna", "kind": "probe", "id": "a"}
    first = entry | {"seq": 1, "revision": 1, "what": "added", "why": "because"}
    first |= {"previous": seal({"register": place.engagement}), "body": '{"id":"a","text":"Zürich","version":1}'}
    second = entry | {"seq": 2, "revision": 2, "what": "changed", "why": "counted"}
    second |= {"previous": seal(first), "body": '{"count":2,"id":"a","text":"Zürich","version":1}'}

    assert store.history()["hash"].tolist() == [seal(first), seal(second)]
    assert store.read().head == seal(second)


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE history SET why = 'other' WHERE seq = 1",
        "DELETE FROM history WHERE seq = 2",
        "DELETE FROM record",
        "DELETE FROM head",
    ],
)
def test_the_database_itself_refuses_to_change_the_history(store: Store, place: Place, line: str) -> None:
    write(store, Change(probe("a")), Change(probe("b")))

    with pytest.raises(SourceError, match="never changed"):
        run_sql(place, line)

    assert store.verify().ok


def test_an_entry_is_not_replaced_or_emptied_by_a_side_door(store: Store, place: Place) -> None:
    write(store, Change(probe("a")))
    line = "TRUNCATE history"
    if place.file:
        rest = "body, previous, hash FROM history"
        line = f"INSERT OR REPLACE INTO history SELECT seq, at, who, kind, id, revision, what, 'x', {rest}"

    with pytest.raises(SourceError, match="never changed"):
        run_sql(place, line)

    assert store.verify().ok


# --- what a change past the kit leaves behind ----------------------------------------------------------------------


@pytest.fixture
def filled(store: Store, place: Place) -> Store:
    """Four entries, and the guards taken away."""
    write(store, Change(probe("a")))
    write(store, Change(probe("a", count=1), 1), Change(probe("b")))
    write(store, Change(probe("b", text="x"), 1))
    assert store.verify().ok
    drop_guards(place)
    return store


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2026-03-01T12:00:00.000000Z'"),
        ("who", "'p-Ben'"),
        ("kind", "'other'"),
        ("id", "'z'"),
        ("revision", "7"),
        ("what", "'imported'"),
        ("why", "'another reason'"),
        ("body", """'{"count":2,"id":"a","version":1}'"""),
        ("previous", "'00'"),
        ("hash", "'00'"),
    ],
)
def test_every_column_that_is_changed_past_the_kit_is_found(
    filled: Store, place: Place, column: str, value: str
) -> None:
    run_sql(place, f"UPDATE history SET {column} = {value} WHERE seq = 2")

    faults = " ".join(filled.verify().faults)

    assert "entry 2" in faults


def test_an_entry_that_was_taken_out_is_found(filled: Store, place: Place) -> None:
    run_sql(place, "DELETE FROM history WHERE seq = 3")

    assert "entry 3 is missing" in " ".join(filled.verify().faults)


def test_a_record_changed_past_its_history_is_found(filled: Store, place: Place) -> None:
    run_sql(place, """UPDATE record SET body = '{"count":9,"id":"a","version":1}' WHERE id = 'a'""")

    assert filled.verify().faults == ("probe 'a' was changed past the history",)


def test_a_record_changed_past_its_history_is_not_read_and_the_next_change_does_not_cover_it_up(
    filled: Store, place: Place
) -> None:
    run_sql(place, """UPDATE record SET body = '{"count":9,"id":"a","version":1}' WHERE id = 'a'""")

    with pytest.raises(SourceError, match="probe 'a' was changed past the history"):
        open_probes(place).read()
    with pytest.raises(SourceError, match="probe 'a' was changed past the history"):
        write(filled, Change(probe("a", count=10), 2))  # kept open: it had read the record before

    assert filled.verify().faults == ("probe 'a' was changed past the history",)


def test_a_record_that_was_taken_out_is_not_begun_again(filled: Store, place: Place) -> None:
    run_sql(place, "DELETE FROM record WHERE id = 'a'")

    with pytest.raises(SourceError, match="probe 'a' was changed past the history"):
        write(open_probes(place), Change(probe("a")))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("DELETE FROM record WHERE id = 'a'", "probe 'a' is in the history and not among the records"),
        ("UPDATE record SET id = 'z' WHERE id = 'a'", "probe 'z' is among the records and not in the history"),
        ("UPDATE head SET seq = 9", "the newest entry is 4, and the register says it is 9"),
    ],
)
def test_a_record_or_head_that_does_not_fit_the_history_is_found(
    filled: Store, place: Place, line: str, fault: str
) -> None:
    run_sql(place, line)

    assert fault in filled.verify().faults


def test_a_history_that_was_cut_off_or_written_anew_is_found_by_a_head_that_was_noted(
    filled: Store, place: Place
) -> None:
    """Cut with skill, everything left holds together: only what was noted elsewhere tells."""
    noted = filled.read().head
    before = filled.history()["hash"].iloc[2]
    run_sql(
        place,
        "DELETE FROM history WHERE seq = 4",
        f"UPDATE head SET seq = 3, hash = '{before}'",
        """UPDATE record SET revision = 1, seq = 3, body = '{"id":"b","version":1}' WHERE id = 'b'""",
    )
    cut = open_probes(place)

    assert cut.verify().ok
    assert "was written anew, or cut off" in cut.verify(noted).faults[0]
    assert cut.verify(before[:12]).noted == 3


# --- the database --------------------------------------------------------------------------------------------------


def test_making_the_register_twice_leaves_it_as_it_is(store: Store, place: Place) -> None:
    before = write(store, Change(probe("a")))

    assert create(place) is False
    assert open_probes(place).read() == before


def test_where_there_is_no_register_the_command_that_makes_it_is_named(place: Place) -> None:
    with pytest.raises(CsiError, match=f"csi register init {place.engagement}"):
        open_probes(place).read()


def test_a_register_of_a_newer_kit_is_not_touched(store: Store, place: Place) -> None:
    write(store, Change(probe("a")))
    run_sql(place, "UPDATE alembic_version SET version_num = '9999'")
    newer = open_probes(place)

    for act in (newer.read, newer.verify, lambda: create(place), lambda: write(newer, Change(probe("b")))):
        with pytest.raises(UsageError, match="newer one"):
            act()


def test_a_reader_cannot_write(store: Store, place: Place) -> None:
    write(store, Change(probe("a")))

    with pytest.raises(SourceError), begin(open_engine(place, write=False), place) as connection:
        connection.exec_driver_sql("UPDATE head SET seq = 9")

    assert store.verify().ok


def test_a_writer_waits_says_so_and_in_the_end_that_somebody_else_is_writing(
    store: Store, place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from csi_lib.register.store import connect

    before = write(store, Change(probe("a")))
    monkeypatch.setattr(connect, "PATIENCE", 0.4)
    monkeypatch.setattr(connect, "SILENCE", 0.2)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)

    with begin(open_engine(place, write=True), place) as other:
        other.exec_driver_sql("UPDATE head SET seq = seq")
        with pytest.raises(SourceError, match="somebody has been writing for 0.4 s"):
            write(open_probes(place), Change(probe("b")))

    said = f"csi: waits for {place}; somebody else may be writing to it (at most 0.4 s)\n"
    assert said in capsys.readouterr().err
    assert store.read() == before


def test_the_migrations_make_the_tables_that_the_kit_writes(store: Store, place: Place) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from csi_lib.register.store.migrate import FOLDER
    from csi_lib.register.store.schema import LATEST, METADATA

    with begin(open_engine(place, write=False), place) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [item for item in compare_metadata(context, METADATA) if item[0] != "remove_table"]
    config = Config()
    config.set_main_option("script_location", str(FOLDER))

    assert found == []
    assert ScriptDirectory.from_config(config).get_current_head() == LATEST


def test_the_register_of_another_engagement_is_refused(tmp_path) -> None:
    make_probes(Place("acme", file=tmp_path / "r.db"))

    with pytest.raises(UsageError, match="of the engagement 'acme', not of 'beta'"):
        open_probes(Place("beta", file=tmp_path / "r.db")).read()


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path) -> None:
    (tmp_path / "r.db").write_text("id,title\n" * 300, encoding="utf-8")

    with pytest.raises(SourceError, match="no intact database"):
        open_probes(Place("acme", file=tmp_path / "r.db")).read()


def test_a_password_is_never_printed() -> None:
    place = Place("acme", url="postgresql://csi:hush-hush@127.0.0.1:1/none")

    with pytest.raises(UsageError) as caught:
        open_probes(place).read()

    assert "hush" not in str(caught.value)


def test_two_engagements_with_long_ids_have_two_schemas() -> None:
    one, other = (Place("x" * 60 + end, url="postgresql://h/d").schema for end in "ab")

    assert one != other
    assert max(len(one), len(other)) <= 63


def test_a_writer_of_a_file_waits_for_the_disk_and_leaves_one_file(tmp_path) -> None:
    place = Place("acme", file=tmp_path / "a ü & ?#%20" / "r.db")
    store = make_probes(place)
    write(store, Change(probe("a")))

    with begin(open_engine(place, write=True), place) as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")]

    assert asked == [2, "delete"]  # 2 is FULL
    assert [path.name for path in place.file.parent.iterdir()] == ["r.db"]


def test_a_report_can_read_after_a_writer_was_killed_in_the_middle(tmp_path) -> None:
    """A journal that a dead writer left has to be rolled back first, also by who only reads."""
    import shutil

    file = tmp_path / "live" / "r.db"
    store = make_probes(Place("acme", file=file))
    before = write(store, Change(probe("a", text="x" * 9_000)))
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    for number in range(40):  # more than the cache holds: pages go to the file before the end of the transaction
        connection.execute("INSERT INTO record VALUES ('probe', ?, 1, 2, 'x', 'x', ?)", (f"n{number}", "y" * 9_000))
    assert file.with_name("r.db-journal").stat().st_size > 0
    shutil.copytree(file.parent, tmp_path / "dead")
    connection.close()

    assert open_probes(Place("acme", file=tmp_path / "dead" / "r.db")).read() == before
