"""What somebody wants to write into the register: records, each made on the revision that was seen."""

from __future__ import annotations

from dataclasses import dataclass

from csi_lib.register.record import Record


@dataclass(frozen=True)
class Change:
    """One record as it shall be.

    Parameters
    ----------
    record : Record
        All of it, not only what changes.
    revision : int
        The revision it was made on; 0: it is new.
    """

    record: Record
    revision: int = 0
