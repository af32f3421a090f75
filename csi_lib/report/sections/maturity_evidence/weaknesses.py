"""What assessors noted, each weakness once with all the places it was noted on."""

from __future__ import annotations

from collections.abc import Iterable


def say_weaknesses(noted: Iterable[tuple[str, str]]) -> list[str]:
    """Say each weakness once.

    Parameters
    ----------
    noted : iterable of (str, str)
        Where, and what; an empty text is none.

    Returns
    -------
    list of str
        One sentence per weakness.
    """
    found: dict[str, list[str]] = {}
    for place, text in noted:
        if text and place not in found.setdefault(text, []):
            found[text].append(place)
    return [f"Assessors noted on {', '.join(places)}: {text.rstrip('.')}." for text, places in found.items()]
