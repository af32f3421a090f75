"""One value as a cell and back: what a reader may write there, and what is refused instead of guessed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from csi_lib.maturity.collect.returned.reply import quote, read_day, write_text
from csi_lib.register.exchange.columns import (
    CHOICE,
    DATA,
    DAY,
    FLAG,
    LINES,
    NUMBER,
    PAIRS,
    TEXT,
    WHOLE,
    Column,
)

Cell = str | float | int | dt.date
YES, NO = "yes", "no"
LONGEST = 32_767  # letters of a cell, as Excel counts them (Microsoft: Excel specifications and limits)
FIRST_DAY = dt.date(1900, 3, 1)  # a day before the leap day that 1900 never had is another one in every program
EXACT = 2**53  # beyond, a whole number is no longer exact in a cell
_DATA = "data: "  # how a text begins that stands for what no plain text says
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_PAIR = re.compile(r"([^=\n]*\S)\s*=\s*(.*)")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class CutError(ValueError):
    """A value that its cell did not hold whole was changed there."""


def show(value: Any, column: Column) -> Cell:
    """Return a value as what stands in its cell.

    Parameters
    ----------
    value : object
        As plain values of JSON; None for nothing.
    column : Column
        Where it stands.

    Returns
    -------
    str, float, int or date
        An empty text for nothing; a text that is too long for a cell is cut.
    """
    if value is None or value == "":
        return ""
    if column.holds == FLAG and isinstance(value, bool):
        return YES if value else NO
    if column.holds in (NUMBER, WHOLE) and not isinstance(value, bool) and isinstance(value, int | float):
        return value if abs(value) <= EXACT else str(value)
    if column.holds == DAY and isinstance(value, str):
        day = dt.date.fromisoformat(value)
        return day if day >= FIRST_DAY else value
    return clean(_show_text(value, column))


def fits(value: Any, column: Column) -> bool:
    """Tell whether a cell holds all of a value's text."""
    return value is None or _count(_show_text(value, column)) <= LONGEST


def _show_text(value: Any, column: Column) -> str:
    return value if column.holds in (TEXT, CHOICE) and isinstance(value, str) else _show_many(value, column)


def _show_many(value: Any, column: Column) -> str:
    """Return a list or mapping as lines where these read back as the same, else as data."""
    if value in ([], {}):
        return ""
    if column.holds in (LINES, PAIRS):
        lines = "\n".join(_say_pair(*pair) for pair in value.items()) if isinstance(value, dict) else _join(value)
        if lines is not None and _reads_back(lines, value, column):
            return lines
    text = json.dumps(value, ensure_ascii=False)
    return f"{_DATA}{text if clean(text) == text else json.dumps(value)}"


def _reads_back(lines: str, value: Any, column: Column) -> bool:
    if lines.startswith(_DATA.strip()):
        return False
    try:
        return bool(_parse_many(write_text(_NOT_IN_XML.sub("", lines)), column) == value)
    except ValueError:
        return False


def _join(value: Any) -> str | None:
    return "\n".join(value) if isinstance(value, list) and all(isinstance(item, str) for item in value) else None


def _say_pair(name: str, value: Any) -> str:
    return f"{name} = {value if isinstance(value, str) else repr(value)}"


def clean(text: str) -> str:
    """Return a text that a cell can hold: without control characters, and cut where it is too long."""
    kept = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]
    while _count(kept) > LONGEST:
        kept = kept[:-1]
    return kept


