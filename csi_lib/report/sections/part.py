"""What a report of one service or business unit says where that of the whole would say what is not true of it."""

from __future__ import annotations

from csi_lib.study import Study

_NAMES = {"service": "service", "organisation": "business unit"}
NOTHING_LIVE = (
    "No initiative has a go-live date yet: there is nothing to compare.",
    "No initiative for this {part} alone has a go-live date: there is nothing to compare.",
)
NOTHING_REGISTERED = ("No initiative is registered.", "No initiative is registered for this {part} alone.")
NO_BASELINE = "A baseline is of the whole engagement, so this report of one {part} is compared with none."
NO_OBJECTIVE = "Objectives are of the whole engagement, so this report of one {part} decides on none."


def choose_words(study: Study, whole: str, part: str) -> str:
    """Choose between the words of a report of the whole and those of a report of one service or business unit.

    Parameters
    ----------
    study : Study
        Knows which of the two it is.
    whole, part : str
        Both sentences; ``{part}`` in the second becomes 'service' or 'business unit'.

    Returns
    -------
    str
        One of them.
    """
    return part.replace("{part}", _NAMES[study.part]) if study.part else whole
