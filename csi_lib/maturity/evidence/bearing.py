"""The rating on evidence: what assessors found, or what people say, held down by what there is to show for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from csi_lib.maturity.answers import EVIDENCE, Sheet
from csi_lib.maturity.bank import Process
from csi_lib.maturity.evidence.findings import Findings
from csi_lib.maturity.evidence.remarks import list_remarks
from csi_lib.maturity.evidence.worth import Weighed, find_day, weigh_answers, weigh_findings
from csi_lib.maturity.framework import Framework, band
from csi_lib.maturity.ladder import find_level
from csi_lib.maturity.rating import AttributeRating, Rating

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


def rate_on_evidence(
    ratings: Iterable[Rating],
    sheets: Iterable[Sheet],
    processes: Iterable[Process],
    files: Iterable[Findings],
    framework: Framework,
    *,
    months: int = 18,
    day: dt.date | None = None,
) -> tuple[OnEvidence, ...]:
    """Rate every process on evidence.

    The letter begins with what assessors found; where none has rated an attribute, with the letter of the answers.
    Then it is held down: the strongest letter needs a direct piece (a record or data) that counts.

    Parameters
    ----------
    ratings : iterable of Rating
        By the answers.
    sheets : iterable of Sheet
        The answers.
    processes : iterable of Process
        The questionnaire.
    files : iterable of Findings
        What assessors found.
    framework : Framework
        Bands and ladder.
    months : int
        Evidence older than so many months is only a statement.
    day : date, optional
        The day on which its age is counted where neither a sheet nor a rating has a date.

    Returns
    -------
    tuple of OnEvidence
        One per rating, in their order.

    Source
    ------
    The caps are a rule of this kit (maturity.md 3); the bands are those of ISO/IEC 33020:2015, 5.3.
    """
    people, found, asked = tuple(sheets), tuple(files), {item.process: item for item in processes}
    counted = find_day(people, found, day)
    process_of = {question.id: item.process for item in asked.values() for question in item.questions}
    pieces: dict[str, list[Weighed]] = {name: [] for name in asked}
    for piece in (*weigh_findings(found, counted, months), *weigh_answers(people, process_of, counted, months)):
        pieces.setdefault(piece.process, []).append(piece)
    return tuple(
        _rate_process(item, asked[item.process], people, found, tuple(pieces[item.process]), framework, counted)
        for item in ratings
    )


def _rate_process(
    rating: Rating,
    process: Process,
    sheets: Sequence[Sheet],
    files: Sequence[Findings],
    own: tuple[Weighed, ...],
    framework: Framework,
    day: dt.date | None,
) -> OnEvidence:
    attributes = tuple(_rate_attribute(item, process, sheets, files, own, framework) for item in rating.attributes)
    level = find_level({item.attribute: item.letter for item in attributes}, framework)
    return OnEvidence(rating.process, rating.title, rating.level, level, attributes, own, day)


def _rate_attribute(
    rating: AttributeRating,
    process: Process,
    sheets: Sequence[Sheet],
    files: Sequence[Findings],
    pieces: Sequence[Weighed],
    framework: Framework,
) -> AttributeOnEvidence:
    ids = [question.id for question in process.questions if question.attribute == rating.attribute]
    judged = _judge(process.process, rating.attribute, ids, files, framework)
    by_assessor = bool(judged.letters)
    names = {rating.attribute, *ids}
    about = [item for item in pieces if item.assessor == by_assessor and item.about in names]
    order = [item.letter for item in framework.bands]
    value = min(judged.values.values()) if by_assessor else rating.percent
    found = band(value, framework) if by_assessor and value is not None else rating.letter
    direct = [item for item in about if item.direct]
    letter = _hold_down(found, bool(direct), order)
    top = letter == order[-1]
    result = AttributeOnEvidence(
        attribute=rating.attribute,
        title=rating.title,
        opinion=rating.letter,
        percent=rating.percent,
        found=found,
        value=value,
        letter=letter,
        basis=ASSESSORS if by_assessor else ANSWERS,
        assessors=tuple(sorted(judged.letters)),
        agreed=judged.agreed,
        apart=len(set(judged.letters.values())) > 1,
        rated=judged.rated if by_assessor else 0,
        questions=len(ids),
        best=max((item.counts for item in about), key=EVIDENCE.index, default="none"),
        direct=len(direct),
        until=max((item.until for item in direct if item.until), default=None) if top else None,
        survives=_survives(direct) if top else None,
        weakness="; ".join(dict.fromkeys(judged.weaknesses)),
        remarks=(),
    )
    return _remark(result, judged.letters, about, ids, sheets, framework)


@dataclass(frozen=True)
class _Judged:
    """Percent and letter of each assessor on one attribute, on how many questions, with the weaknesses noted."""

    values: Mapping[str, Fraction]
    letters: Mapping[str, str]
    agreed: bool
    rated: int
    weaknesses: tuple[str, ...]


def _judge(
    process: str, attribute: str, ids: Sequence[str], files: Iterable[Findings], framework: Framework
) -> _Judged:
    """Take what the assessors agreed on, else what each of them found; the attribute as one goes before its parts."""
    by_stage: dict[str, dict[str, tuple[Fraction, int, list[str]]]] = {"agreed": {}, "own": {}}
    for file in files:
        own = [item for item in file.ratings if item.process == process]
        whole = [item for item in own if item.attribute == attribute]
        parts = [item for item in own if item.question in ids]
        if not whole and not parts:
            continue
        values = [item.value(framework) for item in (whole or parts)]
        mean = sum(values, Fraction(0)) / len(values)
        noted = [item.weakness for item in (*whole, *parts) if item.weakness]
        by_stage[file.stage][file.assessor] = (mean, len(ids) if whole else len(parts), noted)
    chosen = by_stage["agreed"] or by_stage["own"]
    return _Judged(
        {name: value for name, (value, _, _) in chosen.items()},
        {name: band(value, framework) for name, (value, _, _) in chosen.items()},
        bool(by_stage["agreed"]),
        min((rated for _, rated, _ in chosen.values()), default=0),
        tuple(text for _, _, noted in chosen.values() for text in noted),
    )


def _hold_down(letter: str, direct: bool, order: Sequence[str]) -> str:
    """Lower the strongest letter by one where no record and no data bear it."""
    return order[-2] if letter == order[-1] and not direct else letter


def _survives(direct: Sequence[Weighed]) -> bool:
    oldest = min(item.date for item in direct if item.date is not None)
    return any(item.date != oldest for item in direct)


def _remark(
    result: AttributeOnEvidence,
    letters: Mapping[str, str],
    pieces: Sequence[Weighed],
    ids: Sequence[str],
    sheets: Sequence[Sheet],
    framework: Framework,
) -> AttributeOnEvidence:
    said = list_remarks(result, letters, pieces, ids, sheets, framework)
    return replace(result, remarks=tuple(said))
