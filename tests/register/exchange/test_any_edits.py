"""Whatever a client does to the rows of a workbook, each row ends as one change, one question or one fault."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.register.exchange.book import Book, action, read, register, write

SHEET = "Action Register"
HELD = register(*(action(f"a{place}") for place in range(6)), revision=2)
OUT = write(HELD, "action")
# Edit of a row -> sort of its line; none for a row that was left alone.
SORTS = {"none": "", "edit": "change", "delete": "question", "id": "fault", "formula": "fault", "type": "fault"}


def act(book: Book, name: str, edit: str) -> None:
    if edit == "edit":
        book.put(SHEET, name, "Owner", f"lead of {name}")
    elif edit == "id":
        book.put(SHEET, name, "Id", f"{name}-other")
    elif edit == "formula":
        book.put(SHEET, name, "Owner", "=A1")
    elif edit == "type":
        book.put(SHEET, name, "Due", "soon")
    elif edit == "delete":
        book.delete(SHEET, name)


PARTS = {name: zipfile.ZipFile(io.BytesIO(OUT)).read(name) for name in zipfile.ZipFile(io.BytesIO(OUT)).namelist()}


@given(st.sampled_from(sorted(PARTS)), st.integers(0, 10**6), st.binary(min_size=1, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_workbook_is_read_or_refused_and_never_breaks(part: str, place: int, spoilt: bytes) -> None:
    at = place % len(PARTS[part])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in PARTS.items():
            archive.writestr(name, data[:at] + spoilt + data[at + len(spoilt) :] if name == part else data)
    found = read(stream.getvalue(), HELD)
    assert found.changes == () or found.lines  # whatever would be written is told


@given(
    st.lists(st.sampled_from(list(SORTS)), min_size=6, max_size=6),
    st.integers(0, 2),
    st.booleans(),
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_edit_is_told_once_and_only_what_was_told_is_written(edits: list[str], new: int, turned: bool) -> None:
    book, day = Book(OUT), dt.date(2026, 6, 29)
    for place in range(new):
        book.add(SHEET, Id=f"n{place}", Title="New", Raised=day, Raised_by="manager", Owner="lead", Due=day)
    for place, edit in enumerate(edits):
        act(book, f"a{place}", edit)
    if turned:
        book.sort(SHEET)
    found = read(book.save(), HELD, keep=("all",))
    told = sorted(line.sort for line in found.lines)
    assert told == sorted([*filter(None, map(SORTS.__getitem__, edits)), *["change"] * new])
    meant = {
        f"a{place}": action(f"a{place}", owner=f"lead of a{place}")
        for place, edit in enumerate(edits)
        if edit == "edit"
    }
    meant |= {
        f"n{place}": action(f"n{place}", title="New", raised=day, raised_by="manager", owner="lead", due=day)
        for place in range(new)
    }
    assert {change.record.id: change.record for change in found.changes} == meant
    assert bool(found.open) == any(SORTS[edit] == "fault" for edit in edits)
