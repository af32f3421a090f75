"""A process and its attributes by two ratings that are never blended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from csi_lib.maturity.evidence.worth import Weighed

ASSESSORS, ANSWERS = "assessors", "answers"  # what a rating on evidence begins with


@dataclass(frozen=True)
class AttributeOnEvidence:
    """One process attribute by two ratings that are never blended: what people say, and what the evidence bears.

    Parameters
    ----------
    attribute, title : str
        Id and title in the framework.
    opinion : str
        The letter of the answers; empty when nobody answered.
    percent : Fraction or None
        At what percent.
    found : str
        The letter before the cap: the assessors', else that of the answers.
    value : Fraction or None
        The same in percent.
    letter : str
        The rating on evidence; empty when there is none.
    basis : str
        ``assessors``, or ``answers`` where no assessor has rated the attribute.
    assessors : tuple of str
        Who rated it, by pseudonym.
    agreed : bool
        Whether it is what they agreed on after they talked.
    apart : bool
        Whether they differ; the lower letter is taken until they agree.
    rated, questions : int
        Questions that the assessors' rating rests on (all of them where the attribute was rated as one), and asked.
    best : str
        The strongest grade that counts; ``none`` without any.
    direct : int
        Pieces that count as a record or as data.
    until : date or None
        The last day on which the strongest letter stands on what there is; None where it does not rest on a record.
    survives : bool or None
        Whether the strongest letter would stand without its oldest direct evidence; None where it was not given.
    weakness : str
        What assessors noted.
    remarks : tuple of str
        What a reader has to know, one sentence each.
    """

    attribute: str
    title: str
    opinion: str
    percent: Fraction | None
    found: str
    value: Fraction | None
    letter: str
    basis: str
    assessors: tuple[str, ...]
    agreed: bool
    apart: bool
    rated: int
    questions: int
    best: str
    direct: int
    until: dt.date | None
    survives: bool | None
    weakness: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class OnEvidence:
    """One process on evidence, beside what people say.

    Parameters
    ----------
    process, title : str
        Id and title.
    opinion_level, level : int or None
        The level by the answers, and by the evidence; None where level 1 cannot be decided.
    attributes : tuple of AttributeOnEvidence
        In the framework's order.
    pieces : tuple of Weighed
        All evidence named, the assessors' first.
    day : date or None
        The day on which its age was counted.
    """

    process: str
    title: str
    opinion_level: int | None
    level: int | None
    attributes: tuple[AttributeOnEvidence, ...]
    pieces: tuple[Weighed, ...]
    day: dt.date | None

    @property
    def assessed(self) -> int:
        """How many attributes an assessor has rated."""
        return sum(item.basis == ASSESSORS for item in self.attributes)
