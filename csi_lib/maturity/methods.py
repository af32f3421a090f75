"""From counted replies to percent and letter of each attribute, by the method the rule names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from csi_lib.maturity.bank import Process
from csi_lib.maturity.framework import Framework, band, refine
from csi_lib.maturity.letters import Joined, average_exactly, join_letters, join_matrix, list_scale
from csi_lib.maturity.rule import Rule
from csi_lib.maturity.tally import Tally, count_replies, read_shares, score_parts, sum_questions

PART = {"": "group", "respondents": "respondent", "roles": "role"}  # instances -> column of the frame of replies
Key = tuple[str, str]  # process, attribute


@dataclass
class Counts:
    """Replies, counted once for each way of parting the respondents that is asked for."""

    replies: pd.DataFrame
    _counted: dict[str, Tally] = field(default_factory=dict)

    def by(self, column: str) -> Tally:
        """Return the replies counted by a column of the frame."""
        if column not in self._counted:
            self._counted[column] = count_replies(self.replies, column)
        return self._counted[column]


@dataclass(frozen=True)
class Score:
    """One attribute under one rule.

    Parameters
    ----------
    percent : Fraction
        Achieved, 0..100; where letters are joined, the mean of percents that stands beside them.
    letter, refined : str
        The rating and its half.
    joined : Joined or None
        How letters of instances were joined; None where percents were.
    """

    percent: Fraction
    letter: str
    refined: str
    joined: Joined | None = None


@dataclass(frozen=True)
class Scores:
    """Every question and attribute under one rule; what nobody answered is absent."""

    questions: Mapping[str, Fraction]  # percent
    attributes: Mapping[Key, Score]

    def letters(self, process: str) -> dict[str, str]:
        """Return the letter of each rated attribute of a process."""
        return {attribute: score.letter for (name, attribute), score in self.attributes.items() if name == process}


def read_scores(counts: Counts, processes: Iterable[Process], framework: Framework, rule: Rule) -> Scores:
    """Rate every attribute of every process.

    Parameters
    ----------
    counts : Counts
        The replies.
    processes : iterable of Process
        Which attributes have which questions.
    framework : Framework
        What a letter is worth, and the bands.
    rule : Rule
        Method, mean, ties, "not applicable", weights, instances.

    Returns
    -------
    Scores
        Without letters joined, a percent is one exact fraction and its letter the band it lies in. With them, R1
        joins the letters of all outcomes in all instances, R2 the letters of the attribute in each instance.
    """
    shares = read_shares(framework.answers, rule.not_applicable)
    sums = sum_questions(counts.by("group"), shares, rule.weights)
    parts = score_parts(counts.by(PART[rule.instances]), shares) if rule.joins_letters else {}
    by_question: dict[str, dict[str, Fraction]] = {}
    for (question, part), percent in parts.items():
        by_question.setdefault(question, {})[part] = percent
    found: dict[Key, Score] = {}
    for process in processes:
        for attribute, ids in _ids_by_attribute(process).items():
            answered = [name for name in ids if name in sums]
            if answered:
                percent = _join_percents([sums[name] for name in answered], rule)
                rows = [by_question.get(name, {}) for name in answered]
                joined = _join_instances(rows, framework, rule) if rule.joins_letters else None
                found[process.process, attribute] = _make_score(percent, joined, framework)
    return Scores({name: 100 * total / people for name, (total, people) in sums.items()}, found)


def _ids_by_attribute(process: Process) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for question in process.rated:
        found.setdefault(question.attribute, []).append(question.id)
    return found


def _join_percents(sums: Sequence[tuple[Fraction, int]], rule: Rule) -> Fraction:
    if rule.method == "R3":
        return 100 * sum((total for total, _ in sums), Fraction(0)) / sum(people for _, people in sums)
    return average_exactly([100 * total / people for total, people in sums], rule.aggregate)


def _join_instances(rows: Sequence[Mapping[str, Fraction]], framework: Framework, rule: Rule) -> Joined | None:
    """Join letters: of each question in each instance (R1), or of the attribute in each instance (R2)."""
    rating = refine if rule.refined else band
    scale = list_scale(framework, refined=rule.refined)
    if rule.method == "R1":
        cells = {
            (str(row), part): rating(value, framework) for row, one in enumerate(rows) for part, value in one.items()
        }
        return join_matrix(cells, scale, rule.aggregate, rule.half)
    parts = sorted({part for one in rows for part in one})
    percents = [average_exactly([one[part] for one in rows if part in one], rule.aggregate) for part in parts]
    return join_letters([rating(percent, framework) for percent in percents], scale, rule.aggregate, rule.half)


def _make_score(percent: Fraction, joined: Joined | None, framework: Framework) -> Score:
    if joined is None:
        return Score(percent, band(percent, framework), refine(percent, framework))
    return Score(percent, joined.letter, joined.refined, joined)
