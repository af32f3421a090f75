"""What a workbook says of one record: cells that differ, entries of lists, and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from csi_lib.maturity.collect.returned.reply import quote
from csi_lib.register.exchange.cells import is_same, parse, show, write_cell
from csi_lib.register.exchange.columns import Column
from csi_lib.register.exchange.listing import Line, Listing
from csi_lib.register.exchange.returned import Row, Sheet
from csi_lib.register.exchange.rows import find_value

Name = tuple[str, str]  # kind and id


@dataclass
class Draft:
    """One record as the workbook has it.

    Parameters
    ----------
    name : tuple of (str, str)
        Kind and id.
    row : tuple of (Sheet, Row) or None
        Where it stands.
    values : dict
        Way to a value -> what it shall be; None: its default.
    lists : dict
        Way to a list -> its entries, each with the sheet and row it stands in.
    lines : list of Line
        The changes in words.
    """

    name: Name
    row: tuple[Sheet, Row] | None = None
    values: dict[tuple[str, ...], Any] = field(default_factory=dict)
    lists: dict[tuple[str, ...], list[tuple[dict[str, Any], Sheet, Row]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        """Whether anything of it differs from what went out."""
        return bool(self.values or self.lists)

    @property
    def keys(self) -> set[str]:
        """First keys of what differs."""
        return {path[0] for path in (*self.values, *self.lists)}

    def put_on(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record's plain values with what the workbook says of it laid over."""
        found = deepcopy(dict(body))
        for path, value in self.values.items():
            put(found, path, value)
        for path, entries in self.lists.items():
            put(found, path, [entry for entry, _, _ in entries] or None)
        return found

    def find(self, key: Sequence[str | int]) -> tuple[str, str]:
        """Return sheet and cell of a value by its way, places in lists from 0; empty texts where it has none."""
        words = tuple(str(part) for part in key)
        for path, entries in self.lists.items():
            if words[: len(path)] == path and len(words) > len(path) and words[len(path)].isdecimal():
                place = int(words[len(path)])
                if place < len(entries):
                    _, sheet, row = entries[place]
                    return sheet.name, name_place(sheet, row, words[len(path) + 1 :])
        if self.row is None:
            return "", ""
        sheet, row = self.row
        return sheet.name, name_place(sheet, row, words)


def name_place(sheet: Sheet, row: Row, key: tuple[str, ...]) -> str:
    """Return the cell of a value, or the row where it has no cell of its own."""
    column = sheet.form.find(key) if key else None
    return sheet.cell(row, column.heading) if column else f"row {row.number + 1}"


def put(body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Put a value at its way, or take it out when it is None, and with it what becomes empty above."""
    if len(path) == 1:
        if value is None:
            body.pop(path[0], None)
        else:
            body[path[0]] = value
        return
    inner = dict(body.get(path[0]) or {})
    put(inner, path[1:], value)
    if inner:
        body[path[0]] = inner
    else:
        body.pop(path[0], None)


def read_cells(
    sheet: Sheet, row: Row, was: Mapping[str, Any] | None, name: Name, listing: Listing
) -> Iterator[tuple[Column, Any]]:
    """Yield the columns of a row that say something else than what went out, with what they say.

    Parameters
    ----------
    sheet : Sheet
        Where it stands.
    row : Row
        The row.
    was : mapping or None
        Plain values of what went out in it; None: it is new.
    name : tuple of (str, str)
        The record, for the faults.
    listing : Listing
        A cell that cannot be read is a fault.
    """
    for column in sheet.form.columns:
        if column.heading not in sheet.columns:
            continue  # a field that this kit has and the one that wrote the workbook had not
        value = find_value(was, column.path)
        place = sheet.cell(row, column.heading)
        cell = row.cells.get(column.heading)
        if column.heading in row.odd:
            what = f"{row.odd[column.heading]} stands where a value belongs ({column.key})"
            listing.fault(sheet.name, place, what, "Write the value itself", name)
        elif not is_same(cell, show(value, column), column):
            try:
                found = parse(cell, column, value)
            except ValueError as error:
                listing.fault(sheet.name, place, f"{column.key}: {error}", _REPAIR, name)
            else:
                yield column, found


_REPAIR = "Correct the cell, or put back what was there"


def say_change(column: Column, was: Any, cell: Any) -> str:
    """Say what a cell changes: ``owner: 'a' becomes 'b'``."""
    before, after = write_cell(show(was, column)), write_cell(cell)
    if not before:
        return f"{column.key}: {quote(after)}"
    return (
        f"{column.key}: {quote(before)} becomes {quote(after)}"
        if after
        else f"{column.key}: {quote(before)} is taken out"
    )
