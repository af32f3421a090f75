"""The texts of a page as paragraphs of a slide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from csi_lib.report.blocks import Number, Text
from csi_lib.report.export.document import Failure, Heading, Paragraph, Run
from csi_lib.report.export.pptx.measure import cut_words
from csi_lib.report.export.pptx.text import NUMBERED, Para
from csi_lib.report.export.words import say
from csi_lib.report.language import current
from csi_lib.report.wording import say_source

BODY, SIDE, HEAD = 14, 12, 16  # points: sentences, side remarks, headings
LONGEST = 1_500  # characters of a paragraph that a slide shows
LEAD = 60  # characters before a colon that open an answer
Fit = Callable[[str], str]  # how a text is cut for the speaker notes
_COLOURS = {"warning": "accent2", "note": "accent4"}


def write_text(text: Text, fit: Fit, language: str, notes: list[str]) -> list[Para]:
    """Return a text block as paragraphs; what is too long for a slide goes whole into the notes."""
    parts = [part for part in text.body.replace("\r\n", "\n").split("\n\n") if part.strip()]
    paras = []
    for place, part in enumerate(parts):
        runs = [Run(shorten(part, fit, notes))]
        if text.role == "warning" and place == 0:
            runs.insert(0, Run(f"{say('warning', language)}: ", strong=True))
        size = SIDE if text.role == "note" else BODY
        paras.append(Para(tuple(runs), size, _COLOURS.get(text.role, "tx1")))
    return paras


def write_failure(failure: Failure, language: str) -> list[Para]:
    """Return what was not made, and why."""
    runs = (Run(f"{say('failed', language)}: ", strong=True), Run(cut_words(failure.text, LONGEST)))
    return [Para(runs, BODY, "accent2")]


def write_paragraph(paragraph: Paragraph) -> Para:
    """Return a paragraph as an analyst wrote it, its looks and lists kept."""
    runs = tuple(replace(run, text=cut_words(run.text, LONGEST)) for run in paragraph.runs)
    bullet = {"bullet": "•", "number": NUMBERED}.get(paragraph.kind, "")
    depth = paragraph.depth if bullet else int(paragraph.kind == "quote")
    colour = "accent4" if paragraph.kind == "quote" else "tx1"
    return Para(runs, SIDE if paragraph.kind == "code" else BODY, colour, bullet, depth, 0.25 if bullet else 0.5)


def write_heading(heading: Heading) -> Para:
    """Return a heading between paragraphs."""
    size = HEAD if heading.level == 2 else BODY
    return Para((Run(cut_words(heading.text, 200), strong=True),), size, "accent1", before=0.8, heading=True)


def write_answers(answers: Sequence[Text], size: float, fit: Fit, notes: list[str]) -> list[Para]:
    """Return the answers of a page in letters of a size, the words before their first colon strong."""
    paras = []
    for answer in answers:
        for part in answer.body.split("\n\n"):
            text = shorten(part.strip(), fit, notes)
            lead, colon, rest = text.partition(": ")
            led = bool(colon) and len(lead) <= LEAD
            runs = (Run(f"{lead}{colon}", strong=True), Run(rest)) if led else (Run(text),)
            paras.append(Para(runs, size))
    return paras


def write_card(number: Number, value_size: float = 24) -> list[Para]:
    """Return a number as the lines of a card: what it is, the number, of when and from how many."""
    known: dict[str, Any] = {key: number.source[key] for key in ("period", "n") if key in number.source}
    when = current().number(say_source(known))
    lines = [
        Para((Run(cut_words(number.label, 90)),), SIDE, "accent4"),
        Para((Run(cut_words(number.text, 60), strong=True),), value_size, "accent1", before=0.1),
    ]
    return [*lines, Para((Run(cut_words(when, 60)),), SIDE, "accent4", before=0.1)] if when else lines


def note_number(number: Number) -> str:
    """Return where a number comes from, for the speaker notes."""
    source = current().number(say_source(number.source))
    said = f"{number.label}: {number.text}"
    return f"{said} ({source})" if source else said


def shorten(text: str, fit: Fit, notes: list[str]) -> str:
    """Return a text as long as a slide can show; longer ones go whole into the notes."""
    if len(text) > LONGEST:
        notes.append(fit(text))
    return cut_words(text, LONGEST)
