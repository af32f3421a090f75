"""Everything one round of questionnaires says: ratings, how sure they are, what bears them out, what has moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from csi_lib.maturity.agreement import (
    AssessorAgreement,
    ProcessAgreement,
    Unknown,
    compare_assessors,
    compare_respondents,
    count_unknown,
)
from csi_lib.maturity.answers import Sheet
from csi_lib.maturity.bank import Process, check_attributes
from csi_lib.maturity.chance import Confidence, estimate_confidence
from csi_lib.maturity.change import Change, compare_rounds
from csi_lib.maturity.change.compare import Side
from csi_lib.maturity.chosen import choose_processes
from csi_lib.maturity.coverage import Coverage, Omission, list_coverage, list_omissions
from csi_lib.maturity.evidence import Findings, OnEvidence, rate_on_evidence
from csi_lib.maturity.evidence.assessors import pair_assessors
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.frameworks import Frame, Profile, read_profiles
from csi_lib.maturity.methods import Counts
from csi_lib.maturity.needs import Need, plan_interviews
from csi_lib.maturity.rating import Rating
from csi_lib.maturity.replies import list_replies
from csi_lib.maturity.roadmap import Effort, Roadmap, foresee, load_effort, plan_roadmap
from csi_lib.maturity.rule import Rule
from csi_lib.maturity.scoring import rate, rate_counted
from csi_lib.maturity.sensitivity import Sensitivity, compare_readings
from csi_lib.settings.assessment import Assessment as Settings


@dataclass(frozen=True)
class Round:
    """One round of interviews.

    Parameters
    ----------
    sheets : tuple of Sheet
        The answers, one sheet per respondent.
    processes : tuple of Process
        The questionnaire they answered, whole.
    """

    sheets: tuple[Sheet, ...] = ()
    processes: tuple[Process, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """What one round says; a part that nobody asked for, or that nothing can be said of, is empty.

    Parameters
    ----------
    ratings : tuple of Rating
        Per process: letters, level and what stops the next one.
    confidence : tuple of Confidence
        Per process: the probability of each level, and an interval per attribute.
    agreement : tuple of ProcessAgreement
        Per process: how far the respondents agree.
    unknown : tuple of Unknown
        Per process and group: how often the reply was "don't know".
    assessors : tuple of AssessorAgreement
        Per pair of assessors: how far they agree.
    needs : tuple of Need
        Per process: how many more interviews until an interval is narrower than a band.
    sensitivity : tuple
        What the ratings would be by another mean, tie rule, weight or reading of "not applicable".
    profiles : tuple
        What other frameworks make of the same answers.
    found : tuple of OnEvidence
        What assessors found on evidence, beside what people say.
    findings : tuple of Findings
        The assessors' files behind it.
    roadmap : Roadmap or None
        What has to rise first; None without answers.
    change : Change or None
        What has moved since the round before; None without one.
    coverage : tuple of Coverage
        Per process: what was asked, and what of it was answered; those left out as a whole come last.
    omissions : tuple of Omission
        What was left out beforehand, with its reason.
    asked : Round
        The answers and the processes that the report is about.
    framework : Framework or None
        The ladder; None without answers.
    settings : settings.Assessment
        How the answers were read.
    """

    ratings: tuple[Rating, ...] = ()
    confidence: tuple[Confidence, ...] = ()
    agreement: tuple[ProcessAgreement, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    assessors: tuple[AssessorAgreement, ...] = ()
    needs: tuple[Need, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    profiles: tuple[Profile, ...] = ()
    found: tuple[OnEvidence, ...] = ()
    findings: tuple[Findings, ...] = ()
    roadmap: Roadmap | None = None
    change: Change | None = None
    coverage: tuple[Coverage, ...] = ()
    omissions: tuple[Omission, ...] = ()
    asked: Round = Round()
    framework: Framework | None = None
    settings: Settings = field(default_factory=Settings)

    def __bool__(self) -> bool:
        return bool(self.asked.sheets)


NO_ASSESSMENT = Assessment()


def assess(
    sheets: Iterable[Sheet],
    processes: Iterable[Process],
    framework: Framework,
    settings: Settings | None = None,
    *,
    previous: Round | None = None,
    findings: Iterable[Findings] = (),
    effort: Effort | None = None,
    also: Iterable[Frame] = (),
) -> Assessment:
    """Say everything one round of questionnaires says.

    Parameters
    ----------
    sheets : iterable of Sheet
        One per respondent.
    processes : iterable of Process
        The questionnaire, as ``load_questions`` returns it; those the report is about are chosen here.
    framework : Framework
        The ladder of the report.
    settings : settings.Assessment, optional
        How the answers are read; default as an engagement that says nothing.
    previous : Round, optional
        The round before.
    findings : iterable of Findings, optional
        What assessors found on evidence.
    effort : Effort, optional
        What raising an outcome takes; default the rule of the kit.

    also : iterable of Framework or another kind, optional
        Frameworks read from the same answers.

    Returns
    -------
    Assessment
        Frozen.

    Raises
    ------
    CsiError
        When answers, questionnaire, framework and settings do not fit one another.
    """
    settings = Settings() if settings is None else settings
    found, asked = tuple(sheets), tuple(processes)
    noted = tuple(findings)
    about = choose_processes(asked, found, settings, noted)
    names = {item.process for item in about}
    concerned = (*about, *(item for item in asked if not item.questions))
    rule = Rule.read(settings)
    check_attributes(asked, framework)
    counts = Counts(list_replies(found, asked))
    ratings = tuple(item for item in rate_counted(counts, asked, framework, rule) if item.process in names)
    on_evidence = rate_on_evidence(ratings, found, about, noted, framework, months=settings.evidence_months)
    replies, rated = counts.replies, tuple(item for item in about if item.rated)
    confidence = estimate_confidence(replies, rated, framework, ratings, rule=rule, team=settings.team)
    profiles = read_profiles(counts, about, also, ratings, rule, known=asked)
    roadmap = plan_roadmap(
        ratings,
        about,
        framework,
        settings,
        effort or load_effort(),
        found=on_evidence,
        known=[item.process for item in asked],
        intervals=_list_intervals(confidence),
        profiles=profiles,
    )
    return Assessment(
        ratings=ratings,
        sensitivity=compare_readings(counts, about, framework, rule),
        profiles=profiles,
        confidence=confidence,
        agreement=compare_respondents(replies, rated, framework),
        unknown=count_unknown(replies, rated),
        assessors=compare_assessors(pair_assessors(noted, framework), framework),
        needs=plan_interviews(confidence),
        change=_compare(previous, Side(found, about, ratings), framework, settings, rule),
        found=on_evidence,
        findings=noted,
        roadmap=foresee(roadmap, confidence, replies, rated, framework, rule=rule, team=settings.team),
        coverage=list_coverage(concerned, counts.by("group"), framework.answers),
        omissions=list_omissions(concerned),
        asked=Round(found, about),
        framework=framework,
        settings=settings,
    )


def _list_intervals(confidence: Iterable[Confidence]) -> dict[tuple[str, str], tuple[float, float]]:
    return {(item.process, one.attribute): (one.low, one.high) for item in confidence for one in item.attributes}


def _compare(previous: Round | None, now: Side, framework: Framework, settings: Settings, rule: Rule) -> Change | None:
    """Compare with the round before, rated by the rules of this one: a change of rules is no change of the process."""
    if previous is None:
        return None
    about = choose_processes(previous.processes, previous.sheets, settings.model_copy(update={"processes": []}))
    if settings.processes:
        about = tuple(item for item in about if item.process in settings.processes)
    then = Side(previous.sheets, about, rate(previous.sheets, previous.processes, framework, rule))
    worth = {**framework.answers, **({"NA": Fraction(0)} if rule.not_applicable == "not achieved" else {})}
    return compare_rounds(then, now, worth)
