"""The minutes of a review as a document: the same blocks as on pages, without a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from csi_lib.register.reviews import Review
from csi_lib.report.blocks import Block, from_json
from csi_lib.report.brand import load_brand
from csi_lib.report.export.document import Document, Heading, Item, Page
from csi_lib.report.export.formats import Written, export
from csi_lib.report.language import ENGLISH, speaking, translate
from csi_lib.report.sections.reviews.minutes import Parts, minutes
from csi_lib.run.engagement import describe
from csi_lib.study import Study

TITLE = "Minutes of a review"


def write_minutes(study: Study, review: Review, path: Path) -> Written:
    """Write the minutes of a review.

    Parameters
    ----------
    study : Study
        What the review is about.
    review : Review
        Planned: to be filled in; held: filled from the register.
    path : Path
        The file; its suffix is the format.

    Returns
    -------
    Written
        The file that was made.

    Raises
    ------
    UsageError
        When the format is unknown or its library is missing.
    """
    language = study.engagement.report.language
    with speaking(language, study.home) as wording:
        said = Page(
            "minutes",
            f"{wording.say(TITLE) if language != ENGLISH else TITLE}: {review.title}",
            (),
            tuple(_list_items(minutes(study, review), language, wording)),
        )
    document = Document(describe(study), (said,), load_brand(study.engagement.report.brand, study.home), language)
    (written,) = export(document, [path.suffix.removeprefix(".")], path.parent, path.stem)
    return written


def _list_items(parts: Parts, language: str, wording) -> Iterator[Item]:  # type: ignore[no-untyped-def]
    for heading, blocks in parts:
        yield Heading(2, heading if language == ENGLISH else wording.say(heading))
        for block in blocks:
            yield _say(block, language, wording)


def _say(block: Block, language: str, wording) -> Item:  # type: ignore[no-untyped-def]
    if language == ENGLISH:
        return block  # type: ignore[return-value]  # texts and tables are items
    return from_json(translate(block.to_json(), wording)).said_in(language)  # type: ignore[return-value]
