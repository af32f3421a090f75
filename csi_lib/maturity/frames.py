"""Ratings as tidy frames: what is not known is missing there, never zero."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pandas as pd

from csi_lib.maturity.rating import Rating


def _number(value: Fraction | None) -> float:
    return float("nan") if value is None else float(value)


def ratings_frame(ratings: Iterable[Rating]) -> pd.DataFrame:
    """Return one row per process and attribute.

    Returns
    -------
    DataFrame
        ``process, title, level`` (Int64, missing when not rated), ``attribute, attribute_title, attribute_level,
        percent`` (0..100), ``letter, refined, n, lowest, highest, questions, covered, answered, blank, dont_know,
        not_applicable, direct, coverage`` (0..1), ``why``.
    """
    rows = [
        {
            "process": rating.process,
            "title": rating.title,
            "level": rating.level,
            "attribute": item.attribute,
            "attribute_title": item.title,
            "attribute_level": item.level,
            "percent": _number(item.percent),
            "letter": item.letter,
            "refined": item.refined,
            "n": item.respondents,
            "lowest": _number(item.lowest),
            "highest": _number(item.highest),
            "questions": item.questions,
            "covered": item.covered,
            "answered": item.answered,
            "blank": item.blank,
            "dont_know": item.dont_know,
            "not_applicable": item.not_applicable,
            "direct": item.direct,
            "coverage": float(rating.coverage),
            "why": rating.why,
        }
        for rating in ratings
        for item in rating.attributes
    ]
    return pd.DataFrame(rows, columns=_RATING_COLUMNS).astype({"level": "Int64"})


_RATING_COLUMNS = [
    "process", "title", "level", "attribute", "attribute_title", "attribute_level", "percent", "letter", "refined",
    "n", "lowest", "highest", "questions", "covered", "answered", "blank", "dont_know", "not_applicable", "direct",
    "coverage", "why",
]  # fmt: skip


def groups_frame(ratings: Iterable[Rating]) -> pd.DataFrame:
    """Return one row per process and group: ``process, title, group, percent, letter, n``."""
    rows = [
        (rating.process, rating.title, item.group, _number(item.percent), item.letter, item.respondents)
        for rating in ratings
        for item in rating.groups
    ]
    return pd.DataFrame(rows, columns=["process", "title", "group", "percent", "letter", "n"])


def outcomes_frame(ratings: Iterable[Rating]) -> pd.DataFrame:
    """Return one row per question: ``process, title, attribute, question, outcome, percent, letter, n, kpis``."""
    rows = [
        (
            rating.process,
            rating.title,
            item.attribute,
            item.question,
            item.outcome,
            _number(item.percent),
            item.letter,
            item.respondents,
            ", ".join(item.kpis),
        )
        for rating in ratings
        for item in rating.outcomes
    ]
    columns = ["process", "title", "attribute", "question", "outcome", "percent", "letter", "n", "kpis"]
    return pd.DataFrame(rows, columns=columns)


def roadmap_frame(ratings: Iterable[Rating]) -> pd.DataFrame:
    """Return what has to rise for the next level, the smallest gap of a process first.

    Returns
    -------
    DataFrame
        One row per obstacle: ``process, title, level`` (Int64), ``attribute, letter, needs, percent, gap``
        (percentage points to the edge that has to be passed; missing when not rated), ``says``.
    """
    rows = [
        (
            rating.process,
            rating.title,
            rating.level,
            item.attribute,
            item.letter,
            item.needs,
            _number(item.percent),
            _number(item.gap),
            item.says,
        )
        for rating in ratings
        for item in sorted(rating.obstacles, key=lambda obstacle: (obstacle.gap is None, obstacle.gap or 0))
    ]
    columns = ["process", "title", "level", "attribute", "letter", "needs", "percent", "gap", "says"]
    return pd.DataFrame(rows, columns=columns).astype({"level": "Int64"})
