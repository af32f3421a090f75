"""Every framework read from the same replies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from csi_lib.maturity.bank import Process, Question
from csi_lib.maturity.flags import NOT_APPLICABLE
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.frameworks.areas import read_areas
from csi_lib.maturity.frameworks.base import Base
from csi_lib.maturity.frameworks.checklist import read_checklist
from csi_lib.maturity.frameworks.climb import read_climb
from csi_lib.maturity.frameworks.goals import read_goals
from csi_lib.maturity.frameworks.heard import Heard
from csi_lib.maturity.frameworks.ladder import read_ladder
from csi_lib.maturity.frameworks.levels import read_levels
from csi_lib.maturity.frameworks.load import Frame
from csi_lib.maturity.frameworks.mil import read_mil
from csi_lib.maturity.frameworks.models import Checklist, Organisation
from csi_lib.maturity.frameworks.organisation import read_organisation
from csi_lib.maturity.frameworks.profile import Part, Profile
from csi_lib.maturity.frameworks.streams import read_streams
from csi_lib.maturity.frameworks.whole import read_whole, refuse_thin
from csi_lib.maturity.methods import PART, Counts
from csi_lib.maturity.rating import Rating
from csi_lib.maturity.rule import PLAIN, NotApplicable, Rule
from csi_lib.maturity.scoring import rate_counted
from csi_lib.maturity.tally import find_never_applicable, read_shares, score_parts, sum_questions

_READERS: dict[str, Callable[[Heard, Any], Profile]] = {
    "areas": read_areas,
    "climb": read_climb,
    "levels": read_levels,
    "goals": read_goals,
    "streams": read_streams,
    "mil": read_mil,
    "checklist": read_checklist,
}


def read_profiles(
    counts: Counts,
    processes: Iterable[Process],
    frames: Iterable[Frame],
    ratings: Sequence[Rating] = (),
    rule: Rule = PLAIN,
    known: Iterable[Process] = (),
) -> tuple[Profile, ...]:
    """Say what each framework makes of the same replies.

    Parameters
    ----------
    counts : Counts
        The replies.
    processes : iterable of Process
        Those the report is about, checklists among them.
    frames : iterable of Framework or another kind
        The frameworks.
    ratings : sequence of Rating
        The processes by the report's own ladder; a level of the organisation rests on them.
    rule : Rule, optional
        Weights, instances, and "not applicable" where the framework says nothing of it.
    known : iterable of Process, optional
        The whole questionnaire: a level of the organisation names processes that nobody was asked about, that of
        another whole those that were left out beforehand.

    Returns
    -------
    tuple of Profile
        For each framework one per process, and one of the whole where it has a rule for that.
    """
    asked, bank = tuple(processes), tuple(known)
    titles = {process.process: process.title for process in (*bank, *asked)}
    found: list[Profile] = []
    for frame in frames:
        if isinstance(frame, Framework):
            found.extend(read_ladder(rate_counted(counts, asked, frame, rule), frame))
        elif isinstance(frame, Organisation):
            found.append(_read_organisation(ratings, frame, titles))
        else:
            found.extend(_flag_gone(profile, bank, frame) for profile in _read_frame(counts, asked, frame, rule))
    return tuple(found)


def _read_organisation(ratings: Sequence[Rating], frame: Organisation, titles: Mapping[str, str]) -> Profile:
    """Read the level of the organisation, and say what about the processes' own levels has to be known."""
    found = read_organisation({item.process: item.level for item in ratings}, frame, titles)
    looked_at = {name for asks in frame.levels for name in asks.adds}
    used = [item for item in ratings if item.process in looked_at]
    hanging = [item.title for item in used if any(NOT_APPLICABLE in flag for flag in item.flags)]
    flags = [f"rests on levels that hang on 'not applicable': {', '.join(hanging)}"] * bool(hanging)
    flags += [
        f"processes are rated by {name}, the sets are meant for {frame.ladder}"
        for name in sorted({item.framework for item in used} - {frame.ladder})
    ]
    return replace(found, flags=tuple(flags))  # thin it is not: a level asks every process of its set


