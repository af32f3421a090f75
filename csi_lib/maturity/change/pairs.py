"""Answers of the same person to the same question in two rounds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from csi_lib.maturity.answers import Sheet

Shares = Mapping[str, Fraction]  # reply -> share achieved, 0..1
Scores = Mapping[str, Mapping[str, Fraction]]  # question id -> respondent -> percent achieved


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


def score_answers(sheets: Iterable[Sheet], questions: Collection[str], shares: Shares) -> Scores:
    """Turn answers into percent; a blank, "don't know" or whatever has no share is no answer.

    Parameters
    ----------
    sheets : iterable of Sheet
        One round.
    questions : collection of str
        Which questions count.
    shares : mapping of str to Fraction
        What a reply is worth.

    Returns
    -------
    mapping
        Question -> respondent -> percent; questions that nobody answered are left out.
    """
    wanted = frozenset(questions)
    found: dict[str, dict[str, Fraction]] = {}
    for sheet in sheets:
        for name, reply in sheet.answers.items():
            if name in wanted and reply.answer in shares:
                found.setdefault(name, {})[sheet.respondent] = shares[reply.answer] * 100
    return found


def pair_answers(before: Scores, after: Scores, comparable: Iterable[str]) -> tuple[AnswerChange, ...]:
    """Pair the answers to the comparable questions, question by question.

    Returns
    -------
    tuple of AnswerChange
        In the order of ``comparable``; questions without a pair are left out.
    """
    found = []
    for name in comparable:
        who = find_pairs(before, after, name)
        if who:
            then, now = ([scores[name][one] for one in who] for scores in (before, after))
            found.append(
                AnswerChange(
                    question=name,
                    people=len(who),
                    before=sum(then, Fraction(0)) / len(who),
                    after=sum(now, Fraction(0)) / len(who),
                    rose=sum(a > b for b, a in zip(then, now, strict=True)),
                    fell=sum(a < b for b, a in zip(then, now, strict=True)),
                )
            )
    return tuple(found)


def find_pairs(before: Scores, after: Scores, question: str) -> list[str]:
    """Return who answered a question in both rounds, sorted."""
    return sorted(before.get(question, {}).keys() & after.get(question, {}).keys())


def weigh_people(before: Scores, after: Scores, comparable: Iterable[str]) -> dict[str, Fraction]:
    """Part the change of the paired answers among the people: together it is the change of the paired score.

    Every question weighs the same, and within a question every person who answered it in both rounds.

    Returns
    -------
    dict of str to Fraction
        Respondent -> percentage points; a person whose answers did not move, or cancel out, has 0.
    """
    pairs = {name: who for name in comparable if (who := find_pairs(before, after, name))}
    found: dict[str, Fraction] = {}
    for name, who in pairs.items():
        for one in who:
            part = (after[name][one] - before[name][one]) / (len(who) * len(pairs))
            found[one] = found.get(one, Fraction(0)) + part
    return dict(sorted(found.items()))


def make_whole(parts: Collection[Fraction]) -> list[int]:
    """Return the fractions as whole numbers of one common unit, for a test that counts sums."""
    unit = lcm(*(item.denominator for item in parts)) if parts else 1
    return [int(item * unit) for item in parts]
