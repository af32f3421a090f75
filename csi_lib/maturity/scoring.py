"""From answers to ratings: method R1, in exact fractions from the first mean to the last band."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from csi_lib.maturity.answers import DIRECT_EVIDENCE, Answer, Sheet, check_answers
from csi_lib.maturity.bank import Process, Question, check_attributes
from csi_lib.maturity.flags import find_flags
from csi_lib.maturity.framework import METHOD, Attribute, Framework, band, refine
from csi_lib.maturity.ladder import find_level, find_obstacles, say_why
from csi_lib.maturity.rating import AttributeRating, GroupRating, OutcomeRating, Rating

Cells = Mapping[str, Mapping[str, Answer | None]]  # question id -> respondent -> reply; None = asked and blank
Shares = Mapping[str, Fraction]  # reply that enters a mean -> share achieved


def rate(answers: Iterable[Sheet], questions: Iterable[Process], framework: Framework) -> tuple[Rating, ...]:
    """Rate every process of the questionnaire.

    Parameters
    ----------
    answers : iterable of Sheet
        One per respondent.
    questions : iterable of Process
        As ``load_questions`` returns them.
    framework : Framework
        Bands, attributes and the ladder.

    Returns
    -------
    tuple of Rating
        One per process, in the order of ``questions``; a process that nobody answered is there, not rated.

    Raises
    ------
    SettingsError
        When an answer or scope names something the questionnaire does not have, or a respondent answers twice.
    DefinitionError
        When a question names an attribute that the framework does not have.

    Source
    ------
    ISO/IEC 33020:2015, rating method R1; the arithmetic is the framework file's ``aggregation``.
    """
    sheets, processes = tuple(answers), tuple(questions)
    check_attributes(processes, framework)
    check_answers(sheets, processes)
    return tuple(_rate_process(process, sheets, framework) for process in processes if process.rated)


def _rate_process(process: Process, sheets: Sequence[Sheet], framework: Framework) -> Rating:
    taking_part = [sheet for sheet in sheets if not sheet.processes or process.process in sheet.processes]
    cells = gather_cells(process.rated, taking_part)
    asked = {question.attribute for question in process.rated}
    attributes = tuple(
        _rate_attribute(item, process.questions, cells, framework) for item in framework.attributes if item.id in asked
    )
    letters = {item.attribute: item.letter for item in attributes}
    percents = {item.attribute: item.percent for item in attributes}
    level = find_level(letters, framework)
    obstacles = find_obstacles(level, percents, letters, asked, framework)
    without_na = find_level(_letters_with_na(process.questions, cells, framework), framework)
    return Rating(
        process=process.process,
        title=process.title,
        level=level,
        level_title="not rated" if level is None else framework.levels[level].title,
        attributes=attributes,
        why=say_why(obstacles, level, asked, framework),
        obstacles=obstacles,
        coverage=_coverage(attributes),
        groups=_rate_groups(process.questions, taking_part, framework),
        outcomes=tuple(_rate_outcome(question, cells, framework) for question in process.questions),
        respondents=len({who for row in cells.values() for who, reply in row.items() if _counts(reply, framework)}),
        method=METHOD,
        framework=framework.id,
        framework_version=framework.edition,
        edition=process.edition,
        kpis=tuple(sorted({kpi for question in process.questions for kpi in question.kpis})),
        flags=find_flags(process, taking_part, attributes, cells, level, without_na, framework),
    )


def gather_cells(questions: Iterable[Question], sheets: Iterable[Sheet]) -> Cells:
    """Lay out who was asked what: a question asked of a respondent's group and left out is blank, never zero."""
    sheets = tuple(sheets)
    return {
        question.id: {
            sheet.respondent: sheet.answers.get(question.id)
            for sheet in sheets
            if question.id in sheet.answers or sheet.group in question.groups
        }
        for question in questions
    }


def mean_percent(question_ids: Iterable[str], cells: Cells, shares: Shares) -> Fraction | None:
    """Average the questions' means over their respondents, in percent; None when nothing can be averaged."""
    return _mean([score for score in (_score(cells[name], shares) for name in question_ids) if score is not None])


