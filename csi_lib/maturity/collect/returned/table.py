"""The table of one process's sheet as it came back: columns, ids and texts are held against what went out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from csi_lib.maturity.collect.columns import COLUMNS, PLACE, name_cell
from csi_lib.maturity.collect.packet import digest_text
from csi_lib.maturity.collect.people import Hide, hide_addresses
from csi_lib.maturity.collect.returned.form import Reply
from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.returned.parts import Oddities
from csi_lib.maturity.collect.returned.reply import quote, read_reply, write_text

Rows = Sequence[Sequence[Any]]
AGAIN = "Put it back, or ask for the form again"
_LEAST_HEADINGS = 3  # of a row that is the heading of the table
_LEADING = 40  # rows in which the heading is looked for


@dataclass(frozen=True)
class Table:
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


def lay_out(name: str, rows: Rows, where: str, notes: Notes) -> Table | None:
    """Find the row of headings of a sheet and the column of each.

    Parameters
    ----------
    name : str
        The sheet.
    rows : sequence of sequence
        Its cells.
    where : str
        The file, as messages name it.
    notes : Notes
        A column that is missing or doubled is a fault.

    Returns
    -------
    Table or None
        None where ids or questions cannot be found.
    """
    head = next((place for place, row in enumerate(rows[:_LEADING]) if _count_headings(row) >= _LEAST_HEADINGS), None)
    if head is None:
        notes.refuse(f"{where}, sheet '{name}'", "the row of headings is missing", AGAIN)
        return None
    texts = [write_text(value) for value in rows[head]]
    columns = {column.key: texts.index(column.heading) for column in COLUMNS if column.heading in texts}
    for column in COLUMNS:
        if column.key not in columns:
            place = f"{where}, sheet '{name}', row {head + 1}"
            notes.refuse(place, f"the column '{column.heading}' is missing", AGAIN)
        elif texts.count(column.heading) > 1:
            place = f"{where}, sheet '{name}', row {head + 1}"
            notes.refuse(place, f"the column '{column.heading}' stands there twice", "Keep the one that was filled in")
    if "question" not in columns or "ask" not in columns:
        return None
    return Table(name, columns, [[] for _ in rows[: head + 1]] + [list(row) for row in rows[head + 1 :]])


def _count_headings(row: Sequence[Any]) -> int:
    texts = {write_text(value) for value in row}
    return sum(column.heading in texts for column in COLUMNS)


def read_table(
    table: Table, asked: Mapping[str, str], oddities: Oddities, where: str, notes: Notes, hide: Hide
) -> dict[str, Reply]:
    """Read the answers of a sheet.

    Parameters
    ----------
    table : Table
        The sheet.
    asked : mapping of str to str
        Question -> digest of its text.
    oddities : mapping
        Cells with formulas or error values.
    where : str
        The file, as messages name it.
    notes : Notes
        Every fault goes there, with sheet and cell.
    hide : callable
        Turns an e-mail address into a pseudonym.

    Returns
    -------
    dict of str to Reply
        One per question whose row was found.
    """
    _find_rows(table, asked, where, notes, hide)
    replies: dict[str, Reply] = {}
    for question, digest in asked.items():
        row = table.row_of.get(question)
        if row is None:
            continue
        if digest_text(_first_line(table.cell(row, "ask"))) != digest:
            what = f"the text of question '{question}' was changed"
            notes.refuse(f"{where}, {table.say(row, 'ask')}", what, AGAIN)
        if not _refuse_oddities(table, row, oddities, where, notes):
            values = {column.key: table.cell(row, column.key) for column in COLUMNS if not column.given}
            replies[question] = read_reply(values, lambda key, row=row: table.say(row, key), where, notes, hide)  # type: ignore[misc]
    return replies


def _first_line(value: Any) -> str:
    return write_text(value).partition("\n")[0]


def _refuse_oddities(table: Table, row: int, oddities: Oddities, where: str, notes: Notes) -> bool:
    found = [column for column in COLUMNS if (row, table.columns.get(column.key, -1)) in oddities]
    for column in found:
        kind = oddities[row, table.columns[column.key]]
        place = f"{where}, {table.say(row, column.key)}"
        notes.refuse(place, f"{kind} stands where a text belongs", "Choose or write the answer itself")
    return bool(found)


def _find_rows(table: Table, asked: Mapping[str, str], where: str, notes: Notes, hide: Hide) -> None:
    """Find the row of every question, and name ids that were changed, doubled or taken out."""
    by_text: dict[str, list[str]] = {}
    for question, digest in asked.items():
        by_text.setdefault(digest, []).append(question)
    strangers: list[tuple[int, str]] = []
    for row, line in enumerate(table.rows):
        name = write_text(table.cell(row, "question")) if line else ""
        if name in table.row_of:
            notes.refuse(f"{where}, {table.say(row, 'question')}", f"question '{name}' stands there twice", AGAIN)
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
            notes.refuse(f"{where}, {table.say(row, 'question')}", what, AGAIN)
        else:
            _remark_outside(table, row, set(), where, notes, hide)
    for question in gone:
        notes.refuse(f"{where}, sheet '{table.name}'", f"question '{question}' is missing", AGAIN)


def _remark_outside(table: Table, row: int, ours: set[int], where: str, notes: Notes, hide: Hide) -> None:
    """Say what stands beside or below the table: it is not read, and must not be lost in silence."""
    for col, value in enumerate(table.rows[row]):
        text = hide_addresses(write_text(value), hide)
        if text and col not in ours:
            place = f"{where}, sheet '{table.name}', cell {name_cell(row, col)}"
            notes.remark(place, f"{quote(text)} stands outside the form and is not read", "Move it to a comment")
