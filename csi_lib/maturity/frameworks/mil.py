"""Levels that are reached when every practice up to them passes."""

from __future__ import annotations

from fractions import Fraction

from csi_lib.maturity.bank import Question
from csi_lib.maturity.framework import find_band
from csi_lib.maturity.frameworks.heard import Heard, make_profile
from csi_lib.maturity.frameworks.models import Mil
from csi_lib.maturity.frameworks.profile import Part, Profile


def read_mil(heard: Heard, frame: Mil) -> Profile:
    """Find the last level at which every practice of it and of all below passes.

    Returns
    -------
    Profile
        ``level`` from 0; None when the first level was not asked. A practice without an answer does not pass.

    Source
    ------
    C2M2 2.1, as computed in github.com/cisagov/cset, C2M2Business.cs: a level is achieved when the one before is and
    no practice up to it is partly or not implemented or unanswered. A level without practices passes there, not here.
    """
    by_item = heard.by_item(frame)
    parts = [
        _rate_level(heard, frame, f"{item.level}", item.title, by_item.get(f"{item.level}", []))
        for item in frame.levels
        if item.level > 0
    ]
    reached: Fraction | None = None
    for part in parts:
        if not part.met:
            if part.met is False and reached is None:
                reached = Fraction(0)
            break
        reached = Fraction(part.id)
    return make_profile(heard, frame, reached, parts, why=next((part.says for part in parts if not part.met), ""))


def _rate_level(heard: Heard, frame: Mil, name: str, title: str, questions: list[Question]) -> Part:
    letters = [
        "" if question.id not in heard.percents else find_band(heard.percents[question.id], frame.bands)
        for question in questions
    ]
    passed = sum(frame.reaches(letter, frame.passes) for letter in letters)
    met = passed == len(questions) if any(letters) else None
    answered = heard.answered(questions)
    count = f"{passed} of {len(questions)}" if questions else ""
    return Part(
        name,
        title,
        heard.average(questions, frame),
        count,
        met,
        len(questions),
        answered,
        _say(name, letters, met, count),
    )


def _say(name: str, letters: list[str], met: bool | None, count: str) -> str:
    if met:
        return ""
    if not letters:
        return f"level {name} was not asked"
    if met is None:
        return f"level {name} has no answer"
    blank = letters.count("")
    return f"level {name}: {count} practices pass" + (f", {blank} have no answer" if blank else "")
