"""Titles that only repeat the heading above them: printed once, and still said to who cannot see the page."""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"^(the|der|die|das) ")


def is_echo(title: str, heading: str) -> bool:
    """Tell whether a title says no more than the heading above it; case and an article do not count.

    Parameters
    ----------
    title, heading : str
        In the language of the page.

    Returns
    -------
    bool
        False where either is empty.
    """
    return bool(title.strip()) and _bare(title) == _bare(heading)


def _bare(title: str) -> str:
    return _ARTICLE.sub("", title.strip().lower()).strip()
