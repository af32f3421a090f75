"""List the reviews that are due, the overdue ones marked, or write them for a calendar program (.ics)."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_day, add_engagement, find_day, read_place

if TYPE_CHECKING:
    from csi_lib.register.register import Register
    from csi_lib.register.reviews.calendar import Due


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi review calendar``."""
    add_engagement(verb)
    verb.add_argument("--ics", metavar="FILE", help="write a calendar file (iCalendar), an event of a day each")
    verb.add_argument("--days", metavar="N", type=int, default=366, help="how far to look ahead (default: 366)")
    add_day(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Print what is due, or write it; 1 where a review is overdue."""
    from csi_lib.register.reviews.calendar import list_due, list_later, list_missing_types

    engagement, _, _, register = read_place(arguments)
    today = find_day(arguments, engagement)
    due = list_due(register, today, arguments.days)
    later = list_later(register, today, arguments.days)
    if arguments.ics:
        _write(due, engagement.id, engagement.client, today, Path(arguments.ics))
        print(f"Wrote {len(due):,} events to {arguments.ics}" if len(due) != 1 else f"Wrote 1 event to {arguments.ics}")
        print(_say_later(later, today), end="")
        return 0
    if due:
        print("\n".join(_say(due, register)))
    elif not later:
        print("No review is planned, and no cadence asks for one.")
    print(_say_later(later, today), end="")
    for name in list_missing_types(register):
        print(f"missing: nobody has planned or held a review of the type '{name}'")
    return 1 if any(item.overdue for item in due) else 0


def _say(due: tuple[Due, ...], register: Register) -> list[str]:
    return [
        f"{item.on}  {'OVERDUE' if item.overdue else '       '}  {item.type:<13}  {item.title}"
        f"{f' ({item.review})' if item.review else ''}: {item.basis}"
        for item in due
    ]


def _say_later(later: tuple[Due, ...], today: dt.date) -> str:
    """Name what lies further ahead than the calendar looks, and how to see it: nothing planned is left out unsaid."""
    if not later:
        return ""
    days = (later[-1].on - today).days
    return f"later: {len(later):,} more, from {later[0].on} to {later[-1].on}; --days {days} lists them too\n"


def _write(due: tuple[Due, ...], engagement: str, client: str, today: dt.date, path: Path) -> None:
    from csi_lib.errors import UsageError
    from csi_lib.files import write_whole
    from csi_lib.register.reviews.ics import write_calendar

    if not path.parent.is_dir():
        raise UsageError(f"--ics {path}: there is no folder {path.parent}", do="Make it, or name another")
    stamp = dt.datetime.combine(today, dt.time(), dt.UTC)  # of the day, so that the same register gives the same file
    write_whole(path, write_calendar(due, engagement, client, stamp))
