"""How the questions of a workbook were answered: what it says is taken, or what the register says is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from csi_lib.errors import UsageError, suggest

ALL = "all"


@dataclass(frozen=True)
class Answers:
    """The answers.

    Parameters
    ----------
    accept, keep : frozenset of str
        Names of questions; ``all`` for every one that the other does not name.
    """

    accept: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()

    def of(self, name: str) -> bool | None:
        """Return whether the workbook is taken; None where nothing was said."""
        if name in self.accept or name in self.keep:
            return name in self.accept
        if ALL in self.accept:
            return True
        return False if ALL in self.keep else None


def read_answers(accept: Sequence[str], keep: Sequence[str]) -> Answers:
    """Read what was said on the command line.

    Raises
    ------
    UsageError
        When one name is in both.
    """
    both = sorted(set(accept) & set(keep))
    if both:
        raise UsageError(f"'{both[0]}' is both accepted and kept", where="--accept, --keep", do="Say one of the two")
    return Answers(frozenset(accept), frozenset(keep))


def check_names(answers: Answers, asked: Iterable[str]) -> None:
    """Refuse an answer to what was not asked.

    Raises
    ------
    UsageError
        Naming it and the nearest question.
    """
    known = set(asked)
    unknown = sorted((answers.accept | answers.keep) - known - {ALL})
    if unknown:
        do = suggest(unknown[0], known) if known else "Nothing is asked: leave it out"
        raise UsageError(f"'{unknown[0]}' is not asked", where="--accept, --keep", do=do)
