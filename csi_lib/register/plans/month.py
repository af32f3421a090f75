"""One month that a status report is about."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

from csi_lib.errors import UsageError

_MONTH = re.compile(r"^(\d{4})-(\d{2})$")


@dataclass(frozen=True)
class Month:
    """A month by its first and last day, both in it."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    def holds(self, day: dt.date | None) -> bool:
        """Tell whether a day lies in the month."""
        return day is not None and self.first <= day <= self.last


def read_month(text: str, first: dt.date, as_of: dt.date) -> Month:
    """Read a month of the data.

    Parameters
    ----------
    text : str
        ``2026-06``.
    first, as_of : date
        First and last day of the data.

    Returns
    -------
    Month
        Its last day is that of the data where they end within it.

    Raises
    ------
    UsageError
        When it is no month, or the data say nothing of it.
    """
    found = _MONTH.match(text)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise UsageError(f"'{text}' is no month", do="Write year and month, as 2026-06")
    year, month = int(found[1]), int(found[2])
    begin, end = dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
    if end < first or begin > as_of:
        raise UsageError(f"the data say nothing of {text}: they reach from {first} to {as_of}", do="Name one of theirs")
    return Month(begin, min(end, as_of))
