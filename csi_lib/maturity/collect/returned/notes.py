"""What was found while forms were read: faults, which stop the import, and remarks, which do not."""

from __future__ import annotations

from dataclasses import dataclass, field

from csi_lib.errors import one_line


@dataclass(frozen=True)
class Note:
    """One thing to know: where it stands, what it is and what can be done."""

    where: str
    what: str
    do: str = ""

    def __str__(self) -> str:
        remedy = f". {self.do}" if self.do else ""
        return one_line(f"{self.where}: {self.what}{remedy}")


@dataclass
class Notes:
    """The faults and remarks of one import, in the order they were found."""

    faults: list[Note] = field(default_factory=list)
    remarks: list[Note] = field(default_factory=list)

    def refuse(self, where: str, what: str, do: str = "") -> None:
        """Note a fault."""
        self.faults.append(Note(where, what, do))

    def remark(self, where: str, what: str, do: str = "") -> None:
        """Note something that does not stop the import."""
        self.remarks.append(Note(where, what, do))
