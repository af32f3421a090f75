"""What a client may do to a workbook: every edit is a change, a question or a fault at its cell, and none is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from csi_lib.errors import UsageError
from csi_lib.register.change import Change
from csi_lib.register.exchange.columns import ID, ORIGIN, PARENT, PLACE, REVISION
from csi_lib.register.register import Register
from csi_lib.register.rules import put_in
from tests.register.exchange.book import Book, action, initiative, read, record, register, stakeholder, write

ACTIONS, LOG = "Action Register", "Stakeholder log"


@pytest.fixture(scope="module")
def held() -> Register:
    log = [{"on": f"2026-05-0{day}", "what": f"Talk {day}"} for day in (1, 2, 3)]
    return register(
        action("patch-day"), action("spare-parts"), initiative("search"), stakeholder("users", log=log), revision=4
    )


@pytest.fixture(scope="module")
def out(held: Register) -> bytes:
    return write(held, "action", "csip", "initiative", "stakeholder")


@pytest.fixture
def book(out: bytes) -> Book:
    return Book(out)


def say(held: Register, book: Book, sort: str, **answers: Any) -> list[str]:
    return [str(line) for line in read(book.save(), held, **answers).lines if line.sort == sort]


def test_an_edited_cell_is_one_change_on_the_revision_that_went_out(held: Register, book: Book) -> None:
    cell = book.put(ACTIONS, "patch-day", "Due", dt.date(2026, 8, 15))
    found = read(book.save(), held)
    assert [str(line) for line in found.lines] == [
        f"{ACTIONS}!{cell}: action 'patch-day': due: '2026-07-01' becomes '2026-08-15'"
    ]
    assert found.changes == (Change(action("patch-day", due="2026-08-15"), 4),)


def test_an_emptied_cell_is_said_and_takes_the_default(held: Register, book: Book) -> None:
    book.put("Stakeholders", "users", "Frequency", "weekly")
    book.put("Initiatives", "search", "Worthwhile", None)
    changed = {change.record.id: change.record for change in read(book.save(), held).changes}
    assert changed["users"].frequency == "weekly"  # type: ignore[attr-defined]
    held = put_in(held, [Change(initiative("search", worthwhile=0.3), 4)])
    book = Book(write(held))
    book.put("Initiatives", "search", "Worthwhile", None)
    found = read(book.save(), held)
    assert "worthwhile: '0.3' is taken out" in str(found.lines[0])
    assert found.changes == (Change(initiative("search"), 4),)


def test_a_new_row_is_a_new_record(held: Register, book: Book) -> None:
    day = dt.date(2026, 6, 1)
    values = {"Title": "New", "Raised": day, "Raised_by": "service manager", "Owner": "team lead", "Due": day}
    row = book.add(ACTIONS, Id="new-one", **values)
    found = read(book.save(), held)
    said = "title 'New', raised '2026-06-01', raised_by 'service manager', owner 'team lead', due '2026-06-01'"
    assert [str(line) for line in found.lines] == [f"{ACTIONS}!row {row}: new action 'new-one': {said}"]
    assert found.changes == (Change(action("new-one", title="New", raised="2026-06-01", due="2026-06-01"), 0),)


def test_a_new_row_without_what_is_needed_names_every_cell(held: Register, book: Book) -> None:
    row = book.add(ACTIONS, Id="new-one", Title="New")
    found = read(book.save(), held)
    heads = book.heads(ACTIONS)
    needed = ("Raised", "Raised by", "Owner", "Due")
    cells = {f"{ACTIONS}!{book.book[ACTIONS].cell(row, heads[name]).coordinate}" for name in needed}
    assert {line.where for line in found.open} == cells
    assert found.changes == ()


@pytest.mark.parametrize("name", ["New One", "ä", "-x", "x" * 64])
def test_an_id_that_is_none_is_refused(held: Register, book: Book, name: str) -> None:
    book.add(ACTIONS, Id=name, Title="New")
    assert any("is no id" in line for line in say(held, book, "fault"))


def test_a_deleted_row_is_asked_about_and_nothing_is_taken_meanwhile(held: Register, book: Book) -> None:
    book.delete("Stakeholders", "users")
    for place in (1, 2, 3):
        book.delete(LOG, "users", place)
    found = read(book.save(), held)
    assert [line.name for line in found.open] == ["stakeholder/users"]
    assert found.changes == ()
    kept = read(book.save(), held, keep=("stakeholder/users",))
    assert kept.open == () and kept.changes == ()
    taken = read(book.save(), held, accept=("all",))
    assert taken.open == ()
    assert [change.record.withdrawn for change in taken.changes] == ["the client's edits"]


def test_a_deleted_row_of_a_kind_with_states_cannot_be_accepted(held: Register, book: Book) -> None:
    book.delete(ACTIONS, "patch-day")
    assert [line.name for line in read(book.save(), held).open] == ["action/patch-day"]
    found = read(book.save(), held, accept=("all",))
    assert ["it has states and ends by a step" in str(line) for line in found.open] == [True]
    assert read(book.save(), held, keep=("all",)).open == ()


def test_a_deleted_entry_is_asked_about_and_the_others_stay(held: Register, book: Book) -> None:
    book.delete(LOG, "users", 2)
    found = read(book.save(), held)
    assert [line.name for line in found.open] == ["stakeholder/users:log.2"]
    taken = read(book.save(), held, accept=("stakeholder/users:log.2",))
    assert [item.what for item in taken.changes[0].record.log] == ["Talk 1", "Talk 3"]  # type: ignore[attr-defined]
    assert read(book.save(), held, keep=("stakeholder/users:log.2",)).changes == ()


def test_a_new_entry_comes_last_and_an_edited_one_keeps_its_place(held: Register, book: Book) -> None:
    book.put(LOG, "users", "What", "Talk 2, longer", place=2)
    book.add(LOG, Belongs_to="users", On=dt.date(2026, 6, 1), What="Talk 4")
    found = read(book.save(), held)
    assert found.open == ()
    said = [item.what for item in found.changes[0].record.log]  # type: ignore[attr-defined]
    assert said == ["Talk 1", "Talk 2, longer", "Talk 3", "Talk 4"]


def test_a_fault_in_an_entry_is_pointed_at_in_its_own_sheet(held: Register, book: Book) -> None:
    row = book.add(LOG, Belongs_to="users", What="Talk 4")
    on = book.book[LOG].cell(row, book.heads(LOG)["On"]).coordinate
    assert say(held, book, "fault") == [
        f"{LOG}!{on}: stakeholder 'users', log.4.on: it is empty, and needed. Correct the cell"
    ]


@pytest.mark.parametrize("parent", ["nobody", None])
def test_an_entry_of_no_record_is_refused(held: Register, book: Book, parent: str | None) -> None:
    book.add(LOG, Belongs_to=parent, On=dt.date(2026, 6, 1), What="Talk 4")
    assert len(say(held, book, "fault")) == 1


def test_an_entry_moved_to_another_record_is_refused(held: Register, book: Book) -> None:
    held = put_in(held, [Change(stakeholder("agents"), 0)])
    book = Book(write(held))
    book.put(LOG, "users", PARENT, "agents", place=2)
    found = read(book.save(), held)
    assert [line.sort for line in found.lines] == ["fault"]
    assert "now names 'agents'" in found.lines[0].what


def test_a_changed_id_is_refused_and_the_record_is_not_taken_for_deleted(held: Register, book: Book) -> None:
    cell = book.put(ACTIONS, "patch-day", ID, "patch-days")
    found = read(book.save(), held)
    assert [(line.sort, line.where) for line in found.lines] == [("fault", f"{ACTIONS}!{cell}")]
    assert "the id of action 'patch-day' was changed to 'patch-days'" in found.lines[0].what


def test_two_ids_that_change_places_are_refused(held: Register, book: Book) -> None:
    one, two = book.row(ACTIONS, "patch-day"), book.row(ACTIONS, "spare-parts")
    book.book[ACTIONS].cell(one, 1).value, book.book[ACTIONS].cell(two, 1).value = "spare-parts", "patch-day"
    found = read(book.save(), held)
    assert [line.sort for line in found.lines] == ["fault", "fault"]
    assert found.changes == ()


def test_a_copied_row_with_an_id_of_its_own_is_a_new_record(held: Register, book: Book) -> None:
    sheet = book.book[ACTIONS]
    source, target = book.row(ACTIONS, "patch-day"), sheet.max_row + 1
    for col in range(1, sheet.max_column + 1):
        sheet.cell(target, col).value = sheet.cell(source, col).value
    sheet.cell(target, 1).value = "patch-day-2"
    found = read(book.save(), held)
    assert found.open == ()
    assert found.changes == (Change(action("patch-day-2"), 0),)


def test_a_copied_row_that_kept_its_id_is_refused(held: Register, book: Book) -> None:
    sheet = book.book[ACTIONS]
    source, target = book.row(ACTIONS, "patch-day"), sheet.max_row + 1
    for col in range(1, sheet.max_column + 1):
        sheet.cell(target, col).value = sheet.cell(source, col).value
    assert [line.sort for line in read(book.save(), held).lines] == ["fault"]


def test_a_changed_revision_and_one_of_a_new_row_are_refused(held: Register, book: Book) -> None:
    book.put(ACTIONS, "patch-day", REVISION, 9)
    book.add(ACTIONS, Id="new-one", Revision=1, Title="New")
    assert ["revision" in line for line in say(held, book, "fault")] == [True, True]


def test_a_changed_number_of_an_entry_is_refused(held: Register, book: Book) -> None:
    book.put(LOG, "users", PLACE, 9, place=2)
    assert ["the entry's number was 2 and now is '9'" in line for line in say(held, book, "fault")] == [True]


@pytest.mark.parametrize("heading", ["Title", ID, REVISION, "KPI"])
def test_a_formula_is_never_taken(held: Register, book: Book, heading: str) -> None:
    cell = book.put(ACTIONS, "patch-day", heading, '="Mend"&" it"')
    found = read(book.save(), held)
    assert [(line.sort, line.where) for line in found.lines] == [("fault", f"{ACTIONS}!{cell}")]
    assert "a formula" in found.lines[0].what and found.changes == ()


@pytest.mark.parametrize(
    ("sheet", "name", "heading", "value", "what"),
    [
        (ACTIONS, "patch-day", "Due", "soon", "day"),
        (ACTIONS, "patch-day", "Status", "nearly", "choose one of: open, in progress, done"),
        ("Initiatives", "search", "Worthwhile", "12,5", "is no number"),
        ("Initiatives", "search", "Transition", 1.5, "is no whole number"),
        ("Initiatives", "search", "Where", "Mail", "is not of the form 'name = value'"),
        ("Initiatives", "search", "Aims", "fame", "choose one of: efficiency"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_with_its_cell(
    held: Register, book: Book, sheet: str, name: str, heading: str, value: object, what: str
) -> None:
    cell = book.put(sheet, name, heading, value)
    found = read(book.save(), held)
    assert [(line.sort, line.where) for line in found.lines] == [("fault", f"{sheet}!{cell}")]
    assert what in found.lines[0].what


def test_a_value_that_the_record_refuses_is_named_with_its_cell(held: Register, book: Book) -> None:
    cell = book.put(ACTIONS, "patch-day", "Owner", "a.person@example.org")
    faults = [line for line in read(book.save(), held).lines if line.sort == "fault"]
    assert [line.where for line in faults] == [f"{ACTIONS}!{cell}"]
    assert "name a role" in faults[0].what


def test_an_illegal_step_is_named_with_the_cell_of_the_state(held: Register) -> None:
    held = put_in(held, [Change(action("over", status="dropped", reason="not needed"), 0)])
    book = Book(write(held))
    cell = book.put(ACTIONS, "over", "Status", "open")
    faults = [line for line in read(book.save(), held).lines if line.sort == "fault"]
    assert [line.where for line in faults] == [f"{ACTIONS}!{cell}"]
    assert "cannot go from 'dropped' to 'open'" in faults[0].what


def test_a_decision_of_the_csip_cannot_be_smuggled_in_by_a_workbook(held: Register) -> None:
    entry = record(
        "csip", "faster", title="Faster", raised="2026-05-01", raised_by="manager", cost_type="no added cost"
    )
    held = put_in(held, [Change(entry, 0)])
    book = Book(write(held, "csip"))
    book.put("CSIP", "faster", "Status", "progress")
    found = read(book.save(), held)
    assert found.open and "review" in " ".join(line.what for line in found.open)


def test_a_name_that_nothing_carries_is_named_with_its_cell(held: Register, book: Book) -> None:
    cell = book.put(ACTIONS, "patch-day", "KPI", "mttr")
    faults = [line for line in read(book.save(), held).lines if line.sort == "fault"]
    assert [line.where for line in faults] == [f"{ACTIONS}!{cell}"]
    assert "no KPI is called 'mttr'" in faults[0].what


def test_what_was_changed_meanwhile_is_asked_about_key_by_key(held: Register, book: Book) -> None:
    cell = book.put(ACTIONS, "patch-day", "Owner", "desk manager")
    now = put_in(held, [Change(action("patch-day", title="Mend it twice", due="2026-09-01"), 4)])
    found = read(book.save(), now)
    asked = found.open
    assert [(line.sort, line.name) for line in asked] == [("question", "action/patch-day")]
    assert "in the register meanwhile (title, due) and in the workbook (owner)" in asked[0].what
    assert found.changes == () and cell
    taken = read(book.save(), now, accept=("action/patch-day",))
    assert [change.record for change in taken.changes] == [
        action("patch-day", title="Mend it twice", due="2026-09-01", owner="desk manager")
    ]
    assert read(book.save(), now, keep=("action/patch-day",)).changes == ()


def test_the_same_key_changed_on_both_sides_is_said(held: Register, book: Book) -> None:
    book.put(ACTIONS, "patch-day", "Owner", "desk manager")
    now = put_in(held, [Change(action("patch-day", owner="network manager"), 4)])
    assert "both changed owner" in say(now, book, "question")[0]


def test_what_changed_meanwhile_only_in_the_register_stays(held: Register, book: Book) -> None:
    now = put_in(held, [Change(action("patch-day", owner="network manager"), 4)])
    assert read(book.save(), now).lines == ()


def test_a_new_id_that_somebody_took_meanwhile_is_refused(held: Register, book: Book) -> None:
    day = dt.date(2026, 6, 1)
    book.add(ACTIONS, Id="new-one", Title="N", Raised=day, Raised_by="manager", Owner="lead", Due=day)
    now = put_in(held, [Change(action("new-one"), 0)])
    assert ["meanwhile" in line for line in say(now, book, "fault")] == [True]


def test_a_note_and_a_foreign_column_and_sheet_are_remarks(held: Register, book: Book) -> None:
    book.put(ACTIONS, "patch-day", "Your note", "please ask the supplier")
    sheet = book.book[ACTIONS]
    sheet.cell(4, sheet.max_column + 1).value = "Colour"
    sheet.cell(5, sheet.max_column).value = "red"
    book.book.create_sheet("Scribble").cell(1, 1).value = "x"
    book.put(ACTIONS, "spare-parts", "Your note", "=1+1")
    lines = read(book.save(), held).lines
    assert [line.sort for line in lines] == ["remark"] * 4
    assert any("note on 'patch-day': please ask the supplier" in line.what for line in lines)


def test_a_comment_on_a_cell_is_told_and_not_taken(held: Register, book: Book) -> None:
    from openpyxl.comments import Comment

    cell = book.book[ACTIONS].cell(book.row(ACTIONS, "patch-day"), book.heads(ACTIONS)["Owner"])
    cell.comment = Comment("Ask the supplier\nfirst", "client")
    found = read(book.save(), held)
    assert found.changes == ()
    assert [(line.sort, line.where, line.what) for line in found.lines] == [
        ("remark", f"{ACTIONS}!{cell.coordinate}", "a comment, which is not taken: 'Ask the supplier first'")
    ]


def test_a_missing_sheet_or_column_stops_everything(held: Register, book: Book) -> None:
    del book.book[LOG]
    book.book[ACTIONS].delete_cols(book.heads(ACTIONS)["Owner"])
    book.put("Initiatives", "search", "Title", "Another")
    found = read(book.save(), held)
    assert {line.sheet for line in found.open} == {LOG, ACTIONS}


def test_a_renamed_sheet_is_found_by_its_headings(held: Register, book: Book) -> None:
    book.book[ACTIONS].title = "Our actions"
    book.put("Our actions", "patch-day", "Owner", "desk manager")
    found = read(book.save(), held)
    assert found.open == () and len(found.changes) == 1
    assert [line.sort for line in found.lines] == ["change", "remark"]


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda book: book.book.remove(book.book["csi"]), "fingerprint is missing"),
        (lambda book: setattr(book.book["csi"]["B3"], "value", "other"), "fingerprint was changed"),
    ],
)
def test_a_workbook_that_cannot_be_trusted_is_refused_whole(
    held: Register, book: Book, spoil: Callable[[Book], None], what: str
) -> None:
    spoil(book)
    found = read(book.save(), held)
    assert [what in line.what for line in found.lines] == [True] and found.changes == ()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Id;Title\n"])
def test_what_is_no_workbook_is_one_fault(held: Register, data: bytes) -> None:
    found = read(data, held)
    assert len(found.open) == 1 and found.changes == ()


def test_a_workbook_of_another_engagement_is_refused(held: Register) -> None:
    from csi_lib.register.exchange.proposal import propose
    from tests.register.exchange.book import KNOWN

    found = propose(write(held), "other", held, KNOWN)
    assert "belongs to engagement 'acme'" in found.open[0].what


def test_an_answer_to_what_is_not_asked_is_refused(held: Register, book: Book) -> None:
    with pytest.raises(UsageError, match="is not asked"):
        read(book.save(), held, accept=("action/patch-day",))


def test_text_that_begins_like_a_formula_stays_text(held: Register) -> None:
    held = put_in(held, [Change(action("evil", title='=HYPERLINK("http://example.invalid")'), 0)])
    cell = Book(write(held)).book[ACTIONS].cell(Book(write(held)).row(ACTIONS, "evil"), 3)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_the_two_registers_stand_on_two_sheets_that_say_they_are_never_added(held: Register) -> None:
    book = Book(write(held, "action", "csip"))
    assert {"CSIP", ACTIONS} <= set(book.book.sheetnames)
    for sheet in ("CSIP", ACTIONS):
        assert "never added" in str(book.book[sheet]["A2"].value)
    assert any("never added up" in str(cell.value) for row in book.book["Read me"].iter_rows() for cell in row)
    formulas = [cell for sheet in book.book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []


def test_hidden_marks_are_hidden(held: Register, book: Book) -> None:
    sheet = book.book[ACTIONS]
    letters = sheet.cell(4, book.heads(ACTIONS)[ORIGIN]).column_letter
    assert sheet.column_dimensions[letters].hidden
    assert book.book["csi"].sheet_state == "veryHidden"
