"""The columns of a process's sheet: what they are called, how wide they are and who writes into them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of the table of questions.

    Parameters
    ----------
    key : str
        What it holds.
    heading : str
        What stands above it.
    width : float
        In characters.
    given : bool
        It is filled in by the kit and locked.
    """

    key: str
    heading: str
    width: float
    given: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("question", "Id", 13, given=True),
    Column("ask", "Question", 46, given=True),
    Column("answer", "Answer", 17),
    Column("reason", "Reason, where not applicable", 20),
    Column("evidence", "What can be shown", 19),
    Column("seen", "Evidence is of (day)", 12.5),
    Column("ref", "Where it is", 18),
    Column("note", "Comment", 28),
)
LONGEST = {"reason": 2_000, "ref": 2_000, "note": 4_000}  # letters of free text, in the workbook and on the page
PLACE = {column.key: number for number, column in enumerate(COLUMNS)}
HEADING_ROW = 4  # of a process's sheet, from 0

# The sheet of the cover, and the cells of it that a person fills in (row from 0, in column B).
START = "Start"
START_ROWS = {"respondent": 4, "group": 5, "role": 6, "date": 7}
SEAL = "csi"  # the hidden sheet with the fingerprint
SEAL_TABLE_ROW = 8
SEAL_HEADINGS = ("question", "process", "edition", "text", "sheet")


def name_cell(row: int, col: int) -> str:
    """Return a cell's name, like ``C7``, from its row and column counted from 0."""
    letters = ""
    left = col + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"
