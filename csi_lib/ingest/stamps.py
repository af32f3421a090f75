"""Texts as stamps: one format decided over the whole column, then local time to UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from csi_lib.errors import SourceError

STAMP = "datetime64[us]"
WRITTEN = "%Y-%m-%d %H:%M:%S"  # how the reader writes the date cells of a workbook
WRITTEN_FORMS = (WRITTEN, f"{WRITTEN}%z", f"{WRITTEN}.%f", f"{WRITTEN}.%f%z")  # the stamp columns of a Parquet file
YEARS = (1980, 2199)  # no tool is older; 1970-01-01 and 9999-12-31 are how some write "never"

_SAMPLE = 500  # texts on which hopeless formats are dropped before the whole column is tried


@dataclass(frozen=True)
class Formats:
    """The formats under which most texts of one column can be read, equally many under each."""

    formats: tuple[str, ...]
    filled: int
    read: int
    example: str

    @property
    def ambiguous(self) -> bool:
        """Tell whether day and month cannot be told apart."""
        return len({_day_order(item) for item in self.formats}) > 1


def try_formats(texts: Sequence[str], formats: Sequence[str]) -> Formats:
    """Find the formats that read most texts of a column.

    Parameters
    ----------
    texts : sequence of str, shape (n,)
        The distinct filled texts of one column of one file.
    formats : sequence of str
        strptime formats in order of preference.

    Returns
    -------
    Formats
        The best ones; more than one only where they disagree about some text. Without texts: none.
    """
    values = np.asarray(texts, dtype=object)
    parsed = _parse_hopeful(values, formats)
    counts = {item: int(stamps.notna().sum()) for item, stamps in parsed.items()}
    most = max(counts.values(), default=0)
    best: list[str] = []
    for item in (item for item, count in counts.items() if count == most and most > 0):
        if not any(parsed[item].equals(parsed[other]) for other in best):
            best.append(item)
    return Formats(tuple(best), len(values), most, str(values[0]) if len(values) else "")


def _parse_hopeful(values: np.ndarray, formats: Sequence[str]) -> dict[str, pd.Series]:
    """Read the texts under each format that fits some of a sample; a year in front that fits all leaves no doubt."""
    sample = values[:: max(1, len(values) // _SAMPLE)]
    parsed = {}
    for item in formats if len(values) else ():
        if len(formats) > 1 and len(sample) < len(values) and parse_texts(sample, item).isna().all():
            continue
        parsed[item] = parse_texts(values, item)
        if item.startswith("%Y") and parsed[item].notna().all():
            return {item: parsed[item]}
    return parsed


def settle(found: Mapping[str, Formats], others: Iterable[Formats], where: str) -> dict[str, str]:
    """Choose one format for every stamp column of a file.

    Parameters
    ----------
    found : mapping of str to Formats
        Candidates by column of the file.
    others : iterable of Formats
        Candidates of all columns and files of the same source: one tool writes day and month in one order.
    where : str
        The file, for the message.

    Returns
    -------
    dict of str to str
        Format by column; "" where nothing could be read.

    Raises
    ------
    SourceError
        When day and month cannot be told apart in a column, nor in any other column of the source.
    """
    orders = {_day_order(item.formats[0]) for item in others if item.formats and not item.ambiguous}
    orders.discard("")
    return {column: _settle_one(column, item, orders, where) for column, item in found.items()}


def _settle_one(column: str, found: Formats, orders: set[str], where: str) -> str:
    if not found.ambiguous:
        return found.formats[0] if found.formats else ""
    if len(orders) == 1:
        fitting = [item for item in found.formats if _day_order(item) in orders]
        if fitting:
            return fitting[0]
    raise SourceError(
        f"day and month cannot be told apart in column '{column}' (for example '{found.example}')",
        where=where,
        do=f'Set \'dates\' for this source, for example dates: "{found.formats[0]}" or "{found.formats[1]}"',
    )


def _day_order(form: str) -> str:
    if "%d" not in form or "%m" not in form or form.startswith("%Y"):
        return ""
    return "day first" if form.index("%d") < form.index("%m") else "month first"


def parse_texts(texts: np.ndarray, form: str) -> pd.Series:
    """Read texts under one format.

    Parameters
    ----------
    texts : ndarray of str, shape (n,)
        The texts.
    form : str
        strptime format; with ``%z`` the result is UTC already.

    Returns
    -------
    Series of datetime64[us], shape (n,)
        Missing where the text does not fit, or names a year in which no ticket can be.
    """
    read = pd.to_datetime(pd.Series(texts, dtype=object), format=form, errors="coerce", utc="%z" in form)
    stamps = (read.dt.tz_localize(None) if "%z" in form else read).astype(STAMP)
    return stamps.where(stamps.dt.year.between(*YEARS))


@dataclass(frozen=True)
class Local:
    """Local stamps brought to UTC.

    Parameters
    ----------
    utc : Series of datetime64[us], shape (n,)
        The stamps in UTC.
    twice : ndarray of bool, shape (n,)
        The local time came twice that night (autumn): the first was taken.
    never : ndarray of bool, shape (n,)
        The local time did not exist (spring): it was moved forward by the gap.
    """

    utc: pd.Series
    twice: np.ndarray
    never: np.ndarray


def to_utc(stamps: pd.Series, zone: str) -> Local:
    """Bring local stamps to UTC, always with the offset in force before a change of the clocks.

    Parameters
    ----------
    stamps : Series of datetime64[us], shape (n,)
        Local wall-clock time.
    zone : str
        IANA zone.

    Returns
    -------
    Local
        UTC and what had to be decided.

    Source
    ------
    PEP 495 (fold=0): of two equal wall-clock times the first; one inside a gap keeps the offset before it.
    """
    info = ZoneInfo(zone)
    first = _localize(stamps, info, first=True)
    second = _localize(stamps, info, first=False)
    never = (stamps.notna() & first.isna()).to_numpy()
    twice = (first.notna() & (first != second)).to_numpy()
    utc = first.copy()
    if never.any():
        utc[never] = [_by_hand(item, info) for item in stamps[never]]
    return Local(utc.astype(STAMP), twice, never)


def _localize(stamps: pd.Series, info: ZoneInfo, *, first: bool) -> pd.Series:
    # pandas takes True as "the earlier of the two", whatever the zone calls daylight saving time
    chosen = np.full(len(stamps), first)
    return stamps.dt.tz_localize(info, ambiguous=chosen, nonexistent="NaT").dt.tz_convert("UTC").dt.tz_localize(None)


def _by_hand(stamp: pd.Timestamp, info: ZoneInfo) -> pd.Timestamp:
    return pd.Timestamp(stamp.to_pydatetime().replace(tzinfo=info).astimezone(UTC).replace(tzinfo=None))
