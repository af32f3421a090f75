"""A workbook of the register as a client edits it, with another program than the one that wrote it."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl

from csi_lib.register import kinds
from csi_lib.register.exchange.answers import Answers
from csi_lib.register.exchange.book import make_workbook
from csi_lib.register.exchange.proposal import Proposal, propose
from csi_lib.register.exchange.snapshot import take_snapshot
from csi_lib.register.known import Known
from csi_lib.register.record import Record
from csi_lib.register.register import Entry, Register
from csi_lib.register.rules import sort_entries

DAY = dt.date(2026, 6, 30)
KNOWN = Known(frozenset({"mttr_resolve", "reopen_rate"}), frozenset({"start"}), frozenset(), frozenset({"backlog"}))
HEADING_ROW = 4


def record(kind: str, name: str, **values: Any) -> Record:
    return kinds.KINDS[kind].model_validate({"version": 1, "id": name, **values})


def action(name: str, **values: Any) -> Record:
    plain = {"title": "Mend it", "raised": "2026-05-01", "raised_by": "service manager", "owner": "team lead"}
    return record("action", name, **{**plain, "due": "2026-07-01", **values})


def initiative(name: str, **values: Any) -> Record:
    plain = {
        "title": "Search",
        "opportunity": "Errors repeat",
        "source": "kpi signal",
        "hypothesis": "Agents see the workaround",
        "kpi": "mttr_resolve",
        "owner": "problem manager",
        "status": "idea",
        "aims": ["efficiency"],
    }
    return record("initiative", name, **{**plain, **values})


def stakeholder(name: str, **values: Any) -> Record:
    plain = {"title": "Users", "group": "users", "interest": "work", "channel": "mail", "frequency": "monthly"}
    return record("stakeholder", name, **{**plain, "owner": "service manager", **values})


def register(*records: Record, revision: int = 1) -> Register:
    return Register(sort_entries(Entry(item, revision) for item in records), "database", len(records), "h" * 64)


def write(held: Register, *names: str, known: Known = KNOWN) -> bytes:
    return make_workbook(take_snapshot("acme", "Acme", held, known, names), DAY)


def read(data: bytes, held: Register, *, accept: tuple[str, ...] = (), keep: tuple[str, ...] = ()) -> Proposal:
    return propose(data, "acme", held, KNOWN, Answers(frozenset(accept), frozenset(keep)), "the client's edits")


class Book:
    """An open workbook; cells are named by sheet, id of the record (or place in a list) and heading."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))

    def save(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()

    def heads(self, sheet: str) -> dict[str, int]:
        return {cell.value: cell.column for cell in self.book[sheet][HEADING_ROW]}

    def row(self, sheet: str, name: str, place: int | None = None) -> int:
        rows = self.book[sheet].iter_rows(min_row=HEADING_ROW + 1)
        return next(row[0].row for row in rows if row[0].value == name and (place is None or row[1].value == place))

    def put(self, sheet: str, name: str, heading: str, value: Any, place: int | None = None) -> str:
        cell = self.book[sheet].cell(self.row(sheet, name, place), self.heads(sheet)[heading])
        cell.value = value
        return str(cell.coordinate)

    def delete(self, sheet: str, name: str, place: int | None = None) -> None:
        self.book[sheet].delete_rows(self.row(sheet, name, place))

    def add(self, sheet: str, **values: Any) -> int:
        """Write a new row below the last; headings with underscores for blanks."""
        place = max(row[0].row for row in self.book[sheet].iter_rows() if any(cell.value for cell in row)) + 1
        heads = self.heads(sheet)
        for heading, value in values.items():
            self.book[sheet].cell(place, heads[heading.replace("__", ": ").replace("_", " ")]).value = value
        return place

    def sort(self, sheet: str) -> None:
        """Turn the rows round, as sorting by a column does."""
        where = self.book[sheet]
        rows = [[cell.value for cell in row] for row in where.iter_rows(min_row=HEADING_ROW + 1)]
        for number, values in enumerate(reversed(rows), HEADING_ROW + 1):
            for col, value in enumerate(values, 1):
                where.cell(number, col).value = value
