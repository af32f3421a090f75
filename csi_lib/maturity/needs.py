"""How many more interviews it takes until a rating is worth its letter, and when to stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from csi_lib.maturity.confidence import SURE, Confidence
from csi_lib.stats.panels import count_more

BAND = 35.0  # percentage points: the width of the bands P (15 to 50) and L (50 to 85)


@dataclass(frozen=True)
class Need:
    """How many more interviews one process needs.

    Parameters
    ----------
    process, title : str
        Id and title of the process.
    respondents : int
        People asked so far.
    attribute : str
        The attribute with the widest interval among those that decide the level; empty when nothing was answered.
    width : float
        That interval's width, percentage points.
    level_chance : float
        Probability of the likeliest level, 0..1; 0 when there is none.
    more : int or None
        People to be asked in addition until the widest interval is likely to be at most a band wide; None when more
        than 200, or when nobody was asked yet.
    stop : bool
        Whether to stop: each deciding interval is at most a band wide, one level is almost certain, or nobody is left.
    band : float
        The width to get below, percentage points.
    """

    process: str
    title: str
    respondents: int
    attribute: str
    width: float
    level_chance: float
    more: int | None
    stop: bool
    band: float

    @property
    def says(self) -> str:
        """What to do, in one clause."""
        if not self.respondents:
            return "nobody has answered yet"
        if self.stop and self.width > self.band:
            return f"stop: one level has {round(100 * self.level_chance)} %"
        if self.stop:
            settled = "" if self.level_chance >= SURE else ", though the level stays open"
            return f"stop: every interval up to the next level is narrow enough{settled}"
        if self.more is None:
            return "more interviews alone will not settle it: look at evidence"
        return f"about {self.more} more"


def plan_interviews(confidence: Iterable[Confidence], band: float = BAND) -> tuple[Need, ...]:
    """Plan the interviews still needed per process.

    Parameters
    ----------
    confidence : iterable of Confidence
        As ``estimate_confidence`` returns it.
    band : float
        Width to get below, percentage points.

    Returns
    -------
    tuple of Need
        One per process.
    """
    return tuple(_plan(item, band) for item in confidence)


def _plan(item: Confidence, band: float) -> Need:
    chance = max(item.levels, default=0.0)
    if not item.deciding:
        return Need(item.process, item.title, item.respondents, "", 0.0, chance, None, False, band)
    widest = max(item.deciding, key=lambda one: one.width)
    more = count_more(widest.width, widest.respondents, band, item.team)
    stop = more == 0 or chance >= SURE or item.whole_team
    return Need(
        process=item.process,
        title=item.title,
        respondents=item.respondents,
        attribute=widest.attribute,
        width=widest.width,
        level_chance=chance,
        more=0 if stop else more,
        stop=stop,
        band=band,
    )


def expect_widths(table: pd.DataFrame, questions: int = 5) -> pd.DataFrame:
    """Say before anybody is asked how wide an interval is likely to be.

    Parameters
    ----------
    table : DataFrame
        As ``load_panels`` returns it.
    questions : int
        Questions of an attribute: 1, or else those that were measured.

    Returns
    -------
    DataFrame
        ``people``, and in percentage points ``narrowest`` and ``widest``: mean widths over the measured truths and
        person effects.
    """
    rows = table[table["what"] == ("question" if questions == 1 else "attribute")]
    widths = rows.groupby("people")["width"]
    return pd.DataFrame({"narrowest": widths.min(), "widest": widths.max()}).reset_index()
