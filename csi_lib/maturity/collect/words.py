"""What an answer and the evidence behind it are called on a form, and what each word means."""

from __future__ import annotations

from dataclasses import dataclass

from csi_lib.maturity.answers import Evidence, Reply


@dataclass(frozen=True)
class Word:
    """One choice of a form.

    Parameters
    ----------
    code : str
        What the answer file says.
    word : str
        What the person reads and chooses.
    means : str
        One sentence for the legend.
    """

    code: str
    word: str
    means: str


# The shares are those of the bands of ISO/IEC 33020; the wording is ours.
ANSWERS: tuple[Word, ...] = (
    Word("F", "Fully", "So it is, nearly always and nearly everywhere: more than 85 of 100 cases."),
    Word("L", "Largely", "Mostly so, with gaps that one notices: more than 50 and up to 85 of 100."),
    Word("P", "Partly", "Here and there, or now and then: more than 15 and up to 50 of 100."),
    Word("N", "Not", "Not so, or hardly ever: at most 15 of 100."),
    Word("DK", "Don't know", "I cannot judge this. That is a proper answer, better than a guess."),
    Word("NA", "Not applicable", "This cannot occur here. Please say why; without a reason it does not count."),
)
EVIDENCE: tuple[Word, ...] = (
    Word("none", "Nothing to show", "My own impression; also where this is left empty."),
    Word("statement", "Said by others", "Several people who do the work say the same."),
    Word("document", "Document", "A rule, plan, minutes or description that can be opened."),
    Word("record", "Records looked at", "Single cases were picked out and looked at, such as twenty tickets."),
    Word("data", "Data of a tool", "A count or report over all cases, straight out of a tool."),
)
_NO_ANSWER = ""


def say_answer(code: str) -> str:
    """Return the word of an answer's code."""
    return next(item.word for item in ANSWERS if item.code == code)


def say_evidence(code: str) -> str:
    """Return the word of an evidence grade."""
    return next(item.word for item in EVIDENCE if item.code == code)


def read_answer(text: str) -> Reply | None:
    """Return the code of an answer's word or code, None for an empty text.

    Raises
    ------
    ValueError
        When the text is neither.
    """
    return _read(text, ANSWERS)  # type: ignore[return-value]


def read_evidence(text: str) -> Evidence | None:
    """Return the grade of an evidence word or code, None for an empty text.

    Raises
    ------
    ValueError
        When the text is neither.
    """
    return _read(text, EVIDENCE)  # type: ignore[return-value]


def _read(text: str, words: tuple[Word, ...]) -> str | None:
    given = _fold(text)
    if given == _NO_ANSWER:
        return None
    for item in words:
        if given in (_fold(item.word), item.code.casefold()):
            return item.code
    raise ValueError(f"choose one of: {', '.join(item.word for item in words)}")


def _fold(text: str) -> str:
    """Fold case, white space and the apostrophes that a word processor bends."""
    return " ".join(text.replace("\u2019", "'").replace("\u02bc", "'").split()).casefold()
