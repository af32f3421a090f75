"""What a reader has to know before trusting a rating: thin coverage, mere opinion, groups that disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from csi_lib.maturity.bank import GROUPS, Process
from csi_lib.maturity.framework import Framework, band
from csi_lib.maturity.rating import AttributeRating, say_percent

GroupScores = Mapping[tuple[str, str], Fraction]  # question, group -> percent
NOT_APPLICABLE, WEIGHTS = "'not applicable'", "the weights"
DONT_KNOW_SHARE = Fraction(1, 4)  # ours: from here on not knowing is itself a finding


def find_flags(
    process: Process,
    attributes: Sequence[AttributeRating],
    level: int | None,
    levels: Mapping[str, int | None],
    by_group: GroupScores,
    framework: Framework,
) -> tuple[str, ...]:
    """List what weakens a rating, one sentence each.

    Parameters
    ----------
    process : Process
        The questions.
    attributes : sequence of AttributeRating
        What came out.
    level : int or None
        The level.
    levels : mapping of str to (int or None)
        Reading that was taken away -> the level without it.
    by_group : mapping of (str, str) to Fraction
        (question, group) -> percent.
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
    found.extend(_split(process, by_group, framework))
    return tuple(found)


_READ = {
    NOT_APPLICABLE: "{}: read as not achieved it would be {}",
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


def _split(process: Process, by_group: GroupScores, framework: Framework) -> Iterator[str]:
    """Compare groups two by two, each pair only on the questions that both answered, and name those a step apart."""
    level_one = {item.id for item in framework.attributes if item.level == 1}
    ids = [question.id for question in process.rated if question.attribute in level_one]
    scores: dict[str, dict[str, Fraction]] = {}
    for group in GROUPS:
        scores[group] = {name: by_group[name, group] for name in ids if (name, group) in by_group}
    for one, other in combinations(sorted(scores), 2):
        shared = [name for name in ids if name in scores[one] and name in scores[other]]
        if shared:
            yield from _compare(one, other, scores, shared, framework)


def _answer_step(framework: Framework) -> Fraction:
    """Return what one answer differs from the next, in percent: a split of less could be a matter of wording."""
    worth = sorted(framework.answers.values())
    return min(high - low for low, high in pairwise(worth)) * 100


def _compare(
    one: str, other: str, scores: Mapping[str, Mapping[str, Fraction]], shared: Sequence[str], framework: Framework
) -> Iterator[str]:
    first, second = (sum((scores[name][key] for key in shared), Fraction(0)) / len(shared) for name in (one, other))
    if abs(first - second) >= _answer_step(framework):
        edges = [item.upto for item in framework.bands]
        questions = f"the {len(shared)} questions" if len(shared) > 1 else "the one question"
        yield (
            f"groups differ: {one} say {band(first, framework)} ({say_percent(first, edges)}), "
            f"{other} say {band(second, framework)} ({say_percent(second, edges)}) on {questions} both answered"
        )
