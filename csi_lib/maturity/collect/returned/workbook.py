"""A workbook that came back: every sheet, column, id and text is held against what went out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import python_calamine

from csi_lib.maturity.collect.columns import COLUMNS, PLACE, SEAL, SEAL_HEADINGS, SEAL_TABLE_ROW, START, name_cell
from csi_lib.maturity.collect.packet import Seal, digest_text
from csi_lib.maturity.collect.people import Hide, hide_addresses
from csi_lib.maturity.collect.returned.cover import is_cover, read_cover
from csi_lib.maturity.collect.returned.form import Reply, Returned
from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.returned.parts import Oddities, find_oddities, find_saved, find_trouble
from csi_lib.maturity.collect.returned.reply import quote, read_reply, write_text
from csi_lib.maturity.collect.returned.seal import read_seal

Rows = Sequence[Sequence[Any]]
_LEAST_HEADINGS = 3  # of a row that is the heading of the table
_AGAIN = "Put it back, or ask for the form again"
_LEADING = 40  # rows in which the heading is looked for


@dataclass(frozen=True)
class _Table:
    """A process's sheet as it came back: which column is where, and the row of every question."""

    name: str
    columns: Mapping[str, int]
    rows: Rows
    row_of: dict[str, int] = field(default_factory=dict)

    def cell(self, row: int, key: str) -> Any:
        """Return the value of a row in one of the columns."""
        col = self.columns.get(key)
        line = self.rows[row]
        return line[col] if col is not None and col < len(line) else ""

    def say(self, row: int, key: str) -> str:
        """Return sheet and cell, for messages."""
        return f"sheet '{self.name}', cell {name_cell(row, self.columns.get(key, PLACE[key]))}"


def read_workbook(where: str, data: bytes, engagement: str, notes: Notes, hide: Hide) -> Returned | None:
    """Read a workbook that ``csi assess export`` wrote and somebody filled in.

    Parameters
    ----------
    where : str
        The file, as messages name it.
    data : bytes
        What it holds.
    engagement : str
        Id of the engagement that it should belong to.
    notes : Notes
        Every fault goes there, with sheet and cell.
    hide : callable
        Turns an e-mail address into a pseudonym.

    Returns
    -------
    Returned or None
        None when nothing of it can be read.
    """
    trouble = find_trouble(data)
    if trouble:
        notes.refuse(where, *trouble)
        return None
    try:
        oddities = find_oddities(data)
        sheets = _read_sheets(data)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        notes.refuse(where, f"the workbook cannot be read: {error}", "Ask for it again")
        return None
    if SEAL not in sheets:
        what = "the hidden sheet with its fingerprint is missing"
        notes.refuse(where, what, "Take the workbook that csi assess export wrote, with all its sheets")
        return None
    seal, home = _read_hidden(sheets.pop(SEAL), engagement, where, notes)
    if seal is None:
        return None
    respondent, role, date = read_cover(sheets, home, seal, oddities, where, notes, hide)
    replies: dict[str, Reply] = {}
    used = {START, *home.values()}
    for name, asked in _group(seal, home).items():
        table = _find_table(name, asked, sheets, home, where, notes)
        if table is not None:
            used.add(table.name)
            replies |= _read_table(table, asked, oddities.get(table.name, {}), where, notes, hide)
    _look_at_others({name: rows for name, rows in sheets.items() if name not in used}, home, where, notes)
    saved = find_saved(data)
    if date is None and saved is not None:
        notes.remark(where, f"the day is not filled in; the file was saved on {saved.date()}, which is taken instead")
    return Returned(where, seal, respondent, role, date, saved, replies)


def _look_at_others(others: Mapping[str, Rows], home: Mapping[str, str], where: str, notes: Notes) -> None:
    """Say what became of sheets that are not ours: a copy of one of ours could hold the answers."""
    for name, rows in others.items():
        place = f"{where}, sheet '{name}'"
        if _holds(rows, home):
            what = "the sheet holds questions of the form a second time, or those of a sheet that is gone"
            notes.refuse(place, what, "Keep one sheet for each process, with its own name")
        elif any(write_text(value) for row in rows for value in row) and not is_cover(rows):
            notes.remark(place, "the sheet is not part of the form and is not read", "Look at it yourself")


def _read_sheets(data: bytes) -> dict[str, Rows]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _read_hidden(rows: Rows, engagement: str, where: str, notes: Notes) -> tuple[Seal | None, dict[str, str]]:
    """Return the fingerprint, and the name of the sheet of every question."""
    texts = [[write_text(value) for value in row] for row in rows]
    data = {row[0]: row[1] for row in texts[:SEAL_TABLE_ROW] if len(row) > 1}
    width = len(SEAL_HEADINGS)
    table = [row[:width] for row in texts[SEAL_TABLE_ROW + 1 :] if len(row) >= width and row[0]]
    seal = read_seal(data, [row[: width - 1] for row in table], engagement, where, notes)
    return seal, {row[0]: row[width - 1] for row in table}


