"""A workbook that goes out and comes back without edits changes nothing; what is written there is what is read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csi_lib.register.exchange.book import make_workbook
from csi_lib.register.exchange.book.sheet import list_rows
from csi_lib.register.exchange.cells import LONGEST, clean, parse, show
from csi_lib.register.exchange.columns import (
    CHOICE,
    DATA,
    DAY,
    FLAG,
    LINES,
    NOTE,
    NUMBER,
    ORIGIN,
    PAIRS,
    TEXT,
    WHOLE,
    Column,
    Form,
    list_forms,
)
from csi_lib.register.exchange.compare import compare
from csi_lib.register.exchange.draft import put
from csi_lib.register.exchange.listing import Listing
from csi_lib.register.exchange.returned import read_workbook
from csi_lib.register.exchange.seal import Layout, Seal, Sealed, read_seal
from csi_lib.register.exchange.snapshot import Snapshot, take_snapshot
from csi_lib.register.folder import read_folder
from csi_lib.register.kinds import CLASSES, KINDS
from csi_lib.register.register import Register
from tests.register.exchange.book import DAY as MADE
from tests.register.exchange.book import KNOWN, Book, action, initiative, read, register, stakeholder, write

DEMO = Path(__file__).parents[3] / "params" / "register" / "demo"
TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "=1+1",
        "_x0041_",
        "'quoted",
        "a\nb",
        "a\r\nb",
        "-1",
        "1e5",
        "data: [1]",
        "TRUE",
        "2026-01-01",
        "\x07bell",
        "x" * 40_000,
    ]
)
DAYS = st.dates(dt.date(1, 1, 1)).map(dt.date.isoformat)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)
)


def draw_value(column: Column) -> st.SearchStrategy[Any]:
    """Values that a field of this kind may hold."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        TEXT: TEXTS.map(str.strip),
        NUMBER: NUMBERS,
        WHOLE: st.integers(-(10**20), 10**20),
        DAY: DAYS,
        FLAG: st.booleans(),
        CHOICE: st.sampled_from(column.choices or ("",)),
        LINES: st.lists(st.sampled_from(column.choices) if column.choices else TEXTS.map(str.strip), max_size=4),
        PAIRS: st.dictionaries(TEXTS, TEXTS if column.each == TEXT else NUMBERS, max_size=3),
        DATA: st.dictionaries(TEXTS, JSON, max_size=2),
    }
    return kinds[column.holds]


def draw_fields(form: Form) -> st.SearchStrategy[dict[str, Any]]:
    wanted = st.tuples(*(st.none() | draw_value(column) for column in form.columns))
    return wanted.map(lambda values: fill(form, values))


