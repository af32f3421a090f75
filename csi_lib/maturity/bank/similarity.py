"""How alike two texts are, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher


def split_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation."""
    return re.findall(r"[\w{}'’-]+", text.lower())


def compare_texts(one: str, other: str) -> float:
    """Return the share of words that two texts have in common in the same order.

    Parameters
    ----------
    one, other : str
        The texts.

    Returns
    -------
    float
        0..1; 1 where they differ in case, spaces and punctuation only. Twice the matching words over all words.

    Source
    ------
    Ratcliff and Metzener, Pattern matching: the gestalt approach, Dr. Dobb's Journal 141 (1988), on words.
    """
    return SequenceMatcher(None, split_words(one), split_words(other), autojunk=False).ratio()
