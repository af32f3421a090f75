"""No effect and no paper is counted twice: benefits that rest on the same one share it, or only the first counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

UNSAID = "other"  # what is saved where a benefit does not say it
PAPER = "paper:"
WHOLE = dt.date.min  # stands for all months of a paper: a document is counted as a whole


@dataclass(frozen=True)
class Stake:
    """What one benefit rests on.

    Parameters
    ----------
    id : str
        Of the benefit.
    kpi : str
        On which it is seen; of a paper ``paper:`` and its document.
    where : mapping of str to str
        Its slice; empty: everything.
    saves : str
        What is saved: hours of agents and hours of users are two things; what does not say it is apart from nothing.
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

    @property
    def is_paper(self) -> bool:
        """Whether it rests on a document instead of an effect."""
        return self.kpi.startswith(PAPER)


@dataclass(frozen=True)
class Clash:
    """Two benefits that rest on one effect without having shared it out.

    Parameters
    ----------
    counted, left_out : str
        Ids: the first counts, the second does not.
    months : int
        Over how many months.
    paper : bool
        Whether they name the same document, and not the same effect.
    """

    counted: str
    left_out: str
    months: int
    paper: bool = False


def is_same_effect(one: Stake, other: Stake) -> bool:
    """Tell whether two benefits may rest on the same rows and save the same; slices are apart only by one column."""
    if one.kpi != other.kpi or one.is_paper:
        return one.kpi == other.kpi
    apart = any(column in other.where and other.where[column] != value for column, value in one.where.items())
    return not apart and (one.saves == other.saves or UNSAID in (one.saves, other.saves))


def weigh(stakes: Sequence[Stake]) -> tuple[dict[str, dict[dt.date, float]], tuple[Clash, ...]]:
    """Say which part of each month each benefit may count.

    Within a declared group everyone counts its share. Otherwise a benefit that says what it saves counts the
    month before one that does not, then the one whose initiative went live first; the others count nothing of it until
    they share it out.

    Parameters
    ----------
    stakes : sequence of Stake
        All benefits that are to be added up.

    Returns
    -------
    tuple of (dict, tuple of Clash)
        By id and month, a part of 0 to 1; and what was left out.
    """
    ordered = sorted(stakes, key=lambda item: (item.saves == UNSAID, item.live, item.id))
    parts: dict[str, dict[dt.date, float]] = {item.id: {} for item in ordered}
    left: dict[tuple[str, str], int] = {}
    for place, item in enumerate(ordered):
        for month in item.months:
            first = next((other for other in ordered[:place] if _counts(other, item, month, parts)), None)
            parts[item.id][month] = item.share if first is None else 0.0
            if first is not None:
                left[first.id, item.id] = left.get((first.id, item.id), 0) + 1
    papers = {item.id for item in ordered if item.is_paper}
    return parts, tuple(Clash(*names, months, names[0] in papers) for names, months in left.items())


def _counts(other: Stake, item: Stake, month: dt.date, parts: Mapping[str, Mapping[dt.date, float]]) -> bool:
    """Tell whether another benefit already counts a month of this one's effect, without sharing it."""
    return parts[other.id].get(month, 0.0) > 0 and other.id not in item.group and is_same_effect(other, item)
