"""Steps climbed by yes and no: all mandatory questions and some of the others, one step after another."""

from __future__ import annotations

from fractions import Fraction

from csi_lib.maturity.bank import Question
from csi_lib.maturity.framework import find_band
from csi_lib.maturity.frameworks.heard import Heard, make_profile
from csi_lib.maturity.frameworks.models import Climb, ClimbStep
from csi_lib.maturity.frameworks.profile import Part, Profile


def read_climb(heard: Heard, frame: Climb) -> Profile:
    """Climb step by step until one is not met.

    Returns
    -------
    Profile
        ``level`` is the last step met, 0 when the first is not, None when the first cannot be decided. Each part has
        the share of yes among its answered questions as value.

    Source
    ------
    OGC/itSMF IT service management self-assessment; pass mark as printed at hci-itil.com/Assessments: all mandatory
    questions yes, and so many of the others.
    """
    by_item = heard.by_item(frame)
    parts = [_rate_step(heard, frame, step, by_item) for step in frame.steps]
    reached: Fraction | None = None
    for part in parts:
        if part.met is None:
            break
        if not part.met:
            reached = reached or Fraction(0)
            break
        reached = Fraction(part.id)
    stopped = next((part.says for part in parts if not part.met), "")
    title = next((step.title for step in frame.steps if reached and Fraction(step.id) == reached), "")
    return make_profile(heard, frame, reached, parts, title=title or ("none" if reached == 0 else ""), why=stopped)


def passes(mandatory: list[bool | None], others: list[bool | None], others_needed: int) -> bool | None:
    """Apply the pass mark of one step.

    Parameters
    ----------
    mandatory, others : list of bool or None
        Yes, no, or not answered, per question.
    others_needed : int
        How many of the others have to be yes.

    Returns
    -------
    bool or None
        None when an answer that is missing would decide.
    """
    sure, possible = sum(item is True for item in others), sum(item is not False for item in others)
    if False in mandatory or (possible < others_needed and len(others) >= others_needed):
        return False
    if None in mandatory or sure < others_needed or not (mandatory or others):
        return None
    return True


def _rate_step(heard: Heard, frame: Climb, step: ClimbStep, by_item: dict[str, list[Question]]) -> Part:
    must, may = by_item.get(step.id + frame.mandatory, []), by_item.get(step.id, [])
    mandatory, others = ([_says_yes(heard, frame, question) for question in group] for group in (must, may))
    met = passes(mandatory, others, step.others_needed)
    given = [item for item in (*mandatory, *others) if item is not None]
    value = Fraction(sum(given) * 100, len(given)) if given else None
    says = "" if met else _say_step(step, mandatory, others, met)
    return Part(step.id, step.title, value, _say_count(given), met, len(must) + len(may), len(given), says)


def _says_yes(heard: Heard, frame: Climb, question: Question) -> bool | None:
    percent = heard.percents.get(question.id)
    return None if percent is None else frame.reaches(find_band(percent, frame.bands), frame.yes)


def _say_count(given: list[bool]) -> str:
    return f"{sum(given)} of {len(given)}" if given else ""


def _say_step(step: ClimbStep, mandatory: list[bool | None], others: list[bool | None], met: bool | None) -> str:
    if not mandatory and not others:
        return f"step {step.id} was not asked"
    if len(others) < step.others_needed and False not in mandatory:
        return f"step {step.id} was not asked in full: it needs {step.others_needed} that are not mandatory"
    no, open_ = mandatory.count(False), mandatory.count(None)
    missing = [f"{no} mandatory answered no"] * bool(no) + [f"{open_} mandatory without an answer"] * bool(open_)
    if sum(item is True for item in others) < step.others_needed:
        missing.append(f"{others.count(True)} of the others are yes, needs {step.others_needed}")
    return f"step {step.id}: {', '.join(missing)}"
