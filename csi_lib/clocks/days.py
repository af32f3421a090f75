"""Local days of UTC stamps, prepared here so that no engine's time-zone function is ever used."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

SECONDS_PER_DAY = 86_400
# A UTC day sees its local date change once as a rule, never when the zone skips a midnight eastwards, and three times
# where the clock went back just after midnight (Newfoundland and Labrador until 2010, at 00:01).
SWITCHES = 3

_HOUR = 3_600
_EPOCH = dt.date(1970, 1, 1)


def utc_days(zone: str, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Say for every UTC day which local days it holds, and at which second one follows the other.

    Parameters
    ----------
    zone : str
        IANA name of the client's time zone.
    first, last : date
        First and last UTC day, both inclusive.

    Returns
    -------
    DataFrame, one row per UTC day
        ``utc_day`` (datetime64, midnight UTC); ``local_0`` (datetime64, the local day the UTC day begins in);
        ``second_1`` to ``second_3`` (int, seconds after midnight UTC at which the local date changes, 86,400 where it
        does not) and ``local_1`` to ``local_3`` (datetime64, the local day from then on). A stamp belongs to the
        local day of the last switch at or before it.
    """
    begin, days = (first - _EPOCH).days, (last - first).days + 1
    at, to = _date_switches(ZoneInfo(zone), begin - 1, begin + days + 1)
    seconds = np.full((days, SWITCHES), SECONDS_PER_DAY, dtype=np.int64)
    locals_ = np.empty((days, SWITCHES + 1), dtype=np.int64)
    for row in range(days):
        midnight = (begin + row) * SECONDS_PER_DAY
        low, high = np.searchsorted(at, (midnight, midnight + SECONDS_PER_DAY), side="left")
        # A switch at midnight itself makes an empty first stretch: its local day is simply never met.
        locals_[row] = to[low - 1]
        seconds[row, : high - low] = at[low:high] - midnight
        for place in range(high - low):
            locals_[row, place + 1 :] = to[low + place]
    out: dict[str, np.ndarray] = {
        "utc_day": as_days(np.arange(begin, begin + days)),
        "local_0": as_days(locals_[:, 0]),
    }
    for place in range(SWITCHES):
        out[f"second_{place + 1}"] = seconds[:, place]
        out[f"local_{place + 1}"] = as_days(locals_[:, place + 1])
    return pd.DataFrame(out)


def to_utc(local_midnight: dt.date, zone: str) -> pd.Timestamp:
    """Return the instant at which a local day begins.

    Parameters
    ----------
    local_midnight : date
        The local day (the date of a Timestamp counts).
    zone : str
        IANA name of the time zone.

    Returns
    -------
    Timestamp
        UTC without a zone mark: the first instant whose local date is this day or, where the zone skips the day, a
        later one.
    """
    day = (dt.date(local_midnight.year, local_midnight.month, local_midnight.day) - _EPOCH).days
    at, to = _date_switches(ZoneInfo(zone), day - 2, day + 3)
    return pd.Timestamp(int(at[np.argmax(to >= day)]), unit="s").as_unit("us")


def local_day(stamp: pd.Timestamp, zone: str) -> dt.date:
    """Return the local day of one UTC stamp.

    Parameters
    ----------
    stamp : Timestamp
        UTC without a zone mark.
    zone : str
        IANA name of the time zone.

    Returns
    -------
    date
        The local day.
    """
    return stamp.tz_localize("UTC").tz_convert(zone).date()


def as_days(numbers: np.ndarray) -> np.ndarray:
    """Return days since 1970 as stamps."""
    return numbers.astype("datetime64[D]").astype("datetime64[us]")


def _date_switches(zone: ZoneInfo, begin: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """List every instant from one UTC day to another at which the local date changes, and the date it changes to."""
    starts, offsets = offset_stretches(zone, begin * SECONDS_PER_DAY, end * SECONDS_PER_DAY)
    ends = [*starts[1:], end * SECONDS_PER_DAY]
    at: list[int] = []
    to: list[int] = []
    for start, stop, offset in zip(starts, ends, offsets, strict=True):
        day = (start + offset) // SECONDS_PER_DAY
        if not to or to[-1] != day:
            at.append(start)
            to.append(day)
        midnights = range((day + 1) * SECONDS_PER_DAY - offset, stop, SECONDS_PER_DAY)
        at.extend(midnights)
        to.extend(range(day + 1, day + 1 + len(midnights)))
    return np.array(at, dtype=np.int64), np.array(to, dtype=np.int64)


def offset_stretches(zone: ZoneInfo, begin: int, end: int) -> tuple[list[int], list[int]]:
    """List the stretches of constant offset: first second of each, and the offset in seconds."""
    # Offsets never change twice within an hour, so looking once an hour finds every change.
    hours = range(begin, end, _HOUR)
    index = pd.to_datetime(np.arange(begin, end, _HOUR), unit="s", utc=True)
    walls = index.tz_convert(zone).tz_localize(None)
    found = ((walls - index.tz_localize(None)) // pd.Timedelta(seconds=1)).to_numpy()
    starts, offsets = [begin], [int(found[0])]
    for place in np.flatnonzero(np.diff(found)):
        starts.append(_bisect(zone, hours[place], hours[place] + _HOUR))
        offsets.append(int(found[place + 1]))
    return starts, offsets


def _bisect(zone: ZoneInfo, low: int, high: int) -> int:
    """Find the first second of the new offset, which holds at `high` and not yet at `low`."""
    new = _offset(zone, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(zone, middle) == new else (middle, high)
    return high


def _offset(zone: ZoneInfo, second: int) -> float:
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=second)
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None  # a ZoneInfo always knows
    return offset.total_seconds()
