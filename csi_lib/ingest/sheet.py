"""The rows of one file as text, before anything is typed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Broken:
    """A row that cannot be laid out under the heading: its 1-based row number, why, and its cells."""

    row: int
    reason: str
    cells: list[str]


@dataclass(frozen=True)
class Remark:
    """What the reader did to lay out a file: code of the finding, what was done, how many rows, what to check."""

    code: str
    what: str
    count: int = 0
    do: str = ""


@dataclass(frozen=True)
class Sheet:
    """The rows of one file as text.

    Parameters
    ----------
    headings : list of str
        The heading row.
    rows : list of list of str
        Data rows, each as wide as the heading.
    numbers : list of int
        1-based row number in the file of each data row, the heading counted.
    broken : list of Broken
        Rows of another width or with broken quotes.
    typed : bool
        Date cells came as dates (a workbook, a Parquet file) and were written as ISO 8601 by the reader.
    remarks : list of Remark
        What was left out or chosen: titles, footers, sheets, members of an archive.
    """

    headings: list[str]
    rows: list[list[str]]
    numbers: list[int]
    broken: list[Broken] = field(default_factory=list)
    typed: bool = False
    remarks: list[Remark] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Number of data rows in the file, broken ones included."""
        return len(self.rows) + len(self.broken)


def is_blank(cells: list[str]) -> bool:
    """Tell whether a row has no text in it; such rows are no rows."""
    return not any(cell and not cell.isspace() for cell in cells)