def _score(row: Mapping[str, Answer | None], shares: Shares) -> Fraction | None:
    return _mean([shares[reply.answer] * 100 for reply in row.values() if reply and reply.answer in shares])


def _mean(values: Collection[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _counts(reply: Answer | None, framework: Framework) -> bool:
    return reply is not None and reply.answer in framework.answers


def _letter(percent: Fraction | None, framework: Framework) -> str:
    return "" if percent is None else band(percent, framework)


def _rate_attribute(
    item: Attribute, questions: Iterable[Question], cells: Cells, framework: Framework
) -> AttributeRating:
    ids = [question.id for question in questions if question.attribute == item.id]
    percent = mean_percent(ids, cells, framework.answers)
    replies = [reply for name in ids for reply in cells[name].values()]
    given = [reply for reply in replies if reply is not None]
    answered = [reply for reply in given if reply.answer in framework.answers]
    own = _own_percents(ids, cells, framework)
    scored = [name for name in ids if _score(cells[name], framework.answers) is not None]
    return AttributeRating(
        attribute=item.id,
        title=item.title,
        level=item.level,
        percent=percent,
        letter=_letter(percent, framework),
        refined="" if percent is None else refine(percent, framework),
        questions=len(ids) - sum(_is_not_applicable(cells[name]) for name in ids),
        covered=len(scored),
        answered=len(answered),
        blank=len(replies) - len(given),
        dont_know=sum(reply.answer == "DK" for reply in given),
        not_applicable=sum(reply.answer == "NA" for reply in given),
        direct=sum(reply.evidence in DIRECT_EVIDENCE for reply in answered),
        respondents=len(own),
        lowest=min(own, default=None),
        highest=max(own, default=None),
    )


def _is_not_applicable(row: Mapping[str, Answer | None]) -> bool:
    given = [reply.answer for reply in row.values() if reply is not None]
    return bool(given) and all(word == "NA" for word in given)


def _own_percents(ids: Iterable[str], cells: Cells, framework: Framework) -> list[Fraction]:
    own: dict[str, list[Fraction]] = {}
    for name in ids:
        for who, reply in cells[name].items():
            if reply is not None and reply.answer in framework.answers:
                own.setdefault(who, []).append(framework.answers[reply.answer] * 100)
    return [sum(values, Fraction(0)) / len(values) for values in own.values()]


def _rate_outcome(question: Question, cells: Cells, framework: Framework) -> OutcomeRating:
    row = cells[question.id]
    percent = _score(row, framework.answers)
    return OutcomeRating(
        question=question.id,
        attribute=question.attribute,
        outcome=question.outcome,
        percent=percent,
        letter=_letter(percent, framework),
        respondents=sum(_counts(reply, framework) for reply in row.values()),
        kpis=tuple(question.kpis),
    )


def _rate_groups(
    questions: Iterable[Question], sheets: Sequence[Sheet], framework: Framework
) -> tuple[GroupRating, ...]:
    first = {item.id for item in framework.attributes if item.level == 1}
    asked = [question for question in questions if question.attribute in first]
    ids = [question.id for question in asked]
    found = []
    for group in sorted({sheet.group for sheet in sheets}):
        cells = gather_cells(asked, [sheet for sheet in sheets if sheet.group == group])
        percent = mean_percent(ids, cells, framework.answers)
        people = len(_own_percents(ids, cells, framework))
        found.append(GroupRating(group, percent, _letter(percent, framework), people))
    return tuple(found)


def _coverage(attributes: Iterable[AttributeRating]) -> Fraction:
    pairs = [(item.covered, item.questions) for item in attributes]
    asked = sum(questions for _, questions in pairs)
    return Fraction(sum(covered for covered, _ in pairs), asked) if asked else Fraction(0)


def _letters_with_na(questions: Iterable[Question], cells: Cells, framework: Framework) -> dict[str, str]:
    """Rate once more with "not applicable" read as nothing achieved, to see whether the level hangs on it."""
    ids: dict[str, list[str]] = {}
    for question in questions:
        ids.setdefault(question.attribute, []).append(question.id)
    shares = {**framework.answers, "NA": Fraction(0)}
    return {name: _letter(mean_percent(found, cells, shares), framework) for name, found in ids.items()}
