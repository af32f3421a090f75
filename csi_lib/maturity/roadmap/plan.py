"""The roadmap: per process the way to its target, all of it in waves, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from csi_lib.errors import SettingsError, suggest
from csi_lib.maturity.bank import Process
from csi_lib.maturity.evidence import OnEvidence
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.frameworks import Profile
from csi_lib.maturity.letters import average_exactly
from csi_lib.maturity.rating import Rating
from csi_lib.maturity.roadmap.effort import Effort
from csi_lib.maturity.roadmap.find import find_way
from csi_lib.maturity.roadmap.near import Interval, Near, find_near
from csi_lib.maturity.roadmap.steps import Step, order_steps
from csi_lib.maturity.roadmap.waves import Point, make_waves, trace_front
from csi_lib.maturity.roadmap.way import Lift, Way
from csi_lib.settings.assessment import Assessment as Settings

TEN = "ten-steps"  # id of the framework file


@dataclass(frozen=True)
class Roadmap:
    """What has to rise first.

    Parameters
    ----------
    ways : tuple of Way
        One per rated process, in the order of the questionnaire.
    lifts : tuple of Lift
        Every outcome that has to rise, by wave.
    front : tuple of Point
        Effort against the number of processes lifted.
    near : tuple of Near
        Ratings that little would turn.
    unasked : tuple of str
        Processes with a target that nobody was asked about.
    capacity : Fraction
        Person-days of one wave.
    rule : str
        What the effort rests on, in words.
    exact : bool
        Whether the ratings join percents as the roadmap does; where they join letters or answers instead, doing all
        of it may lift a process one letter less or more than planned.
    steps : tuple of Step
        The ten steps by gap and impact; empty where the engagement does not read them.
    """

    ways: tuple[Way, ...]
    lifts: tuple[Lift, ...]
    front: tuple[Point, ...]
    near: tuple[Near, ...]
    unasked: tuple[str, ...]
    capacity: Fraction
    rule: str
    exact: bool = True
    steps: tuple[Step, ...] = ()

    @property
    def waves(self) -> tuple[tuple[int, tuple[Lift, ...]], ...]:
        """The outcomes of each wave."""
        numbers = sorted({item.wave for item in self.lifts})
        return tuple((number, tuple(item for item in self.lifts if item.wave == number)) for number in numbers)


def plan_roadmap(
    ratings: Iterable[Rating],
    processes: Iterable[Process],
    framework: Framework,
    settings: Settings,
    effort: Effort,
    *,
    found: Iterable[OnEvidence] = (),
    known: Iterable[str] = (),
    intervals: Mapping[tuple[str, str], Interval] | None = None,
    profiles: Iterable[Profile] = (),
) -> Roadmap:
    """Plan what has to rise first.

    Parameters
    ----------
    ratings : iterable of Rating
        By the answers.
    processes : iterable of Process
        The questionnaire of these ratings.
    framework : Framework
        The ladder.
    settings : settings.Assessment
        ``target``, ``targets``, ``aggregate`` and ``capacity`` count here; a process without a target aims at its
        next level.
    effort : Effort
        What raising an outcome takes.
    found : iterable of OnEvidence, optional
        The same processes on evidence: a target has to stand on both.
    known : iterable of str, optional
        Every process of the whole questionnaire, so that a target for one that nobody was asked about is no error.
    intervals : mapping of (str, str) to (float, float), optional
        (process, attribute) -> interval of its percent.
    profiles : iterable of Profile, optional
        What other frameworks make of the answers: the ten steps are taken from there.

    Returns
    -------
    Roadmap
        Frozen. Outcomes are joined by the mean or median of percents, as method R1 does it.

    Raises
    ------
    SettingsError
        When a target names an unknown process, one that the report leaves out, or a level that the framework does not
        have.
    """
    rated, asked = tuple(ratings), {item.process: item for item in processes}
    evidence = {item.process: item for item in found}
    _check_targets(settings, {*asked, *known}, framework)
    ways = tuple(
        find_way(
            rating,
            evidence.get(rating.process),
            asked[rating.process],
            *_find_target(rating, evidence.get(rating.process), settings, framework),
            framework,
            effort,
            lambda percents: average_exactly(percents, settings.aggregate),
        )
        for rating in rated
    )
    capacity = Fraction(str(settings.capacity))
    return Roadmap(
        ways=ways,
        lifts=make_waves(ways, capacity),
        front=trace_front(ways),
        near=find_near(rated, framework, intervals, plain=_is_plain(settings)),
        unasked=tuple(sorted(set(settings.targets) - {rating.process for rating in rated})),
        capacity=capacity,
        rule=effort.says,
        steps=order_steps((part for item in profiles if item.framework == TEN for part in item.parts), effort.steps),
        exact=settings.method == "R1" and not settings.instances,
    )


def _is_plain(settings: Settings) -> bool:
    plain = settings.aggregate == "mean" and settings.not_applicable == "left out" and not settings.weights
    return plain and settings.method == "R1" and not settings.instances


def _find_target(rating: Rating, found: OnEvidence | None, settings: Settings, framework: Framework) -> tuple[int, str]:
    if rating.process in settings.targets:
        return settings.targets[rating.process], "targets"
    if settings.target is not None:
        return settings.target, "target"
    level = min(rating.level or 0, (found.level or 0) if found else (rating.level or 0))
    return min(level + 1, len(framework.levels) - 1), "next level"


def _check_targets(settings: Settings, known: set[str], framework: Framework) -> None:
    highest = len(framework.levels) - 1
    for name, level in settings.targets.items():
        where = f"assessment.targets.{name}"
        if name not in known:
            raise SettingsError(f"unknown process '{name}'", where=where, do=suggest(name, known))
        if settings.processes and name not in settings.processes:
            what = f"the process '{name}' has a target, and is not listed under assessment.processes"
            raise SettingsError(what, where=where, do=f"Add {name} there, or remove its target")
        _check_level(level, highest, where)
    if settings.target is not None:
        _check_level(settings.target, highest, "assessment.target")


def _check_level(level: int, highest: int, where: str) -> None:
    if not 0 <= level <= highest:
        raise SettingsError(f"there is no level {level}", where=where, do=f"Choose a level from 0 to {highest}")
