"""Named ways to read what no value map can: durations in words, remaining times, grouped numbers, damaged ids.

An adapter names one beside its headings: ``reassign_count: {headings: [Group stations], read: minus_one}``. A name
stands for a function of one text; what it cannot read for certain is None, and the cell becomes a finding.

To add one: write a function of one text below, put ``@reading("name", ...)`` above it, and say what it gives.

* ``gives="value"``: the canonical value itself: a number, a flag, or the text of an id.
* ``gives="text"``: a text that is cleaner; value maps, yes and no, numbers and date formats are applied after it.
* ``unit``: unit of a number it gives. Without one the rule's ``unit`` counts, else the unit of the column.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

Value = str | float | bool | None
Read = TypeVar("Read", bound=Callable[[str], Value])

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_GROUPED = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:([ ,.'’])\d{3})(?:\1\d{3})*)")
_CLOCK = re.compile(r"([-+]?)(\d+):([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?")
_JOINTS = re.compile(r"[\s,;]+|\b(?:and|et|y|e|und|en)\b")
_BREAKS = re.compile(r"<br\s*/?>|[\r\n]+", re.IGNORECASE)
_DAMAGED = re.compile(r"[-+]?\d+(?:[.,]\d+)?E[-+]\d+", re.IGNORECASE)  # how a spreadsheet writes a long number
_ADDED_ZERO = re.compile(r"(\d+)[.,]00?")  # three zeros may be a group of thousands
_DECIMAL_COMMA = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+(?=,))(?:,\d+)?")
_BEGIN = re.compile(r"(\d{4}-\d{2}-\d{2})([ T])(\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(| ?Z| ?[-+]\d{2}:?\d{2})")
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?) ?%")

# Words of a duration, in seconds, without accents: English, German, French, Spanish, Portuguese, Italian, Dutch.
# Months and years have no fixed length and are not read.
_WORDS: dict[int, str] = {
    1: "s sec secs second seconds sek sekunde sekunden seconde secondes seg segs segundo segundos secondo secondi",
    60: "m min mins minute minutes minuten minuto minutos minuti minuut",
    3_600: "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren",
    86_400: "d day days t tag tage tagen j jour jours dia dias giorno giorni dag dagen",
    604_800: "w week weeks woche wochen semaine semaines semana semanas settimana settimane weken",
}
_SECONDS = {word: seconds for seconds, words in _WORDS.items() for word in words.split()}

_MET = {"within sla", "in sla", "met", "sla met", "within time", "on time", "not violated", "not overdue"}
_MISSED = {"sla violated", "violated", "sla breached", "breached", "missed", "sla missed", "overdue", "out of sla"}


@dataclass(frozen=True)
class Reading:
    """One named way to read a text.

    Parameters
    ----------
    read : callable
        From a text without white space around it to its value; None where it cannot be read for certain.
    gives : {"value", "text"}
        The canonical value, or a cleaner text that is read further.
    unit : str
        Unit of a number it gives; empty: the rule's, else the column's.
    """

    read: Callable[[str], Value]
    gives: Literal["value", "text"]
    unit: str = ""


READINGS: dict[str, Reading] = {}


def reading(name: str, *, gives: Literal["value", "text"] = "value", unit: str = "") -> Callable[[Read], Read]:
    """Register a function of one text under the name that adapter files use."""

    def register(function: Read) -> Read:
        READINGS[name] = Reading(function, gives, unit)
        return function

    return register


def read_texts(name: str, texts: np.ndarray) -> np.ndarray:
    """Read distinct texts under a named reading.

    Parameters
    ----------
    name : str
        A key of ``READINGS``.
    texts : ndarray of str, shape (n,)
        The texts.

    Returns
    -------
    ndarray of object, shape (n,)
        Values; None where a text cannot be read for certain.
    """
    values = np.empty(len(texts), dtype=object)
    values[:] = [READINGS[name].read(str(text).strip()) for text in texts]
    return values


@reading("minutes_left_met")
def read_time_left(text: str) -> bool | None:
    """Tell from the time that was left when a clock stopped ("-02:15", "0:40", "1,5", "-1h 30m") if it was met."""
    plain = text.replace("\u2212", "-")  # the true minus sign
    sign = -1 if plain.startswith("-") else 1
    left = _read_span(plain.lstrip("+-").strip())
    if left is None or (sign < 0 and left == 0):  # minus nothing: late by less than is shown, or not late
        return None
    return sign > 0


def _read_span(text: str) -> float | None:
    clock = _read_clock(text)
    if clock is not None:
        return clock
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else read_duration(text)


def _read_clock(text: str) -> float | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    seconds = int(match[2]) * 3_600 + int(match[3]) * 60 + int(match[4] or 0)
    return -seconds if match[1] == "-" else seconds


@reading("hms_hours", unit="h")
def read_hours(text: str) -> float | None:
    """Read "12:30:45" or "12:30" as hours; a plain number is hours already."""
    clock = _read_clock(text)
    if clock is not None:
        return clock / 3_600
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


@reading("words_duration", unit="s")
def read_duration(text: str) -> float | None:
    """Read a duration in words ("6 horas 54 minutos", "3 d 4 h") as seconds; months and years are not read."""
    plain = _without_accents(_SPACES.sub(" ", text)).casefold().strip()
    sign, body = (-1, plain[1:].strip()) if plain.startswith("-") else (1, plain)
    total, found = 0.0, 0
    rest = body
    for amount, word in _PART.findall(body):
        if word not in _SECONDS:
            return None
        total += float(amount.replace(",", ".")) * _SECONDS[word]
        found += 1
    rest = _JOINTS.sub("", _PART.sub(" ", body))
    return sign * total if found and not rest else None


def _without_accents(text: str) -> str:
    return "".join(item for item in unicodedata.normalize("NFD", text) if not unicodedata.combining(item))


@reading("minus_one")
def read_less_one(text: str) -> int | None:
    """Read a count of stations as a count of moves: the first assignment is none; never assigned is none, too."""
    whole = _whole(text)
    return max(whole - 1, 0) if whole is not None and whole >= 0 else None


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[-+]?\d{1,15}", text) else None


@reading("grouped_integer")
def read_grouped(text: str) -> str | None:
    """Read a whole number with groups of three ("28 316" with any kind of space, "1,234") as its digits."""
    plain = _SPACES.sub(" ", text)
    return re.sub(r"[ ,.'’+]", "", plain) if _GROUPED.fullmatch(plain) else None


@reading("whole_id")
def read_id(text: str) -> str | None:
    """Read an id that went through a spreadsheet: "12345.0" is "12345"; of "1.00E+05" the digits are lost."""
    if not text or _DAMAGED.fullmatch(text):
        return None
    added = _ADDED_ZERO.fullmatch(text)
    return added[1] if added else text


@reading("sla_text")
def read_sla(text: str) -> bool | None:
    """Tell "Within SLA" from "SLA Violated"."""
    plain = _SPACES.sub(" ", text).casefold()
    return True if plain in _MET else False if plain in _MISSED else None


@reading("first_line", gives="text")
def read_first_line(text: str) -> str | None:
    """Keep the first of several values in one cell, parted by line breaks or <br>."""
    return next((part.strip() for part in _BREAKS.split(text) if part.strip()), None)


@reading("percent")
def read_percent(text: str) -> float | None:
    """Read "78 %" as the share 0.78; a number without the mark is not read."""
    match = _PERCENT.fullmatch(_SPACES.sub(" ", text))
    return float(match[1].replace(",", ".")) / 100 if match else None


@reading("decimal_comma")
def read_decimal_comma(text: str) -> float | None:
    """Read "1,5" and "1.234,5"; a point that may be a decimal one ("1.234") is not read."""
    plain = text.strip()
    return float(plain.replace(".", "").replace(",", ".")) if _DECIMAL_COMMA.fullmatch(plain) else None


@reading("begin_plus_minutes", gives="text")
def read_end(text: str) -> str | None:
    """Write when something ended from its begin and its minutes, joined by a stroke: "2025-01-15 08:00:00 / 12".

    Only of a begin with the year in front: of others day and month are not known here. Minutes are added to the time on
    the clock, so an end on the other side of a change of the clocks is an hour off.
    """
    begin, stroke, minutes = text.rpartition("/")
    if not stroke or not minutes.strip() or not begin.strip():
        return ""
    match, amount = _BEGIN.fullmatch(begin.strip()), _NUMBER.fullmatch(minutes.strip())
    if match is None or amount is None or minutes.strip().startswith("-"):
        return None
    try:
        end = dt.datetime.fromisoformat(f"{match[1]}T{match[3]}") + dt.timedelta(
            minutes=float(minutes.replace(",", "."))
        )
    except (ValueError, OverflowError):
        return None
    return f"{end:%Y-%m-%d}{match[2]}{end:%H:%M:%S}{match[4]}"
