"""A workbook that came back against what went out: a draft of every record that differs, and what is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from csi_lib.maturity.collect.returned.reply import quote
from csi_lib.register.exchange.columns import ID, NOTE, PARENT, Form, list_forms
from csi_lib.register.exchange.draft import Draft, Name, put, read_cells, say_change
from csi_lib.register.exchange.listing import Line, Listing
from csi_lib.register.exchange.match import Matched, match_entries, match_records
from csi_lib.register.exchange.returned import Returned, Row, Sheet
from csi_lib.register.exchange.rows import find_value, mark
from csi_lib.register.exchange.seal import Sealed
from csi_lib.register.kinds import KINDS
from csi_lib.settings.model import ID_PATTERN


@dataclass(frozen=True)
class Gone:
    """Entries of one list whose rows are not there any more.

    Parameters
    ----------
    draft : Draft
        Of the record.
    path : tuple of str
        The way to the list.
    places : tuple of int
        Which, from 1.
    sheet : str
        Where they stood.
    entries : list
        The list as it would be with them.
    """

    draft: Draft
    path: tuple[str, ...]
    places: tuple[int, ...]
    sheet: str
    entries: list[tuple[dict[str, Any], Sheet, Row]]

    def question(self, place: int) -> str:
        """Return the name by which one is asked about."""
        return f"{'/'.join(self.draft.name)}:{'.'.join(self.path)}.{place}"


@dataclass
class Compared:
    """What differs.

    Parameters
    ----------
    drafts : dict
        Kind and id -> draft of every record that differs, new ones too.
    deleted : dict
        Kind and id -> sheet of every record whose row is gone.
    gone : list of Gone
        Entries whose rows are gone.
    """

    drafts: dict[Name, Draft] = field(default_factory=dict)
    deleted: dict[Name, str] = field(default_factory=dict)
    gone: list[Gone] = field(default_factory=list)


def compare(returned: Returned, listing: Listing) -> Compared:
    """Compare a workbook with what went out.

    Parameters
    ----------
    returned : Returned
        The workbook.
    listing : Listing
        Faults, remarks and notes of the reader go there.

    Returns
    -------
    Compared
        Drafts; those of records with a fault too.
    """
    found = Compared()
    for kind in KINDS.values():
        main, *inner = list_forms(kind)
        sheet = returned.sheets.get(main.name)
        if sheet is None:
            continue
        sealed = {item.id: item for item in returned.seal.records if item.kind == kind.KIND}
        drafts = _compare_records(sheet, sealed, found, listing)
        for form in inner:
            entries = returned.sheets.get(form.name)
            if entries is not None:
                _compare_entries(entries, form, sealed, drafts, found, listing)
        found.drafts |= {draft.name: draft for draft in drafts.values() if draft.says_something or draft.lines}
    for sheet in returned.sheets.values():
        _tell_notes(sheet, listing)
    return found


def _compare_records(sheet: Sheet, sealed: Mapping[str, Sealed], found: Compared, listing: Listing) -> dict[str, Draft]:
    kind = sheet.form.kind
    matched = match_records(sheet, sealed, listing)
    drafts = {name: Draft((kind, name), (sheet, row)) for name, row in matched.known.items()}
    for name, draft in drafts.items():
        _read_row(draft, sheet, matched.known[name], sealed[name].body, listing)
    for row in matched.new:
        name = row.text(ID)
        if not _is_free(name, row, sheet, sealed, drafts, listing):
            continue
        drafts[name] = Draft((kind, name), (sheet, row))
        _read_row(drafts[name], sheet, row, None, listing)
        said = _say_new(sheet, row, (kind, name), f"new {kind} '{name}'", drafts[name].values)
        drafts[name].lines.append(said)
    found.deleted |= {
        (kind, name): sheet.name for name in sealed if name not in matched.known and name not in matched.held
    }
    return drafts


def _is_free(
    name: str, row: Row, sheet: Sheet, sealed: Mapping[str, Sealed], drafts: Mapping[str, Draft], listing: Listing
) -> bool:
    place, record = (sheet.name, sheet.cell(row, ID)), (sheet.form.kind, name)
    if not re.fullmatch(ID_PATTERN, name):
        what = f"'{name}' is no id"
        listing.fault(*place, what, "Write small letters, digits, hyphens and underscores, at most 63", record)
        return False
    if name in drafts or name in sealed:
        listing.fault(*place, f"'{name}' stands there twice", "Give the new record an id of its own", record)
        return False
    return True


def _say_new(sheet: Sheet, row: Row, record: Name, what: str, values: Mapping[tuple[str, ...], Any]) -> Line:
    """Say that a row is new, and everything that stands in it."""
    cells = {column.path: row.text(column.heading) for column in sheet.form.columns}
    said = ", ".join(f"{'.'.join(path)} {quote(cells[path])}" for path in values)
    return Line("change", sheet.name, f"row {row.number + 1}", f"{what}: {said}" if said else what, record=record)


def _read_row(draft: Draft, sheet: Sheet, row: Row, was: Mapping[str, Any] | None, listing: Listing) -> None:
    for column, value in read_cells(sheet, row, was, draft.name, listing):
        draft.values[column.path] = value
        if was is not None:
            before = find_value(was, column.path)
            what = f"{draft.name[0]} '{draft.name[1]}': {say_change(column, before, row.cells.get(column.heading))}"
            place = sheet.cell(row, column.heading)
            draft.lines.append(Line("change", sheet.name, place, what, record=draft.name))


def _compare_entries(
    sheet: Sheet,
    form: Form,
    sealed: Mapping[str, Sealed],
    drafts: dict[str, Draft],
    found: Compared,
    listing: Listing,
) -> None:
    lists = {name: list(find_value(item.body, form.path) or []) for name, item in sealed.items()}
    parents = {*sealed, *drafts}
    matched = match_entries(sheet, {name: len(items) for name, items in lists.items()}, parents, listing)
    added: dict[str, list[Row]] = {}
    for row in matched.new:
        added.setdefault(row.text(PARENT), []).append(row)
    for name in sorted(parents):
        if (form.kind, name) in found.deleted:
            _refuse_orphans(sheet, name, added.get(name, []), listing)
            continue
        draft = drafts.get(name) or Draft((form.kind, name))
        _merge_list(draft, form, sheet, lists.get(name, []), matched, added.get(name, []), found, listing)
        if draft.says_something and name not in drafts:
            drafts[name] = draft


def _refuse_orphans(sheet: Sheet, name: str, rows: list[Row], listing: Listing) -> None:
    for row in rows:
        what = f"a new entry of {sheet.form.kind} '{name}', whose own row is gone"
        do = "Put the row of the record back, or delete this one"
        listing.fault(sheet.name, sheet.cell(row, PARENT), what, do, (sheet.form.kind, name))


def _merge_list(
    draft: Draft,
    form: Form,
    sheet: Sheet,
    items: list[Mapping[str, Any]],
    matched: Matched,
    added: list[Row],
    found: Compared,
    listing: Listing,
) -> None:
    """Lay what the rows say over the entries that went out; their order stays, new ones come last."""
    entries: list[tuple[dict[str, Any], Sheet, Row]] = []
    nowhere, gone, differs = Row(0, {}, {}), [], False
    for place, item in enumerate(items, 1):
        row = matched.known.get(mark(draft.name[1], place))
        if row is None and mark(draft.name[1], place) not in matched.held:
            gone.append(place)
        entry = dict(deepcopy(item))
        if row is not None:
            for path, value in _read_cells(item, draft, sheet, row, f"{form.path[-1]} {place}", listing):
                put(entry, path, value)
                differs = True
        entries.append((entry, sheet, row or nowhere))
    for row in added:
        cells = dict(_read_cells(None, draft, sheet, row, form.path[-1], listing))
        entry = {}
        for path, value in cells.items():
            put(entry, path, value)
        what = f"{draft.name[0]} '{draft.name[1]}': new entry of {form.path[-1]}"
        draft.lines.append(_say_new(sheet, row, draft.name, what, cells))
        entries.append((entry, sheet, row))
    if differs or added:
        draft.lists[form.path] = entries
    if gone:
        found.gone.append(Gone(draft, form.path, tuple(gone), sheet.name, entries))


def _read_cells(
    was: Mapping[str, Any] | None, draft: Draft, sheet: Sheet, row: Row, title: str, listing: Listing
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield what differs in the row of an entry, and say it where something went out."""
    for column, value in read_cells(sheet, row, was, draft.name, listing):
        yield column.path, value
        if was is not None:
            change = say_change(column, find_value(was, column.path), row.cells.get(column.heading))
            what = f"{draft.name[0]} '{draft.name[1]}', {title}: {change}"
            place = sheet.cell(row, column.heading)
            draft.lines.append(Line("change", sheet.name, place, what, record=draft.name))


def _tell_notes(sheet: Sheet, listing: Listing) -> None:
    for row in sheet.rows:
        if NOTE in row.odd:
            listing.remark(sheet.name, sheet.cell(row, NOTE), f"{row.odd[NOTE]} stands in the note; it is not read")
        elif row.text(NOTE):
            who = row.text(PARENT if sheet.form.path else ID)
            listing.remark(sheet.name, sheet.cell(row, NOTE), f"note on '{who}': {row.text(NOTE)}")
