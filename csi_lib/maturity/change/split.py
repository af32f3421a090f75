"""The change of a score in three parts that add up to the whole: answers, questionnaire, people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from csi_lib.maturity.change.pairs import AnswerChange, Scores, average, pair_answers


@dataclass(frozen=True)
class Split:
    """Where the change of a score comes from, exact, in percentage points.

    Parameters
    ----------
    attribute : str
        Which attribute; empty for all questions of the process.
    before, after : Fraction or None
        The score of each round as it was: the mean over the questions of the mean over those who answered, 0..100.
    answers : Fraction or None
        The same people answered the same questions otherwise.
    questionnaire : Fraction or None
        Other questions were asked, or the same in other words.
    people : Fraction or None
        Others answered, or the same people answered others of the questions.
    undivided : Fraction or None
        What cannot be told apart, for want of a pair or of a question asked in both rounds.
    """

    attribute: str
    before: Fraction | None
    after: Fraction | None
    answers: Fraction | None = None
    questionnaire: Fraction | None = None
    people: Fraction | None = None
    undivided: Fraction | None = None

    @property
    def whole(self) -> Fraction | None:
        """After less before; None where a round has no score. The parts that are there add up to it."""
        return None if self.before is None or self.after is None else self.after - self.before


def split_change(
    before: Scores, after: Scores, comparable: Collection[str], attribute: str = ""
) -> tuple[Split, tuple[AnswerChange, ...]]:
    """Part the change of a score.

    From the score of a round, first the questions that only it asked are taken out, then everybody but those who
    answered the same question in both rounds. What each step takes out of one round and not of the other is the part
    of the questionnaire and of the people; what is left is the change of the paired answers.

    Parameters
    ----------
    before, after : Scores
        One per round, of one process or attribute, in the same unit.
    comparable : collection of str
        Questions that ask the same in both.
    attribute : str
        Noted in the result.

    Returns
    -------
    tuple of (Split, tuple of AnswerChange)
        The parts, and the paired answers by question.
    """
    then, now = before.score, after.score
    if then is None or now is None:
        return Split(attribute, then, now), ()
    same_then, same_now = before.take(comparable).score, after.take(comparable).score
    if same_then is None or same_now is None:
        return Split(attribute, then, now, undivided=now - then), ()
    questionnaire = (now - same_now) - (then - same_then)
    paired = pair_answers(before, after, comparable)
    paired_then, paired_now = average([item.before for item in paired]), average([item.after for item in paired])
    if paired_then is None or paired_now is None:
        return Split(attribute, then, now, questionnaire=questionnaire, undivided=same_now - same_then), ()
    people = (same_now - paired_now) - (same_then - paired_then)
    return Split(attribute, then, now, paired_now - paired_then, questionnaire, people), paired
