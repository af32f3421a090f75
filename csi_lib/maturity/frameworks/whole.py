"""The whole organisation in a framework, where the framework has a rule for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from csi_lib.maturity.bank import Process
from csi_lib.maturity.frameworks.base import Base
from csi_lib.maturity.frameworks.goals import find_maturity
from csi_lib.maturity.frameworks.heard import Heard, make_profile
from csi_lib.maturity.frameworks.models import Goals, Levels, Streams
from csi_lib.maturity.frameworks.profile import Part, Profile

NOTHING = Heard("", "", (), {})
# Ours: least share of a framework's items that must be covered before the whole organisation has a level. Below half,
# most of what the level speaks of was never asked; it is the share that a single item needs of its questions as well.
LEAST_COVERED = Fraction(1, 2)
STAGES = ("strategy", "design", "transition", "operation", "improvement")


def read_whole(profiles: Sequence[Profile], frame: Base, processes: Sequence[Process]) -> Profile | None:
    """Join the processes of one framework.

    Parameters
    ----------
    profiles : sequence of Profile
        One per process, in the order of ``processes``.
    frame : Base
        The framework.
    processes : sequence of Process
        For the stage and the items each answers to.

    Returns
    -------
    Profile or None
        None for a framework that says nothing of the whole.
    """
    if not profiles:
        return None
    if isinstance(frame, Levels):
        return _join_focus_area(profiles, frame)
    if isinstance(frame, Goals):
        return _join_process_areas(profiles, frame)
    if isinstance(frame, Streams):
        return _join_functions(profiles, frame, processes)
    return None


def refuse_thin(profile: Profile) -> Profile:
    """Take the level of a whole away where too few of the framework's items were covered, and say so.

    Parameters
    ----------
    profile : Profile
        The whole organisation in one framework.

    Returns
    -------
    Profile
        The same where it has no level, or ``LEAST_COVERED`` of the items are covered.
    """
    if profile.level is None or profile.coverage >= LEAST_COVERED:
        return profile
    covered, items = profile.covered
    thin = f"the whole was not asked: {covered} of {items} items, a level of it needs {float(100 * LEAST_COVERED):g} %"
    return replace(
        profile, level=None, level_title="not rated", why="; ".join(text for text in (thin, profile.why) if text)
    )


def _join_focus_area(profiles: Sequence[Profile], frame: Levels) -> Profile:
    """The processes asked about are one focus area: it has the level that all of them have."""
    levels = [profile.level for profile in profiles if profile.level is not None]
    level = min(levels) if len(levels) == len(profiles) else None
    parts = [_part_of(profile, level) for profile in profiles]
    objectives = {name for profile in profiles if profile.level is not None for name in profile.items}
    why = "; ".join(part.says for part in parts if part.says)
    found = make_profile(NOTHING, frame, level, parts, why=why)
    return replace(found, counted=(len(objectives & set(frame.objectives)), len(frame.objectives)))


def _part_of(profile: Profile, level: Fraction | None) -> Part:
    title, own = profile.process_title, profile.level
    rated = own is not None
    says = f"{title} is not rated" if not rated else (f"{title} has level {own}" if own == level else "")
    return Part(profile.process, title, own, profile.says, rated and own != level, 1, int(rated), says)


def _join_process_areas(profiles: Sequence[Profile], frame: Goals) -> Profile:
    """A process area that several processes answer to has the lowest of their levels."""
    found: dict[str, list[Fraction | None]] = {}
    for profile in profiles:
        for name in profile.items:
            found.setdefault(name, []).append(profile.level)
    levels = {name: _lowest(given) for name, given in found.items()}
    level, why = find_maturity(levels, frame)
    parts = [
        Part(area.id, f"asked from level {area.level}", _as_fraction(levels.get(area.id)), "", None,
             len(found.get(area.id, [])), int(levels.get(area.id) is not None))
        for area in frame.areas
    ]  # fmt: skip
    title = next((stage.title for stage in frame.staged if stage.level == level), "not rated")
    return make_profile(NOTHING, frame, _as_fraction(level), parts, title=title, why=why)


def _lowest(levels: Sequence[Fraction | None]) -> int | None:
    rated = [int(level) for level in levels if level is not None]
    return min(rated) if len(rated) == len(levels) and rated else None


def _as_fraction(level: int | None) -> Fraction | None:
    return None if level is None else Fraction(level)


def _join_functions(profiles: Sequence[Profile], frame: Streams, processes: Sequence[Process]) -> Profile:
    """A stage of the lifecycle stands for a business function: mean of its processes, then mean of the stages."""
    scores: dict[str, list[Fraction | None]] = {}
    for profile, process in zip(profiles, processes, strict=True):
        scores.setdefault(process.stage or "", []).append(dict(profile.numbers).get("score"))
    parts = []
    for stage in [name for name in (*STAGES, "") if name in scores]:
        given = [score for score in scores[stage] if score is not None]
        mean = sum(given, Fraction(0)) / len(given) if given and len(given) == len(scores[stage]) else None
        title = stage or "no stage"
        says = "" if mean is not None else f"{title}: {len(scores[stage]) - len(given)} without a score"
        parts.append(Part(stage, title, mean, "", None, len(scores[stage]), len(given), says))
    means = [part.value for part in parts if part.value is not None]
    score = sum(means, Fraction(0)) / len(means) if len(means) == len(parts) else None
    title = "no score" if score is None else f"score {float(score):.2f} of {len(frame.levels)}"
    numbers = [] if score is None else [("score", score)]
    why = "; ".join(part.says for part in parts if part.says)
    found = make_profile(NOTHING, frame, None, parts, title=title, numbers=numbers, why=why)
    return replace(found, counted=(sum(part.answered for part in parts), len(profiles)))
