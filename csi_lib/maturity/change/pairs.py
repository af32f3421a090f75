"""Answers of the same person to the same question in two rounds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from csi_lib.maturity.answers import Sheet

Shares = Mapping[str, Fraction]  # reply -> share achieved, 0..1


@dataclass(frozen=True)
class Scores:
    """Answers of one round as whole numbers, so that sums of thousands stay exact and quick.

    Parameters
    ----------
    cells : mapping
        Question -> respondent -> achievement, in parts of a percent.
    unit : int
        How many parts a percent has.
    """

    cells: Mapping[str, Mapping[str, int]]
    unit: int = 1

    def take(self, questions: Collection[str]) -> Scores:
        """Return the answers to some of the questions."""
        return Scores({name: self.cells[name] for name in questions if name in self.cells}, self.unit)

    def mean(self, question: str, people: Collection[str] | None = None) -> Fraction:
        """Return the mean percent of a question over some people, or over all who answered it."""
        row = self.cells[question]
        given = row.values() if people is None else [row[who] for who in people]
        return Fraction(sum(given), len(given) * self.unit)

    @property
    def score(self) -> Fraction | None:
        """The mean over the questions of the mean over those who answered; None where nobody answered."""
        return average([self.mean(name) for name, row in self.cells.items() if row])


def average(values: Collection[Fraction]) -> Fraction | None:
    """Return the exact mean of fractions; None of none."""
    if not values:
        return None
    common = lcm(*(item.denominator for item in values))
    return Fraction(sum(item.numerator * (common // item.denominator) for item in values), common * len(values))


@dataclass(frozen=True)
class AnswerChange:
    """How one question was answered in two rounds by the people who answered it in both.

    Parameters
    ----------
    question : str
        Its id.
    people : int
        How many they are.
    before, after : Fraction
        Their mean, 0..100.
    rose, fell : int
        How many of them answered better, and worse.
    """

    question: str
    people: int
    before: Fraction
    after: Fraction
    rose: int
    fell: int

    @property
    def change(self) -> Fraction:
        """After less before, in percentage points."""
        return self.after - self.before


def score_answers(sheets: Iterable[Sheet], shares: Shares) -> Scores:
    """Turn answers into percent; a blank, "don't know" or whatever has no share is no answer.

    Parameters
    ----------
    sheets : iterable of Sheet
        One round.
    shares : mapping of str to Fraction
        What a reply is worth.

    Returns
    -------
    Scores
        Questions that nobody answered are left out.
    """
    unit = lcm(*((share * 100).denominator for share in shares.values()))
    worth = {reply: int(share * 100 * unit) for reply, share in shares.items()}
    found: dict[str, dict[str, int]] = {}
    for sheet in sheets:
        for name, reply in sheet.answers.items():
            value = worth.get(reply.answer)
            if value is not None:
                found.setdefault(name, {})[sheet.respondent] = value
    return Scores(found, unit)


def pair_answers(before: Scores, after: Scores, comparable: Iterable[str]) -> tuple[AnswerChange, ...]:
    """Pair the answers to the comparable questions, question by question.

    Returns
    -------
    tuple of AnswerChange
        In the order of ``comparable``; questions without a pair are left out.
    """
    return tuple(_pair(before, after, name, who) for name in comparable if (who := find_pairs(before, after, name)))


def _pair(before: Scores, after: Scores, question: str, who: list[str]) -> AnswerChange:
    then, now = before.cells[question], after.cells[question]
    return AnswerChange(
        question=question,
        people=len(who),
        before=before.mean(question, who),
        after=after.mean(question, who),
        rose=sum(then[one] < now[one] for one in who),
        fell=sum(then[one] > now[one] for one in who),
    )


def find_pairs(before: Scores, after: Scores, question: str) -> list[str]:
    """Return who answered a question in both rounds, sorted."""
    return sorted(before.cells.get(question, {}).keys() & after.cells.get(question, {}).keys())


def weigh_people(before: Scores, after: Scores, comparable: Iterable[str]) -> dict[str, Fraction]:
    """Part the change of the paired answers among the people: together it is the change of the paired score.

    Every question weighs the same, and within a question every person who answered it in both rounds.

    Returns
    -------
    dict of str to Fraction
        Respondent -> percentage points; a person whose answers did not move, or cancel out, has 0.
    """
    pairs = {name: who for name in comparable if (who := find_pairs(before, after, name))}
    common = lcm(*(len(who) for who in pairs.values())) if pairs else 1
    found: dict[str, int] = {}
    for name, who in pairs.items():
        then, now, weight = before.cells[name], after.cells[name], common // len(who)
        for one in who:
            found[one] = found.get(one, 0) + (now[one] - then[one]) * weight
    whole = common * len(pairs) * before.unit
    return {who: Fraction(found[who], whole) for who in sorted(found)}


def share_weight(before: Scores, after: Scores, comparable: Iterable[str]) -> dict[str, Fraction]:
    """Return what each person weighs in the change of the paired score; together 1.

    Returns
    -------
    dict of str to Fraction
        Respondent -> weight, in the order of ``weigh_people``.
    """
    pairs = [who for name in comparable if (who := find_pairs(before, after, name))]
    common = lcm(*map(len, pairs)) if pairs else 1
    found: dict[str, int] = {}
    for who in pairs:
        for one in who:
            found[one] = found.get(one, 0) + common // len(who)
    return {one: Fraction(found[one], common * len(pairs)) for one in sorted(found)}


def make_whole(parts: Collection[Fraction]) -> list[int]:
    """Return the fractions as whole numbers of one common unit, for a test that counts sums."""
    unit = lcm(*(item.denominator for item in parts)) if parts else 1
    return [int(item * unit) for item in parts]
