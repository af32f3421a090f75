"""Two editions of the bank side by side: what was asked anew, no longer, otherwise, and which scores still compare."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from csi_lib.maturity.bank.files import ALL, BankFile, join_files, read_file, read_files
from csi_lib.maturity.bank.process import Process
from csi_lib.maturity.bank.question import Question
from csi_lib.maturity.bank.similarity import compare_texts, split_words

MOVED = 0.8  # share of words in common from which a question that went and one that came are the same

Kind = Literal["added", "removed", "moved", "reworded", "outcome reworded", "groups", "attribute", "implies", "fits"]


@dataclass(frozen=True)
class QuestionChange:
    """One way in which a question differs between two editions.

    Parameters
    ----------
    process : str
        Id of the process, ``generic`` for a question asked of every one; of the later edition where it moved.
    question : str
        Its id; of the later edition where it moved.
    kind : str
        ``added``, ``removed``, ``moved`` (another id, the same words), ``reworded``, ``outcome reworded``,
        ``groups``, ``attribute``, ``implies`` or ``fits``.
    before, after : str
        The text, id, groups or attribute of each edition.
    alike : Fraction or None
        Share of words in common, 0..1; None where no texts are compared.
    """

    process: str
    question: str
    kind: Kind
    before: str
    after: str
    alike: Fraction | None = None


@dataclass(frozen=True)
class Comparable:
    """Whether the score of one attribute of one process means the same in both editions.

    Parameters
    ----------
    process, attribute : str
        Ids.
    shared, before, after : int
        Questions that are the same in both (id, words, groups, attribute), and those of each edition.
    verdict : str
        ``comparable``; ``on the shared questions`` (recompute both from these); ``not comparable``.
    others : tuple of str
        Ids of the questions that stand in the way.
    """

    process: str
    attribute: str
    shared: int
    before: int
    after: int
    verdict: Literal["comparable", "on the shared questions", "not comparable"]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """What lies between two editions of the bank.

    Parameters
    ----------
    added, removed : tuple of str
        Processes that only the later, only the earlier edition has.
    questions : tuple of QuestionChange
        What changed, in the order of the files.
    scores : tuple of Comparable
        One per process of both editions and attribute.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    questions: tuple[QuestionChange, ...]
    scores: tuple[Comparable, ...]


def diff_banks(before: Path, after: Path) -> Difference:
    """Lay two editions of the bank side by side.

    Parameters
    ----------
    before, after : Path
        Two folders, or two files of one process.

    Returns
    -------
    Difference
        Generic questions are compared once, as ``generic``; for the scores they count in every process.

    Raises
    ------
    CsiError
        When a folder holds no question file, or one is malformed.
    """
    old, new = _read(Path(before)), _read(Path(after))
    changes: list[QuestionChange] = []
    then, now = {item.process: item for item in old}, {item.process: item for item in new}
    moved = _find_moved(old, new)
    for name in dict.fromkeys([*then, *now]):
        earlier = then[name].questions if name in then else ()
        later = now[name].questions if name in now else ()
        changes += compare_questions(name, earlier, later, moved)
    one, other = _join(old), _join(new)
    return Difference(
        added=tuple(name for name in other if name not in one),
        removed=tuple(name for name in one if name not in other),
        questions=tuple(changes),
        scores=tuple(
            item for name in one if name in other for item in compare_scores(name, one[name].rated, other[name].rated)
        ),
    )


def _read(path: Path) -> tuple[BankFile, ...]:
    if path.is_file():
        return (read_file(path),)
    files, broken = read_files(path)
    for error in broken.values():
        raise error
    return files


def _join(files: tuple[BankFile, ...]) -> dict[str, Process]:
    joined = join_files(files)
    if joined:
        return joined
    # A lone file of generic questions is compared as a process of its own.
    generic = files[0].model
    return {
        ALL: Process(
            version=1,
            edition=generic.edition,
            process=ALL,
            order=0,
            prefix=ALL,
            title="Every process",
            purpose="What every process is asked",
            questions=generic.questions,
        )
    }


def _find_moved(old: Iterable[BankFile], new: Iterable[BankFile]) -> dict[str, tuple[str, Question]]:
    """Find questions that went under one id and came back under another: new id -> process and question before."""
    before = {item.id: (file.process, item) for file in old for item in file.questions}
    after = {item.id: item for file in new for item in file.questions}
    gone = {name: pair for name, pair in before.items() if name not in after}
    found: dict[str, tuple[str, Question]] = {}
    for name, question in after.items():
        if name in before or not gone:
            continue
        nearest = max(gone, key=lambda one: compare_texts(gone[one][1].ask, question.ask))
        if compare_texts(gone[nearest][1].ask, question.ask) >= MOVED:
            found[name] = gone.pop(nearest)
    return found