def _read_frame(counts: Counts, processes: Sequence[Process], frame: Base, rule: Rule) -> list[Profile]:
    reading = frame.not_applicable or rule.not_applicable
    found = _read_once(counts, processes, frame, rule, reading)
    if reading == "left out":
        other = _read_once(counts, processes, frame, rule, "not achieved")
        found = [_flag_not_applicable(one, two) for one, two in zip(found, other, strict=True)]
    return found


def _read_once(
    counts: Counts, processes: Sequence[Process], frame: Base, rule: Rule, reading: NotApplicable
) -> list[Profile]:
    shares = read_shares(frame.answers, reading)
    sums = sum_questions(counts.by("group"), shares, rule.weights)
    percents = {name: 100 * total / people for name, (total, people) in sums.items()}
    parts = _part_by_instance(score_parts(counts.by(PART[rule.instances]), shares)) if rule.instances else {}
    never = find_never_applicable(counts.by("group")) if reading == "left out" else frozenset()
    read = _READERS[getattr(frame, "kind", "")]
    if isinstance(frame, Checklist):
        everything = tuple(question for process in processes for question in process.everything)
        return [_count_blanks(read(Heard("", "", _drop(everything, never), percents), frame), processes, frame)]
    rated = [process for process in processes if process.rated]
    heard = [replace(Heard.of(process, percents), parts=parts) for process in rated]
    found = [
        _count_blanks(read(replace(item, questions=_drop(item.questions, never)), frame), [process], frame)
        for item, process in zip(heard, rated, strict=True)
    ]
    whole = read_whole(found, frame, rated)
    return [*found, *([] if whole is None else [refuse_thin(whole)])]


def _drop(questions: Iterable[Question], never: Collection[str]) -> tuple[Question, ...]:
    """Leave out what everybody who replied found not applicable: it was not asked of this organisation."""
    return tuple(question for question in questions if question.id not in never)


def _part_by_instance(percents: Mapping[tuple[str, str], Fraction]) -> dict[str, dict[str, Fraction]]:
    found: dict[str, dict[str, Fraction]] = {}
    for (question, part), percent in percents.items():
        found.setdefault(question, {})[part] = percent
    return found


def _count_blanks(profile: Profile, processes: Sequence[Process], frame: Base) -> Profile:
    """Say how many questions have no answer, and how many of them nobody was asked; each counts for every item."""
    asked, answered = (sum(getattr(part, name) for part in profile.parts) for name in ("asked", "answered"))
    if answered == asked:
        return profile
    left_out = sum(len(frame.list_items(item.question)) for process in processes for item in process.left_out)
    said = f"{asked - answered} of {asked} questions have no answer"
    more = f", {left_out} of them were left out beforehand" if left_out else ""
    return replace(profile, flags=(*profile.flags, said + more))


def _flag_gone(profile: Profile, bank: Iterable[Process], frame: Base) -> Profile:
    """Say of the whole which processes were left out beforehand: a weak one would have lowered it."""
    if profile.process or isinstance(frame, Checklist):
        return profile
    gone = [
        process.title
        for process in bank
        if not process.questions and any(frame.list_items(item.question) for item in process.left_out)
    ]
    says = f"nothing is known of what was left out beforehand: {', '.join(gone)}"
    return replace(profile, flags=(*profile.flags, *[says] * bool(gone)))


def _flag_not_applicable(left_out: Profile, not_achieved: Profile) -> Profile:
    """Say where a result hangs on "not applicable": read as not achieved it would be another one."""
    hanging = [one.title for one, two in zip(left_out.parts, _sort_like(left_out, not_achieved), strict=True)
               if two is None or (one.letter, one.met) != (two.letter, two.met)]  # fmt: skip
    if left_out.says != not_achieved.says:
        says = f"the result hangs on 'not applicable': read as not achieved it would be {not_achieved.says}"
    elif hanging:
        says = f"parts hang on 'not applicable': {', '.join(hanging)}"
    elif left_out.numbers != not_achieved.numbers:
        says = "the numbers hang on 'not applicable'"
    else:
        return left_out
    return replace(left_out, flags=(*left_out.flags, says))


def _sort_like(one: Profile, other: Profile) -> list[Part | None]:
    found = {part.id: part for part in other.parts}
    return [found.get(part.id) for part in one.parts]
