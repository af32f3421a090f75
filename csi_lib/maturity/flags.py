"""What a reader has to know before trusting a rating: thin coverage, mere opinion, groups that disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from csi_lib.maturity.answers import Answer, Sheet
from csi_lib.maturity.bank import Process
from csi_lib.maturity.framework import Framework, band
from csi_lib.maturity.rating import AttributeRating, say_percent

DONT_KNOW_SHARE = Fraction(1, 4)  # ours: from here on not knowing is itself a finding


def find_flags(
    process: Process,
    sheets: Sequence[Sheet],
    attributes: Sequence[AttributeRating],
    cells: Mapping[str, Mapping[str, Answer | None]],
    level: int | None,
    level_without_na: int | None,
    framework: Framework,
) -> tuple[str, ...]:
    """List what weakens a rating, one sentence each.

    Parameters
    ----------
    process : Process
        The questions.
    sheets : sequence of Sheet
        Those who take part.
    attributes : sequence of AttributeRating
        What came out.
    cells : mapping
        Question id -> respondent -> reply.
    level, level_without_na : int or None
        The level, and the one with "not applicable" read as not achieved.
    framework : Framework
        Bands.

    Returns
    -------
    tuple of str
        Empty when nothing is to be said.
    """
    if not any(item.answered for item in attributes):
        return ("nobody answered",)
    found = [*_thin(attributes), *_opinion(attributes, framework), *_unknown(attributes)]
    if level != level_without_na:
        read = "not rated" if level_without_na is None else f"level {level_without_na}"
        found.append(f"the level hangs on 'not applicable': read as not achieved it would be {read}")
    found.extend(_split(process, sheets, cells, framework))
    return tuple(found)


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


def _split(
    process: Process,
    sheets: Sequence[Sheet],
    cells: Mapping[str, Mapping[str, Answer | None]],
    framework: Framework,
) -> Iterator[str]:
    """Compare groups two by two, each pair only on the questions that both answered, and name those a step apart."""
    level_one = {item.id for item in framework.attributes if item.level == 1}
    ids = [question.id for question in process.questions if question.attribute in level_one]
    group_of: dict[str, str] = {sheet.respondent: sheet.group for sheet in sheets}
    scores = {group: _group_scores(group, ids, cells, group_of, framework) for group in sorted({*group_of.values()})}
    for one, other in combinations(scores, 2):
        shared = [name for name in ids if name in scores[one] and name in scores[other]]
        if shared:
            yield from _compare(one, other, scores, shared, framework)


def _group_scores(
    group: str,
    ids: Iterable[str],
    cells: Mapping[str, Mapping[str, Answer | None]],
    group_of: Mapping[str, str],
    framework: Framework,
) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for name in ids:
        shares = [
            framework.answers[reply.answer]
            for who, reply in cells[name].items()
            if group_of[who] == group and reply is not None and reply.answer in framework.answers
        ]
        if shares:
            found[name] = sum(shares, Fraction(0)) * 100 / len(shares)
    return found


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
