"""The cover of a workbook that came back: who filled it in, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from csi_lib.maturity.collect.columns import START, START_ROWS, name_cell
from csi_lib.maturity.collect.packet import Seal
from csi_lib.maturity.collect.people import Hide, name_respondent
from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.returned.parts import Oddities
from csi_lib.maturity.collect.returned.reply import quote, read_day, write_text

Rows = Sequence[Sequence[Any]]
_LABELS = {"respondent": "Your pseudonym", "role": "What you do"}


def read_cover(
    sheets: Mapping[str, Rows],
    home: Mapping[str, str],
    seal: Seal,
    oddities: Mapping[str, Oddities],
    where: str,
    notes: Notes,
    hide: Hide,
) -> tuple[str, str, dt.date | None]:
    """Read respondent, role and day from the cover.

    Parameters
    ----------
    sheets : mapping
        Name -> rows.
    home : mapping
        Question -> name of its sheet.
    seal : Seal
        Whom the form was made for.
    oddities : mapping
        Sheet -> cells with formulas.
    where : str
        The file.
    notes : Notes
        Faults go there.
    hide : callable
        Turns an e-mail address into a pseudonym.

    Returns
    -------
    tuple of (str, str, date or None)
        Empty texts where a fault was noted.
    """
    name = _find_cover(sheets, home)
    if name is None:
        notes.refuse(where, f"the sheet '{START}' is missing", "Put it back, or ask for the form again")
        return seal.respondent, seal.role, None
    place = f"{where}, sheet '{name}', cell"
    cells = {key: _read_cell(sheets[name], row) for key, row in START_ROWS.items()}
    for key, row in START_ROWS.items():
        kind = oddities.get(name, {}).get((row, 1))
        if kind:
            notes.refuse(f"{place} {_say(key)}", f"{kind} stands where a text belongs", "Write the text itself")
            cells[key] = ""
    for key, given in (("group", seal.group), ("respondent", seal.respondent), ("role", seal.role)):
        shown = write_text(cells[key])
        if given and " ".join(shown.split()) != " ".join(given.split()):
            what = f"the form was made for '{given}', here stands {quote(_hide(shown, hide))}"
            notes.refuse(f"{place} {_say(key)}", what, "Put it back; another person needs a form of their own")
    respondent, role = fill_in(seal, cells, lambda key: f"{place} {_say(key)}", notes, hide)
    try:
        return respondent, role, read_day(cells["date"])
    except ValueError:
        text = quote(write_text(cells["date"]))
        notes.refuse(f"{place} {_say('date')}", f"{text} is no day", "Write it like 2026-05-12")
        return respondent, role, None


def fill_in(seal: Seal, cells: Mapping[str, Any], say: Any, notes: Notes, hide: Hide) -> tuple[str, str]:
    """Return respondent and role: those of the form, else those that the person filled in.

    Parameters
    ----------
    seal : Seal
        Whom the form was made for.
    cells : mapping
        ``respondent`` and ``role`` as they stand there.
    say : callable
        Key -> place, for messages.
    notes : Notes
        Faults go there.
    hide : callable
        Turns an e-mail address into a pseudonym.

    Returns
    -------
    tuple of (str, str)
        Empty where a fault was noted.
    """
    respondent, role = seal.respondent, seal.role
    if not respondent and not write_text(cells.get("respondent")):
        notes.refuse(say("respondent"), "the pseudonym is missing", "Fill in the one that the person was given")
    elif not respondent:
        try:
            respondent = name_respondent(write_text(cells.get("respondent")), hide)
        except ValueError as error:
            notes.refuse(say("respondent"), str(error), "Put the pseudonym there; the name stays with you")
    role = role or write_text(cells.get("role"))
    if not role:
        notes.refuse(say("role"), "the role is missing", "Fill in what the person does")
    elif "@" in role:
        notes.refuse(say("role"), "an address stands where the role belongs", "Write what the person does")
        role = ""
    return respondent, role


def _hide(text: str, hide: Hide) -> str:
    return hide(text) if "@" in text else text


def _find_cover(sheets: Mapping[str, Rows], home: Mapping[str, str]) -> str | None:
    if START in sheets:
        return START
    ours = {*home.values()}
    found = [name for name, rows in sheets.items() if name not in ours and is_cover(rows)]
    return found[0] if len(found) == 1 else None


def is_cover(rows: Rows) -> bool:
    """Tell whether a sheet is a cover, whatever it is called."""
    return {*_LABELS.values()} <= {write_text(row[0]) for row in rows if len(row)}


def _read_cell(rows: Rows, row: int) -> Any:
    return rows[row][1] if row < len(rows) and len(rows[row]) > 1 else ""


def _say(key: str) -> str:
    return name_cell(START_ROWS[key], 1)
