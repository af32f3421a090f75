"""How far records and figures bear the answers out, in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from csi_lib.maturity.evidence import OnEvidence
from csi_lib.maturity.ledger import Entry
from csi_lib.report.blocks import Blocks, Text
from csi_lib.report.sections.maturity.said import NOTHING_ANSWERED, is_lower, say_fallen, say_looked
from csi_lib.report.wording import count_words
from csi_lib.study import Study

TWO_RATINGS = (
    "What people say and what the evidence bears are two ratings; they are never averaged. The one on evidence begins "
    "with what assessors found, or with the answers where no assessor looked. F needs at least one record or figures "
    "of its own; without them it counts as L."
)
LEDGER = (
    "Some questions name a KPI and the numbers that their answers imply. An answer is contradicted where it lies "
    "outside the band of all of the latest usable months; one month that fits it is enough for no contradiction. "
    "Figures change no rating."
)

WHOLE = "People were asked about the whole: their answers are not held against the figures of one part of it."


def evidence_answer(study: Study) -> Blocks:
    """Say how far records and figures bear the answers out."""
    found = study.assessment.found
    if not found:
        return Blocks([Text(NOTHING_ANSWERED, role="answer")])
    held = [WHOLE] if study.part else _say_ledger(study.ledger)
    blocks = [Text(line, role="answer") for line in (*_say_levels(found), *held)]
    return Blocks([*blocks, Text(f"{TWO_RATINGS} {_say_age(study)}", role="note"), Text(LEDGER, role="note")])


def _say_levels(found: Iterable[OnEvidence]) -> Iterator[str]:
    items = tuple(found)
    if not any(map(is_lower, items)):
        yield "No process falls to a lower level on evidence than by the answers."
    yield from say_fallen(items)
    yield from say_looked(items)


def _say_ledger(entries: tuple[Entry, ...]) -> Iterator[str]:
    banded = [item for item in entries if item.bands]
    if not banded:
        yield "No question that was asked lays down what a KPI should show."
        return
    more, less = (sum(item.state == state for item in banded) for state in ("people say more", "people say less"))
    held = sum(item.state != "cannot be said" for item in banded)
    said = f"{count_words(held, 'answer')} could be held against the engagement's own KPIs"
    yield f"{said}: saying more than the figures show {more}, saying less {less}, borne out {held - more - less}."


def _say_age(study: Study) -> str:
    months = study.assessment.settings.evidence_months
    day = next((item.day for item in study.assessment.found if item.day), None)
    counted = f" (counted on {day})" if day else ""
    return f"Evidence older than {months} months, undated, or without a reference counts as a statement{counted}."
