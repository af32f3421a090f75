"""A business calendar as a file: opening hours of the week in one zone, and the days that differ."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from csi_lib.clocks.days import SECONDS_PER_DAY
from csi_lib.errors import SettingsError, suggest
from csi_lib.settings import Id, Settings, check_zone, list_kit, load

FOLDER = "params/calendars"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Span = tuple[int, int]  # seconds of the local wall clock, the end exclusive

_SPAN = re.compile(r"^(\d{2}):(\d{2})-(\d{2}):(\d{2})$")


@dataclass(frozen=True)
class Calendar:
    """When the clock of a service level runs.

    Parameters
    ----------
    id, title : str
        Name of the file, and name for readers.
    zone : str
        IANA name of the zone in which the hours are meant.
    week : tuple of 7 tuples of (int, int)
        Monday first: the opening hours as seconds of the wall clock, ascending, the end exclusive.
    exceptions : tuple of (date, tuple of (int, int))
        Ascending: the days that differ from their weekday, and their hours; none: closed all day.
    """

    id: str
    title: str
    zone: str
    week: tuple[tuple[Span, ...], ...]
    exceptions: tuple[tuple[dt.date, tuple[Span, ...]], ...] = ()

    @property
    def always(self) -> bool:
        """The clock never stops, so that business time is elapsed time."""
        return not self.exceptions and all(spans == ((0, SECONDS_PER_DAY),) for spans in self.week)

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year that has an exception; None without any."""
        return (self.exceptions[0][0].year, self.exceptions[-1][0].year) if self.exceptions else None


class Week(Settings):
    """Opening hours by weekday; a day that is left out is closed."""

    mon: list[str] = []
    tue: list[str] = []
    wed: list[str] = []
    thu: list[str] = []
    fri: list[str] = []
    sat: list[str] = []
    sun: list[str] = []

    @field_validator(*WEEKDAYS)
    @classmethod
    def _hours_are_clear(cls, value: list[str]) -> list[str]:
        read_spans(value)
        return value


class Holiday(Settings):
    """A day that differs from its weekday."""

    date: dt.date
    name: str = Field(min_length=1)
    hours: list[str] = []  # given: open for these hours (half a day); empty: closed

    @field_validator("hours")
    @classmethod
    def _hours_are_clear(cls, value: list[str]) -> list[str]:
        read_spans(value)
        return value


class CalendarFile(Settings):
    """One file of params/calendars."""

    version: Literal[1]
    id: Id
    title: str = Field(min_length=1)
    zone: str
    week: Week
    holidays: list[Holiday] = []

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        check_zone(value)
        return value

    @field_validator("week")
    @classmethod
    def _opens_at_all(cls, value: Week) -> Week:
        if not any(getattr(value, day) for day in WEEKDAYS):
            raise ValueError('no day of the week is open; write for example mon: ["08:00-17:00"]')
        return value

    @field_validator("holidays")
    @classmethod
    def _dates_once(cls, value: list[Holiday]) -> list[Holiday]:
        dates = [item.date for item in value]
        twice = next((item for item in value if dates.count(item.date) > 1), None)
        if twice is not None:
            names = " and ".join(f"'{item.name}'" for item in value if item.date == twice.date)
            raise ValueError(f"{twice.date} stands there twice, as {names}; keep one of them")
        return value


def read_spans(texts: list[str]) -> tuple[Span, ...]:
    """Read opening hours of one day.

    Parameters
    ----------
    texts : list of str
        Such as ``08:00-12:00``; ``24:00`` is the end of the day.

    Returns
    -------
    tuple of (int, int)
        Seconds of the wall clock, ascending.

    Raises
    ------
    ValueError
        When one cannot be read, ends before it begins, or overlaps another.
    """
    spans = sorted((_read_span(text), text) for text in texts)
    for (before, first), (after, second) in zip(spans, spans[1:], strict=False):
        if after[0] < before[1]:
            raise ValueError(f"the hours {first} and {second} overlap; an hour counts once")
    return tuple(span for span, _ in spans)


def _read_span(text: str) -> Span:
    found = _SPAN.match(text.replace(" ", ""))
    if not found:
        raise ValueError(f"'{text}' are no opening hours; write them as 08:00-17:00")
    hours = [int(part) for part in found.groups()]
    start, end = hours[0] * 3_600 + hours[1] * 60, hours[2] * 3_600 + hours[3] * 60
    if max(hours[1], hours[3]) > 59 or end > SECONDS_PER_DAY:
        raise ValueError(f"'{text}' is no time of a day; hours go from 00:00 to 24:00")
    if end <= start:
        raise ValueError(f"'{text}' ends before it begins; write a night as two days, until 24:00 and from 00:00")
    return start, end


def load_calendar(name: str, home: Path | None = None, *, where: str = "calendar") -> Calendar:
    """Load a business calendar by its name.

    Parameters
    ----------
    name : str
        Stem of a file in params/calendars, such as ``office-de``.
    home : Path, optional
        The project's root; its own calendars go before those the kit ships.
    where : str
        The key that names it, for the message.

    Returns
    -------
    Calendar
        Ready to count with.

    Raises
    ------
    SettingsError
        When there is no such calendar (the message names the nearest), or its file does not hold together.
    """
    files = list_kit(FOLDER, ".yml", home)
    if name not in files:
        raise SettingsError(f"no calendar '{name}' in {FOLDER}", where=where, do=suggest(name, files))
    path = files[name]
    read = load(path, CalendarFile)
    if read.id != name:
        do = "Give the file and its id the same name"
        raise SettingsError(f"the id is '{read.id}', the file is named '{name}'", where=str(path), do=do)
    week = tuple(read_spans(getattr(read.week, day)) for day in WEEKDAYS)
    exceptions = tuple(sorted((item.date, read_spans(item.hours)) for item in read.holidays))
    return Calendar(read.id, read.title, read.zone, week, exceptions)