def fill(form: Form, values: tuple[Any, ...]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for column, value in zip(form.columns, values, strict=True):
        put(body, column.path, value)
    return body


@st.composite
def sealed_records(draw: st.DrawFn) -> tuple[str, list[Sealed]]:
    """Records of one kind with any values at all: what goes out unread has to come back as nothing."""
    kind = draw(st.sampled_from(CLASSES))
    main, *inner = list_forms(kind)
    found = []
    for place in range(draw(st.integers(0, 3))):
        body = {"version": 1, "id": f"r{place}", **draw(draw_fields(main))}
        for form in inner:
            put(body, form.path, draw(st.lists(draw_fields(form), max_size=2)))
        found.append(Sealed(kind.KIND, f"r{place}", draw(st.integers(0, 9)), body))
    return kind.KIND, found


def seal_of(records: list[Sealed], *names: str) -> Snapshot:
    layouts = [Layout(form.name, form.name[-31:], form.headings) for name in names for form in list_forms(KINDS[name])]
    seal = Seal("acme", 0, "", "", tuple(layouts), tuple(records))
    return Snapshot("acme", "Acme", tuple(KINDS[name] for name in names), Register(), seal, {})


def list_differences(data: bytes) -> Iterator[object]:
    listing = Listing()
    returned = read_workbook(data, "acme", listing)
    assert returned is not None, listing.lines
    found = compare(returned, listing)
    yield from (*listing.lines, *found.drafts.values(), *found.deleted, *found.gone)


@given(sealed_records())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_record_of_any_kind_comes_back_unchanged(drawn: tuple[str, list[Sealed]]) -> None:
    kind, records = drawn
    assert list(list_differences(make_workbook(seal_of(records, kind), MADE))) == []


def test_every_kind_has_a_sheet_and_comes_back_unchanged_through_another_program() -> None:
    held = read_folder(DEMO)
    data = write(held, "all")
    again = Book(data)
    assert len(again.book.sheetnames) >= len(CLASSES) + 3
    assert list(list_differences(again.save())) == []
    assert {item.record.KIND for item in held.entries} >= {"csip", "action", "initiative", "sla", "review"}


def test_every_heading_stands_once_on_its_sheet() -> None:
    for kind in CLASSES:
        for form in list_forms(kind):
            assert len(set(form.headings)) == len(form.headings), form.name


def test_no_word_of_a_choice_holds_a_comma_or_a_line_end() -> None:
    words = [
        word for kind in CLASSES for form in list_forms(kind) for column in form.columns for word in column.choices
    ]
    assert words and not [word for word in words if "," in word or "\n" in word]


ONE_OF_EACH = [
    Column(("a",), TEXT),
    Column(("a",), NUMBER),
    Column(("a",), WHOLE),
    Column(("a",), DAY),
    Column(("a",), FLAG),
    Column(("a",), CHOICE, ("no view", "effective")),
    Column(("a",), LINES),
    Column(("a",), LINES, ("no view", "effective")),
    Column(("a",), PAIRS),
    Column(("a",), PAIRS, each=NUMBER),
    Column(("a",), DATA),
]


@given(st.sampled_from(ONE_OF_EACH).flatmap(lambda column: st.tuples(st.just(column), draw_value(column))))
@settings(max_examples=200, deadline=None)
def test_what_a_cell_shows_is_read_as_the_same_value(drawn: tuple[Column, Any]) -> None:
    column, value = drawn
    plain = json.loads(json.dumps(value))
    if column.holds == TEXT:  # what no cell holds is left out
        plain = clean(value).strip() or None
    elif len(json.dumps(value)) > LONGEST:
        return
    assert parse(show(plain, column), column) == (None if plain in ([], {}) else plain)


def test_a_row_that_somebody_types_is_the_record_it_describes() -> None:
    meant = register(
        initiative(
            "search",
            target={"value": 20, "unit": "h", "by": "2026-12-31"},
            guards=["reopen_rate"],
            where={"service": "Mail"},
        ),
        action("patch-day"),
        stakeholder("users", log=[{"on": "2026-05-02", "what": "Talked", "led_to": ["action/patch-day"]}]),
        revision=0,
    )
    book = Book(write(Register(), "all"))
    snapshot = take_snapshot("acme", "Acme", meant, KNOWN, ["all"])
    for form in snapshot.forms:
        for cells in list_rows(form, snapshot):
            named = dict(zip(form.headings, cells, strict=True))
            first = form.headings[0]
            typed = {key: value for key, value in named.items() if key in (first, *(c.heading for c in form.columns))}
            place = book.add(snapshot.sheet(form), **{first.replace(" ", "_"): typed[first]})
            for heading, value in typed.items():
                book.book[snapshot.sheet(form)].cell(place, book.heads(snapshot.sheet(form))[heading]).value = (
                    value or None
                )
    found = read(book.save(), Register())
    assert [str(line) for line in found.open] == []
    written = {(item.record.KIND, item.record.id): item.record for item in found.changes}
    assert written == {(item.record.KIND, item.record.id): item.record for item in meant.entries}


def test_sorting_the_rows_of_a_sheet_changes_nothing() -> None:
    held = register(
        action("a"),
        action("b"),
        stakeholder("users", log=[{"on": f"2026-05-0{day}", "what": "x"} for day in (3, 1, 2)]),
    )
    book = Book(write(held))
    book.sort("Action Register")
    book.sort("Stakeholder log")
    assert read(book.save(), held).lines == ()


def test_the_marks_of_rows_may_be_lost_without_a_loss() -> None:
    held = register(action("a"), stakeholder("users", log=[{"on": "2026-05-03", "what": "x"}]))
    book = Book(write(held))
    for sheet in ("Action Register", "Stakeholder log"):
        book.book[sheet].delete_cols(book.heads(sheet)[ORIGIN])
        book.book[sheet].delete_cols(book.heads(sheet)[NOTE])
    assert read(book.save(), held).lines == ()


def test_the_same_register_and_day_give_the_same_bytes() -> None:
    held = register(action("a"))
    assert write(held) == write(held)


def test_the_fingerprint_holds_every_letter_of_a_record() -> None:
    body = {"version": 1, "id": "a", "title": "_x0041_ ä €\u2028 " * 5_000}
    seal = Seal("acme", 3, "h", "d", (Layout("action", "Action Register", ("Id",)),), (Sealed("action", "a", 2, body),))
    assert read_seal(seal.rows()) == seal


@pytest.mark.parametrize("place", range(3))
def test_a_changed_fingerprint_is_not_believed(place: int) -> None:
    rows = Seal("acme", 3, "h", "d", (), (Sealed("action", "a", 2, {"id": "a"}),)).rows()
    spoilt = {0: (2, 1, "other"), 1: (-1, 2, "1"), 2: (-1, 1, "b")}[place]
    rows[spoilt[0]][spoilt[1]] = spoilt[2]
    assert read_seal(rows) is None
