"""The ten steps in order: the gap of each times what it weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from csi_lib.maturity.frameworks import Part

COMMON = 2  # the impact of a step that nobody has weighed
MOST = 3


@dataclass(frozen=True)
class Step:
    """One step of the checklist as part of a roadmap.

    Parameters
    ----------
    step, title, why : str
        Its number and title, and why it matters.
    percent, gap : Fraction or None
        Achieved, and what is missing to 100 %; None where nobody answered.
    impact : int
        What it weighs, 1 to 3.
    priority : Fraction or None
        Gap times impact, as a share of the most there can be, 0..100; None where nobody answered.
    asked, answered : int
        Questions asked on it, and those with an answer.
    """

    step: str
    title: str
    why: str
    percent: Fraction | None
    gap: Fraction | None
    impact: int
    priority: Fraction | None
    asked: int
    answered: int


def order_steps(parts: Iterable[Part], impacts: Mapping[str, int]) -> tuple[Step, ...]:
    """Put the steps of a checklist in the order of gap times impact.

    Parameters
    ----------
    parts : iterable of Part
        The steps as answered.
    impacts : mapping of str to int
        Step -> what it weighs; others weigh 2.

    Returns
    -------
    tuple of Step
        The most urgent first; steps that nobody answered last. Equal ones keep the order of the checklist.

    Source
    ------
    features.md AS17: an ordered roadmap by gap and impact.
    """
    steps = [_weigh(part, impacts.get(part.id, COMMON)) for part in parts]
    return tuple(sorted(steps, key=lambda item: (item.priority is None, -(item.priority or 0))))


def _weigh(part: Part, impact: int) -> Step:
    gap = None if part.value is None else 100 - part.value
    priority = None if gap is None else gap * impact / MOST
    return Step(part.id, part.title, part.why, part.value, gap, impact, priority, part.asked, part.answered)
