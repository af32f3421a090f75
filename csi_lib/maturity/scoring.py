"""From answers to ratings, in exact fractions from the first mean to the last band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from csi_lib.maturity.answers import Sheet
from csi_lib.maturity.apart import GroupPair, pair_groups
from csi_lib.maturity.bank import Process, Question, check_attributes
from csi_lib.maturity.flags import LEFT_OUT, NOT_APPLICABLE, WEIGHTS, find_flags
from csi_lib.maturity.framework import Attribute, Framework, band
from csi_lib.maturity.ladder import find_level, find_obstacles, say_why
from csi_lib.maturity.letters import average_exactly
from csi_lib.maturity.methods import Counts, Scores, read_scores
from csi_lib.maturity.partly import answer_none, say_partly
from csi_lib.maturity.people import Range, count_people, find_ranges
from csi_lib.maturity.rating import AttributeRating, GroupRating, OutcomeRating, Rating
from csi_lib.maturity.replies import list_replies
from csi_lib.maturity.rule import PLAIN, Rule
from csi_lib.maturity.tally import BLANK, DK, NA, Tally, find_never_applicable, score_parts


def rate(
    answers: Iterable[Sheet], questions: Iterable[Process], framework: Framework, rule: Rule = PLAIN
) -> tuple[Rating, ...]:
    """Rate every process of the questionnaire.

    Parameters
    ----------
    answers : iterable of Sheet
        One per respondent.
    questions : iterable of Process
        As ``load_questions`` returns them.
    framework : Framework
        Bands, attributes and the ladder.
    rule : Rule, optional
        Method, mean, ties, "not applicable" and weights; default R1 by plain means.

    Returns
    -------
    tuple of Rating
        One per process with a question on an attribute, in the order of ``questions``; a process that nobody
        answered is there, not rated.

    Raises
    ------
    SettingsError
        When an answer or scope names something the questionnaire does not have, or a respondent answers twice.
    DefinitionError
        When a question names an attribute that the framework does not have.

    Source
    ------
    ISO/IEC 33020:2015, rating methods; the arithmetic is the framework file's ``aggregation``.
    """
    processes = tuple(questions)
    check_attributes(processes, framework)
    return rate_replies(list_replies(answers, processes), processes, framework, rule)


def rate_replies(
    replies: pd.DataFrame, processes: Iterable[Process], framework: Framework, rule: Rule = PLAIN
) -> tuple[Rating, ...]:
    """Rate every process from the frame of replies, as ``rate`` does from sheets."""
    return rate_counted(Counts(replies), processes, framework, rule)


def rate_counted(
    counts: Counts, processes: Iterable[Process], framework: Framework, rule: Rule = PLAIN
) -> tuple[Rating, ...]:
    """Rate every process from replies that may have been counted already, as ``rate`` does from sheets."""
    asked, answers, replies = tuple(processes), framework.answers, counts.replies
    filled = answer_none(replies, asked)
    everything = _Counted(
        framework=framework,
        rule=rule,
        tally=counts.by("group"),
        scores=read_scores(counts, asked, framework, rule),
        without_na=read_scores(counts, asked, framework, replace(rule, not_applicable="not achieved")),
        unweighted=read_scores(counts, asked, framework, replace(rule, weights=())) if rule.weights else None,
        left_out_as_none=read_scores(Counts(filled[0]), filled[1], framework, rule) if filled else None,
        by_group=score_parts(counts.by("group"), answers),
        never=find_never_applicable(counts.by("group")) if rule.not_applicable == "left out" else frozenset(),
        ranges=find_ranges(replies, answers),
        people=count_people(replies, answers),
        people_on_first=count_people(replies, answers, [item.id for item in framework.attributes if item.level == 1]),
    )
    return tuple(_rate_process(process, everything) for process in asked if process.rated)


@dataclass(frozen=True)
class _Counted:
    """Everything that was counted, once for all processes."""

    framework: Framework
    rule: Rule
    tally: Tally
    scores: Scores
    without_na: Scores
    unweighted: Scores | None
    left_out_as_none: Scores | None
    by_group: Mapping[tuple[str, str], Fraction]  # question, group -> percent
    never: frozenset[str]  # questions that are not applicable to anybody
    ranges: Mapping[tuple[str, str], Range]  # process, attribute
    people: Mapping[str, Mapping[str, int]]  # process -> group -> people
    people_on_first: Mapping[str, Mapping[str, int]]  # the same on level 1


def _rate_process(process: Process, counted: _Counted) -> Rating:
    framework, people = counted.framework, counted.people.get(process.process, {})
    attributes = tuple(
        _rate_attribute(item, process, counted)
        for item in framework.attributes
        if any(question.attribute == item.id for question in process.rated)
    )
    asked = {item.attribute for item in attributes}
    level = find_level({item.attribute: item.letter for item in attributes}, framework)
    not_assessed = process.not_assessed
    obstacles = find_obstacles(level, attributes, framework, not_assessed)
    first = counted.people_on_first.get(process.process, {})
    pairs = pair_groups(process, counted.by_group, first, framework)
    return Rating(
        process=process.process,
        title=process.title,
        level=level,
        level_title="not rated" if level is None else framework.levels[level].title,
        attributes=attributes,
        why=say_why(obstacles, level, asked, framework, not_assessed),
        obstacles=obstacles,
        coverage=_coverage(attributes),
        groups=_rate_groups(process, counted),
        outcomes=tuple(_rate_outcome(question, counted) for question in process.rated),
        respondents=sum(people.values()),
        method=counted.rule.method,
        framework=framework.id,
        framework_version=framework.edition,
        edition=process.edition,
        kpis=tuple(sorted({kpi for question in process.questions for kpi in question.kpis})),
        flags=_find_flags(process, attributes, level, pairs, counted),
        pairs=pairs,
        not_assessed=not_assessed,
    )


def _find_flags(
    process: Process,
    attributes: tuple[AttributeRating, ...],
    level: int | None,
    pairs: tuple[GroupPair, ...],
    counted: _Counted,
) -> tuple[str, ...]:
    framework = counted.framework
    others = {NOT_APPLICABLE: counted.without_na, WEIGHTS: counted.unweighted, LEFT_OUT: counted.left_out_as_none}
    levels = {name: find_level(scores.letters(process.process), framework) for name, scores in others.items() if scores}
    return (*find_flags(attributes, level, levels, pairs, framework), *say_partly(process))


def _rate_attribute(item: Attribute, process: Process, counted: _Counted) -> AttributeRating:
    ids = [question.id for question in process.rated if question.attribute == item.id]
    tally, score = counted.tally, counted.scores.attributes.get((process.process, item.id))
    own = counted.ranges.get((process.process, item.id))
    return AttributeRating(
        attribute=item.id,
        title=item.title,
        level=item.level,
        percent=score.percent if score else None,
        letter=score.letter if score else "",
        refined=score.refined if score else "",
        questions=sum(name not in counted.never for name in ids),
        covered=sum(name in counted.scores.questions for name in ids),
        answered=sum(tally.count(ids, word) for word in counted.framework.answers),
        blank=tally.count(ids, BLANK),
        dont_know=tally.count(ids, DK),
        not_applicable=tally.count(ids, NA),
        direct=int(tally.direct[tally.rows(ids)].sum()),
        respondents=own.people if own else 0,
        lowest=own.lowest if own else None,
        highest=own.highest if own else None,
        joined=score.joined if score else None,
    )


def _rate_outcome(question: Question, counted: _Counted) -> OutcomeRating:
    percent = counted.scores.questions.get(question.id)
    return OutcomeRating(
        question=question.id,
        attribute=question.attribute,
        outcome=question.outcome,
        percent=percent,
        letter=_letter(percent, counted.framework),
        respondents=sum(counted.tally.count([question.id], word) for word in counted.framework.answers),
        kpis=tuple(question.kpis),
    )


def _rate_groups(process: Process, counted: _Counted) -> tuple[GroupRating, ...]:
    first = {item.id for item in counted.framework.attributes if item.level == 1}
    ids = [question.id for question in process.rated if question.attribute in first]
    found = []
    for group, people in counted.people_on_first.get(process.process, {}).items():
        scores = [counted.by_group[name, group] for name in ids if (name, group) in counted.by_group]
        percent = average_exactly(scores, "mean") if scores else None
        found.append(GroupRating(group, percent, _letter(percent, counted.framework), people))
    return tuple(found)


def _letter(percent: Fraction | None, framework: Framework) -> str:
    return "" if percent is None else band(percent, framework)


def _coverage(attributes: Iterable[AttributeRating]) -> Fraction:
    pairs = [(item.covered, item.questions) for item in attributes]
    asked = sum(questions for _, questions in pairs)
    return Fraction(sum(covered for covered, _ in pairs), asked) if asked else Fraction(0)
