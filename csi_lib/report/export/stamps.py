"""Dates of ISO 8601, and as a German report says them, as an office program types them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?")
_GERMAN = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")  # as a German report says a day
FIRST = 1901  # year; a spreadsheet counts the days before March 1900 wrongly


def read_stamp(value: Any) -> dt.date | dt.datetime | None:
    """Read a day, a month (as its first day) or a moment without zone.

    Parameters
    ----------
    value : object
        Any cell.

    Returns
    -------
    date, datetime or None
        None where the text is no such date, or one that a spreadsheet cannot hold.
    """
    text = value if isinstance(value, str) else ""
    try:
        if _DAY.fullmatch(text):
            found: dt.date = dt.date.fromisoformat(text)
        elif _MONTH.fullmatch(text):
            found = dt.date.fromisoformat(f"{text}-01")
        elif _MOMENT.fullmatch(text):
            found = dt.datetime.fromisoformat(text)
        elif said := _GERMAN.fullmatch(text):
            found = dt.date(int(said[3]), int(said[2]), int(said[1]))
        else:
            return None
    except ValueError:
        return None
    return found if found.year >= FIRST else None


def stamp_format(value: str) -> str:
    """Return the number format that shows a date as it was written."""
    if "." in value[:3]:
        return "dd.mm.yyyy"
    return {7: "yyyy-mm", 10: "yyyy-mm-dd"}.get(len(value), "yyyy-mm-dd hh:mm")
