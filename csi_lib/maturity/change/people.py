"""Who was asked in both rounds, and who in one alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from csi_lib.maturity.answers import Sheet


@dataclass(frozen=True)
class People:
    """The respondents of two rounds, by pseudonym.

    Parameters
    ----------
    stayed, joined, left : tuple of str
        In both rounds, in the second alone, in the first alone.
    regrouped : tuple of str
        Of those who stayed, those who answered for another group of respondents than before.
    """

    stayed: tuple[str, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    regrouped: tuple[str, ...]


def compare_people(before: Iterable[Sheet], after: Iterable[Sheet]) -> People:
    """Tell who answered in both rounds; one pseudonym is one person.

    Returns
    -------
    People
        Each list sorted.
    """
    then, now = ({sheet.respondent: sheet for sheet in sheets} for sheets in (before, after))
    return People(
        stayed=tuple(sorted(then.keys() & now.keys())),
        joined=tuple(sorted(now.keys() - then.keys())),
        left=tuple(sorted(then.keys() - now.keys())),
        regrouped=tuple(sorted(who for who in then.keys() & now.keys() if then[who].group != now[who].group)),
    )
