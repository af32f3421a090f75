"""A workbook that came back: every sheet is found, also one that was renamed, and none is passed over in silence."""

from __future__ import annotations

import io
from collections.abc import Mapping

import python_calamine

from csi_lib.maturity.collect.columns import SEAL, SEAL_HEADINGS, SEAL_TABLE_ROW, START
from csi_lib.maturity.collect.packet import Seal
from csi_lib.maturity.collect.people import Hide
from csi_lib.maturity.collect.returned.cover import is_cover, read_cover
from csi_lib.maturity.collect.returned.form import Reply, Returned
from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.returned.parts import find_oddities, find_saved, find_trouble
from csi_lib.maturity.collect.returned.reply import write_text
from csi_lib.maturity.collect.returned.seal import read_seal
from csi_lib.maturity.collect.returned.table import AGAIN, Rows, Table, lay_out, read_table


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
            replies |= read_table(table, asked, oddities.get(table.name, {}), where, notes, hide)
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
) -> Table | None:
    """Find the sheet of some questions; one that was renamed is known by its ids."""
    found = name
    if name not in sheets:
        ours = {*home.values()}
        others = [other for other in sheets if other not in ours and _holds(sheets[other], asked)]
        if len(others) != 1:
            count = len(asked)
            what = f"the sheet '{name}' with {count} question{'s' if count > 1 else ''} is missing"
            notes.refuse(where, what, AGAIN)
            return None
        found = others[0]
        notes.remark(where, f"the sheet '{name}' was renamed '{found}'; its ids show which it is, so it was read")
    return lay_out(found, sheets[found], where, notes)


def _holds(rows: Rows, asked: Mapping[str, str]) -> bool:
    return any(write_text(value) in asked for row in rows for value in row[:2])
