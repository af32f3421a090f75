"""Stamps by the engine: one plain form of a fixed width, and local time to UTC by the changes of the clocks."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from csi_lib.ingest.bulk.session import quote
from csi_lib.ingest.dateforms import YEARS

_WIDTHS = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}
_PART = re.compile(r"%(.)")
_DAY = dt.timedelta(days=1)


def form_width(form: str) -> int:
    """Return how many signs a text of this form has; 0 for a form the engine is not trusted with.

    Within that width every number has all its digits, so that engine and ``parse_texts`` read the same, and the
    text can be had back from the stamp.
    """
    parts = _PART.findall(form)
    if len(set(parts)) != len(parts) or not {"Y", "m", "d"} <= set(parts) or set(parts) - set(_WIDTHS):
        return 0
    rest = _PART.sub("", form)
    return sum(_WIDTHS[part] for part in parts) + len(rest) if re.fullmatch(r"[-/.:T ]*", rest) else 0


def read_stamp(cell: str, form: str, sentinels: frozenset[str]) -> str:
    """Write the reading of a cell of this form; NULL where it is not, or where Python has to look at it."""
    return keep_years(f"({parse_stamp(cell, form)})", sentinels)


def parse_stamp(cell: str, form: str) -> str:
    """Write the parsing of a cell of this form, whatever its year."""
    return f"CASE WHEN length({cell}) = {form_width(form)} THEN try_strptime({cell}, {quote(form)}) END"


def keep_years(stamp: str, sentinels: frozenset[str]) -> str:
    """Write a stamp without the years in which no ticket can be, and the days that mean "never"."""
    never = f" AND {stamp}::DATE NOT IN ({', '.join(f'DATE {quote(day)}' for day in sorted(sentinels))})"
    first, last = f"TIMESTAMP '{YEARS[0]}-01-01'", f"TIMESTAMP '{YEARS[1] + 1}-01-01'"
    return f"CASE WHEN {stamp} >= {first} AND {stamp} < {last}{never if sentinels else ''} THEN {stamp} END"


@lru_cache(maxsize=64)
def list_changes(zone: str, first: int, last: int) -> tuple[tuple[dt.datetime, int, int], ...]:
    """List the changes of the clocks of a zone.

    Parameters
    ----------
    zone : str
        IANA zone.
    first, last : int
        Years.

    Returns
    -------
    tuple of (datetime, int, int)
        Moment in UTC, and seconds from UTC before and after it; one of the year before ``first`` is included.
    """
    info = ZoneInfo(zone)

    def offset(moment: dt.datetime) -> int:
        return int((moment.replace(tzinfo=dt.UTC).astimezone(info).utcoffset() or dt.timedelta()).total_seconds())

    found = []
    start, end = dt.datetime(first - 1, 1, 1), dt.datetime(last + 1, 1, 3)
    while start < end:
        if offset(start) != offset(start + _DAY):
            low, high = 0, 86_400
            while high - low > 1:
                middle = (low + high) // 2
                same = offset(start + dt.timedelta(seconds=middle)) == offset(start)
                low, high = (middle, high) if same else (low, middle)
            found.append((start + dt.timedelta(seconds=high), offset(start), offset(start + _DAY)))
        start += _DAY
    return tuple(found)


def shift_to_utc(local: str, zone: str, years: tuple[int, int]) -> str:
    """Write local time as UTC, always with the offset in force before a change of the clocks.

    Parameters
    ----------
    local : str
        The expression of the local stamp.
    zone : str
        IANA zone.
    years : tuple of int
        First and last year of the stamps.

    Returns
    -------
    str
        SQL without any time-zone function of the engine.
    """
    changes = list_changes(zone, *years)
    info = ZoneInfo(zone)
    begin = dt.datetime(years[0] - 1, 1, 1, tzinfo=dt.UTC).astimezone(info).utcoffset() or dt.timedelta()
    limits = [moment + dt.timedelta(seconds=max(before, after)) for moment, before, after in changes]
    offsets = [int(begin.total_seconds()), *(after for _, _, after in changes)]
    seconds = _choose(local, limits, offsets)
    return local if set(offsets) == {0} else f"({local} - to_seconds({seconds}))"


def _choose(local: str, limits: list[dt.datetime], offsets: list[int]) -> str:
    """Write the offset as a balanced tree of cases: thirty years cost six comparisons, not sixty."""
    if not limits:
        return str(offsets[0])
    middle = len(limits) // 2
    before = _choose(local, limits[:middle], offsets[: middle + 1])
    after = _choose(local, limits[middle + 1 :], offsets[middle + 1 :])
    return f"CASE WHEN {local} < TIMESTAMP '{limits[middle]}' THEN {before} ELSE {after} END"


def mark_changes(local: str, zone: str, years: tuple[int, int], code: str) -> str:
    """Write the condition that a local time came twice (``clock_twice``) or never (``clock_gap``)."""
    spans = [
        (moment + dt.timedelta(seconds=min(before, after)), moment + dt.timedelta(seconds=max(before, after)))
        for moment, before, after in list_changes(zone, *years)
        if (after < before) == (code == "clock_twice")
    ]
    parts = [f"({local} >= TIMESTAMP '{start}' AND {local} < TIMESTAMP '{end}')" for start, end in spans]
    return f"({' OR '.join(parts)})" if parts else "FALSE"