def compare_questions(
    process: str,
    before: Collection[Question],
    after: Collection[Question],
    moved: Mapping[str, tuple[str, Question]] | None = None,
) -> list[QuestionChange]:
    """List how the questions of one process differ.

    Parameters
    ----------
    process : str
        Its id.
    before, after : collection of Question
        Of the two editions.
    moved : mapping, optional
        Id after -> process and question before, for questions under another id.

    Returns
    -------
    list of QuestionChange
        What was removed first, then by the order of the later edition.
    """
    came_from = {} if moved is None else moved
    gone_elsewhere = {question.id for _, question in came_from.values()}
    old, new = {item.id: item for item in before}, {item.id: item for item in after}
    found = [
        QuestionChange(process, name, "removed", item.ask, "")
        for name, item in old.items()
        if name not in new and name not in gone_elsewhere
    ]
    for name, item in new.items():
        if name in old:
            found += _compare(process, old[name], item)
        elif name in came_from:
            alike = _alike(came_from[name][1].ask, item.ask)
            found.append(QuestionChange(process, name, "moved", came_from[name][1].id, name, alike))
            found += _compare(process, came_from[name][1], item)
        else:
            found.append(QuestionChange(process, name, "added", "", item.ask))
    return found


def _compare(process: str, old: Question, new: Question) -> list[QuestionChange]:
    found = []
    if not _same_words(old.ask, new.ask):
        found.append(QuestionChange(process, new.id, "reworded", old.ask, new.ask, _alike(old.ask, new.ask)))
    if not _same_words(old.outcome, new.outcome):
        alike = _alike(old.outcome, new.outcome)
        found.append(QuestionChange(process, new.id, "outcome reworded", old.outcome, new.outcome, alike))
    if set(old.groups) != set(new.groups):
        found.append(QuestionChange(process, new.id, "groups", ", ".join(old.groups), ", ".join(new.groups)))
    if old.attribute != new.attribute:
        found.append(QuestionChange(process, new.id, "attribute", old.attribute or "none", new.attribute or "none"))
    if old.implies != new.implies:
        found.append(QuestionChange(process, new.id, "implies", _say_implies(old), _say_implies(new)))
    if old.fits != new.fits:
        found.append(QuestionChange(process, new.id, "fits", _say_fits(old), _say_fits(new)))
    return found


def _same_words(one: str, other: str) -> bool:
    return split_words(one) == split_words(other)


def _alike(one: str, other: str) -> Fraction:
    return Fraction(compare_texts(one, other)).limit_denominator(1000)


def _say_implies(question: Question) -> str:
    found = question.implies
    return f"{found.kpi} F {found.F} L {found.L} P {found.P}" if found else "none"


def _say_fits(question: Question) -> str:
    return "; ".join(f"{name} {', '.join(items)}" for name, items in sorted(question.fits.items())) or "none"


def compare_scores(process: str, before: Collection[Question], after: Collection[Question]) -> list[Comparable]:
    """Say for each attribute whether a score of the one edition compares with one of the other.

    Parameters
    ----------
    process : str
        Id of the process.
    before, after : collection of Question
        Its questions with attribute, the generic ones included, in the two editions.

    Returns
    -------
    list of Comparable
        By attribute. A question is the same only when id, words, groups and attribute are: another wording is
        answered otherwise, and other people answer otherwise.
    """
    found = []
    for attribute in sorted({item.attribute for item in [*before, *after]}):
        old = {item.id: item for item in before if item.attribute == attribute}
        new = {item.id: item for item in after if item.attribute == attribute}
        shared = [name for name in old if name in new and is_asked_the_same(old[name], new[name])]
        others = tuple(name for name in dict.fromkeys([*old, *new]) if name not in shared)
        verdict: Literal["comparable", "on the shared questions", "not comparable"] = "comparable"
        if others:
            verdict = "on the shared questions" if shared else "not comparable"
        found.append(Comparable(process, attribute, len(shared), len(old), len(new), verdict, others))
    return found


def is_asked_the_same(old: Question, new: Question) -> bool:
    """Say whether two editions put the same words to the same groups; case, spaces and punctuation do not count."""
    return _same_words(old.ask, new.ask) and set(old.groups) == set(new.groups)
