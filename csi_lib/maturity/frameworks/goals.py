"""Practices rated per instance and joined to a unit; a goal is satisfied when every practice of it is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from csi_lib.maturity.bank import Question
from csi_lib.maturity.framework import find_band
from csi_lib.maturity.frameworks.heard import Heard, make_profile
from csi_lib.maturity.frameworks.models import Goal, Goals
from csi_lib.maturity.frameworks.profile import Part, Profile

FULL, LARGE, PART, NONE, NOT_YET = "FI", "LI", "PI", "NI", "NY"
WORDS = (FULL, LARGE, PART, NONE, NOT_YET)
SATISFIES = (FULL, LARGE)


def join_instances(words: Sequence[str], mixed: Literal["LI", "PI"] = "PI") -> str:
    """Characterise a practice of the unit from its instances.

    Parameters
    ----------
    words : sequence of str
        FI, LI, PI, NI or NY (not yet), one per instance.
    mixed : {"LI", "PI"}
        Where some are FI or LI and others PI or NI: the source leaves it to judgement; PI is the cautious reading.

    Returns
    -------
    str
        One of the five words; empty when there is no instance.

    Source
    ------
    SCAMPI method definition, rules for aggregating instances to the organisational unit: known from summaries of
    the document, whose page 148 names the step; not read in full.
    """
    counted = {word for word in words if word != NOT_YET}
    if not counted:
        return NOT_YET if words else ""
    good, poor = counted & set(SATISFIES), counted - set(SATISFIES)
    if good and poor:
        return mixed
    if good:
        return FULL if good == {FULL} else LARGE
    return PART if PART in poor else NONE


def satisfies(words: Sequence[str]) -> bool:
    """Whether a goal is satisfied: every practice of it largely or fully implemented in the unit."""
    return bool(words) and all(word in SATISFIES for word in words)


def read_goals(heard: Heard, frame: Goals) -> Profile:
    """Rate each goal, and the capability level as far as every goal of a level is satisfied.

    Returns
    -------
    Profile
        ``level`` from 0; None when no specific goal has an answer. A practice without an answer leaves its goal open:
        it is not "not yet", which says that the practice's time has not come.

    Source
    ------
    SCAMPI method definition, page 241 (yumpu.com/en/document/view/26206286): goals with a practice that is not or
    partly implemented are not satisfied.
    """
    by_item = heard.by_item(frame)
    parts = [
        _rate_goal(heard, frame, goal, by_item.get(goal.id, []))
        for goal in frame.goals
        if goal.id in by_item or goal.level > 1 or goal == frame.goals[0]
    ]
    level, why = _climb(parts, frame)
    return make_profile(heard, frame, level, parts, why=why)


def _rate_goal(heard: Heard, frame: Goals, goal: Goal, questions: list[Question]) -> Part:
    words = [_characterise(heard, frame, question) for question in questions]
    given = [word for word in words if word]
    if any(word not in SATISFIES for word in given):
        met: bool | None = False
    else:
        met = satisfies(words) if words and len(given) == len(words) else None
    worst = max(given, key=WORDS.index) if given else ""
    return Part(
        goal.id, goal.title, heard.average(questions, frame), worst, met, len(questions), len(given),
        "" if met else _say_goal(goal.id, words, met),
    )  # fmt: skip


def _characterise(heard: Heard, frame: Goals, question: Question) -> str:
    """Return the word for a practice: of the unit from its instances, or of the answers at large."""
    if question.id not in heard.percents:
        return ""
    percents = list(heard.parts.get(question.id, {}).values()) or [heard.percents[question.id]]
    return join_instances([frame.characterise[find_band(percent, frame.bands)] for percent in percents], frame.mixed)


def _say_goal(name: str, words: list[str], met: bool | None) -> str:
    if not words:
        return f"{name} was not asked"
    if met is None:
        return f"{name}: {words.count('')} of {len(words)} practices have no answer"
    return (
        f"{name}: {sum(bool(word) and word not in SATISFIES for word in words)} of {len(words)} practices are PI or NI"
    )


def _climb(parts: list[Part], frame: Goals) -> tuple[Fraction | None, str]:
    level_of = {goal.id: goal.level for goal in frame.goals}
    reached: int | None = None
    for level in sorted(set(level_of.values())):
        own = [part for part in parts if level_of[part.id] == level]
        stops = "; ".join(part.says for part in own if part.says)
        if any(part.met is False for part in own):
            return Fraction(level - 1), stops
        if any(part.met is None for part in own):
            return None if reached is None else Fraction(reached), stops
        reached = level
    return None if reached is None else Fraction(reached), ""


def find_maturity(levels: dict[str, int | None], frame: Goals) -> tuple[int | None, str]:
    """Find the maturity level of the organisation from the capability levels of all process areas.

    Parameters
    ----------
    levels : dict of str to (int or None)
        Process area -> capability level; one that is absent was not asked.
    frame : Goals
        Which areas a maturity level asks for, and at what capability level.

    Returns
    -------
    tuple of (int or None, str)
        The maturity level (1 when level 2 is missed) and what stops the next; None while an area that would decide
        was not rated.
    """
    lowest, *higher = frame.staged
    reached: int | None = None
    for stage in higher:
        maturity, needed = stage.level, stage.capability
        asked = {area.id: levels.get(area.id) for area in frame.areas if area.level <= maturity}
        low = [name for name, level in asked.items() if level is not None and level < needed]
        if low:
            return reached or lowest.level, f"level {maturity} needs capability {needed} of {', '.join(low)}"
        unknown = [name for name, level in asked.items() if level is None]
        if unknown:
            return reached, f"level {maturity} was not asked in full: {', '.join(unknown)}"
        reached = maturity
    return reached, ""
