"""What a reader has to know before trusting a rating: thin coverage, mere opinion, groups that disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from csi_lib.maturity.apart import GroupPair
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.rating import AttributeRating, say_percent

NOT_APPLICABLE, WEIGHTS, LEFT_OUT = "'not applicable'", "the weights", "what was left out"
DONT_KNOW_SHARE = Fraction(1, 4)  # ours: from here on not knowing is itself a finding


def find_flags(
    attributes: Sequence[AttributeRating],
    level: int | None,
    levels: Mapping[str, int | None],
    pairs: Iterable[GroupPair],
    framework: Framework,
) -> tuple[str, ...]:
    """List what weakens a rating, one sentence each.

    Parameters
    ----------
    attributes : sequence of AttributeRating
        What came out.
    level : int or None
        The level.
    levels : mapping of str to (int or None)
        Reading that was taken away -> the level without it.
    pairs : iterable of GroupPair
        The groups of respondents two by two.
    framework : Framework
        Bands.

    Returns
    -------
    tuple of str
        Empty when nothing is to be said.
    """
    if not any(item.answered for item in attributes):
        return ("nobody answered",)
    found = [*_thin(attributes), *_opinion(attributes, framework), *_unknown(attributes), *_ties(attributes)]
    for name, other in levels.items():
        if other != level:
            read = "not rated" if other is None else f"level {other}"
            found.append(f"the level hangs on {_READ[name].format(name, read)}")
    found.extend(_split(pairs, framework))
    return tuple(found)


_READ = {
    NOT_APPLICABLE: "{}: read as not achieved it would be {}",
    LEFT_OUT: "{}: read as not achieved it would be {}",
    WEIGHTS: "{}: with every respondent counted alike it would be {}",
}


def _ties(attributes: Iterable[AttributeRating]) -> Iterator[str]:
    for item in attributes:
        if item.joined is not None and item.joined.tie:
            letters = ", ".join(item.joined.letters)
            yield f"PA {item.attribute}: {letters} lie half way, the tie rule makes {item.joined.refined} of them"


def _thin(attributes: Sequence[AttributeRating]) -> Iterator[str]:
    asked, covered = sum(item.questions for item in attributes), sum(item.covered for item in attributes)
    if covered < asked:
        yield f"{asked - covered} of {asked} questions have no answer"
    if max(item.respondents for item in attributes) == 1:
        yield "each attribute rests on one person"


def _opinion(attributes: Sequence[AttributeRating], framework: Framework) -> Iterator[str]:
    if not any(item.direct for item in attributes):
        yield "opinion only: no answer rests on a record or on data"
        return
    top = framework.bands[-1].letter
    for item in attributes:
        if item.letter == top and not item.direct:
            yield f"PA {item.attribute} is {top} on opinion only: no record or data behind it"


def _unknown(attributes: Iterable[AttributeRating]) -> Iterator[str]:
    for item in attributes:
        replies = item.answered + item.dont_know
        if replies and Fraction(item.dont_know, replies) >= DONT_KNOW_SHARE:
            yield f"PA {item.attribute}: {item.dont_know} of {replies} replies are 'don't know'"


def _split(pairs: Iterable[GroupPair], framework: Framework) -> Iterator[str]:
    edges = [item.upto for item in framework.bands]
    for pair in pairs:
        if pair.state == "apart":
            first, second = (f"({say_percent(percent, edges)})" for percent in (pair.first, pair.second))
            yield (
                f"groups differ: {pair.one} say {pair.letters[0]} {first}, {pair.other} say {pair.letters[1]} {second} "
                f"on the {pair.shared} questions both answered"
            )
