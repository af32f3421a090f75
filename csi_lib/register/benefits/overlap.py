"""No effect is counted twice: benefits that rest on the same months of the same KPI share it or take turns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stake:
    """What one benefit rests on.

    Parameters
    ----------
    id : str
        Of the benefit.
    kpi : str
        On which it is seen.
    where : mapping of str to str
        Its slice; empty: everything.
    saves : str
        What is saved: hours of agents and hours of users are two things.
    live : date
        Go-live of its initiative: who was first counts first.
    months : tuple of date
        First days of the months it counts.
    group : tuple of str
        The benefits it declares to share with, itself in.
    share : float
        Its declared part.
    """

    id: str
    kpi: str
    where: Mapping[str, str]
    saves: str
    live: dt.date
    months: tuple[dt.date, ...]
    group: tuple[str, ...]
    share: float = 1.0


@dataclass(frozen=True)
class Clash:
    """Two benefits that rest on one effect without having shared it out.

    Parameters
    ----------
    counted, left_out : str
        Ids: the first counts, the second does not.
    months : int
        Over how many months.
    """

    counted: str
    left_out: str
    months: int


def is_same_effect(one: Stake, other: Stake) -> bool:
    """Tell whether two benefits may rest on the same rows and save the same; slices are apart only by one column."""
    apart = any(column in other.where and other.where[column] != value for column, value in one.where.items())
    return (one.kpi, one.saves) == (other.kpi, other.saves) and not apart


def weigh(stakes: Sequence[Stake]) -> tuple[dict[str, dict[dt.date, float]], tuple[Clash, ...]]:
    """Say which part of each month each benefit may count.

    Within a declared group everyone counts its share. Otherwise the benefit whose initiative went live first counts
    the month, and the others count nothing of it until they share it out.

    Parameters
    ----------
    stakes : sequence of Stake
        All benefits that are to be added up.

    Returns
    -------
    tuple of (dict, tuple of Clash)
        By id and month, a part of 0 to 1; and what was left out.
    """
    ordered = sorted(stakes, key=lambda item: (item.live, item.id))
    parts: dict[str, dict[dt.date, float]] = {item.id: {} for item in ordered}
    left: dict[tuple[str, str], int] = {}
    for place, item in enumerate(ordered):
        for month in item.months:
            first = next((other for other in ordered[:place] if _counts(other, item, month, parts)), None)
            parts[item.id][month] = item.share if first is None else 0.0
            if first is not None:
                left[first.id, item.id] = left.get((first.id, item.id), 0) + 1
    return parts, tuple(Clash(*names, months) for names, months in left.items())


def _counts(other: Stake, item: Stake, month: dt.date, parts: Mapping[str, Mapping[dt.date, float]]) -> bool:
    """Tell whether another benefit already counts a month of this one's effect, without sharing it."""
    return parts[other.id].get(month, 0.0) > 0 and other.id not in item.group and is_same_effect(other, item)
