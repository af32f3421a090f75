"""Against an earlier edition: ids that were given to another question, editions that were not raised."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from csi_lib.maturity.bank.files import BankFile
from csi_lib.maturity.bank.lint.finding import Fault
from csi_lib.maturity.bank.question import Question
from csi_lib.maturity.bank.similarity import compare_texts

SAME = 0.4  # share of words in common below which question and outcome together are taken for another meaning


def check_earlier(file: BankFile, earlier: Collection[BankFile]) -> Iterator[Fault]:
    """Find ids whose meaning changed, and files that changed without a new edition.

    Parameters
    ----------
    file : BankFile
        One file as it is now.
    earlier : collection of BankFile
        The whole bank as it was.

    Yields
    ------
    Fault
        One per question, and one per file.
    """
    before = {question.id: (item, question) for item in earlier for question in item.questions}
    for place, question in enumerate(file.questions):
        if question.id not in before:
            continue
        where, old = before[question.id]
        if where.process != file.process:
            says = f"id '{question.id}' belonged to '{where.process}' before"
            yield Fault("reused", ("questions", place, "id"), says, "Give this question a new id")
        elif old.attribute != question.attribute or not is_same(old, question):
            says = f"id '{question.id}' meant another question before ('{old.ask}')"
            yield Fault("reused", ("questions", place, "id"), says, "Give this question a new id")
    then = next((item for item in earlier if item.process == file.process), None)
    if then is not None:
        yield from _check_edition(file, then)


def is_same(old: Question, new: Question) -> bool:
    """Say whether two wordings can be the same question: what it asks or what it looks for is still alike."""
    return max(compare_texts(old.ask, new.ask), compare_texts(old.outcome, new.outcome)) >= SAME


def _check_edition(file: BankFile, then: BankFile) -> Iterator[Fault]:
    now, before = file.model.edition, then.model.edition
    changed = _what_answers_depend_on(file) != _what_answers_depend_on(then)
    if now < before or (changed and now == before):
        says = f"edition {now}, and the questions of edition {before} were others"
        yield Fault("edition", ("edition",), says, f"Raise it to {before + 1}")


def _what_answers_depend_on(file: BankFile) -> Mapping[str, object]:
    return {
        item.id: (item.attribute, item.ask, item.outcome, sorted(item.groups), item.implies) for item in file.questions
    }
