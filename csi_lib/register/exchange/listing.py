"""What came of a workbook, line by line: what would change, what stands in the way, and what was not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Sort = Literal["change", "question", "fault", "remark"]


@dataclass(frozen=True)
class Line:
    """One line.

    Parameters
    ----------
    sort : {"change", "question", "fault", "remark"}
        A change is proposed; a question is answered by ``--accept`` or ``--keep``; a fault has to be repaired in the
        workbook; a remark stops nothing.
    sheet, cell : str
        Where; empty: the whole workbook, or the whole sheet.
    what, do : str
        What it is, and what can be done.
    name : str
        By which a question is answered: ``action/patch-day``.
    record : tuple of (str, str)
        Kind and id of the record it is about; empty texts: none.
    """

    sort: Sort
    sheet: str
    cell: str
    what: str
    do: str = ""
    name: str = ""
    record: tuple[str, str] = ("", "")

    @property
    def where(self) -> str:
        """Sheet and cell in one text."""
        return "!".join(filter(None, (self.sheet, self.cell))) or "the workbook"

    def __str__(self) -> str:
        remedy = f". {self.do}" if self.do else ""
        return f"{self.where}: {self.what}{remedy}"


@dataclass
class Listing:
    """All lines of one workbook, in the order they were found."""

    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Add a line."""
        self.lines.append(line)

    def fault(self, sheet: str, cell: str, what: str, do: str = "", record: tuple[str, str] = ("", "")) -> None:
        """Add what has to be repaired in the workbook."""
        self.lines.append(Line("fault", sheet, cell, what, do, record=record))

    def remark(self, sheet: str, cell: str, what: str, do: str = "") -> None:
        """Add what is good to know and stops nothing."""
        self.lines.append(Line("remark", sheet, cell, what, do))

    def of(self, *sorts: Sort) -> tuple[Line, ...]:
        """Return the lines of some sorts."""
        return tuple(line for line in self.lines if line.sort in sorts)

    def faulty(self) -> set[tuple[str, str]]:
        """Return the records that a fault is about."""
        return {line.record for line in self.of("fault")}


def count_lines(lines: Iterable[Line]) -> str:
    """Say how many lines there are of every sort: ``3 changes, 1 question, 2 faults, no remarks``."""
    found = [line.sort for line in lines]
    return ", ".join(_count(found.count(sort), sort) for sort in ("change", "question", "fault", "remark"))


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'s' * (number != 1)}"
