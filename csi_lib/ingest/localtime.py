"""Local time to UTC, always with the offset in force before a change of the clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from csi_lib.ingest.dateforms import JOINT, STAMP, is_absolute, parse_texts


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


@dataclass(frozen=True)
class Stamps:
    """Texts of one column as stamps.

    Parameters
    ----------
    utc : Series of datetime64[us], shape (n,)
        The stamps in UTC.
    twice, never : ndarray of bool, shape (n,)
        As in ``Local``.
    other : ndarray of bool, shape (n,)
        Written in another form than most of the column.
    """

    utc: pd.Series
    twice: np.ndarray
    never: np.ndarray
    other: np.ndarray


def read_stamps(texts: np.ndarray, form: str, zone: str) -> Stamps:
    """Read texts and bring them to UTC; those with an offset of their own, and those without.

    Parameters
    ----------
    texts : ndarray of str, shape (n,)
        The texts.
    form : str
        As ``settle`` gives it: the first form of a set is that of most texts.
    zone : str
        IANA zone of texts without an offset.

    Returns
    -------
    Stamps
        UTC, and what had to be decided.
    """
    utc = pd.Series(pd.NaT, index=range(len(texts))).astype(STAMP)
    twice, never, other = (np.zeros(len(texts), dtype=bool) for _ in range(3))
    for place, part in enumerate(form.split(JOINT) if form else ()):
        left = utc.isna().to_numpy()
        local = to_utc(parse_texts(texts[left], part), "UTC" if is_absolute(part) else zone)
        utc[left] = local.utc.to_numpy()
        twice[left], never[left] = local.twice, local.never
        other |= left & utc.notna().to_numpy() & (place > 0)
    return Stamps(utc, twice, never, other)