def _group(seal: Seal, home: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return sheet -> question -> digest of its text."""
    found: dict[str, dict[str, str]] = {}
    for question, _, _, digest in seal.questions:
        found.setdefault(home[question], {})[question] = digest
    return found


def _find_table(
    name: str,
    asked: Mapping[str, str],
    sheets: Mapping[str, Rows],
    home: Mapping[str, str],
    where: str,
    notes: Notes,
) -> _Table | None:
    """Find the sheet of some questions; one that was renamed is known by its ids."""
    found = name
    if name not in sheets:
        ours = {*home.values()}
        others = [other for other in sheets if other not in ours and _holds(sheets[other], asked)]
        if len(others) != 1:
            count = len(asked)
            what = f"the sheet '{name}' with {count} question{'s' if count > 1 else ''} is missing"
            notes.refuse(where, what, _AGAIN)
            return None
        found = others[0]
        notes.remark(where, f"the sheet '{name}' was renamed '{found}'; its ids show which it is, so it was read")
    rows = sheets[found]
    head = next((place for place, row in enumerate(rows[:_LEADING]) if _count_headings(row) >= _LEAST_HEADINGS), None)
    if head is None:
        notes.refuse(f"{where}, sheet '{found}'", "the row of headings is missing", _AGAIN)
        return None
    return _lay_out(found, rows, head, where, notes)


def _holds(rows: Rows, asked: Mapping[str, str]) -> bool:
    return any(write_text(value) in asked for row in rows for value in row[:2])


def _count_headings(row: Sequence[Any]) -> int:
    texts = {write_text(value) for value in row}
    return sum(column.heading in texts for column in COLUMNS)


def _lay_out(name: str, rows: Rows, head: int, where: str, notes: Notes) -> _Table | None:
    texts = [write_text(value) for value in rows[head]]
    columns = {column.key: texts.index(column.heading) for column in COLUMNS if column.heading in texts}
    for column in COLUMNS:
        if column.key not in columns:
            place = f"{where}, sheet '{name}', row {head + 1}"
            notes.refuse(place, f"the column '{column.heading}' is missing", _AGAIN)
        elif texts.count(column.heading) > 1:
            place = f"{where}, sheet '{name}', row {head + 1}"
            notes.refuse(place, f"the column '{column.heading}' stands there twice", "Keep the one that was filled in")
    if "question" not in columns or "ask" not in columns:
        return None
    return _Table(name, columns, [[] for _ in rows[: head + 1]] + [list(row) for row in rows[head + 1 :]])


def _read_table(
    table: _Table, asked: Mapping[str, str], oddities: Oddities, where: str, notes: Notes, hide: Hide
) -> dict[str, Reply]:
    _find_rows(table, asked, where, notes, hide)
    replies: dict[str, Reply] = {}
    for question, digest in asked.items():
        row = table.row_of.get(question)
        if row is None:
            continue
        if digest_text(_first_line(table.cell(row, "ask"))) != digest:
            what = f"the text of question '{question}' was changed"
            notes.refuse(f"{where}, {table.say(row, 'ask')}", what, _AGAIN)
        if not _refuse_oddities(table, row, oddities, where, notes):
            values = {column.key: table.cell(row, column.key) for column in COLUMNS if not column.given}
            replies[question] = read_reply(values, lambda key, row=row: table.say(row, key), where, notes, hide)  # type: ignore[misc]
    return replies


def _first_line(value: Any) -> str:
    return write_text(value).partition("\n")[0]


def _refuse_oddities(table: _Table, row: int, oddities: Oddities, where: str, notes: Notes) -> bool:
    found = [column for column in COLUMNS if (row, table.columns.get(column.key, -1)) in oddities]
    for column in found:
        kind = oddities[row, table.columns[column.key]]
        place = f"{where}, {table.say(row, column.key)}"
        notes.refuse(place, f"{kind} stands where a text belongs", "Choose or write the answer itself")
    return bool(found)


def _find_rows(table: _Table, asked: Mapping[str, str], where: str, notes: Notes, hide: Hide) -> None:
    """Find the row of every question, and name ids that were changed, doubled or taken out."""
    by_text: dict[str, list[str]] = {}
    for question, digest in asked.items():
        by_text.setdefault(digest, []).append(question)
    strangers: list[tuple[int, str]] = []
    for row, line in enumerate(table.rows):
        name = write_text(table.cell(row, "question")) if line else ""
        if name in table.row_of:
            notes.refuse(f"{where}, {table.say(row, 'question')}", f"question '{name}' stands there twice", _AGAIN)
        elif name in asked:
            table.row_of[name] = row
        elif line:
            strangers.append((row, name))
        if name in asked:
            _remark_outside(table, row, {*table.columns.values()}, where, notes, hide)
    gone = [question for question in asked if question not in table.row_of]
    for row, name in strangers:
        texts = by_text.get(digest_text(_first_line(table.cell(row, "ask"))), [])
        was = next((question for question in texts if question in gone), "")
        if was:
            gone.remove(was)
            what = f"the id '{was}' was {f'changed to {quote(name)}' if name else 'taken out'}"
            notes.refuse(f"{where}, {table.say(row, 'question')}", what, "Put the id back")
        elif name:
            what = f"{quote(name)} is no question of this form"
            notes.refuse(f"{where}, {table.say(row, 'question')}", what, _AGAIN)
        else:
            _remark_outside(table, row, set(), where, notes, hide)
    for question in gone:
        notes.refuse(f"{where}, sheet '{table.name}'", f"question '{question}' is missing", _AGAIN)


def _remark_outside(table: _Table, row: int, ours: set[int], where: str, notes: Notes, hide: Hide) -> None:
    """Say what stands beside or below the table: it is not read, and must not be lost in silence."""
    for col, value in enumerate(table.rows[row]):
        text = hide_addresses(write_text(value), hide)
        if text and col not in ours:
            place = f"{where}, sheet '{table.name}', cell {name_cell(row, col)}"
            notes.remark(place, f"{quote(text)} stands outside the form and is not read", "Move it to a comment")
