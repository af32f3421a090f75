"""Two rounds of questionnaires, process by process."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from csi_lib.maturity.answers import Sheet
from csi_lib.maturity.bank import Process
from csi_lib.maturity.change.chance import find_chance
from csi_lib.maturity.change.moved import FEWEST, Moved
from csi_lib.maturity.change.pairs import Scores, Shares, make_whole, score_answers, share_weight, weigh_people
from csi_lib.maturity.change.people import People, compare_people
from csi_lib.maturity.change.questionnaire import QuestionChange, compare_questions, list_scored
from csi_lib.maturity.change.split import Split, split_change
from csi_lib.maturity.rating import Rating
from csi_lib.stats.multiplicity import holm
from csi_lib.stats.signs import find_flip_interval, flip_signs


@dataclass(frozen=True)
class Change:
    """What has moved since the round before.

    Parameters
    ----------
    moved : tuple of Moved
        Per process that both rounds asked about, in the order of the questionnaire.
    questions : tuple of QuestionChange
        Every question of these processes.
    people : People
        Who was asked.
    only_before, only_after : tuple of str
        Titles of processes that one round alone asked about.
    days_before, days_after : tuple of date
        First and last day of each round's sheets; empty where no sheet says.
    ratings : tuple of Rating
        The round before, rated by the same rules.
    """

    moved: tuple[Moved, ...]
    questions: tuple[QuestionChange, ...]
    people: People
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    days_before: tuple[dt.date, ...]
    days_after: tuple[dt.date, ...]
    ratings: tuple[Rating, ...]

    @property
    def tested(self) -> int:
        """Size of the family that Holm corrects for."""
        return sum(item.adjusted is not None for item in self.moved)


@dataclass(frozen=True)
class Side:
    """One round as it is compared: sheets, the processes of the report, and how they were rated."""

    sheets: tuple[Sheet, ...]
    processes: tuple[Process, ...]
    ratings: tuple[Rating, ...]

    def find_level(self, process: str) -> int | None:
        """Return the level of a process; None where it is not rated."""
        return next((item.level for item in self.ratings if item.process == process), None)


def compare_rounds(before: Side, after: Side, shares: Shares) -> Change:
    """Compare two rounds.

    Parameters
    ----------
    before, after : Side
        Both rounds, rated by the same rules.
    shares : mapping of str to Fraction
        What a reply is worth, 0..1.

    Returns
    -------
    Change
        With a p-value after Holm wherever enough of the same people answered the same questions.
    """
    then = {item.process: item for item in before.processes}
    now = {item.process: item for item in after.processes}
    questions = compare_questions(before.processes, after.processes)
    rounds = score_answers(before.sheets, shares), score_answers(after.sheets, shares)
    moved = [
        Moved(
            process=name,
            title=item.title,
            level_before=before.find_level(name),
            level_after=after.find_level(name),
            **_compare(then[name], item, *rounds, [one for one in questions if one.process == name], shares),
        )
        for name, item in now.items()
        if name in then
    ]
    return Change(
        moved=tuple(_adjust(moved)),
        questions=questions,
        people=compare_people(before.sheets, after.sheets),
        only_before=tuple(item.title for name, item in then.items() if name not in now),
        only_after=tuple(item.title for name, item in now.items() if name not in then),
        days_before=_find_days(before.sheets),
        days_after=_find_days(after.sheets),
        ratings=before.ratings,
    )


def _compare(
    then: Process, now: Process, before: Scores, after: Scores, questions: Iterable[QuestionChange], shares: Shares
) -> dict[str, Any]:
    """Compare the answers on one process."""
    comparable = [item.question for item in questions if item.kind == "same"]
    before, after = _take_process(before, then), _take_process(after, now)
    split, paired = split_change(before, after, comparable)
    people = weigh_people(before, after, comparable)
    return {
        "split": split,
        "attributes": tuple(_split_attributes(then, now, before, after, comparable)),
        "paired": paired,
        "test": flip_signs(make_whole(list(people.values()))) if people else None,
        "interval": find_flip_interval(
            [float(item) for item in people.values()],
            [float(item) for item in share_weight(before, after, comparable).values()],
        ),
        "chance": find_chance(before, after, comparable, shares) if len(people) < FEWEST else None,
    }


def _take_process(scores: Scores, process: Process) -> Scores:
    return scores.take([question.id for question in list_scored(process)])


def _split_attributes(
    then: Process, now: Process, before: Scores, after: Scores, comparable: Iterable[str]
) -> Iterable[Split]:
    of_then, of_now = _name_attributes(then), _name_attributes(now)
    for attribute in dict.fromkeys((*of_now.values(), *of_then.values())):
        if attribute:
            own = [name for name in comparable if of_now[name] == attribute]
            yield split_change(_take(before, of_then, attribute), _take(after, of_now, attribute), own, attribute)[0]


def _name_attributes(process: Process) -> dict[str, str]:
    return {question.id: question.attribute for question in process.questions}


def _take(scores: Scores, attributes: Mapping[str, str], attribute: str) -> Scores:
    return scores.take([name for name, own in attributes.items() if own == attribute])


def _adjust(moved: Iterable[Moved]) -> list[Moved]:
    """Correct for many processes; one with too few people is no member of the family."""
    found = list(moved)
    given = [item.test.p if item.test and item.testable else math.nan for item in found]
    adjusted = holm(given)
    return [item.adjust(None if math.isnan(p) else float(p)) for item, p in zip(found, adjusted, strict=True)]


def _find_days(sheets: Iterable[Sheet]) -> tuple[dt.date, ...]:
    days = sorted(sheet.date for sheet in sheets if sheet.date is not None)
    return (days[0], days[-1]) if days else ()
