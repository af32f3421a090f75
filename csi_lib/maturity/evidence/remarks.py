"""What a reader has to know of an attribute rated on evidence: gaps to opinion, caps, age, roles apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from csi_lib.maturity.answers import DIRECT_EVIDENCE, Sheet
from csi_lib.maturity.evidence.worth import Weighed
from csi_lib.maturity.framework import Framework, band
from csi_lib.maturity.rating import say_percent

if TYPE_CHECKING:
    from csi_lib.maturity.evidence.rated import AttributeOnEvidence

STEERING, DOING = ("managers",), ("agents", "staff")  # groups whose views are held against each other


def list_remarks(
    item: AttributeOnEvidence,
    letters: Mapping[str, str],
    pieces: Sequence[Weighed],
    ids: Sequence[str],
    sheets: Sequence[Sheet],
    framework: Framework,
) -> Iterator[str]:
    """List what a reader has to know of one attribute.

    Parameters
    ----------
    item : AttributeOnEvidence
        Both ratings.
    letters : mapping of str to str
        Assessor -> letter.
    pieces : sequence of Weighed
        The evidence the rating rests on.
    ids : sequence of str
        The questions of the attribute.
    sheets : sequence of Sheet
        The answers.
    framework : Framework
        Bands.

    Yields
    ------
    str
        One sentence each, the gravest first.
    """
    order = [one.letter for one in framework.bands]
    yield from _say_gap(item, order)
    yield from _say_cap(item, pieces)
    if item.apart:
        said = ", ".join(f"{name} {letter}" for name, letter in sorted(letters.items()))
        yield f"the assessors differ ({said}): {item.found}, the lowest, is taken until they agree"
    if item.basis == "assessors" and item.rated < item.questions:
        yield f"the assessors looked at {item.rated} of {item.questions} questions"
    yield from _say_survival(item, order)
    yield from _say_roles(ids, sheets, framework)


def _say_gap(item: AttributeOnEvidence, order: Sequence[str]) -> Iterator[str]:
    if not item.opinion or not item.letter:
        return
    apart = order.index(item.opinion) - order.index(item.letter)
    letters = "one letter" if abs(apart) == 1 else f"{abs(apart)} letters"
    if apart > 0:
        yield f"people say {item.opinion}, the evidence bears {item.letter}: {letters} less"
    if apart < 0:
        yield f"people say {item.opinion}, the evidence bears {item.letter}: {letters} more"


def _say_cap(item: AttributeOnEvidence, pieces: Sequence[Weighed]) -> Iterator[str]:
    if item.found == item.letter:
        return
    lost = sorted({piece.why for piece in pieces if piece.why and piece.grade in DIRECT_EVIDENCE})
    worn = f"; what there was does not count ({', '.join(lost)})" if lost else ""
    yield f"{item.found} needs a record or data, the best there is counts as {item.best}{worn}"


def _say_survival(item: AttributeOnEvidence, order: Sequence[str]) -> Iterator[str]:
    if item.survives is False:
        until = f": after {item.until} it is {order[-2]}" if item.until else ""
        yield f"{item.letter} hangs on the oldest evidence{until}"


def _say_roles(ids: Sequence[str], sheets: Sequence[Sheet], framework: Framework) -> Iterator[str]:
    """Compare those who steer with those who do the work, on the questions that both answered."""
    steer, do = (_score(groups, ids, sheets, framework) for groups in (STEERING, DOING))
    shared = [name for name in ids if name in steer and name in do]
    if not shared:
        return
    above, below = (sum((scores[name] for name in shared), Fraction(0)) / len(shared) for scores in (steer, do))
    step = min(high - low for low, high in pairwise(sorted(framework.answers.values()))) * 100
    first, second = band(above, framework), band(below, framework)
    if first != second and abs(above - below) >= step:  # less could be a matter of wording
        edges = [one.upto for one in framework.bands]
        yield (
            f"managers say {first} ({say_percent(above, edges)}), "
            f"those who do the work say {second} ({say_percent(below, edges)})"
        )


def _score(
    groups: Sequence[str], ids: Sequence[str], sheets: Sequence[Sheet], framework: Framework
) -> dict[str, Fraction]:
    found = {}
    for name in ids:
        given = [sheet.answers[name].answer for sheet in sheets if sheet.group in groups and name in sheet.answers]
        shares = [framework.answers[word] for word in given if word in framework.answers]
        if shares:
            found[name] = sum(shares, Fraction(0)) * 100 / len(shares)
    return found
