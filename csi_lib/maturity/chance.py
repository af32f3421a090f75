"""How sure a rating is: the probability of each level, and an interval per attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from math import floor
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.maturity.bank import Process
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.ladder import list_needs
from csi_lib.maturity.measured import Measured, find_measured, load_panels
from csi_lib.maturity.panels import Answered, lay_out_panels
from csi_lib.maturity.rating import Rating
from csi_lib.maturity.rule import PLAIN, Rule
from csi_lib.stats.panels import (
    FEWEST,
    NO_ANSWER,
    TICKS,
    Panel,
    bootstrap_attributes,
    climb_all,
    count_ticks,
    draw_attributes,
    estimate_likeness,
    find_interval,
)

SURE = 0.95  # what the most probable levels have together
_LookUp = Callable[[int, int], Measured | None]


@dataclass(frozen=True)
class AttributeChance:
    """How sure the rating of one attribute is.

    Parameters
    ----------
    attribute, title : str
        Id and title in the framework.
    level : int
        The level it belongs to.
    percent : Fraction or None
        The rating, 0..100.
    low, high : float
        95 % interval of what everybody would say, percent.
    letters : tuple of (str, float)
        Probability of each letter, lowest first, 0..1.
    respondents, questions : int
        What it rests on.
    likeness : float
        How alike one person's answers are here: 0 (each counts) to 1 (one tells the others), leaning to 1 while few
        people answered; 1 with a single question.
    stops : float
        Share of the draws in which this attribute stops the next level, 0..1.
    bootstrap : (float, float) or None
        Interval of a bootstrap over respondents, percent; None below 20 of them.
    measured : Measured or None
        How often such intervals held the truth; None where that was not measured.
    """

    attribute: str
    title: str
    level: int
    percent: Fraction | None
    low: float
    high: float
    letters: tuple[tuple[str, float], ...]
    respondents: int
    questions: int
    likeness: float
    stops: float
    bootstrap: tuple[float, float] | None
    measured: Measured | None

    @property
    def width(self) -> float:
        """Width of the interval in percentage points."""
        return self.high - self.low

    @property
    def bootstrap_gap(self) -> float:
        """Percentage points by which the bootstrap's ends differ at most; 0 without one."""
        if self.bootstrap is None:
            return 0.0
        return max(abs(self.bootstrap[0] - self.low), abs(self.bootstrap[1] - self.high))


@dataclass(frozen=True)
class Confidence:
    """How sure the rating of one process is.

    Parameters
    ----------
    process, title : str
        Id and title of the process.
    level : int or None
        The level that was rated.
    levels : tuple of float
        Probability of level 0, 1, 2 ... up to the highest that was asked; they add up to 1. Empty when level 1 cannot
        be decided.
    attributes : tuple of AttributeChance
        Those with an answer, in the framework's order.
    respondents : int
        People with a countable answer.
    team : int or None
        How many there are to ask; None when unknown.
    """

    process: str
    title: str
    level: int | None
    levels: tuple[float, ...]
    attributes: tuple[AttributeChance, ...]
    respondents: int
    team: int | None

    @property
    def whole_team(self) -> bool:
        """Whether everybody there is has answered, so that nothing is left to chance."""
        return self.team is not None and self.respondents >= self.team

    @property
    def likeliest(self) -> int | None:
        """The most probable level, the lower of two equal ones; None without any."""
        return int(np.argmax(self.levels)) if self.levels else None

    @property
    def probable(self) -> tuple[int, ...]:
        """The fewest levels that together have 95 %, rising; empty without any."""
        order = sorted(range(len(self.levels)), key=lambda level: (-self.levels[level], level))
        held: list[int] = []
        for level in order:
            held.append(level)
            if sum(self.levels[one] for one in held) >= SURE - 1e-9:
                break
        return tuple(sorted(held))

    @property
    def deciding(self) -> tuple[AttributeChance, ...]:
        """The attributes that the probable levels, and the one above them, hang on; all of them without a level."""
        highest = max(self.probable, default=len(self.attributes)) + 1
        return tuple(item for item in self.attributes if item.level <= highest)


