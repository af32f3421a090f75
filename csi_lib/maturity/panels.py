"""From the frame of replies to a panel of numbers per process, for the arithmetic of chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.errors import SettingsError
from csi_lib.maturity.bank import Process, Question
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.rule import PLAIN, Rule
from csi_lib.maturity.tally import NA, read_shares
from csi_lib.stats.panels import NO_ANSWER, Panel


@dataclass(frozen=True)
class Answered:
    """The answers on one process as a panel.

    Parameters
    ----------
    process : Process
        What was asked.
    questions : tuple of Question
        The columns of the panel: questions on an attribute with at least one countable answer.
    attributes : tuple of str
        The blocks of the panel, in the framework's order.
    panel : Panel
        Places of the letters; a reply without a worth is no answer.
    groups : dict of str to int
        People with a countable answer, per group of respondents.
    """

    process: Process
    questions: tuple[Question, ...]
    attributes: tuple[str, ...]
    panel: Panel
    groups: dict[str, int]


def lay_out_panels(
    replies: pd.DataFrame,
    processes: Iterable[Process],
    framework: Framework,
    rule: Rule = PLAIN,
    team: Mapping[str, int] | None = None,
) -> tuple[Answered, ...]:
    """Lay out the answers on each process.

    Parameters
    ----------
    replies : DataFrame
        As ``list_replies`` returns it.
    processes : iterable of Process
        Those wanted.
    framework : Framework
        Attributes, and what the letters of answers are worth.
    rule : Rule, optional
        How "not applicable" is read, mean or median, and what a group weighs.
    team : mapping of str to int, optional
        Group -> people it has.

    Returns
    -------
    tuple of Answered
        One per process, in their order; a process without a countable answer has an empty panel.

    Raises
    ------
    SettingsError
        When more people of a group answered than its team is said to have.
    """
    table = _Table.lay_out(replies, framework, rule)
    weights = {name: float(weight) for name, weight in rule.weights}
    return tuple(_lay_out(item, table, framework, rule, weights, dict(team or {})) for item in processes)


@dataclass(frozen=True)
class _Table:
    """All countable answers: a row a respondent, a column a question."""

    letters: np.ndarray
    shares: np.ndarray
    place: dict[str, int]  # question id -> column
    groups: np.ndarray  # group of each respondent

    @classmethod
    def lay_out(cls, replies: pd.DataFrame, framework: Framework, rule: Rule) -> _Table:
        names = sorted(framework.answers, key=lambda name: framework.answers[name])
        worth = read_shares(framework.answers, rule.not_applicable)
        code = {name: place for place, name in enumerate(names)}
        if NA in worth:
            code[NA] = 0 if not worth[NA] else len(names) - 1
        people, questions = replies["respondent"].cat, replies["question"].cat
        letter = np.array([code.get(word, NO_ANSWER) for word in replies["reply"].cat.categories], dtype=np.int8)
        letters = np.full((len(people.categories), len(questions.categories)), NO_ANSWER, dtype=np.int8)
        letters[people.codes, questions.codes] = letter[replies["reply"].cat.codes]
        groups = np.full(len(people.categories), "", dtype=object)
        groups[people.codes] = replies["group"].astype(object).to_numpy()
        place = {name: column for column, name in enumerate(questions.categories)}
        return cls(letters, np.array([float(framework.answers[name]) for name in names]), place, groups)


def _lay_out(
    process: Process, table: _Table, framework: Framework, rule: Rule, weights: dict[str, float], team: dict[str, int]
) -> Answered:
    known = [item.id for item in framework.attributes]
    asked = [item for item in process.questions if item.attribute in known]
    columns = [table.place[item.id] for item in asked]
    letters = table.letters[:, columns]
    weight = np.array([weights.get(group, 1.0) for group in table.groups])
    people = (letters != NO_ANSWER).any(axis=1) & (weight > 0)
    held = (letters[people] != NO_ANSWER).any(axis=0)
    questions = tuple(item for item, is_held in zip(asked, held, strict=True) if is_held)
    attributes = tuple(name for name in known if any(item.attribute == name for item in questions))
    counted = {str(name): int(number) for name, number in pd.Series(table.groups[people]).value_counts().items()}
    panel = Panel(
        letters[people][:, held],
        np.array([attributes.index(str(item.attribute)) for item in questions], dtype=np.int64),
        table.shares,
        weight[people] if rule.weights else None,
        _find_team(process.process, counted, team),
        rule.aggregate == "median",
    )
    return Answered(process, questions, attributes, panel, counted)


def _find_team(process: str, counted: Mapping[str, int], team: dict[str, int]) -> int | None:
    """Add up the teams of those who answered; None as soon as one of them is of unknown size."""
    for group, people in counted.items():
        if people > team.get(group, people):
            raise SettingsError(
                f"{people} {group} answered on '{process}', and the team is said to have {team[group]}",
                where=f"assessment.team.{group}",
                do="Correct the number, or leave the group out when it is not known",
            )
    return sum(team[group] for group in counted) if counted and all(group in team for group in counted) else None
