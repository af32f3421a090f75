"""Reviews as a calendar file (iCalendar, RFC 5545), for any calendar program."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from csi_lib.register.reviews.calendar import Due

LINE = 75  # octets of a line, RFC 5545 section 3.1
PRODUCT = "-//csi-kit//service reviews//EN"


def write_calendar(due: Iterable[Due], engagement: str, client: str, stamp: dt.datetime) -> bytes:
    """Write reviews as a calendar file.

    Parameters
    ----------
    due : iterable of Due
        What is due; each becomes an event of a whole day.
    engagement, client : str
        Whose; the engagement goes into the identity of every event, so that a second import replaces the first.
    stamp : datetime
        When the calendar was made, UTC.

    Returns
    -------
    bytes
        UTF-8, lines ended and folded as the format asks.

    Source
    ------
    RFC 5545, sections 3.1 (lines), 3.3.11 (texts), 3.6.1 (events).
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(f'Reviews: {client}')}",
    ]
    for item in due:
        lines += _write_event(item, engagement, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(_fold(line) for line in lines)


def _write_event(item: Due, engagement: str, stamp: dt.datetime) -> list[str]:
    about = [f"{name}: {part}. " for name, part in (("Service", item.service), ("Supplier", item.supplier)) if part]
    said = "".join([*(["Overdue since this day. "] if item.overdue else []), f"Type: {item.type}. ", *about])
    return [
        "BEGIN:VEVENT",
        f"UID:{_name(item, engagement)}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_write_day(item.on)}",
        f"DTEND;VALUE=DATE:{_write_day(item.on + dt.timedelta(days=1))}",
        f"SUMMARY:{escape(item.title)}",
        f"DESCRIPTION:{escape(f'{said}{item.basis[:1].upper()}{item.basis[1:]}.')}",
        f"CATEGORIES:{escape(item.type)}",
        f"STATUS:{'CONFIRMED' if item.review else 'TENTATIVE'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _write_day(day: dt.date) -> str:
    """Write a day in eight digits, which strftime does not do for every year."""
    return day.isoformat().replace("-", "")


def _name(item: Due, engagement: str) -> str:
    """Name an event the same whenever it is written; a review keeps its name when its day changes."""
    about = item.review or "\0".join((item.type, item.service, item.supplier, str(item.on)))
    digits = hashlib.sha256(f"{engagement}\0{about}".encode()).hexdigest()[:24]
    return f"{digits}@csi-kit"


def escape(text: str) -> str:
    """Write a text so that nothing in it ends the line or begins another property."""
    plain = "".join(
        letter for letter in text.replace("\r\n", "\n").replace("\r", "\n") if letter >= " " or letter == "\n"
    )
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> bytes:
    return b"\r\n ".join(_cut(line)) + b"\r\n"


def _cut(line: str) -> Iterator[bytes]:
    """Cut a line into parts of at most 75 octets, the blank that begins a folded one counted, and never in a letter."""
    part, room = b"", LINE
    for letter in line:
        octets = letter.encode("utf-8")
        if len(part) + len(octets) > room:
            yield part
            part, room = b"", LINE - 1
        part += octets
    yield part
