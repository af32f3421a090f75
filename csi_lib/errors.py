"""Every error a user may meet: one line that says what is wrong, where, and what to do."""

from collections.abc import Iterable
from difflib import get_close_matches

from csi_lib.address import hide_passwords

LONGEST_LIST = 400  # characters; a list of all 500 time zones would hide the sentence it stands in
NEAR_NAMES = 5  # what is named of a longer one


class CsiError(Exception):
    """A fault of input or usage, shown as one line and without a traceback.

    Parameters
    ----------
    what : str
        What is wrong, in one clause.
    where : str
        File, sheet, row, column or key; empty where there is no place.
    do : str
        What the user can do about it.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        # A path or a fault may hold an address that was taken for something else.
        self.what, self.where, self.do = hide_passwords(what), hide_passwords(where), hide_passwords(do)
        super().__init__(self.what, self.where, self.do)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f". {self.do}" if self.do else ""
        return one_line(f"{place}{self.what}{remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword-only arguments do not pickle by themselves; jobs run in other processes.
        return _rebuild, (type(self), self.what, self.where, self.do)


class SettingsError(CsiError):
    """A settings file that cannot be read or does not say what it should."""


class SourceError(CsiError):
    """An export that cannot be used as it is."""


class AbsentError(SourceError):
    """An export that is not there, or holds nothing that a report could take its days from."""


class DefinitionError(CsiError):
    """A KPI, table or framework definition that does not hold together."""


class BaselineError(CsiError):
    """A frozen baseline that is missing, already taken, or was changed after it was frozen."""


class UsageError(CsiError):
    """A command or function called with something it cannot take."""


class JobError(CsiError):
    """A report that could not be made although its inputs were read."""

    exit_code = 1


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence naming the nearest known word, or listing what is known.

    Parameters
    ----------
    name : str
        The word that was not recognised.
    known : iterable of str
        The words that would have been.

    Returns
    -------
    str
        ``did you mean 'zone'?``, ``known: a, b, c`` or, of a long list, ``the nearest of 500 known: a, b, c``.
    """
    names = sorted({str(word) for word in known})
    nearest = get_close_matches(str(name), names, n=1, cutoff=0.6)
    if nearest:
        return f"did you mean '{nearest[0]}'?"
    if not names:
        return "nothing is known here"
    if len(listed := ", ".join(names)) <= LONGEST_LIST:
        return f"known: {listed}"
    near = get_close_matches(str(name), names, n=NEAR_NAMES, cutoff=0)
    return f"the nearest of {len(names):,} known: {', '.join(near)}"


def suggest(name: str, known: Iterable[str]) -> str:
    """Return what ``did_you_mean`` says as a sentence of its own; the names keep their case."""
    nearest = did_you_mean(name, known)
    return nearest[0].upper() + nearest[1:]


def one_line(text: str) -> str:
    """Return the text on one line, its white space folded, cut at 2,000 characters."""
    folded = " ".join(str(text).split())
    return folded if len(folded) <= 2_000 else folded[:1_999] + "…"


def _rebuild(kind: type[CsiError], what: str, where: str, do: str) -> CsiError:
    return kind(what, where=where, do=do)
