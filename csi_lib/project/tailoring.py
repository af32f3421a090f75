"""How much is asked of an improvement programme: three answers at its start, and the profile that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median_low

from csi_lib.register.programme import PROFILES, Profile, Tailoring


@dataclass(frozen=True)
class Question:
    """One question, and which profile each answer speaks for.

    Parameters
    ----------
    key : str
        Name of the option of ``csi new``.
    text : str
        As it is asked.
    says : str
        The answer as the record keeps it.
    least, small, standard, most : int
        The lowest answer, the most that speak for ``small`` and for ``standard``, and the highest answer.
    """

    key: str
    text: str
    says: str
    least: int
    small: int
    standard: int
    most: int

    def judge(self, answer: int) -> Profile:
        """Return the profile that an answer speaks for."""
        return PROFILES[(answer > self.small) + (answer > self.standard)]

    @property
    def leads(self) -> str:
        """What each answer leads to."""
        return f"up to {self.small} small, up to {self.standard} standard, more large"


# The limits are ours, after experience and no standard: below 16 people everybody knows everybody, above 60 teams have
# heads of their own; a level that is only guessed is enough to choose the length of checklists.
QUESTIONS = (
    Question("people", "How many people provide the services?", "people who provide services: {}", 1, 15, 60, 100_000),
    Question(
        "services", "How many services and suppliers are there together?", "services and suppliers: {}", 1, 4, 20, 9_999
    ),
    Question("maturity", "How mature is the work, as a guess from 0 to 5?", "level, as guessed: {} of 5", 0, 1, 3, 5),
)
RULE = "the middle one of what the three answers speak for"


def read_answer(question: Question, text: str) -> int:
    """Read an answer.

    Raises
    ------
    ValueError
        When it is no number that can be meant; the message says which can.
    """
    if not text.strip().isdecimal() or not question.least <= int(text) <= question.most:
        raise ValueError(f"'{text.strip()}' is not a number from {question.least} to {question.most}")
    return int(text)


def tailor(answers: Mapping[str, int], chosen: Profile | None = None) -> tuple[Profile, Tailoring]:
    """Choose the profile, and say why.

    Parameters
    ----------
    answers : mapping of str to int
        By the key of each question: all of them, or none.
    chosen : {"small", "standard", "large"}, optional
        A profile that was asked for whatever the answers are.

    Returns
    -------
    tuple of (Profile, Tailoring)
        What the programme's record holds.
    """
    if not answers:
        return chosen or "standard", Tailoring(reason="chosen by --profile" if chosen else "")
    votes = {item.key: item.judge(answers[item.key]) for item in QUESTIONS}
    found = PROFILES[median_low(PROFILES.index(vote) for vote in votes.values())]
    reason = f"{RULE}: " + ", ".join(f"{key} {vote}" for key, vote in votes.items())
    if chosen and chosen != found:
        reason = f"'{chosen}' was chosen by --profile and overrides '{found}', {reason}"
    size, complexity, maturity = (item.says.format(answers[item.key]) for item in QUESTIONS)
    return chosen or found, Tailoring(size=size, complexity=complexity, maturity=maturity, reason=reason)
