"""A profile over areas: each climbs by itself, and the lowest says how far the whole has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from csi_lib.maturity.bank import Question
from csi_lib.maturity.framework import find_band
from csi_lib.maturity.frameworks.heard import Heard, make_profile, say_thin
from csi_lib.maturity.frameworks.models import Areas
from csi_lib.maturity.frameworks.profile import Part, Profile
from csi_lib.maturity.letters import average_exactly


@dataclass(frozen=True)
class Climbed:
    """How far one area came, and what stopped it: too low a letter, or nobody asked or answered."""

    level: int | None
    stopped: str
    low: bool


def read_areas(heard: Heard, frame: Areas) -> Profile:
    """Rate every area from 0 to the top, and the whole by the lowest of them.

    Returns
    -------
    Profile
        ``level`` is the minimum over all areas, None while one of them cannot be rated; ``numbers`` hold minimum and
        median. A mean is never formed: areas do not make up for one another.

    Source
    ------
    Five areas and five levels: ITIL v3 Service Design (2007), appendix H, as summarised at itsmprofessor.net
    (March 2011, two parts). It states no formula; minimum and median are ours.
    """
    by_area = heard.by_item(frame)
    recognised = _is_recognised(heard, frame, by_area)
    parts = [
        _rate_area(heard, frame, item.id, item.title, by_area.get(item.id, []), recognised) for item in frame.areas
    ]
    values = [part.value for part in parts if part.value is not None]
    whole = len(values) == len(parts)
    level = min(values) if whole else None
    numbers = [("minimum", min(values)), ("median", average_exactly(values, "median"))] if whole else []
    found = make_profile(heard, frame, level, _mark(parts, level), numbers=numbers, why=_say_why(parts, level))
    return replace(found, counted=_count_cells(heard, frame, by_area))


def _count_cells(heard: Heard, frame: Areas, by_area: dict[str, list[Question]]) -> tuple[int, int]:
    """Count areas times levels: those with an answer, and all that have to be asked."""
    levels = [int(item.level) for item in frame.levels if item.level > frame.first.level]
    answered = {
        (area, frame.level_of.get(question.attribute))
        for area, questions in by_area.items()
        for question in questions
        if question.id in heard.percents
    }
    return sum((area.id, level) in answered for area in frame.areas for level in levels), len(frame.areas) * len(levels)


def _is_recognised(heard: Heard, frame: Areas, by_area: dict[str, list[Question]]) -> bool | None:
    """Whether anything is there at all: what was asked on the level above the first, in whatever area."""
    asked = {
        question.id: question
        for questions in by_area.values()
        for question in questions
        if frame.level_of.get(question.attribute) == frame.first.over
    }
    percent = heard.average(list(asked.values()), frame)
    return None if percent is None else frame.reaches(find_band(percent, frame.bands), frame.first.least)


def _rate_area(
    heard: Heard, frame: Areas, name: str, title: str, questions: list[Question], recognised: bool | None
) -> Part:
    climbed = _climb(heard, frame, questions, recognised)
    value = None if climbed.level is None else Fraction(climbed.level)
    says = f"{title}: {climbed.stopped}" if climbed.stopped else ""
    letter = "" if value is None else f"{'' if climbed.low or not says else 'at least '}{climbed.level}"
    return Part(name, title, value, letter, None, len(questions), heard.answered(questions), says)


def _climb(heard: Heard, frame: Areas, questions: list[Question], recognised: bool | None) -> Climbed:
    if not questions:
        return Climbed(None, "was not asked", low=False)
    if not heard.answered(questions):
        return Climbed(None, "has no answer", low=False)
    if recognised is None:
        return Climbed(None, "nothing says whether there is a process at all", low=False)
    if not recognised:
        return Climbed(0, f"the process is hardly there: needs {frame.first.least}", low=True)
    reached = frame.first.level
    for level in range(frame.first.level + 1, int(frame.levels[-1].level) + 1):
        asked = [question for question in questions if frame.level_of.get(question.attribute) == level]
        percent = heard.average(asked, frame)
        if percent is None:
            return Climbed(reached, f"level {level} {say_thin(len(asked), heard.answered(asked))}", low=False)
        letter = find_band(percent, frame.bands)
        if not frame.reaches(letter, frame.own):
            return Climbed(reached, f"level {level} is {letter}, needs {frame.own}", low=True)
        reached = level
    return Climbed(reached, "", low=False)


def _mark(parts: list[Part], level: Fraction | None) -> list[Part]:
    """Mark the areas that hold the whole back."""
    return [replace(part, met=None if part.value is None or level is None else part.value > level) for part in parts]


def _say_why(parts: list[Part], level: Fraction | None) -> str:
    return "; ".join(part.says for part in parts if part.says and (part.value is None or part.value == level))