def estimate_confidence(
    replies: pd.DataFrame,
    processes: Iterable[Process],
    framework: Framework,
    ratings: Iterable[Rating] = (),
    *,
    rule: Rule = PLAIN,
    team: Mapping[str, int] | None = None,
    home: Path | None = None,
) -> tuple[Confidence, ...]:
    """Estimate how sure the level and the attributes of each process are.

    Parameters
    ----------
    replies : DataFrame
        As ``list_replies`` returns it.
    processes : iterable of Process
        Those wanted.
    framework : Framework
        Bands, attributes and the ladder.
    ratings : iterable of Rating, optional
        What was rated, to stand beside it.
    rule : Rule, optional
        How "not applicable", mean and weights are read. Letters of instances are not joined here: the posterior is
        that of the percent.
    team : mapping of str to int, optional
        Group -> people it has. Counts only where all groups that answered have a size.
    home : Path, optional
        The project's root, for its own table of measured coverage.

    Returns
    -------
    tuple of Confidence
        One per process. The same answers give the same numbers, in any order and any process.

    Raises
    ------
    SettingsError
        When more people of a group answered than its team has, or the table of measured coverage cannot be read.

    Source
    ------
    The model and its measured coverage: ``csi_lib.stats.panels`` and tests/bench/panels.py.
    """
    rated = {item.process: item for item in ratings}
    look_up = cache(partial(find_measured, table=load_panels(home)))
    found = lay_out_panels(replies, processes, framework, rule, team)
    return tuple(_estimate(item, framework, rated.get(item.process.process), look_up) for item in found)


def _estimate(item: Answered, framework: Framework, rating: Rating | None, look_up: _LookUp) -> Confidence:
    drawn = draw_attributes(item.panel)
    ticks = count_ticks(drawn)
    edges = _find_edges(item.attributes, framework)
    shares = climb_all(ticks, edges)
    boot = bootstrap_attributes(item.panel) if item.panel.people >= FEWEST else None
    percents = {one.attribute: one.percent for one in rating.attributes} if rating else {}
    known = {one.id: one for one in framework.attributes}
    attributes = []
    for place, name in enumerate(item.attributes):
        answers = item.panel.answers[:, item.panel.blocks == place]
        low, high = find_interval(drawn[:, place], answers)
        respondents = int((answers != NO_ANSWER).any(axis=1).sum())
        attributes.append(
            AttributeChance(
                attribute=name,
                title=known[name].title,
                level=known[name].level,
                percent=percents.get(name),
                low=100 * low,
                high=100 * high,
                letters=_share_letters(ticks[:, place], framework),
                respondents=respondents,
                questions=answers.shape[1],
                likeness=_find_likeness(item.panel, answers),
                stops=float(shares.stops[place]),
                bootstrap=None if boot is None else (100 * float(boot[place, 0]), 100 * float(boot[place, 1])),
                measured=look_up(respondents, answers.shape[1]),
            )
        )
    return Confidence(
        process=item.process.process,
        title=item.process.title,
        level=rating.level if rating else None,
        levels=tuple(float(share) for share in shares.levels) if len(edges) else (),
        attributes=tuple(attributes),
        respondents=item.panel.people,
        team=item.panel.team,
    )


def _find_likeness(panel: Panel, answers: np.ndarray) -> float:
    return estimate_likeness(np.where(answers != NO_ANSWER, panel.shares[answers], np.nan))


def _find_edges(attributes: tuple[str, ...], framework: Framework) -> np.ndarray:
    """Return what each level asks, as far up as all it asks for was answered; -1 where it asks nothing."""
    order = [item.letter for item in framework.bands]
    lower = [Fraction(-1, TICKS), *(item.upto for item in framework.bands)]
    rows = []
    for level in range(1, len(framework.levels)):
        needs = {item.id: lower[order.index(least)] for item, least in list_needs(level, framework)}
        if not set(needs) <= set(attributes):
            break
        rows.append([floor(needs[name] * TICKS) if name in needs else -1 for name in attributes])
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(attributes))


def _share_letters(ticks: np.ndarray, framework: Framework) -> tuple[tuple[str, float], ...]:
    edges = [floor(item.upto * TICKS) for item in framework.bands]
    place = np.minimum(
        np.searchsorted(edges, ticks, side="left"), len(edges) - 1
    )  # an upper end is of the lower letter
    counts = np.bincount(place, minlength=len(edges)) / len(ticks)
    return tuple((item.letter, float(share)) for item, share in zip(framework.bands, counts, strict=True))
