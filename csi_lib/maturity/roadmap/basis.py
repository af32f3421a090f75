"""What a way is planned on: the answers, brought down to what assessors found where that is less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from csi_lib.maturity.bank import Process
from csi_lib.maturity.evidence import AttributeOnEvidence
from csi_lib.maturity.rating import Rating
from csi_lib.maturity.roadmap.search import Join


@dataclass(frozen=True)
class Basis:
    """The percents that one attribute is planned on.

    Parameters
    ----------
    percents : mapping of str to Fraction
        Question -> percent; empty where neither people nor assessors have said anything.
    percent : Fraction or None
        Of the attribute by them.
    scaled : bool
        Whether they were brought down: the answers then do not tell which outcome is at fault.
    """

    percents: Mapping[str, Fraction]
    percent: Fraction | None
    scaled: bool = False


def find_basis(
    attribute: str, rating: Rating, found: AttributeOnEvidence | None, process: Process, join: Join
) -> Basis:
    """Find what one attribute is planned on. It is no rating: both ratings have to pass, so the lower one counts.

    Parameters
    ----------
    attribute : str
        Its id.
    rating : Rating
        By the answers.
    found : AttributeOnEvidence or None
        On evidence.
    process : Process
        Its questions.
    join : callable
        How percents of outcomes become that of their attribute.

    Returns
    -------
    Basis
        Where assessors found less than people say, every outcome is scaled down alike, so that the attribute stands
        where the assessors put it and the order of the outcomes stays that of the answers.
    """
    said = {
        item.question: item.percent
        for item in rating.outcomes
        if item.attribute == attribute and item.percent is not None
    }
    value = found.value if found is not None and found.assessors else None
    scaled = False
    if not said and value is not None:
        said = {item.id: value for item in process.questions if item.attribute == attribute}
    elif said and value is not None:
        whole = join(list(said.values()))
        if value < whole:
            said, scaled = {name: percent * value / whole for name, percent in said.items()}, True
    return Basis(said, join(list(said.values())) if said else None, scaled)