def _count(text: str) -> int:
    """Count letters as Excel does: one beyond the first plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_same(cell: Any, shown: Cell, column: Column) -> bool:
    """Tell whether a cell still says what was written into it.

    Parameters
    ----------
    cell : object
        As it came back.
    shown : str, float, int or date
        As it went out.
    column : Column
        Where it stands.

    Returns
    -------
    bool
        Numbers count to the 15 or 16 digits that a program keeps, texts without outer white space.
    """
    if isinstance(shown, float | int):
        number = float(shown)
        return _read_float(cell) in (number, float(f"{number:.16g}"), float(f"{number:.15g}"))
    if isinstance(shown, dt.date):
        try:
            return read_day(cell) == shown
        except ValueError:
            return False
    if column.holds == FLAG and isinstance(cell, bool):
        return shown == (YES if cell else NO)
    return write_cell(cell) == write_text(shown)


def parse(cell: Any, column: Column, was: Any = None) -> Any:
    """Return what a cell says as plain values of JSON.

    Parameters
    ----------
    cell : object
        As it came back.
    column : Column
        Where it stands.
    was : object, optional
        The value that was written there.

    Returns
    -------
    object
        None where the cell is empty.

    Raises
    ------
    ValueError
        When it does not say what belongs there.
    CutError
        When the value before did not fit into the cell, so that what was changed may have lost the rest.
    """
    if not fits(was, column):
        raise CutError("the text that was here did not fit into the cell whole")
    text = write_cell(cell)
    if not text:
        return None
    if column.holds == FLAG:
        return _parse_flag(cell, text)
    if column.holds in (NUMBER, WHOLE):
        return _parse_number(cell, whole=column.holds == WHOLE)
    if column.holds == DAY:
        return _parse_day(cell, text)
    if column.holds == CHOICE:
        return _choose(text, column.choices)
    if column.holds == TEXT:
        return text
    return _parse_many(text, column)


def write_cell(cell: Any) -> str:
    """Return a cell as the text a person sees."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return write_text(cell)


def _parse_day(cell: Any, text: str) -> str | None:
    try:
        day = read_day(cell)
    except ValueError:
        raise ValueError(f"{quote(text)} is no day; write it like 2026-05-12") from None
    return day.isoformat() if day else None


def _parse_flag(cell: Any, text: str) -> bool:
    if isinstance(cell, bool):
        return cell
    word = text.casefold()
    if word in (YES, "true", NO, "false"):
        return word in (YES, "true")
    raise ValueError(f"{quote(text)} is neither yes nor no")


def _parse_number(cell: Any, *, whole: bool) -> float | int:
    number = _read_float(cell)
    if number is None:
        raise ValueError(f"{quote(write_cell(cell))} is no number; write it like 12.5")
    if whole and not number.is_integer():
        raise ValueError(f"{number:g} is no whole number")
    if whole:
        text = write_cell(cell)
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else int(number)
    return number


def _read_float(cell: Any) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    text = write_text(cell)
    return float(text) if _NUMBER.fullmatch(text) else None


def _choose(text: str, choices: tuple[str, ...]) -> str:
    found = next((item for item in choices if item.casefold() == text.casefold()), None)
    if found is None:
        raise ValueError(f"{quote(text)} is no choice; choose one of: {', '.join(filter(None, choices))}")
    return found


def _parse_many(text: str, column: Column) -> Any:
    if text.startswith(_DATA.strip()):
        return _parse_data(text)
    if column.holds == DATA:
        raise ValueError(f'{quote(text)} is no data; write it like {_DATA}{{"name": 1}}')
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if column.holds == LINES and column.choices:  # no word of a choice holds a comma
        return [_choose(item.strip(), column.choices) for line in lines for item in line.split(",") if item.strip()]
    return lines if column.holds == LINES else _parse_pairs(lines, column)


def _parse_data(text: str) -> Any:
    try:
        return json.loads(text.removeprefix(_DATA.strip()))
    except ValueError:
        raise ValueError(f"{quote(text)} is no data; write it as JSON after '{_DATA.strip()}'") from None


def _parse_pairs(lines: list[str], column: Column) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for line in lines:
        pair = _PAIR.fullmatch(line)
        if pair is None:
            raise ValueError(f"{quote(line)} is not of the form 'name = value'")
        if pair[1] in found:
            raise ValueError(f"{quote(pair[1])} stands there twice")
        found[pair[1]] = pair[2] if column.each == TEXT else _parse_number(pair[2], whole=False)
    return found
