"""A data-quality finding as data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from csi_lib.errors import one_line

Severity = Literal["info", "warning", "error"]

MAIL = "(e-mail address)"  # what stands in a finding where the data hold one
# Generous on purpose: whatever has an at sign between two words is taken for an address.
_MAIL = re.compile(r"[^\s@<>\"'(),;:|]+@[^\s@<>\"'(),;:|]+")


@dataclass(frozen=True)
class Issue:
    """One finding about the data: nothing is repaired or left out without one.

    Parameters
    ----------
    code : str
        Short name of the kind of finding.
    severity : {"info", "warning", "error"}
        How much a reader has to care.
    where : str
        Source, file, table or column.
    what : str
        What was found; client text in it is raw, but for e-mail addresses, which are left out.
    count : int
        Number of rows or cells concerned.
    do : str
        What the user can do about it.
    """

    code: str
    severity: Severity
    where: str
    what: str
    count: int = 0
    do: str = ""

    def __post_init__(self) -> None:
        for name in ("where", "what", "do"):
            object.__setattr__(self, name, hide_mail(one_line(getattr(self, name))))


def hide_mail(text: str) -> str:
    """Put a mark in place of every e-mail address of a text."""
    return _MAIL.sub(MAIL, text) if "@" in text else text


def name_some(texts: Iterable[object], most: int = 5) -> str:
    """Name the first few of many things.

    Parameters
    ----------
    texts : iterable
        The things, the most telling first.
    most : int
        How many to name.

    Returns
    -------
    str
        ``'a', 'b' and 3 more``.
    """
    names = [f"'{_short(text)}'" for text in texts]
    rest = len(names) - most
    shown = ", ".join(names[:most])
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def name_counted(counts: pd.Series, most: int = 5) -> str:
    """Name the first few of many texts with how often each stands there.

    Parameters
    ----------
    counts : Series of int, indexed by text
        The most telling first.
    most : int
        How many to name.

    Returns
    -------
    str
        ``'a' (12), 'b' (1) and 3 more``.
    """
    names = [f"'{_short(text)}' ({count:,})" for text, count in counts.head(most).items()]
    rest = len(counts) - most
    return ", ".join(names) + (f" and {rest:,} more" if rest > 0 else "")


def _short(text: object, most: int = 60) -> str:
    plain = hide_mail(one_line(str(text)))
    return plain if len(plain) <= most else plain[: most - 1] + "…"
