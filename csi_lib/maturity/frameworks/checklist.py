"""A checklist over all processes: which of its points are in place, and how far the others are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from csi_lib.maturity.frameworks.heard import Heard, make_part, make_profile
from csi_lib.maturity.frameworks.models import Checklist
from csi_lib.maturity.frameworks.profile import Profile


def read_checklist(heard: Heard, frame: Checklist) -> Profile:
    """Rate each point by the mean of all questions that answer to it, in whatever process they were asked.

    Returns
    -------
    Profile
        ``level`` is always None: a checklist gives none. ``numbers`` hold how many points are in place, and how many
        have an answer; a point nobody was asked about counts as neither in place nor missing.
    """
    by_item = heard.by_item(frame)
    parts = [
        replace(
            make_part(heard, frame, step.id, step.title, by_item.get(step.id, []), frame.in_place),
            why=" ".join(step.why.split()),
        )
        for step in frame.steps
    ]
    placed, answered = sum(part.met is True for part in parts), sum(part.met is not None for part in parts)
    title = f"{placed} of {answered} in place" if answered else "not rated"
    why = "; ".join(f"step {part.says}" for part in parts if part.met is None)
    numbers = [("in place", Fraction(placed)), ("answered", Fraction(answered))]
    return make_profile(heard, frame, None, parts, title=title, numbers=numbers, why=why)
