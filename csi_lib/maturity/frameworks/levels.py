"""Questions sorted by level: a level is reached when largely achieved, and the next is looked at when it is full."""

from __future__ import annotations

from fractions import Fraction

from csi_lib.maturity.frameworks.heard import Heard, make_part, make_profile
from csi_lib.maturity.frameworks.models import Levels
from csi_lib.maturity.frameworks.profile import Part, Profile


def read_levels(heard: Heard, frame: Levels) -> Profile:
    """Find the capability level by the degree to which each level's questions are achieved.

    Returns
    -------
    Profile
        ``level`` is the last one reached; None when the lowest set has no answer. A level without a question is
        refused, never passed.

    Source
    ------
    COBIT 2019: a level is achieved to a degree (ISACA, COBIT Focus, 16 September 2019); own L, below F and level 1
    from a partly achieved level 2 as in the running code of EvanKristianPratama/COBIT-2019, EvaluationService.php.
    """
    by_item = heard.by_item(frame)
    titles = {int(item.level): item.title for item in frame.levels}
    parts = {
        level: make_part(heard, frame, f"level {level}", titles[level], by_item.get(str(level), []), frame.own)
        for level in titles
        if level > frame.first.level
    }
    level, why = _climb(parts, frame)
    return make_profile(heard, frame, level, parts.values(), why=why)


def _climb(parts: dict[int, Part], frame: Levels) -> tuple[Fraction | None, str]:
    lowest = parts[frame.first.over]
    if lowest.met is None:
        return None, lowest.says
    if not lowest.met:
        started = frame.reaches(lowest.letter, frame.first.least)
        return Fraction(frame.first.level if started else 0), f"{lowest.says}, needs {frame.own}"
    reached = frame.first.over
    for level in sorted(parts)[1:]:
        below, part = parts[reached], parts[level]
        if not frame.reaches(below.letter, frame.below):
            return Fraction(reached), f"{below.id} is {below.letter}, needs {frame.below}"
        if not part.met:
            return Fraction(reached), part.says if part.met is None else f"{part.says}, needs {frame.own}"
        reached = level
    return Fraction(reached), ""
