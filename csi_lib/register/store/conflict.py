"""What somebody else wrote between the look and the change."""

from __future__ import annotations

from dataclasses import dataclass

from csi_lib.errors import CsiError


@dataclass(frozen=True)
class Conflict:
    """One record that is no longer as it was seen.

    Parameters
    ----------
    kind, id : str
        The record.
    seen, found : int
        Revision the change was made on, and the one there is; 0: none.
    keys : tuple of str
        Keys that differ between the change and what is there.
    when : str
        Stamp of the newest revision, UTC; empty where there is none.
    """

    kind: str
    id: str
    seen: int
    found: int
    keys: tuple[str, ...] = ()
    when: str = ""

    def __str__(self) -> str:
        name = f"{self.kind} '{self.id}'"
        if not self.found:
            return f"{name}: there is none to change (revision {self.seen} was seen)"
        if not self.seen:
            return f"{name}: there is one already, since {self.when}"
        keys = f"; differs now in {', '.join(self.keys)}" if self.keys else ""
        return f"{name}: was changed meanwhile, revision {self.seen} was seen, {self.found} is there{keys}"


class ConflictError(CsiError):
    """Records that were changed by somebody else meanwhile; nothing was written."""

    def __init__(self, what: str, *, where: str = "", do: str = "", conflicts: tuple[Conflict, ...] = ()) -> None:
        super().__init__(what, where=where, do=do)
        self.conflicts = conflicts


def refuse(conflicts: list[Conflict]) -> ConflictError:
    """Make the error that lists conflicts."""
    what = "; ".join(map(str, conflicts))
    return ConflictError(what, do="Look at what is there and try again", conflicts=tuple(conflicts))
