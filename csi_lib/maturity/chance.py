"""Estimate how sure a rating is: answers, drawn again and again, pushed through bands and levels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache, partial
from math import floor
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.maturity.bank import Process
from csi_lib.maturity.confidence import AttributeChance, Confidence
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

__all__ = ["AttributeChance", "Confidence", "estimate_confidence"]

_LookUp = Callable[[int, int], Measured | None]


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
    edges = _find_edges(item.attributes, framework)
    shares = climb_all(count_ticks(drawn), edges)
    boot = bootstrap_attributes(item.panel) if item.panel.people >= FEWEST else None
    percents = {one.attribute: one.percent for one in rating.attributes} if rating else {}
    attributes = [
        _judge(
            item,
            place,
            drawn[:, place],
            framework,
            percent=percents.get(name),
            stops=float(shares.stops[place]),
            bootstrap=None if boot is None else (100 * float(boot[place, 0]), 100 * float(boot[place, 1])),
            look_up=look_up,
        )
        for place, name in enumerate(item.attributes)
    ]
    return Confidence(
        process=item.process.process,
        title=item.process.title,
        level=rating.level if rating else None,
        levels=tuple(float(share) for share in shares.levels) if len(edges) else (),
        attributes=tuple(attributes),
        respondents=item.panel.people,
        team=item.panel.team,
    )


def _judge(
    item: Answered,
    place: int,
    drawn: np.ndarray,
    framework: Framework,
    *,
    percent: Fraction | None,
    stops: float,
    bootstrap: tuple[float, float] | None,
    look_up: _LookUp,
) -> AttributeChance:
    answers = item.panel.answers[:, item.panel.blocks == place]
    known = next(one for one in framework.attributes if one.id == item.attributes[place])
    respondents = int((answers != NO_ANSWER).any(axis=1).sum())
    low, high = find_interval(drawn, answers)
    return AttributeChance(
        attribute=known.id,
        title=known.title,
        level=known.level,
        percent=percent,
        low=100 * low,
        high=100 * high,
        letters=_share_letters(count_ticks(drawn), framework),
        respondents=respondents,
        questions=answers.shape[1],
        likeness=_find_likeness(item.panel, answers),
        stops=stops,
        bootstrap=bootstrap,
        measured=look_up(respondents, answers.shape[1]),
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
