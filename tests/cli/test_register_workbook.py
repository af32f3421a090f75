"""The register goes out as a workbook, a client edits it, it comes back: by commands, with every line counted."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from csi_lib.cli import main
from csi_lib.register.register import Register
from csi_lib.register.store import Change, Place, Store, create_store
from csi_lib.settings import find_home, load_engagement
from tests.register.exchange.book import Book, action, initiative, record, stakeholder

SETTINGS = """\
version: 1
id: acme
client: Acme
zone: Europe/Berlin
author: service improvement
as_of: 2026-06-30
sources: {tickets: {adapter: servicenow, files: [none.csv]}}
kpis: [mttr_resolve, reopen_rate]
records: ../../data/acme.db
"""
ACTIONS, MILESTONES = "Action Register", "Initiative milestones"


@pytest.fixture
def engagement(tmp_path: Path) -> Path:
    path = tmp_path / "params" / "engagements" / "acme.yml"
    path.parent.mkdir(parents=True)
    (tmp_path / "data").mkdir()
    path.write_text(SETTINGS, encoding="utf-8")
    return path


@pytest.fixture
def store(engagement: Path) -> Store:
    """Twenty actions, ten CSIP entries, four initiatives with three milestones each, five stakeholders."""
    settings, path = load_engagement(str(engagement))
    place = Place("acme", file=path.parents[2] / "data" / "acme.db")
    store, _ = create_store(place, settings, path, find_home(path.parent))
    steps = [{"what": f"Step {place}", "due": f"2026-0{place + 5}-15"} for place in (1, 2, 3)]
    entry = {"title": "Go on", "raised": "2026-05-01", "raised_by": "supplier manager", "cost_type": "no added cost"}
    records = [
        *(action(f"a{place:02}") for place in range(20)),
        *(record("csip", f"c{place:02}", **entry) for place in range(10)),
        *(initiative(f"i{place}", milestones=steps) for place in range(4)),
        *(stakeholder(f"s{place}") for place in range(5)),
    ]
    store.write([Change(item) for item in records], by="keeper", why="first entries")
    return store


def run(*words: object) -> int:
    return main(["register", *map(str, words)])


def edit(path: Path) -> None:
    """Edits, new and deleted rows, a changed id, a formula, a wrong type, an illegal step, unknown names."""
    book = Book(path.read_bytes())
    for place in range(7):
        book.put(ACTIONS, f"a{place:02}", "Owner", f"lead {place}")
    book.put(MILESTONES, "i1", "Done", dt.date(2026, 6, 12), place=1)
    book.add(MILESTONES, Belongs_to="i0", What="Step 4", Due=dt.date(2026, 9, 15))
    day = dt.date(2026, 6, 29)
    book.add(ACTIONS, Id="a20", Title="One more", Raised=day, Raised_by="manager", Owner="lead", Due=day)
    book.delete(ACTIONS, "a10")
    book.delete("Stakeholders", "s0")
    book.delete(MILESTONES, "i2", 2)
    book.put(ACTIONS, "a11", "Id", "a99")
    book.put(ACTIONS, "a12", "Title", '=HYPERLINK("http://example.invalid")')
    book.put(ACTIONS, "a13", "Due", "soon")
    book.put("CSIP", "c00", "Status", "progress")
    book.put("CSIP", "c01", "Status", "done")
    book.put("Initiatives", "i3", "KPI", "mttr")
    path.write_bytes(book.save())


def repair(path: Path) -> None:
    """Put right what the list called a fault."""
    book = Book(path.read_bytes())
    book.put(ACTIONS, "a99", "Id", "a11")
    book.put(ACTIONS, "a12", "Title", "Mend it")
    book.put(ACTIONS, "a13", "Due", dt.date(2026, 7, 31))
    for name in ("c00", "c01"):
        book.put("CSIP", name, "Status", "proposed")
    book.put("Initiatives", "i3", "KPI", "mttr_resolve")
    path.write_bytes(book.save())


def read_list(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def bodies(register: Register) -> dict[tuple[str, str], object]:
    return {(item.record.KIND, item.record.id): item.record for item in register.entries}


def test_a_workbook_goes_out_is_edited_and_comes_back_with_nothing_taken_unsaid(
    engagement: Path, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, listed = tmp_path / "out.xlsx", tmp_path / "list.csv"
    before = store.read()
    assert run("export", engagement, book) == 0
    assert "Wrote 39 records on" in capsys.readouterr().out

    edit(book)
    store.write(  # meanwhile somebody changes what the client changes, too
        [Change(action("a06", due="2026-08-31"), 1)], by="keeper", why="agreed by phone"
    )
    held = store.read()
    back = ("import", engagement, book, "--by", "keeper", "--why", "review with the client")
    assert run(*back, "--list", listed) == 1
    lines = read_list(listed)
    # 7 owners, a milestone that is done, a new milestone, a new action, and five cells that are refused below
    counted = Counter(line["sort"] for line in lines)
    assert counted == {"change": 13, "question": 4, "fault": 6, "remark": 1}
    where = {(line["sheet"], line["id"]) for line in lines if line["sort"] == "fault"}
    assert where == {
        (ACTIONS, "a11"),
        (ACTIONS, "a12"),
        (ACTIONS, "a13"),
        ("CSIP", "c00"),
        ("CSIP", "c01"),
        ("Initiatives", "i3"),
    }
    asked = [line["name"] for line in lines if line["sort"] == "question"]
    assert sorted(asked) == ["action/a06", "action/a10", "initiative/i2:milestones.2", "stakeholder/s0"]
    assert store.read() == held  # nothing was written

    repair(book)
    assert run(*back) == 1  # the questions are still open
    assert store.read() == held
    answers = ("--accept", "all", "--keep", "action/a10")
    assert run(*back, *answers, "--dry-run") == 0
    assert store.read() == held
    assert run(*back, *answers) == 0

    after = store.read()
    was, now = bodies(before), bodies(after)
    changed = {name for name in now if now[name] != was.get(name)}
    assert changed == {
        *(("action", f"a{place:02}") for place in range(7)),
        ("action", "a13"),
        ("action", "a20"),
        ("initiative", "i0"),
        ("initiative", "i1"),
        ("initiative", "i2"),
        ("stakeholder", "s0"),
    }
    assert now["action", "a06"] == action("a06", owner="lead 6", due="2026-08-31")  # both sides are kept
    assert now["action", "a10"] == was["action", "a10"]
    assert now["stakeholder", "s0"].withdrawn == "review with the client"  # type: ignore[attr-defined]
    assert [item.what for item in now["initiative", "i2"].milestones] == ["Step 1", "Step 3"]  # type: ignore[attr-defined]
    assert set(was) <= set(now) and len(now) == len(was) + 1
    assert after.changes == held.changes + len(changed)
    assert not store.verify().faults


def test_a_workbook_that_was_taken_in_once_changes_nothing_more(
    engagement: Path, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "out.xlsx"
    assert run("export", engagement, book, "--kind", "action") == 0
    edited = Book(book.read_bytes())
    edited.put(ACTIONS, "a00", "Owner", "desk manager")
    book.write_bytes(edited.save())
    back = ("import", engagement, book, "--by", "keeper", "--why", "review")
    assert run(*back) == 0
    once = store.read()
    assert run(*back) == 0
    assert "nothing differs" in capsys.readouterr().out
    assert store.read() == once


def test_an_edited_workbook_is_not_written_over(
    engagement: Path, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "out.xlsx"
    assert run("export", engagement, book) == 0
    held = book.read_bytes()
    assert run("export", engagement, book) == 2
    assert "it may be edited" in capsys.readouterr().err
    assert book.read_bytes() == held


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("missing.xlsx",), "no such workbook"),
        (("out.ods",), "neither a folder nor a workbook"),
        (("out.xlsx", "--accept", "action/a00"), "is not asked"),
        (("out.xlsx", "--accept", "x", "--keep", "x"), "both accepted and kept"),
    ],
)
def test_a_wrong_word_is_one_line(
    engagement: Path,
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    what: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("export", engagement, "out.xlsx", "--kind", "action") == 0
    Path("out.ods").write_bytes(b"PK")
    assert run("import", engagement, *words, "--by", "keeper", "--why", "x") == 2
    error = capsys.readouterr().err
    assert what in error and error.count("\n") == 1
