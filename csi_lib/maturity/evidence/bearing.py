"""The rating on evidence: what assessors found, or what people say, held down by what there is to show for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from csi_lib.maturity.answers import EVIDENCE, Sheet
from csi_lib.maturity.bank import Process
from csi_lib.maturity.evidence.findings import Findings
from csi_lib.maturity.evidence.judged import judge
from csi_lib.maturity.evidence.rated import ANSWERS, ASSESSORS, AttributeOnEvidence, OnEvidence
from csi_lib.maturity.evidence.remarks import list_remarks
from csi_lib.maturity.evidence.worth import Weighed, find_day, weigh_answers, weigh_findings
from csi_lib.maturity.framework import Framework, band
from csi_lib.maturity.ladder import find_level
from csi_lib.maturity.rating import AttributeRating, Rating


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
    judged = judge(process.process, rating.attribute, ids, files, framework)
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
